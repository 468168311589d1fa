"""Who may use a route: each one is marked public or for visitors, and a test sees that none is forgotten."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

from quart import g, request

from app.auth.visitors import Visitor, VisitorTokens
from app.domain.errors import TokenRefused

View = Callable[..., Awaitable[Any]]
AnyView = TypeVar("AnyView", bound=View)
GUARD = "kefu_guard"


def public(view: AnyView) -> AnyView:
    """Mark a route that anybody may use."""
    setattr(view, GUARD, "public")
    return view


def visitor_required(tokens: Callable[[], VisitorTokens]) -> Callable[[View], View]:
    """Let in only who brings a visitor's token as Bearer; the route finds its holder by `visitor()`."""

    def guard(view: View) -> View:
        @wraps(view)
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            g.visitor = tokens().read(bearer_token())
            return await view(*args, **kwargs)

        setattr(guarded, GUARD, "visitor")
        return guarded

    return guard


def bearer_token() -> str:
    """The request's Bearer token; raises `TokenRefused` where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused()
    return token.strip()


def visitor() -> Visitor:
    """Who asks, inside a route that is guarded by `visitor_required`."""
    found: Visitor = g.visitor
    return found
