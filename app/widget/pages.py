"""The pages that visitors see: the chat that lives in a frame, and the demo shop around it."""

from pathlib import Path
from typing import Any

from quart import Blueprint, Response, render_template, request, url_for

from app.auth.guards import public
from app.domain.colour import accent_of, ink_on, readable_on
from app.domain.shop import DEFAULT_ID
from app.web.assets import Assets
from app.web.headers import nonce
from app.web.i18n import language, other_language, translate
from app.web.pages import page
from app.web.services import services

blueprint = Blueprint("widget", __name__, template_folder="templates")
demo = Blueprint("demo", __name__)
assets = Assets(blueprint, Path(__file__).parent / "static")

THEMES = ("light", "dark", "auto")
SURFACES = {"light": "#ffffff", "dark": "#16191d"}
WELCOME_LIMIT_CHARS = 200


@blueprint.get("/embed")
@public
async def embed() -> Response:
    """The chat page. What the query says that cannot be used is ignored: a typo must not cost a shop the chat."""
    asked = request.args
    shop = services().shops.find(asked.get("shop", ""))
    greeting = await services().greeter.greet(language())
    theme = asked.get("theme", "auto")
    welcome = " ".join(asked.get("welcome", "").split())[:WELCOME_LIMIT_CHARS]
    html = await render_template(
        "widget/embed.html",
        **_looks(asked.get("color", "")),
        shop={"id": shop.id, "name": shop.names[language()]},
        theme=theme if theme in THEMES else "auto",
        welcome=welcome or greeting.text or translate("Hello! How can I help you?"),
        suggestions=greeting.suggestions[:4],
    )
    return page(html, frame_ancestors=("'self'", *services().frame_ancestors))


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
