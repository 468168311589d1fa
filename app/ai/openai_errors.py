"""How an OpenAI-compatible upstream's failures become `AIError`; nothing is retried or logged here.

Sources: OpenAI's and DeepSeek's error code pages (status), Alibaba Cloud Model Studio's (codes with
capitals), Azure OpenAI's content filter page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.ai.provider import AIError, FailureKind

SOON_S = 10.0
"""A Retry-After beyond this is too long to make a visitor wait for."""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: FailureKind
    retryable: bool = False


_BY_STATUS = {
    401: _Rule("auth"),
    402: _Rule("quota"),
    403: _Rule("auth"),
    408: _Rule("server", retryable=True),
    429: _Rule("rate", retryable=True),
}

# A code says more than the status it comes with: a used-up quota is a 429, a full context a 400.
_BY_CODE = {
    "insufficient_quota": _Rule("quota"),
    "billing_hard_limit_reached": _Rule("quota"),
    "Arrearage": _Rule("quota"),
    "invalid_api_key": _Rule("auth"),
    "model_not_found": _Rule("config"),
    "rate_limit_exceeded": _Rule("rate", retryable=True),
    "context_length_exceeded": _Rule("context"),
    "content_filter": _Rule("content"),
    "content_policy_violation": _Rule("content"),
    "data_inspection_failed": _Rule("content"),
    "DataInspectionFailed": _Rule("content"),
}

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_WRONG_ADDRESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)


def explain_answer(response: httpx.Response, body: bytes) -> AIError:
    """Return what an answer that is no event stream means; any status, any body."""
    rule = _BY_STATUS.get(response.status_code) or _judge_range(response.status_code)
    code = _find_code(_read_json(body))
    rule = _BY_CODE.get(code, rule)
    retryable = rule.retryable and _is_soon(response.headers.get("retry-after", ""))
    logid = response.headers.get("x-request-id", "")
    return AIError(rule.kind, retryable=retryable, code=code or str(response.status_code), logid=logid)


def explain_event(data: Mapping[str, object]) -> AIError:
    """Return what an error inside a stream means; retryable as such, though not once a word was shown."""
    code = _find_code(data)
    rule = _BY_CODE.get(code, _Rule("server", retryable=True))
    return AIError(rule.kind, retryable=rule.retryable, code=code)


def explain_transport(error: httpx.HTTPError | httpx.InvalidURL) -> AIError:
    """Return what a failed connection means: only a request that was never sent may be sent again."""
    code = type(error).__name__
    if isinstance(error, _NOT_SENT):
        return AIError("network", retryable=True, code=code)
    if isinstance(error, _WRONG_ADDRESS):
        return AIError("config", code=code)
    if isinstance(error, httpx.TimeoutException):
        return AIError("timeout", code=code)
    return AIError("server" if isinstance(error, httpx.DecodingError) else "network", code=code)


def _judge_range(status: int) -> _Rule:
    if status >= 500:
        return _Rule("server", retryable=True)
    # With 200 something else answers than the API we were promised; asking again does not mend that.
    return _Rule("config") if status >= 300 else _Rule("server")


def _read_json(body: bytes) -> Mapping[str, object]:
    try:
        data = json.loads(body)
    except ValueError:
        # A proxy's page, say; the status alone has to do.
        return {}
    return data if isinstance(data, dict) else {}


def _find_code(data: Mapping[str, object]) -> str:
    """Return the upstream's own word for the error; some put it into `type` and leave `code` empty."""
    error = data.get("error")
    found = error if isinstance(error, dict) else data
    words = [str(found[key]) for key in ("code", "type") if found.get(key)]
    return next((word for word in words if word in _BY_CODE), words[0] if words else "")


def _is_soon(retry_after: str) -> bool:
    # The header may also hold a date; then our own waits decide.
    return not retry_after.isdecimal() or int(retry_after) <= SOON_S
