"""How agents get in and out: JSON for programs, cookies for browsers; every decision is made in `auth`."""

from quart import Blueprint, request
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.agents import ACCESS_LIFE_S, Login
from app.auth.cookies import REFRESH_COOKIE
from app.auth.door import Caller, Entry
from app.auth.guards import agent_required, identity, public
from app.domain.agent import Agent
from app.domain.errors import KefuError, SignInRequired
from app.store.accounts import Account
from app.web.i18n import language
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.account_forms import (
    CheckLink,
    LinkShown,
    Nothing,
    Refresh,
    Refreshed,
    SetPassword,
    SetUp,
    SignedIn,
    SignIn,
    shown,
)

blueprint = Blueprint("agent_door", __name__, url_prefix="/api/agent")
AGENT: list[dict[str, list[str]]] = [{"agent": []}]


def caller() -> Caller:
    """Where this request comes from."""
    return Caller(request.remote_addr or "", request.headers.get("User-Agent", ""))


@blueprint.post("/login")
@public
@takes(SignIn)
@document_response(SignedIn)
@refuses(400, 401, 403, 413, 415, 422, 429, 503)
async def login(data: SignIn) -> ResponseReturnValue:
    """Sign in; five failures lock the name for this address for 15 minutes."""
    if data.mode == "cookie":
        _refuse_strangers()
    entry = await services().door.sign_in(data.username, data.password, caller())
    return _welcome(entry, with_cookies=data.mode == "cookie")


@blueprint.post("/refresh")
@public
@takes(Refresh)
@document_response(Refreshed)
@refuses(400, 401, 403, 413, 415, 422, 503)
async def refresh(data: Refresh) -> ResponseReturnValue:
    """Stay signed in; each refresh token is good once, and its reuse ends the login."""
    if data.refresh_token:
        return _welcome(await services().door.refresh(data.refresh_token), with_cookies=False)
    _refuse_strangers()
    auth = services().agent_auth
    try:
        entry = await services().door.refresh(request.cookies.get(REFRESH_COOKIE, ""))
    except SignInRequired:
        auth.logout_user()
        raise
    auth.sign_in(entry.login, entry.refresh_token)
    return {"expires_in": ACCESS_LIFE_S, "agent": shown(entry.agent)}


@blueprint.post("/logout")
@agent_required
@security_scheme(AGENT)
@document_response(Nothing)
@refuses(400, 401, 403, 413, 415, 503)
async def logout() -> ResponseReturnValue:
    """Sign out here, at once on every process; open streams of this login end."""
    who = identity()
    await services().door.sign_out(Login(who.agent.id, who.login_id))
    services().agent_auth.logout_user()
    return {}


@blueprint.post("/setup")
@public
@takes(SetUp)
@document_response(SignedIn)
@refuses(400, 403, 410, 413, 415, 422, 503)
async def set_up(data: SetUp) -> ResponseReturnValue:
    """Make the first admin by the link that `make run` prints, once, and sign them in."""
    _refuse_strangers()
    first = Agent(id="", username=data.username, name=data.name, lang=data.lang or language())
    return await _admit(await services().staff.set_up(data.link, first, data.password))


@blueprint.post("/setup/check")
@public
@takes(CheckLink)
@document_response(Nothing)
@refuses(400, 410, 413, 415, 422, 503)
async def check_setup(data: CheckLink) -> ResponseReturnValue:
    """Whether a set-up link is still good."""
    await services().staff.check_setup(data.link)
    return {}


@blueprint.post("/password")
@public
@takes(SetPassword)
@document_response(SignedIn)
@refuses(400, 403, 404, 410, 413, 415, 422, 503)
async def set_password(data: SetPassword) -> ResponseReturnValue:
    """Set a password by a one-time link, and sign in; whoever knew the old one is signed out."""
    _refuse_strangers()
    return await _admit(await services().staff.use_link(data.link, data.password))


@blueprint.post("/password/check")
@public
@takes(CheckLink)
@document_response(LinkShown)
@refuses(400, 404, 410, 413, 415, 422, 503)
async def check_password_link(data: CheckLink) -> ResponseReturnValue:
    """Whose one-time link it is; it stays good."""
    account = await services().staff.read_link(data.link)
    return {"username": account.agent.username, "is_new": not account.password_hash}


async def _admit(account: Account) -> ResponseReturnValue:
    return _welcome(await services().door.admit(account, caller()), with_cookies=True)


def _welcome(entry: Entry, *, with_cookies: bool) -> ResponseReturnValue:
    answer = {
        "access_token": services().agent_tokens.issue(entry.login),
        "expires_in": ACCESS_LIFE_S,
        "agent": shown(entry.agent),
    }
    if not with_cookies:
        return answer | {"refresh_token": entry.refresh_token}
    services().agent_auth.sign_in(entry.login, entry.refresh_token)
    return answer


def _refuse_strangers() -> None:
    """Refuse a browser that another site sends; programs say nothing about where they come from."""
    is_browser = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    if is_browser and services().agent_auth.is_from_elsewhere():
        raise KefuError("CROSS_ORIGIN", status=403)
