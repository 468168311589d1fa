"""The page on which admins dress a shop's chat, and the drawn shop on which they see it; `appearance_api` keeps it."""

import json
from dataclasses import replace
from typing import Any

from quart import Blueprint, Response, request

from app.auth.guards import page_for_admin
from app.domain.colour import DEFAULT_ACCENT
from app.domain.errors import KefuError
from app.domain.looks_form import (
    FIRST_WORD_LIMIT_S,
    LABEL_LIMIT_CHARS,
    OFFSET_LIMIT_PX,
    Z_INDEX_LIMIT,
    read_looks,
    read_proactive,
    read_texts,
)
from app.domain.shop import Shop
from app.web.i18n import language
from app.web.services import services
from app.workbench.rendering import render
from app.workbench.snippet import LOADER, SIGNS, Source, write_snippets

blueprint = Blueprint("appearance_pages", __name__, url_prefix="/agent/admin/shops")

STATES = ("closed", "open", "proactive")
SCHEMES = ("light", "dark")
_SOON_S = 0.1


@blueprint.get("/<shop_id>/appearance")
@page_for_admin
async def appearance(shop_id: str) -> Response:
    """One shop's looks and words, a preview of them, and the lines that embed the chat."""
    found = services().shops.get(shop_id)
    return await render(
        "workbench/shop_appearance.html",
        shop=found,
        accent=DEFAULT_ACCENT,
        signs=SIGNS,
        snippets=write_snippets(found, source()),
        limits={
            "label": LABEL_LIMIT_CHARS,
            "offset": OFFSET_LIMIT_PX,
            "z_index": Z_INDEX_LIMIT,
            "after_s": FIRST_WORD_LIMIT_S,
        },
    )


@blueprint.get("/<shop_id>/preview")
@page_for_admin
async def preview(shop_id: str) -> Response:
    """A drawn shop with the real loader, dressed by `draft`: what would be put to `.../appearance`, as JSON.

    `lang`, `scheme` and `state` say how it is looked at. A draft that cannot be kept shows the shop as it is.
    """
    asked = request.args
    state, scheme = asked.get("state", ""), asked.get("scheme", "")
    scheme = scheme if scheme in SCHEMES else SCHEMES[0]
    shop = _dressed(services().shops.get(shop_id), asked.get("draft", ""))
    return await render(
        "workbench/shop_preview.html",
        frame_ancestors=("'self'",),
        shop=shop,
        scheme=scheme,
        loader=LOADER,
        config={"state": state if state in STATES else STATES[0], "loader": loader_config(shop, language(), scheme)},
    )


def source() -> Source:
    """Where snippets lead: the address that visitors see, else the one by which the admin came."""
    loader = services().loader
    return Source(services().public_url or request.host_url.rstrip("/"), loader.path, loader.integrity)


def loader_config(shop: Shop, lang: str, scheme: str) -> dict[str, Any]:
    """What the loader is told, to show `shop` in `lang` on a page of that scheme."""
    looks, proactive = shop.looks, shop.proactive
    return {
        "shop": shop.id,
        "lang": lang,
        "color": looks.color or DEFAULT_ACCENT,
        # A preview cannot change the device's theme: the page's stands for it.
        "theme": scheme if looks.theme == "auto" else looks.theme,
        "position": looks.position,
        "launcher": {"text": looks.label[lang], "icon": SIGNS[looks.icon]},
        "offset": {"x": looks.offset_x_px, "y": looks.offset_y_px},
        "zIndex": looks.z_index,
        "hideLauncher": looks.hides_launcher,
        "welcomeMessage": shop.texts.welcome[lang],
        "proactive": {"after": _SOON_S, "pages": "*", "message": proactive.message[lang]},
        "preview": True,
    }


def _dressed(shop: Shop, draft: str) -> Shop:
    try:
        data = json.loads(draft)
        return replace(
            shop,
            looks=read_looks(data["looks"]),
            texts=read_texts(data["texts"]),
            proactive=read_proactive(data["proactive"]),
        )
    except (KefuError, ValueError, KeyError, TypeError, RecursionError):
        return shop
