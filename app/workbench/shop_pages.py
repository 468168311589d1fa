"""The pages on which admins see the shops and change their settings; what may be kept is decided behind `shops_api`."""

from dataclasses import replace
from pathlib import Path

from babel.dates import get_day_names
from quart import Blueprint, Response

from app.auth.guards import page_for_admin
from app.domain.answers import SUGGESTIONS_LIMIT
from app.domain.hours import is_open
from app.domain.hours_form import PERIODS_LIMIT, hours_data, time_zones
from app.domain.service_form import LIMITS_S
from app.domain.shop_form import NAME_LIMIT_CHARS, RETENTION_LIMIT_DAYS
from app.web.i18n import language
from app.web.services import services
from app.workbench.opening_words import say_opening
from app.workbench.rendering import render

blueprint = Blueprint("shop_pages", __name__, url_prefix="/agent/admin/shops")

EXAMPLES = {path.stem: path.read_text("utf-8") for path in (Path(__file__).parent / "signing_examples").glob("*.txt")}
"""Programs that an owner copies to sign who a visitor is, by their ids on the page; none of them runs here."""


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
    """One shop's names, the sites its chat may appear on, what its AI says, its team and its patience."""
    found = services().shops.get(shop_id)
    return await render(
        "workbench/shop.html",
        shop=found,
        allowed=services().shops.embedders(replace(found, origins=())),
        limits={
            "times": LIMITS_S,
            "suggestions": SUGGESTIONS_LIMIT,
            "retention_days": (1, RETENTION_LIMIT_DAYS),
        },
        can_mail=services().can_mail,
        name_limit=NAME_LIMIT_CHARS,
    )


@blueprint.get("/<shop_id>/hours")
@page_for_admin
async def hours(shop_id: str) -> Response:
    """When one shop's people are there, and how it stands by that now."""
    found, now_ms = services().shops.get(shop_id), services().clock_ms()
    return await render(
        "workbench/shop_hours.html",
        shop=found,
        hours=hours_data(found.hours),
        open_now=is_open(found.hours, now_ms),
        says=say_opening(found.hours, now_ms),
        weekdays=[get_day_names("wide", locale=language())[day] for day in range(7)],
        time_zones=time_zones(),
        periods_limit=PERIODS_LIMIT,
    )


@blueprint.get("/<shop_id>/identity")
@page_for_admin
async def identity(shop_id: str) -> Response:
    """How a shop says who its visitors are. The secret is not in the page: its script asks for it when it is wanted."""
    return await render("workbench/shop_identity.html", shop=services().shops.get(shop_id), examples=EXAMPLES)
