"""A shop's appearance for admins' programs: JSON in, JSON out; what may be kept, the rules decide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required
from app.domain.looks_form import looks_data, proactive_data, read_looks, read_proactive, read_texts, texts_data
from app.domain.shop import Shop
from app.domain.shop_fields import LANGS
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.appearance_forms import AppearanceForm, AppearanceShown, SnippetsShown
from app.workbench.appearance_pages import source
from app.workbench.door_api import AGENT
from app.workbench.snippet import write_snippets

blueprint = Blueprint("appearance_api", __name__, url_prefix="/api/admin/shops")


@blueprint.get("/<shop_id>/appearance")
@admin_required
@security_scheme(AGENT)
@document_response(AppearanceShown)
@refuses(401, 403, 404, 503)
async def show_appearance(shop_id: str) -> ResponseReturnValue:
    """How a shop's chat looks, what it says and when it speaks first."""
    return _appearance_json(services().shops.get(shop_id))


@blueprint.put("/<shop_id>/appearance")
@admin_required
@security_scheme(AGENT)
@takes(AppearanceForm)
@document_response(AppearanceShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def change_appearance(shop_id: str, data: AppearanceForm) -> ResponseReturnValue:
    """Change it."""
    return _appearance_json(await services().shops.change(shop_id, _dressing(data)))


@blueprint.post("/<shop_id>/appearance/check")
@admin_required
@security_scheme(AGENT)
@takes(AppearanceForm)
@document_response(SnippetsShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def check_appearance(shop_id: str, data: AppearanceForm) -> ResponseReturnValue:
    """The lines that would embed a shop that looks like this; nothing is kept.

    `page_lang` is the language of the shop's pages; without it each page says its own.
    """
    shop, lang = _dressing(data)(services().shops.get(shop_id)), request.args.get("page_lang", "")
    return {"snippets": write_snippets(shop, source(), lang if lang in LANGS else "")}


def _dressing(data: AppearanceForm) -> Callable[[Shop], Shop]:
    """How a shop changes by `data`; raises `ShopRefused` here already, before anything is read or kept."""
    parts: dict[str, Any] = {}
    if data.looks is not None:
        parts["looks"] = read_looks(data.looks.model_dump())
    if data.texts is not None:
        parts["texts"] = read_texts(data.texts.model_dump())
    if data.proactive is not None:
        parts["proactive"] = read_proactive(data.proactive.model_dump())
    return lambda shop: replace(shop, **parts)


def _appearance_json(shop: Shop) -> dict[str, Any]:
    return {
        "looks": looks_data(shop.looks),
        "texts": texts_data(shop.texts),
        "proactive": proactive_data(shop.proactive),
    }
