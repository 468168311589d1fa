"""How a session stands, as the visitor's programs are told: place in the queue, hours; it decides nothing."""

from typing import Any

from app.desk.waiting import Place
from app.domain.events import iso
from app.domain.handover import Shift
from app.domain.session import Session
from app.web.services import services

BEARER: list[dict[str, list[str]]] = [{"visitor": []}]


def place_data(place: Place | None) -> dict[str, Any]:
    """A place in the queue, and whether agents have room up to it; nothing where the session does not wait."""
    if not place:
        return {}
    return {"queue_position": place.position, "estimate_s": place.estimate_s, "people_free": place.has_room}


def shift_data(shift: Shift) -> dict[str, Any]:
    """Whether people are there, and from when on where the shop is closed."""
    return {"people_online": shift.has_people, "opens_at": iso(shift.opens_ms) if shift.opens_ms else None}


async def standing(session: Session) -> dict[str, Any]:
    """The session as it stands after what the visitor asked for."""
    shift = await services().team.shift(session.shop)
    place = await services().waiting.place(session)
    return {"status": session.status.value, "epoch": session.epoch, **shift_data(shift), **place_data(place)}
