"""The shops' opening hours for admins' programs: JSON in, JSON out; when people are there, the rules say."""

from dataclasses import replace

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required
from app.domain.events import iso
from app.domain.hours import Hours, closes_at_ms, is_open, next_opening_ms
from app.domain.hours_form import hours_data, read_hours
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.door_api import AGENT
from app.workbench.opening_words import say_opening
from app.workbench.shop_forms import HoursForm, HoursShown

blueprint = Blueprint("hours_api", __name__, url_prefix="/api/admin/shops")


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
    return _hours_json((await services().shops.change(shop_id, lambda shop: replace(shop, hours=hours))).hours)


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
