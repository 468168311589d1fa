"""What Coze's refusals mean to us, as one table; it makes no request and shows nothing to a person.

Codes: Coze's official list of error codes, its OAuth page, and the error numbers in the source of
Coze Studio (103…).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import httpx

from app.ai.provider import AIError, FailureKind

Json = Mapping[str, object]

_MEANING: Mapping[str, tuple[FailureKind, bool]] = {
    "4000": ("config", False),  # bad parameters
    "4001": ("gone", False),  # no such chat
    "4002": ("gone", False),  # no such conversation, or not ours
    "4003": ("config", False),
    "4004": ("config", False),
    "4005": ("config", False),
    "4006": ("config", False),  # no such bot
    "4007": ("config", False),
    "4008": ("quota", False),  # daily limit
    "4009": ("server", True),  # system busy
    "4010": ("context", False),  # prompt too long
    "4011": ("quota", False),  # balance empty
    "4012": ("config", False),  # no such model
    "4013": ("rate", True),  # the model is overrun
    "4014": ("content", False),  # cannot answer
    "4015": ("config", False),  # bot not published to the API channel
    "4016": ("busy", True),  # this conversation is already answering
    "4019": ("quota", False),  # overdue
    "4020": ("rate", True),  # requests per minute
    "4021": ("config", False),  # workflow not configured
    "4022": ("quota", False),  # model overdue
    "4100": ("auth", False),  # token invalid
    "4101": ("auth", False),  # token valid, but not for this
    "4102": ("auth", False),  # risk control
    "4104": ("gone", False),  # nothing to cancel
    "4105": ("content", False),  # sensitive
    "4200": ("gone", False),  # not found
    "4314": ("server", False),  # the workflow failed while running
    "4315": ("server", False),
    "5000": ("server", True),
    "700012006": ("auth", False),  # access token invalid
    "103000000": ("config", False),
    "103000001": ("auth", False),  # Studio: the conversation is another account's
    "103000002": ("gone", False),  # Studio: conversation not found
    "103100002": ("config", False),  # Studio: no such bot
    "103200001": ("gone", False),
    "103200003": ("gone", False),
    "103200004": ("config", False),  # Studio: workflow not configured
    "invalid_request": ("config", False),
    "invalid_client": ("auth", False),
    "unsupported_grant_type": ("config", False),
    "access_deny": ("auth", False),
    "internal_error": ("server", True),
}

LOST_CONVERSATION = frozenset({"4002", "4200", "4101", "103000001", "103000002"})
"""Codes after which a new conversation may help: it is gone, or belongs to the account used before."""

GONE = frozenset({"404", "4001", "4002", "4104", "4200", "103000002", "103200001", "103200003"})
"""Codes that say that what was asked for is not there."""

NO_ROUTE = "404"
"""The code of an address that the upstream does not serve (Studio serves fewer than the cloud)."""

_REFUSED_FOR_GOOD = frozenset({"4101", "4102", "403", "103000001"})


def named(code: str, msg: str = "", logid: str = "", status: int = 200) -> AIError:
    """Put a refusal into our words; `status` is the HTTP status, `msg` is read but never kept."""
    kind, retryable = _by_words(msg) or _MEANING.get(code) or _by_status(code, status)
    if code in ("", "0"):
        code = "" if status == 200 else str(status)
    return AIError(kind, retryable=retryable, code=code, logid=logid)


def may_be_stale(error: AIError) -> bool:
    """Whether a new access token may mend it."""
    return error.kind == "auth" and error.code not in _REFUSED_FOR_GOOD


def of_response(response: httpx.Response) -> AIError | None:
    """Return what a response that has been read says went wrong; None where it is good JSON."""
    logid = response.headers.get("x-tt-logid", "")
    body = object_of(response.text)
    if body is None:
        # A page instead of JSON with status 200 means that the address is not an API's.
        return named("", "", logid, response.status_code) if response.status_code != 200 else _not_an_api(logid)
    code = str(body.get("code") or body.get("error_code") or "")
    if response.status_code == 200 and code in ("", "0"):
        return None
    msg = str(body.get("msg") or body.get("error_message") or "")
    return named(code, msg, logid or _detail_logid(body), response.status_code)


def object_of(text: str) -> Json | None:
    """Return the JSON object that `text` is, None where it is anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return cast("Json", value) if isinstance(value, dict) else None


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the HTTP client raises into `AIError`.

    Only what failed before a request was sent is retryable: after that Coze may be answering already.
    """
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise AIError("network", retryable=True, code=type(error).__name__) from error
    except httpx.TimeoutException as error:
        raise AIError("timeout", code=type(error).__name__) from error
    except httpx.HTTPError as error:
        raise AIError("network", code=type(error).__name__) from error


def _by_words(msg: str) -> tuple[FailureKind, bool] | None:
    # The exhausted free plan is told apart by its words only.
    return ("quota", False) if "quota has been used up" in msg.lower() else None


def _by_status(code: str, status: int) -> tuple[FailureKind, bool]:
    # Studio repeats the HTTP status as `code`, sometimes with HTTP 200.
    number = int(code) if code.isdecimal() and 400 <= int(code) <= 599 else status
    if number in (401, 403):
        return "auth", False
    if number in (402, 429):
        return ("quota", False) if number == 402 else ("rate", True)
    if number == 413:
        return "context", False
    if number >= 500:
        return "server", True
    return ("config", False) if number >= 300 else ("server", False)


def _not_an_api(logid: str) -> AIError:
    return AIError("config", code="not_json", logid=logid)


def _detail_logid(body: Json) -> str:
    detail = body.get("detail")
    return str(detail.get("logid") or "") if isinstance(detail, dict) else ""
