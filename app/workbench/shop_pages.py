"""The pages on which admins see the shops and change their settings; what may be kept is decided behind `shops_api`."""

from babel.dates import get_day_names
from quart import Blueprint, Response

from app.auth.guards import page_for_admin
from app.domain.hours import is_open
from app.domain.hours_form import PERIODS_LIMIT, hours_data, time_zones
from app.domain.shop_form import LIMITS_S, NAME_LIMIT_CHARS
from app.web.i18n import language
from app.web.services import services
from app.workbench.opening_words import say_opening
from app.workbench.rendering import render

blueprint = Blueprint("shop_pages", __name__, url_prefix="/agent/admin/shops")


@blueprint.get("")
@page_for_admin
async def shops() -> Response:
    """All shops, how each stands by its hours, and a form for a new one."""
    now_ms = services().clock_ms()
    known = services().shops.all()
    return await render(
        "workbench/shops.html",
        shops=[(shop, is_open(shop.hours, now_ms), say_opening(shop.hours, now_ms)) for shop in known],
        name_limit=NAME_LIMIT_CHARS,
    )


@blueprint.get("/<shop_id>")
@page_for_admin
async def shop(shop_id: str) -> Response:
    """One shop's names, team, limits and opening hours."""
    found, now_ms = services().shops.get(shop_id), services().clock_ms()
    return await render(
        "workbench/shop.html",
        shop=found,
        hours=hours_data(found.hours),
        open_now=is_open(found.hours, now_ms),
        says=say_opening(found.hours, now_ms),
        weekdays=[get_day_names("wide", locale=language())[day] for day in range(7)],
        time_zones=time_zones(),
        limits=LIMITS_S,
        periods_limit=PERIODS_LIMIT,
        can_mail=services().can_mail,
        name_limit=NAME_LIMIT_CHARS,
    )
