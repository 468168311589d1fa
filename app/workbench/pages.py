"""The workbench itself: the page on which agents see sessions and speak in them."""

from quart import Blueprint, Response

from app.auth.guards import page_for_agent
from app.workbench.rendering import render

blueprint = Blueprint("workbench_pages", __name__)


@blueprint.get("/agent")
@page_for_agent
async def home() -> Response:
    """The page on which agents work."""
    return await render("workbench/desk.html")
