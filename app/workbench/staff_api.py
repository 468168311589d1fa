"""Agents as programs read and change them: oneself, and for admins everybody; every decision is made in `auth`."""

from typing import Any

from pydantic import BaseModel
from quart import Blueprint, request
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required, agent, agent_required, identity
from app.domain.agent import Agent
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.account_forms import Agents, AgentShown, ChangeAgent, ChangeProfile, CreateAgent, Invited, shown
from app.workbench.door_api import AGENT, caller

blueprint = Blueprint("staff_api", __name__, url_prefix="/api")


def _given(form: BaseModel, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The members that were sent, as members of `Agent`."""
    sent = form.model_dump(exclude_none=True, exclude=set(without))
    return sent | ({"shops": tuple(sent["shops"])} if "shops" in sent else {})


@blueprint.get("/agent/profile")
@agent_required
@security_scheme(AGENT)
@document_response(AgentShown)
@refuses(401, 503)
async def profile() -> ResponseReturnValue:
    """Who I am."""
    return shown(agent())


@blueprint.patch("/agent/profile")
@agent_required
@security_scheme(AGENT)
@takes(ChangeProfile)
@document_response(AgentShown)
@refuses(400, 401, 403, 413, 415, 422, 429, 503)
async def change_profile(data: ChangeProfile) -> ResponseReturnValue:
    """Change my status, name, language or password."""
    staff = services().staff
    if data.password is not None:
        await staff.change_password(identity(), data.current_password, data.password, caller())
    members = _given(data, without=frozenset({"password", "current_password"}))
    return shown(await staff.change(agent().id, **members))


@blueprint.get("/admin/agents")
@admin_required
@security_scheme(AGENT)
@document_response(Agents)
@refuses(401, 403, 503)
async def agents() -> ResponseReturnValue:
    """Every agent, and whether they are there."""
    roster = await services().team.roster()
    return {"agents": [shown(one.agent) | {"standing": one.standing} for one in roster]}


@blueprint.post("/admin/agents")
@admin_required
@security_scheme(AGENT)
@takes(CreateAgent)
@document_response(Invited, 201)
@refuses(400, 401, 403, 409, 413, 415, 422, 503)
async def create_agent(data: CreateAgent) -> ResponseReturnValue:
    """Make an account; the agent sets the password by the one-time link."""
    account = await services().staff.create(Agent(id="", **_given(data)))
    return await _invite(account.agent), 201


@blueprint.patch("/admin/agents/<agent_id>")
@admin_required
@security_scheme(AGENT)
@takes(ChangeAgent)
@document_response(AgentShown)
@refuses(400, 401, 403, 404, 409, 413, 415, 422, 503)
async def change_agent(agent_id: str, data: ChangeAgent) -> ResponseReturnValue:
    """Change an agent, at once everywhere; who is no longer active is signed out."""
    return shown(await services().staff.change(agent_id, **_given(data)))


@blueprint.post("/admin/agents/<agent_id>/reset")
@admin_required
@security_scheme(AGENT)
@document_response(Invited)
@refuses(400, 401, 403, 404, 409, 413, 415, 503)
async def reset_password(agent_id: str) -> ResponseReturnValue:
    """Give a one-time link by which the agent sets a new password; nobody else ever knows it."""
    return await _invite(await services().staff.load(agent_id))


async def _invite(found: Agent) -> dict[str, Any]:
    secret = await services().staff.invite(found.id)
    base = services().public_url or request.host_url.rstrip("/")
    return {"agent": shown(found), "link": f"{base}/agent/password#{secret}"}
