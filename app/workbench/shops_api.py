"""The shops' settings for admins' programs: read and changed as JSON; what may be kept, the rules decide."""

from dataclasses import replace
from typing import Any

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required
from app.domain.answers import answers_data, read_answers
from app.domain.hours import is_open
from app.domain.origins import read_origins
from app.domain.service_form import read_service, service_data
from app.domain.shop import Shop
from app.domain.shop_form import read_names, read_retention
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.door_api import AGENT
from app.workbench.shop_forms import NewShop, ShopForm, ShopList, ShopShown

blueprint = Blueprint("shops_api", __name__, url_prefix="/api/admin/shops")


@blueprint.get("")
@admin_required
@security_scheme(AGENT)
@document_response(ShopList)
@refuses(401, 403, 503)
async def list_shops() -> ResponseReturnValue:
    """All shops."""
    return {"shops": [_shop_json(shop) for shop in services().shops.all()]}


@blueprint.post("")
@admin_required
@security_scheme(AGENT)
@takes(NewShop)
@document_response(ShopShown, 201)
@refuses(400, 401, 403, 409, 413, 415, 422, 503)
async def create_shop(data: NewShop) -> ResponseReturnValue:
    """Make a shop with everything as usual."""
    return _shop_json(await services().shops.create(data.id, data.names)), 201


@blueprint.get("/<shop_id>")
@admin_required
@security_scheme(AGENT)
@document_response(ShopShown)
@refuses(401, 403, 404, 503)
async def show_shop(shop_id: str) -> ResponseReturnValue:
    """One shop's names, how it serves and answers, where it may be embedded, how long it keeps conversations."""
    return _shop_json(services().shops.get(shop_id))


@blueprint.put("/<shop_id>")
@admin_required
@security_scheme(AGENT)
@takes(ShopForm)
@document_response(ShopShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def change_shop(shop_id: str, data: ShopForm) -> ResponseReturnValue:
    """Change these; its hours, policy and appearance stay."""
    parts: dict[str, Any] = {"names": read_names(data.names), "service": read_service(data.service.model_dump())}
    if data.origins is not None:
        parts["origins"] = read_origins(data.origins)
    if data.answers is not None:
        parts["answers"] = read_answers(data.answers.model_dump())
    if data.retention_days is not None:
        parts["retention_days"] = read_retention(data.retention_days)
    return _shop_json(await services().shops.change(shop_id, lambda shop: replace(shop, **parts)))


def _shop_json(shop: Shop) -> dict[str, object]:
    return {
        "id": shop.id,
        "names": dict(shop.names),
        "service": service_data(shop.service),
        "origins": list(shop.origins),
        "answers": answers_data(shop.answers),
        "retention_days": shop.retention_days,
        "open_now": is_open(shop.hours, services().clock_ms()),
    }
