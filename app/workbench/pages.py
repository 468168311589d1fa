"""The workbench itself: the page on which agents see sessions and speak in them; it comes with its list, then lives."""

from collections.abc import Mapping
from typing import Any

from quart import Blueprint, Response, request

from app.auth.guards import agent, page_for_agent
from app.desk.reading import LISTS, Filter
from app.domain.events import iso, row_of
from app.domain.session import Session, Status
from app.web.assets import SHARED
from app.web.i18n import language, translate
from app.web.services import services
from app.workbench.rendering import assets, render

blueprint = Blueprint("workbench_pages", __name__)

FIRST_LINES = 50
COLUMNS_PX = (320, 320)
_NARROWEST_PX, _WIDEST_PX = 240, 520


@blueprint.get("/agent")
@page_for_agent
async def home() -> Response:
    """The page on which agents work."""
    return await _desk("")


@blueprint.get("/agent/sessions/<session_name>")
@page_for_agent
async def session(session_name: str) -> Response:
    """The same page with one session on screen; whether there is such a session, its script finds out."""
    return await _desk(session_name)


async def _desk(opened: str) -> Response:
    name = request.args.get("list", "")
    name = name if name in LISTS else "waiting"
    reading, shops = services().reading, services().shops
    page = await reading.page(agent(), name, Filter(), start=0, limit=FIRST_LINES)
    names = {shop.id: shop.names[language()] for shop in shops.all() if agent().sees(shop.id)}
    return await render(
        "workbench/desk.html",
        opened=opened,
        list=name,
        counts=await reading.counts(agent()),
        lines=[_line(one, opened, names) for one in page.sessions],
        shops=names,
        can_mail=services().can_mail,
        columns=read_columns(request.cookies.get("kefu_columns", "")),
        modules=assets.scripts("desk", SHARED),
    )


def _line(session: Session, opened: str, shops: Mapping[str, str]) -> dict[str, Any]:
    """What the macro of a line is called with."""
    since_ms = _waits_since_ms(session)
    return {
        "session": row_of(session),
        "who": session.user.get("name")
        or session.context.get("name")
        or session.user.get("email")
        or session.email
        or translate("Visitor {n}").format(n="".join(filter(str.isalnum, session.name))[-4:]),
        "since": iso(since_ms) if since_ms else "",
        "wait": say_wait((services().clock_ms() - since_ms) // 1000) if since_ms else "",
        "isopen": session.name == opened,
        "shop": shops.get(session.shop, session.shop) if len(shops) > 1 else "",
    }


def _waits_since_ms(session: Session) -> int:
    """Since when somebody waits for a person's answer; 0 where nobody does."""
    if session.status is Status.PENDING_MANUAL:
        return session.waiting_ms
    if session.status is Status.MANUAL_LIVE:
        return session.last_ms if session.last_role == "visitor" else 0
    return session.next_shift_ms


def say_wait(seconds: int) -> str:
    """How long, as short as it can be read at a glance: 2:05, then 1 h 02, then 3 d."""
    minutes, rest_s = divmod(max(0, seconds), 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}:{rest_s:02}"
    if hours < 24:
        return translate("{h} h {m}").format(h=hours, m=f"{rest:02}")
    return translate("{d} d").format(d=hours // 24)


def read_columns(cookie: str) -> tuple[int, int]:
    """The widths of the outer columns in pixels, as they were left in this browser; what cannot be is as by default."""
    parts = cookie.split("-")
    if len(parts) != len(COLUMNS_PX) or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return COLUMNS_PX
    lists, about = (min(_WIDEST_PX, max(_NARROWEST_PX, int(part))) for part in parts)
    return lists, about
