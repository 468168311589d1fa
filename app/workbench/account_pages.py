"""The pages around accounts: signing in, setting up, one's profile, and the admins' list of agents."""

from quart import Blueprint, Response, request

from app.auth.cookies import has_been_here
from app.auth.guards import local_path, page_for_admin, page_for_agent, public
from app.domain.credentials import PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS
from app.domain.errors import StoreUnavailable
from app.web.services import services
from app.workbench.rendering import render

blueprint = Blueprint("account_pages", __name__, url_prefix="/agent")
_PASSWORD = {"min_chars": PASSWORD_MIN_CHARS, "max_chars": PASSWORD_MAX_CHARS}


@blueprint.get("/sign-in")
@public
async def sign_in() -> Response:
    """Where agents sign in; `next` is the page of the workbench to go to afterwards."""
    return await render(
        "workbench/sign_in.html",
        has_accounts=await _has_accounts(),
        next=local_path(request.args.get("next", "")),
        may_refresh=has_been_here(),
    )


async def _has_accounts() -> bool:
    """Whether anybody can sign in here; while nobody can know, the page is as on any other day."""
    try:
        return await services().staff.has_any()
    except StoreUnavailable:
        return True


@blueprint.get("/setup")
@public
async def setup() -> Response:
    """Where the first admin is made; the link's secret is in the fragment, which browsers do not send."""
    return await render("workbench/setup.html", password=_PASSWORD)


@blueprint.get("/password")
@public
async def password() -> Response:
    """Where an agent sets a password by a one-time link; its secret is in the fragment."""
    return await render("workbench/password.html", password=_PASSWORD)


@blueprint.get("/profile")
@page_for_agent
async def profile() -> Response:
    """One's own name, language and password."""
    return await render("workbench/profile.html", password=_PASSWORD)


@blueprint.get("/admin/agents")
@page_for_admin
async def agents() -> Response:
    """All agents, for admins to manage."""
    return await render("workbench/agents.html", roster=await services().team.roster())
