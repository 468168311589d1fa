"""What every response carries: the request's id, and what browsers may do with it; pages say who may frame them."""

import secrets
import time

from quart import Quart, Response, g, request

from app.telemetry.log import log, request_id

_QUIET = {"/api/health/live", "/api/health/ready"}


def nonce() -> str:
    """The response's own word that lets its one inline style sheet through the content policy."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(12)
    return str(g.nonce)


def content_policy(*, frame_ancestors: tuple[str, ...]) -> str:
    """A page's content policy: own scripts and styles, no connection elsewhere, framed by `frame_ancestors` only."""
    rules = [
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' 'nonce-{nonce()}'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {' '.join(frame_ancestors)}",
    ]
    return "; ".join(rules)


async def _begin() -> None:
    # Ours alone: an id from outside could carry somebody else's text into our logs.
    request_id.set(secrets.token_hex(8))
    g.began_s = time.perf_counter()


async def _finish(response: Response) -> Response:
    # What browsers keep for ever outlives the request that fetched it, and visitors on the road pay for every byte.
    if not response.cache_control.immutable:
        response.headers["X-Request-Id"] = request_id.get()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    if response.mimetype == "text/html":
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("Content-Security-Policy", content_policy(frame_ancestors=("'none'",)))
    if request.path not in _QUIET:
        _log_request(response.status_code)
    return response


def _log_request(status: int) -> None:
    rule = request.url_rule
    visitor, identity = g.get("visitor"), g.get("identity")
    log(
        "request",
        method=request.method,
        route=rule.rule if rule else "",
        status=status,
        duration_ms=round((time.perf_counter() - g.began_s) * 1000, 1),
        **({"session_name": visitor.session_name} if visitor else {}),
        **({"agent_id": identity.agent.id} if identity else {}),
    )


async def _insist_on_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def install_headers(app: Quart, *, speaks_tls: bool) -> None:
    """Give every request an id and every response its headers, and log one line for each.

    Who `speaks_tls` itself tells browsers not to come without; where a proxy does, that is the proxy's to say.
    """
    app.before_request(_begin)
    app.after_request(_finish)
    if speaks_tls:
        app.after_request(_insist_on_tls)
