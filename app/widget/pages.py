"""The pages that visitors see: the chat that lives in a frame, and the demo shop around it."""

from pathlib import Path
from typing import Any

from quart import Blueprint, Response, render_template, request, url_for

from app.auth.guards import public
from app.domain.answers import SUGGESTIONS_LIMIT
from app.domain.colour import accent_of, ink_on, read_colour, readable_on
from app.domain.looks import consent_mark, consent_text
from app.domain.looks_form import THEMES, WELCOME_LIMIT_CHARS
from app.domain.markup import render_plain
from app.domain.shop import DEFAULT_ID, Shop
from app.web.assets import Assets
from app.web.headers import nonce
from app.web.i18n import language, other_language, translate
from app.web.pages import page
from app.web.services import services
from app.widget.embedder import embedder, is_framed

blueprint = Blueprint("widget", __name__, template_folder="templates")
demo = Blueprint("demo", __name__)
assets = Assets(blueprint, Path(__file__).parent / "static", joined=("embed.js",))

SURFACES = {"light": "#ffffff", "dark": "#16191d"}
EVERYBODY = ("*",)


@blueprint.get("/embed")
@public
async def embed() -> Response:
    """The chat page. What the query says that cannot be used is ignored: a typo must not cost a shop the chat.

    A frame on a site that the shop does not list gets a page that says so, and what to do about it.
    """
    shops, origin = services().shops, embedder()
    asked = request.args.get("shop", "")
    shop = shops.find(asked) if asked else shops.of_origin(origin) or shops.find(DEFAULT_ID)
    if origin and is_framed() and not shops.allows(shop, origin):
        return await _refuse(shop, origin)
    listed = shops.embedders(shop)
    html = await render_template(
        "widget/embed.html",
        **_looks(read_colour(request.args.get("color", "")) or shop.looks.color),
        **await _words(shop),
        shop={"id": shop.id, "name": shop.names[language()]},
        theme=_theme(shop),
        is_sdk=request.args.get("sdk") == "1",
        is_preview=request.args.get("preview") == "1",
        origins=" ".join(listed),
    )
    return page(html, frame_ancestors=("'self'", *listed))


async def _words(shop: Shop) -> dict[str, Any]:
    """What an empty chat says: as the address asks, else as the shop has it, else as the AI offers."""
    lang = language()
    greeting = await services().greeter.greet(lang, shop.answers.coze_bot_id)
    asked = " ".join(request.args.get("welcome", "").split())[:WELCOME_LIMIT_CHARS]
    consent = consent_text(shop.texts, lang)
    return {
        "welcome": asked or shop.texts.welcome[lang] or greeting.text or translate("Hello! How can I help you?"),
        "suggestions": (shop.answers.suggestions[lang] or greeting.suggestions)[:SUGGESTIONS_LIMIT],
        "consent": consent_mark(shop.texts),
        "consent_html": render_plain(consent) if consent else "",
    }


async def _refuse(shop: Shop, origin: str) -> Response:
    """The page for a site that may not embed the chat. Anybody may frame it: it knows nothing and does nothing."""
    html = await render_template(
        "widget/refused.html",
        lang=language(),
        asset=assets.url,
        shop={"id": shop.id, "name": shop.names[language()]},
        theme=_theme(shop),
        origin=origin,
        settings_url=url_for("shop_pages.shop", shop_id=shop.id, _anchor="origins"),
    )
    refused = page(html, frame_ancestors=EVERYBODY)
    refused.status_code = 403
    return refused


def _theme(shop: Shop) -> str:
    asked = request.args.get("theme", "")
    return asked if asked in THEMES else shop.looks.theme


@blueprint.get("/embed/people")
@public
async def embed_people() -> Response:
    """What the chat page fetches once people come into it: the elements and the words, no page of its own."""
    return page(await render_template("widget/people.html", can_mail=services().can_mail))


@demo.get("/")
@public
async def demo_shop() -> Response:
    """A shop to try the chat in."""
    shop = services().shops.find(DEFAULT_ID)
    html = await render_template(
        "widget/demo.html",
        **_looks(""),
        shop={"id": shop.id, "name": shop.names[language()]},
        embed_url=url_for("widget.embed", shop=shop.id, lang=language()),
        workbench_url=url_for("workbench_pages.home", lang=language()),
    )
    return page(html)


def _looks(colour: str) -> dict[str, Any]:
    accent = accent_of(colour)
    return {
        "accent": accent,
        "accent_ink": ink_on(accent),
        "accent_on_light": readable_on(accent, SURFACES["light"]),
        "accent_on_dark": readable_on(accent, SURFACES["dark"]),
        "nonce": nonce(),
        "lang": language(),
        "other_lang": other_language(),
        "asset": assets.url,
    }
