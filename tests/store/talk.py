"""Sessions as tests of the store need them: the domain's rules and the store, without a desk between."""

import json
from collections.abc import Callable
from typing import Any

from app.domain.conversation import open_session, turn_ends, visitor_speaks
from app.domain.events import TurnState, answer_grew
from app.domain.outcome import Outcome
from app.domain.session import Message, Role, Session
from app.store.client import ask
from app.store.commits import Committed, Duplicate
from app.store.sessions import Kept
from app.store.store import Store
from app.store.turns import Lease

NOW_MS = 1_795_370_519_482


async def begin(store: Store, name: str = "s_1") -> Session:
    """A new session, as it is kept."""
    session = Session(name=name, shop="demo", visitor_id=f"v_{name}", lang="en", created_ms=NOW_MS)
    await store.commits.commit(session, open_session(session), now_ms=NOW_MS)
    return await store.sessions.load(name)


async def change(store: Store, name: str, decide: Callable[[Session], Outcome]) -> Committed | Duplicate:
    """Commit what `decide` makes of the session as it is now."""
    session = await store.sessions.load(name)
    return await store.commits.commit(session, decide(session), now_ms=NOW_MS)


def visitors(text: str, client_id: str = "") -> Message:
    """Something a visitor says."""
    return Message(role=Role.VISITOR, at_ms=NOW_MS, text=text, html=f"<p>{text}</p>", client_id=client_id)


async def say(
    store: Store, text: str, client_id: str = "", *, turn_id: str = "t_1", name: str = "s_1"
) -> Committed | Duplicate:
    """The visitor says something, which begins the turn `turn_id` or waits for it."""
    return await change(store, name, lambda session: visitor_speaks(session, visitors(text, client_id), turn_id))


async def show(store: Store, lease: Lease, text: str, *, epoch: int = 1) -> None:
    """The answer grows to `text`."""
    event = answer_grew(lease.turn_id, epoch, offset=0, text=text, block=0, html=f"<p>{text}</p>")
    await store.turns.append(lease, epoch, text, event)


async def finish(store: Store, text: str, *, name: str = "s_1") -> Committed | Duplicate:
    """The running turn ends with `text`."""

    def end(session: Session) -> Outcome:
        answer = Message(role=Role.AI, at_ms=NOW_MS, text=text, html=f"<p>{text}</p>", turn_id=session.turn_id)
        return turn_ends(session, TurnState.FINISHED, [answer])

    return await change(store, name, end)


async def kept(store: Store, name: str = "s_1") -> list[tuple[str, str, dict[str, Any]]]:
    """The session's whole log, read past the store: (id, kind, data)."""
    found = await ask(store.redis.xrange(f"{{test}}:session:{name}:log"))
    return [(i.decode(), f[b"k"].decode(), json.loads(f[b"d"])) for i, f in found]


async def bus(store: Store) -> list[tuple[str, str, str]]:
    """The whole bus, read past the store: (id, session, kind)."""
    found = await ask(store.redis.xrange("{test}:bus"))
    return [(i.decode(), f[b"s"].decode(), f[b"k"].decode()) for i, f in found]


def texts(messages: tuple[Kept, ...]) -> list[str]:
    """What the messages say."""
    return [json.loads(message.data).get("text", "") for message in messages]
