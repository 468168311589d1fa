"""Everything that can go wrong in words the outside knows; how it is shown is not decided here.

KefuError
├── NotAllowed            the session's state does not allow the action
│   ├── InManualMode      a person speaks, the AI may not
│   ├── AlreadyTaken      another agent owns the session
│   ├── NotYours          the session is not (any more) this agent's
│   └── AtCapacity        the agent owns as many sessions as allowed
├── SessionNotFound       no such session, or it is no longer kept
├── TokenRefused          the visitor's key is missing, forged or too old
├── SignInRequired        no agent is signed in, or no longer
├── AdminRequired         the agent who asks is no admin
├── BadRequest            what was sent cannot be read or is not accepted
├── StoreUnavailable      Redis does not answer
└── TooBusy               the same session is being changed too often at once
"""

from collections.abc import Mapping
from typing import Any


class KefuError(Exception):
    """An error with a stable `code`, an HTTP `status` and `params` for its localized sentence."""

    code = "INTERNAL"
    status = 500

    def __init__(self, code: str = "", *, status: int = 0, **params: Any) -> None:
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.params: Mapping[str, Any] = params
        super().__init__(self.code)


class NotAllowed(KefuError):
    """The session's state does not allow the action."""

    code = "NOT_ALLOWED"
    status = 409


class InManualMode(NotAllowed):
    """A person speaks in this session."""

    code = "SESSION_IN_MANUAL_MODE"


class AlreadyTaken(NotAllowed):
    """Another agent owns the session; `name` is who."""

    code = "ALREADY_TAKEN"


class NotYours(NotAllowed):
    """The session is not this agent's, or no longer."""

    code = "NOT_YOURS"


class AtCapacity(NotAllowed):
    """The agent owns as many sessions as `limit` allows."""

    code = "AT_CAPACITY"


class SessionNotFound(KefuError):
    """The session is not kept (any more)."""

    code = "SESSION_NOT_FOUND"
    status = 404


class TokenRefused(KefuError):
    """The visitor's key does not fit."""

    code = "TOKEN_REFUSED"
    status = 401


class SignInRequired(KefuError):
    """Nobody is signed in here (any more)."""

    code = "SIGN_IN_REQUIRED"
    status = 401


class AdminRequired(KefuError):
    """Only an admin may do that."""

    code = "ADMIN_REQUIRED"
    status = 403


class BadRequest(KefuError):
    """What was sent is not accepted."""

    code = "BAD_REQUEST"
    status = 400


class StoreUnavailable(KefuError):
    """Redis does not answer."""

    code = "STORE_UNAVAILABLE"
    status = 503


class TooBusy(KefuError):
    """Too many changes of one session at once."""

    code = "TOO_BUSY"
    status = 503
