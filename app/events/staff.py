"""What of the bus an agent's stream carries: the lists' changes of all sessions, everything of the one on screen."""

import json

from app.domain.preview import preview
from app.events.subscription import StaffSubscription
from app.events.wire import dumps, frame, is_system, live_frame
from app.store.bus import BusEvent

_EVERYBODYS = frozenset({b"presence", b"shops"})
_LISTS = _EVERYBODYS | {b"queue"}


def concerns(event: BusEvent, stream: StaffSubscription) -> bool:
    """Whether the event is this agent's business."""
    if event.kind in _EVERYBODYS or (event.session_name and event.session_name == stream.session_name):
        return True
    # Growing answers carry no shop, and are for those alone who look at them.
    return bool(event.shop) and stream.listener.agent.sees(event.shop.decode())


def is_on_screen(event: BusEvent, stream: StaffSubscription) -> bool:
    """Whether the event happens in the session that this agent looks at, and is not of the lists."""
    return event.session_name == stream.session_name and event.kind not in _LISTS


def screen_frame(event: BusEvent, stream: StaffSubscription) -> bytes:
    """The event as it is carried to one who looks at its session."""
    return in_session(live_frame(event, stream.say), event.session_name)


def list_frame(event: BusEvent) -> bytes:
    """The event as the lists hear it, the same for every agent; empty where it changes nothing in the lists."""
    if event.kind in _LISTS:
        return frame(event.kind.decode(), event.data)
    if event.kind == b"message" and not is_system(event.data):
        return frame("queue", _last_said(event))
    return b""


def in_session(chunk: bytes, session_name: bytes) -> bytes:
    """A session's frame that says which session it is of, and in which typing is typing whoever may see it."""
    head, _, data = chunk.partition(b"data: {")
    head = head.replace(b"event: visitor_typing", b"event: typing")
    rest = b"," + data if not data.startswith(b"}") else data
    return head + b'data: {"session_name":"' + session_name + b'"' + rest


def _last_said(event: BusEvent) -> bytes:
    said = json.loads(event.data)
    text = preview(said["role"], said["text"], said.get("html", ""))
    last = {"role": said["role"], "text": text, "at": said["at"], "by": said.get("agent")}
    return dumps({"session_name": event.session_name.decode(), "last": last})
