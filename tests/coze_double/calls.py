"""What the handlers of one call share: who calls, what was sent, what it shall meet; no routes live here."""

from dataclasses import dataclass, field
from typing import Any, cast

from quart import Response, g, request

from .auth import Principal
from .double import CozeDouble
from .frames import to_json
from .memory import Conversation, Json
from .mischief import Plan
from .refusals import Refusal

CHAT_PATHS = ("/v3/chat", "/v1/workflows/chat")


@dataclass(slots=True)
class Call:
    """One call that was let in."""

    double: CozeDouble
    logid: str
    json: Json = field(default_factory=dict)
    who: Principal | None = None
    plan: Plan = field(default_factory=Plan)

    @property
    def owner(self) -> tuple[str, str]:
        """Return whom the call speaks for."""
        if self.who is None:
            raise Refusal(4100, auth=True)
        return self.who.owner


def this_call() -> Call:
    """Return the call being handled."""
    return cast("Call", g.call)


def reply(data: Any = None, **beside: Any) -> Response:
    """Return `{code: 0, msg, data, detail}`; `beside` goes next to data."""
    return write({"code": 0, "msg": "", "data": data, **beside})


def write(body: Json, http_status: int = 200) -> Response:
    """Return a JSON answer with Coze's `detail`; the X-Tt-Logid header is added to every answer in app.py."""
    full = body | {"detail": {"logid": this_call().logid}}
    return Response(to_json(full), status=http_status, content_type="application/json; charset=utf-8")


def find_own(conversation_id: str, unknown: int = 4200, foreign: int = 4101) -> Conversation:
    """Return the caller's conversation; refuse an unknown one and somebody else's."""
    call = this_call()
    found = call.double.conversations.get(conversation_id)
    if found is None:
        raise Refusal(unknown)
    if found.owner != call.owner:
        raise Refusal(foreign)
    return found


def read_query(name: str) -> str:
    """Return a required query parameter."""
    value = request.args.get(name, "")
    if not value:
        raise Refusal(4000, f"{name} is required")
    return str(value)
