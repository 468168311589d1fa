"""Who may use a route: each is marked public, for visitors, agents or admins; a test sees that none is forgotten."""

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from quart import current_app, g, redirect, request

from app.auth.agents import Identity
from app.auth.cookies import KefuAuth, is_by_cookie, is_harmless
from app.auth.visitors import Visitor, VisitorTokens
from app.domain.agent import Agent, AgentRole
from app.domain.errors import AdminRequired, KefuError, SignInRequired, TokenRefused
from app.store.logins import Logins

View = Callable[..., Awaitable[Any]]
AnyView = TypeVar("AnyView", bound=View)
GUARD = "kefu_guard"
WATCH = "kefu_watch"
WORKBENCH = "/agent"
SIGN_IN = "/agent/sign-in"
_LOCAL = re.compile(r"/agent(?:/[\w~-][\w.~-]*)*/?(?:\?[\w.~%&=+-]*)?", re.ASCII)


class Watch:
    """What the guards of agents' routes look with; the factory puts it into `app.extensions[WATCH]`."""

    def __init__(self, auth: KefuAuth, logins: Logins, speak: Callable[[str], None]) -> None:
        """`speak` lets what follows in this request be said in a language, `zh` or `en`."""
        self.auth = auth
        self.speak = speak
        self._logins = logins

    async def identify(self) -> Identity:
        """Who asks, as they are at this moment; raises `SignInRequired`, or KefuError `CROSS_ORIGIN`."""
        login = self.auth.login()
        if is_by_cookie() and not is_harmless() and self.auth.is_from_elsewhere():
            raise KefuError("CROSS_ORIGIN", status=403)
        found = await self._logins.holder(login.agent_id, login.id)
        if found is None:
            raise SignInRequired()
        return Identity(found, login.id)


def public(view: AnyView) -> AnyView:
    """Mark a route that anybody may use."""
    setattr(view, GUARD, "public")
    return view


def visitor_required(tokens: Callable[[], VisitorTokens]) -> Callable[[View], View]:
    """Let in only who brings a visitor's token as Bearer; the route finds its holder by `visitor()`."""

    def guard(view: View) -> View:
        @wraps(view)
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            g.visitor = await tokens().admit(bearer_token())
            return await view(*args, **kwargs)

        setattr(guarded, GUARD, "visitor")
        return guarded

    return guard


def agent_required(view: View) -> View:
    """Let in only who is signed in, by cookie or Bearer; the route finds them by `agent()` and `login_id()`."""
    return _guarded(view, AgentRole.AGENT, is_page=False)


def admin_required(view: View) -> View:
    """Let in only admins who are signed in; raises `AdminRequired` for other agents."""
    return _guarded(view, AgentRole.ADMIN, is_page=False)


def page_for_agent(view: View) -> View:
    """As `agent_required`; a browser that is not signed in is led to the sign-in page, and back afterwards."""
    return _guarded(view, AgentRole.AGENT, is_page=True)


def page_for_admin(view: View) -> View:
    """As `page_for_agent`, for admins only."""
    return _guarded(view, AgentRole.ADMIN, is_page=True)


def _guarded(view: View, role: AgentRole, *, is_page: bool) -> View:
    @wraps(view)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        watch: Watch = current_app.extensions[WATCH]
        try:
            g.identity = await watch.identify()
        except SignInRequired:
            if not is_page:
                raise
            return redirect(_sign_in_address(), 303)
        if is_page:
            # Here, not where the page is rendered: by then its view has looked up names and sentences already.
            watch.speak(agent().lang)
        if role is AgentRole.ADMIN and agent().role is not AgentRole.ADMIN:
            raise AdminRequired()
        return await view(*args, **kwargs)

    setattr(guarded, GUARD, role.value)
    return guarded


def _sign_in_address() -> str:
    """Where to sign in and come back from, in the language that was asked for."""
    query = request.query_string.decode("ascii", "replace")
    asked = {"next": local_path(request.path + (f"?{query}" if query else ""))}
    lang = request.args.get("lang")
    return f"{SIGN_IN}?{urlencode(asked | ({'lang': lang} if lang else {}))}"


def local_path(path: str) -> str:
    """`path` where it leads to a page of the workbench, else the workbench itself: nobody is sent elsewhere."""
    return path if _LOCAL.fullmatch(path) else WORKBENCH


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


def identity() -> Identity:
    """Who asks and by which login, inside a route that is guarded for agents."""
    found: Identity = g.identity
    return found


def agent() -> Agent:
    """The agent who asks, inside a route that is guarded for agents."""
    return identity().agent


def login_id() -> str:
    """The login by which the agent asks."""
    return identity().login_id
