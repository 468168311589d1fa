"""How a visitor's page opens a conversation, as whom, and what it may go back to; what is said in it is in `api`."""

from typing import Any

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import public, visitor, visitor_required
from app.auth.visitors import Visitor, seal, sealed
from app.desk.identity import Guest
from app.desk.unread import count_unread
from app.domain.arrival import Proof, is_theirs
from app.domain.events import iso, last_of, owner_of
from app.domain.session import Session
from app.store.sessions import View
from app.telemetry.masking import mask
from app.web.reading import messages_json, reader
from app.web.services import services, tokens
from app.web.shapes import refuses, takes
from app.widget.forms import Conversations, OpenSession, SayAttributes, SessionOpened, Unread
from app.widget.guest import greet, read_key
from app.widget.standing import BEARER, place_data, shift_data

blueprint = Blueprint("session_api", __name__, url_prefix="/api/chat")


@blueprint.post("/session")
@public
@takes(OpenSession)
@document_response(SessionOpened)
@refuses(400, 404, 413, 415, 422, 503)
async def open_session(data: OpenSession) -> ResponseReturnValue:
    """Open a session, or resume the one that the token names; sign in where the page says who its visitor is."""
    guest, problem = greet(data, read_key(data))
    view = await services().identity.arrive(guest)
    answer = await _opened(view, guest) | _identity(view.session, guest) | {"identity_problem": problem or None}
    response = jsonify(answer)
    if data.remember:
        services().visitor_cookie.put(response, view.session.shop, answer["token"])
    return response


async def _opened(view: View, guest: Guest) -> dict[str, Any]:
    session = view.session
    shift = await services().team.shift(session.shop)
    place = await services().waiting.place(session)
    return {
        "token": _token(session, guest),
        "shop": session.shop,
        "session_name": session.name,
        "status": session.status.value,
        "epoch": session.epoch,
        "agent": owner_of(session),
        "messages": messages_json(view.messages, reader(guest.lang)),
        "more": view.more,
        "unread": count_unread(view),
        "cursor": view.cursor,
        "read": dict(view.marks),
        "rating": session.rating,
        "email": mask(session.email) if session.offline_ms else "",
        "open_now": shift.is_open,
        **shift_data(shift),
        **place_data(place),
    }


def _token(session: Session, guest: Guest) -> str:
    """A key to the session; to the person's others too only where it is given to somebody who is proved to be them."""
    digest = guest.digest if is_theirs(session, guest.digest) else ""
    version = services().shops.find(session.shop).identity_version
    return tokens().issue(Visitor(session.visitor_id, session.name, session.shop, seal(digest, version)))


def _identity(session: Session, guest: Guest) -> dict[str, Any]:
    """As whom the guest is here: a verified person's name is told only to who is proved to be them."""
    user, is_proved = session.user, is_theirs(session, guest.digest)
    shown = user if user and (is_proved or not user["verified"]) else None
    standing = Proof.VERIFIED if is_proved else Proof.UNVERIFIED if shown else Proof.NONE
    return {
        "identity": guest.proof.value if guest.proof is Proof.REFUSED else standing.value,
        "user": {"id": shown["id"], "name": shown["name"], "verified": is_proved} if shown else None,
    }


@blueprint.get("/unread")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(Unread)
@refuses(401, 404, 503)
async def unread() -> ResponseReturnValue:
    """How many messages by the AI or an agent the visitor has not seen, among the last 50."""
    view = await services().visitors.look(visitor().session_name)
    return {"unread": count_unread(view), "status": view.session.status.value}


@blueprint.post("/attributes")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(SayAttributes)
@refuses(400, 401, 404, 413, 415, 422, 503)
async def say_attributes(data: SayAttributes) -> ResponseReturnValue:
    """Tell the agents more of the visitor: an attribute that is said again is replaced, the others stay."""
    await services().identity.describe(visitor().session_name, data.attributes)
    return "", 204


@blueprint.get("/conversations")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(Conversations)
@refuses(401, 404, 503)
async def conversations() -> ResponseReturnValue:
    """The conversations that this token leads to: a verified person's with the shop, else the token's own."""
    holder = visitor()
    digest = sealed(holder.person, services().shops.find(holder.shop).identity_version)
    found = await services().identity.conversations(holder.session_name, holder.shop, digest)
    return {"conversations": [_conversation(session, holder.session_name) for session in found]}


def _conversation(session: Session, current: str) -> dict[str, Any]:
    last = last_of(session)
    return {
        "session_name": session.name,
        "status": session.status.value,
        "created_at": iso(session.created_ms),
        "last": {name: last[name] for name in ("role", "text", "at")} if session.last_ms else None,
        "is_current": session.name == current,
    }
