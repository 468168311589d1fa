"""How the workbench's pages are rendered: who is signed in, in which language, with which files; no page lives here."""

from pathlib import Path
from typing import Any

from quart import Blueprint, Response, g, render_template, request

from app.auth.agents import Identity
from app.web.assets import Assets
from app.web.headers import nonce
from app.web.i18n import language, other_language
from app.web.pages import page

blueprint = Blueprint("workbench", __name__, template_folder="templates")
assets = Assets(blueprint, Path(__file__).parent / "static")


async def render(template: str, *, frame_ancestors: tuple[str, ...] = ("'none'",), **context: Any) -> Response:
    """The page `template`, which most often extends `workbench/layout.html`; who may frame it, `frame_ancestors` say.

    It gets `me` (the `Agent` who is signed in, None outside guarded routes), `lang` and `other_lang`, `asset` (the
    address of a static file), `nonce` and `here` (its own path). The language is that of `?lang=`, else the agent's:
    the guard of the page sees to it.
    """
    identity: Identity | None = g.get("identity")
    html = await render_template(
        template,
        me=identity.agent if identity else None,
        lang=language(),
        other_lang=other_language(),
        asset=assets.url,
        nonce=nonce(),
        here=request.path,
        **context,
    )
    return page(html, frame_ancestors=frame_ancestors)
