"""Health as load balancers and operators ask for it: `live` means do not restart me, `ready` means send me visitors."""

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.auth.guards import public
from app.web.services import services

blueprint = Blueprint("health", __name__, url_prefix="/api/health")


@blueprint.get("/live")
@public
async def live() -> ResponseReturnValue:
    """Whether the process answers at all."""
    return {"status": "ok"}


@blueprint.get("/ready")
@public
async def ready() -> ResponseReturnValue:
    """Whether visitors can be served: 503 without the store; without the AI they still can, and are told so."""
    report = await services().health.report()
    body = {
        "status": "ok" if report.store_connected and report.ai_connected else "degraded",
        "store": {"connected": report.store_connected},
        "ai": {"provider": report.ai, "connected": report.ai_connected},
    }
    return body, 200 if report.store_connected else 503
