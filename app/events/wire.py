"""How events look on the wire (server-sent events), and system messages put into words; no sockets, no queues."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.markup import render
from app.store.bus import BusEvent

Say = Callable[[str, Mapping[str, Any]], str]
"""Puts a system message's (code, params) into one reader's language, as plain text."""

_PASSING = frozenset({b"delta", b"typing", b"read", b"visitor_typing", b"queue", b"presence"})
"""Kinds of events that are not kept, and so have no id to resume from."""

PREAMBLE = b"retry: 2000\n\n"
PING = b":\n\n"


# Made once: `json.dumps` makes a new encoder for every call with options.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def frame(kind: str, data: bytes | Mapping[str, Any], event_id: str = "") -> bytes:
    """One event. `data` is JSON, which has no line breaks of its own; `event_id` is a Redis stream id or "".

    Neither id nor kind ever comes from a person, so nothing can break out of its line.
    """
    body = data if isinstance(data, bytes) else dumps(data)
    head = f"id: {event_id}\nevent: {kind}\ndata: " if event_id else f"event: {kind}\ndata: "
    return head.encode() + body + b"\n\n"


def dumps(data: Mapping[str, Any]) -> bytes:
    """Compact JSON in UTF-8."""
    return _json.encode(data).encode()


def kept_frame(event_id: str, kind: str, data: bytes, say: Say) -> bytes:
    """An event as it was stored: messages get their id, system messages their words."""
    if kind == "message":
        if is_system(data) or is_draft(data):
            data = dumps(message_json(event_id, data, say))
        else:
            data = b'{"id":"' + event_id.encode() + b'",' + data[1:]
    return frame(kind, data, event_id)


def live_frame(event: BusEvent, say: Say) -> bytes:
    """An event of the bus as a session's stream carries it."""
    if event.kind in _PASSING:
        return frame(event.kind.decode(), event.data)
    return kept_frame(event.id.decode(), event.kind.decode(), event.data, say)


def is_draft(data: bytes) -> bool:
    """Whether stored message data are an answer that was cut off, as the store made them: its text is not rendered."""
    return data.startswith(b'{"role":"ai","draft":true')


def is_system(data: bytes) -> bool:
    """Whether stored message data are a system message's, without reading them (the role stands first)."""
    return data.startswith(b'{"role":"system"')


def message_json(event_id: str, data: bytes, say: Say) -> dict[str, Any]:
    """A stored message as the public contract shows it, in one reader's language."""
    message: dict[str, Any] = {"id": event_id, **json.loads(data)}
    if message.pop("draft", False):
        message |= {"text": message["text"].rstrip(), "html": render(message["text"])}
    if message["role"] == "system":
        words = say(message["code"], message["params"])
        message |= {"text": words, "html": f"<p>{_escape(words)}</p>"}
    return message


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
