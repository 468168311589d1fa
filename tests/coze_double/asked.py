"""Reading a chat request and refusing a bad one; it starts nothing and changes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .memory import Json
from .refusals import Refusal

CHAT_MESSAGES: Final = 100
WORKFLOW_MESSAGES: Final = 50
_TOOL_TYPES: Final = ("function_call", "tool_output", "tool_response")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a request; `text` is what the brain reads of it."""

    role: str
    type: str
    content: str
    content_type: str
    meta_data: dict[str, str]
    text: str


def read_text(body: Json, name: str) -> str:
    """Return a required non-empty string of the body."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(4000, f"{name} is required and must be a string")
    return value


def read_flag(body: Json, name: str, default: bool) -> bool:
    """Return a boolean that may be missing or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refusal(4000, f"{name} must be a boolean")
    return default if value is None else value


def read_object(body: Json, name: str) -> Json:
    """Return an object that may be missing or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refusal(4000, f"{name} must be an object")
    return value or {}


def read_meta(body: Mapping[str, Any]) -> dict[str, str]:
    """Return meta_data: at most 16 pairs, keys of 1 to 64 and values of 1 to 512 characters (else 4003)."""
    meta = body.get("meta_data")
    if meta is None:
        return {}
    fits = isinstance(meta, dict) and all(
        isinstance(value, str) and 1 <= len(key) <= 64 and 1 <= len(value) <= 512 for key, value in meta.items()
    )
    if not fits or len(meta) > 16:
        raise Refusal(4003)
    return dict(meta)


def read_messages(
    body: Json, limit: int, tools: bool, name: str = "additional_messages", over: int = 4004
) -> list[Said]:
    """Return the messages of a request; `tools` says whether tool messages may be among them."""
    given = body.get(name)
    given = [] if given is None else given
    if not isinstance(given, list):
        raise Refusal(4000, f"{name} must be an array")
    if len(given) > limit:
        raise Refusal(over)
    return [read_message(one, tools) for one in given]


def read_message(one: Any, tools: bool = False) -> Said:
    """Return one EnterMessage; missing and null fields get their defaults."""
    if not isinstance(one, dict):
        raise Refusal(4000, "a message must be an object")
    role, kind = one.get("role"), one.get("type") or "question"
    if role not in ("user", "assistant"):
        raise Refusal(4000, "role must be user or assistant")
    if kind not in ("question", "answer", *(_TOOL_TYPES if tools else ())):
        raise Refusal(4000, f"a message of type {kind} cannot be sent here")
    content, shape = one.get("content"), one.get("content_type") or "text"
    if not isinstance(content, str) or shape not in ("text", "object_string"):
        raise Refusal(4005)
    text = content if shape == "text" else _read_objects(content)
    return Said(role, kind, content, shape, read_meta(one), text)


def check_last(messages: list[Said]) -> None:
    """Refuse a request whose last message is not the user's."""
    if messages and messages[-1].role != "user":
        raise Refusal(4000, "the last additional message must be the user's")


def _read_objects(content: str) -> str:
    try:
        parts = json.loads(content)
    except json.JSONDecodeError as error:
        raise Refusal(4000, "object_string content must be a JSON array") from error
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise Refusal(4000, "object_string content must be an array of objects")
    texts = [str(part.get("text") or "") for part in parts if part.get("type") == "text"]
    if len(texts) > 1 or len(texts) == len(parts):
        raise Refusal(4000, "object_string needs a file or an image, and at most one text")
    return "".join(texts)
