"""The shops' settings for admins' programs: read and changed as JSON; what may be kept, the rules decide."""

from collections.abc import Callable
from dataclasses import replace

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required
from app.domain.events import iso
from app.domain.hours import Hours, closes_at_ms, is_open, next_opening_ms
from app.domain.hours_form import hours_data, read_hours
from app.domain.shop import Shop
from app.domain.shop_form import read_names, read_service, service_data
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.door_api import AGENT
from app.workbench.opening_words import say_opening
from app.workbench.shop_forms import HoursForm, HoursShown, NewShop, ShopForm, ShopList, ShopShown

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
    """One shop's names, and how it serves."""
    return _shop_json(services().shops.get(shop_id))


@blueprint.put("/<shop_id>")
@admin_required
@security_scheme(AGENT)
@takes(ShopForm)
@document_response(ShopShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def change_shop(shop_id: str, data: ShopForm) -> ResponseReturnValue:
    """Change a shop's names, and how it serves; its hours and its policy stay."""
    names, service = read_names(data.names), read_service(data.service.model_dump())
    return _shop_json(await _change(shop_id, lambda shop: replace(shop, names=names, service=service)))


@blueprint.get("/<shop_id>/hours")
@admin_required
@security_scheme(AGENT)
@document_response(HoursShown)
@refuses(401, 403, 404, 503)
async def show_hours(shop_id: str) -> ResponseReturnValue:
    """A shop's opening hours, and whether it is open now."""
    return _hours_json(services().shops.get(shop_id).hours)


@blueprint.put("/<shop_id>/hours")
@admin_required
@security_scheme(AGENT)
@takes(HoursForm)
@document_response(HoursShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def change_hours(shop_id: str, data: HoursForm) -> ResponseReturnValue:
    """Change a shop's opening hours."""
    hours = read_hours(data.model_dump())
    return _hours_json((await _change(shop_id, lambda shop: replace(shop, hours=hours))).hours)


@blueprint.post("/<shop_id>/hours/check")
@admin_required
@security_scheme(AGENT)
@takes(HoursForm)
@document_response(HoursShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def check_hours(shop_id: str, data: HoursForm) -> ResponseReturnValue:
    """What these opening hours would mean now; nothing is kept."""
    services().shops.get(shop_id)
    return _hours_json(read_hours(data.model_dump()))


async def _change(shop_id: str, make: Callable[[Shop], Shop]) -> Shop:
    return await services().shops.change(shop_id, make)


def _shop_json(shop: Shop) -> dict[str, object]:
    return {
        "id": shop.id,
        "names": dict(shop.names),
        "service": service_data(shop.service),
        "open_now": is_open(shop.hours, services().clock_ms()),
    }


def _hours_json(hours: Hours) -> dict[str, object]:
    now_ms = services().clock_ms()
    opens_ms, closes_ms = next_opening_ms(hours, now_ms), closes_at_ms(hours, now_ms)
    return {
        **hours_data(hours),
        "open_now": is_open(hours, now_ms),
        "next_opening": None if opens_ms is None else iso(opens_ms),
        "closes_at": None if closes_ms is None else iso(closes_ms),
        "says": say_opening(hours, now_ms),
    }
