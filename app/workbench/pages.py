"""The agents' pages; until accounts exist there is one, which says so and shows nobody's data."""

from quart import Blueprint, Response, render_template

from app.auth.guards import public
from app.web.headers import nonce
from app.web.i18n import language, other_language
from app.web.pages import page

blueprint = Blueprint("workbench", __name__, template_folder="templates")


@blueprint.get("/agent")
@public
async def home() -> Response:
    """The closed door: nobody can sign in before there are accounts."""
    html = await render_template("workbench/closed.html", lang=language(), other_lang=other_language(), nonce=nonce())
    return page(html)
