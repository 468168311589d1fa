"""How Coze writes server-sent events, dialect by dialect; what is said is decided elsewhere."""

import json
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Frame:
    """One event before it is written; `data` is the text after `data:`."""

    event: str
    data: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Stands in a stream where the connection breaks."""


CUT: Final = Cut()


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which the cloud and Studio differ."""

    name: str
    cancelled_status: str
    cancelled_event: str
    action_status: str
    action_event: str
    error_code: int


CLOUD: Final = Dialect(
    name="cloud",
    cancelled_status="canceled",
    cancelled_event="conversation.chat.completed",
    action_status="requires_action",
    action_event="conversation.chat.requires_action",
    error_code=5000,
)
STUDIO: Final = Dialect(
    name="studio",
    cancelled_status="cancelled",
    cancelled_event="conversation.chat.cancelled",
    action_status="required_action",
    action_event="conversation.chat.required_action",
    error_code=103000000,
)

_DONE: Final = {
    "quoted": Frame("done", '"[DONE]"'),
    "bare": Frame("done", "[DONE]"),
    "debug": Frame("done", '{"debug_url":"https://www.coze.example/work_flow?execute_id=1"}'),
    "studio": Frame("conversation.stream.done", ""),
}


def say_done(variant: str) -> Frame:
    """Return the last frame; `variant` is quoted, bare, debug or studio (KeyError otherwise)."""
    return _DONE[variant]


def to_json(value: Any) -> str:
    """Return compact JSON with characters left as they are, as Coze writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Pen:
    """Writes the frames of one stream; v3 has no space after the colon, workflows and Studio's have one."""

    newline: str = "\n"
    space: str = ""
    ids: bool = False
    comments: bool = False
    torn: bool = False
    written: int = 0

    def write(self, frame: Frame) -> list[bytes]:
        """Return the frame's bytes, in the pieces in which they are to be sent."""
        lines = [f"id:{self.space}{self.written}"] if self.ids else []
        lines += [f"event:{self.space}{frame.event}", f"data:{self.space}{frame.data}"]
        before = [": keep-alive", ""] if self.comments else []
        self.written += 1
        text = "".join(line + self.newline for line in [*before, *lines, ""])
        return tear(text.encode()) if self.torn else [text.encode()]


def tear(whole: bytes) -> list[bytes]:
    """Cut `whole` after the first byte of every character that has more than one."""
    cuts = [at + 1 for at, byte in enumerate(whole) if byte >= 0xC0]
    return [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
