"""What a visitor may do as somebody: sign in, find their conversations; who they are was checked before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.desk.changes import COMMIT_TRIES, Changes
from app.desk.visitor import VisitorDesk
from app.domain.arrival import (
    COURSES,
    Course,
    Proof,
    Standing,
    describe,
    is_theirs,
    is_untouched,
    join,
    standing_of,
    tell_row,
)
from app.domain.errors import SessionNotFound, TooBusy
from app.domain.identity import Attribute, Person
from app.domain.outcome import Outcome
from app.domain.session import Session
from app.store.commits import Conflict
from app.store.sessions import View
from app.store.store import Store

CONVERSATIONS = 50


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes to a shop.

    `session_name` is the session their key opens ("" for none), and `person` who they are said to be, by `proof`.
    `digest` is the verified person whose conversations are theirs to see, by claim or key ("" for nobody's);
    `wanted` the one of those they ask for. `lang`, `context` and `attributes` are what the page says besides.
    """

    shop: str
    visitor_id: str
    lang: str
    session_name: str = ""
    proof: Proof = Proof.NONE
    person: Person | None = None
    digest: str = ""
    wanted: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


class IdentityDesk:
    """The use cases of being somebody. All methods raise `TooBusy` and `StoreUnavailable`."""

    def __init__(self, store: Store, changes: Changes, visitors: VisitorDesk) -> None:
        self._store = store
        self._changes = changes
        self._visitors = visitors

    async def arrive(self, guest: Guest) -> View:
        """The session that the guest gets, by the rules of `domain/arrival`; raises `SessionNotFound` for `wanted`."""
        for _ in range(COMMIT_TRIES):
            wanted = await self._wanted(guest) if guest.wanted else None
            try:
                return await self._settle(wanted or await self._current(guest), guest)
            except (Conflict, SessionNotFound):
                # Somebody signed in meanwhile, here or elsewhere, or the session is gone: the rules say otherwise now.
                continue
        raise TooBusy()

    async def _wanted(self, guest: Guest) -> Session:
        """The session that is asked for, if it is the guest's; raises `SessionNotFound`."""
        if guest.wanted == guest.session_name:
            session = await self._current(guest)
        else:
            session = await self._load(guest.wanted, guest.shop)
            session = session if session and is_theirs(session, guest.digest) else None
        if session is None:
            raise SessionNotFound()
        return session

    async def _current(self, guest: Guest) -> Session | None:
        """The session that the guest's key opens, None for none.

        A key from before a sign-in opens nothing any more: whoever had it may be somebody else at the same browser.
        """
        session = await self._load(guest.session_name, guest.shop)
        is_open = session and (not session.person or is_theirs(session, guest.digest))
        return session if is_open or guest.proof is Proof.VERIFIED else None

    async def _load(self, name: str, shop: str) -> Session | None:
        """The session of that name, None where there is none with that shop (any more)."""
        try:
            session = await self._store.sessions.load(name) if name else None
        except SessionNotFound:
            return None
        return session if session and session.shop == shop else None

    async def _settle(self, current: Session | None, guest: Guest) -> View:
        """Let the guest have `current`, or the session that the rules give them in its place."""
        standing = standing_of(current, guest.person)
        for course in COURSES[guest.proof][standing]:
            if current and course in (Course.STAY, Course.JOIN):
                return await self._enter(current.name, guest, standing)
            latest = await self._latest(guest) if course is Course.LATEST else None
            if latest:
                return await self._enter(latest.name, guest, Standing.OWN)
        return await self._visitors.open(
            shop=guest.shop,
            visitor_id=guest.visitor_id,
            lang=guest.lang,
            context=guest.context,
            enter=lambda session: self._sign_in(session, guest, Standing.EMPTY),
        )

    async def _enter(self, name: str, guest: Guest, standing: Standing) -> View:
        """Come into a session, which stands to the guest as it did; raises `Conflict` where it does no longer."""

        async def enter(session: Session) -> Outcome:
            if standing_of(session, guest.person) is not standing:
                raise Conflict()
            return await self._sign_in(session, guest, standing)

        return await self._visitors.resume(name, lang=guest.lang, context=guest.context, enter=enter)

    async def _sign_in(self, session: Session, guest: Guest, standing: Standing) -> Outcome:
        """The session with what the page says, and as the person's where the rules let it become theirs."""
        after = describe(session, guest.attributes)
        if guest.person is None or Course.JOIN not in COURSES[guest.proof][standing]:
            return tell_row(session, after)
        outcome = tell_row(session, join(after, guest.person))
        if guest.proof is not Proof.VERIFIED or standing is not Standing.EMPTY:
            return outcome
        # Two devices that sign in at once shall not get a session each: the slower one comes into the quicker one's.
        found, count = await self._sessions(guest.shop, guest.digest)
        if found:
            raise Conflict()
        return replace(outcome, siblings=count)

    async def _latest(self, guest: Guest) -> Session | None:
        found, _ = await self._sessions(guest.shop, guest.digest)
        return max(found, key=_last_ms, default=None)

    async def _sessions(self, shop: str, digest: str) -> tuple[list[Session], int]:
        """The sessions of a verified person with a shop, and how many the store has noted."""
        names, count = await self._store.persons.sessions(shop, digest, limit=CONVERSATIONS)
        found = await self._store.lists.load(names)
        return [one for one in found if one.shop == shop and is_theirs(one, digest)], count

    async def conversations(self, session_name: str, shop: str, digest: str) -> list[Session]:
        """What the holder of a key may go back to, the latest first; raises `SessionNotFound` where that is nothing.

        It is the key's own session, and all of the person's of `digest` ("" for nobody's) in which something happened.
        """
        theirs = (await self._sessions(shop, digest))[0] if digest else []
        others = [one for one in theirs if one.name != session_name and not is_untouched(one)]
        own = await self._load(session_name, shop)
        if not own and not others:
            raise SessionNotFound()
        return sorted([*others, *([own] if own else [])], key=_last_ms, reverse=True)[:CONVERSATIONS]

    async def describe(self, session_name: str, attributes: Mapping[str, Attribute]) -> None:
        """Note what the page says of the visitor, unsigned; raises `SessionNotFound`."""
        await self._changes.make(session_name, lambda session: tell_row(session, describe(session, attributes)))


def _last_ms(session: Session) -> int:
    return session.last_ms or session.created_ms
