"""Health as load balancers and operators ask for it: `live` means do not restart me, `ready` means send me visitors."""

from typing import Literal

from pydantic import BaseModel
from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response

from app.auth.guards import public
from app.web.services import services

blueprint = Blueprint("health", __name__, url_prefix="/api/health")


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class StoreState(BaseModel):
    """Whether Redis answers."""

    connected: bool


class AIState(BaseModel):
    """Which AI is asked, and whether it answers."""

    provider: str
    connected: bool


class Readiness(BaseModel):
    """Whether everything that visitors need is there."""

    status: Literal["ok", "degraded"]
    store: StoreState
    ai: AIState


@blueprint.get("/live")
@public
@document_response(Alive)
async def live() -> ResponseReturnValue:
    """Whether the process answers at all."""
    return {"status": "ok"}


@blueprint.get("/ready")
@public
@document_response(Readiness)
@document_response(Readiness, 503)
async def ready() -> ResponseReturnValue:
    """Whether visitors can be served: 503 without the store; without the AI they still can, and are told so."""
    report = await services().health.report()
    body = {
        "status": "ok" if report.store_connected and report.ai_connected else "degraded",
        "store": {"connected": report.store_connected},
        "ai": {"provider": report.ai, "connected": report.ai_connected},
    }
    return body, 200 if report.store_connected else 503
