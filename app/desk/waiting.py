"""What a visitor does about people: ask for one, wait, give up, leave an offline message, end, rate; see `visitor`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.desk.changes import Changes
from app.desk.decisions import log_decision
from app.desk.team import Team
from app.domain.conversation import say
from app.domain.errors import KefuError
from app.domain.events import note_added, row_changed
from app.domain.handover import by_hand, cancel, escalate, leave_message, notice
from app.domain.mail import Mail, MailKind
from app.domain.markup import render_plain
from app.domain.outcome import Outcome
from app.domain.ownership import close
from app.domain.queueing import estimate_s
from app.domain.session import Message, Role, Session, Status
from app.store.store import Store

QUEUE_LIMIT = 1_000
RATINGS = 10
TRANSCRIPTS = 3
"""How often the visitor of one session may have it sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, from 1, how long it may take (None: nobody can tell), and how the agents stand.

    `has_people` is whether any is online, `has_room` whether those have room for all up to this place.
    """

    position: int
    estimate_s: int | None
    has_people: bool = False
    has_room: bool = False


class WaitingDesk:
    """The visitor's dealings with people. All methods raise `SessionNotFound`, `TooBusy` and `StoreUnavailable`."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        team: Team,
        *,
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._changes = changes
        self._team = team
        self._clock_ms = clock_ms
        self._new_id = new_id

    async def ask(self, name: str, *, by: str = "visitor") -> Session:
        """Ask for a person by a button; the session as it is then."""

        async def decide(session: Session) -> Outcome:
            outcome = escalate(session, by_hand(by), await self._team.shift(session.shop))
            if outcome.events:
                log_decision(session, by_hand(by))
            return outcome

        return (await self._changes.weigh(name, decide)).session

    async def cancel(self, name: str) -> Session:
        """Wait no longer; raises `NotAllowed` where a person is there already."""
        turn_id = f"t_{self._new_id()}"
        return (await self._changes.make(name, lambda session: cancel(session, turn_id, self._clock_ms()))).session

    async def leave_message(
        self, name: str, text: str, *, email: str, client_id: str, can_mail: bool = True
    ) -> Session:
        """Leave an offline message; raises `NotAllowed` where a person is there.

        Without `can_mail` the visitor is promised no answer by e-mail.
        """
        message = Message(
            role=Role.VISITOR,
            at_ms=self._clock_ms(),
            text=text,
            html=render_plain(text),
            client_id=client_id or self._new_id(),
        )
        changed = await self._changes.make(
            name, lambda session: leave_message(session, message, email, can_mail=can_mail), said=message
        )
        return changed.session

    async def end(self, name: str) -> Session:
        """The visitor ends the session."""
        return (await self._changes.make(name, lambda session: close(session, self._clock_ms(), by="visitor"))).session

    async def rate(self, name: str, score: int, comment: str) -> None:
        """The visitor rates the service from 1 to 5; a later rating replaces an earlier one.

        Raises KefuError `RATING_LIMIT`: each is a note, which agents read.
        """

        def rule(session: Session) -> Outcome:
            if session.ratings >= RATINGS:
                raise KefuError("RATING_LIMIT", status=429)
            after = replace(session, rating=score, ratings=session.ratings + 1)
            told = note_added(self._clock_ms(), author=None, text=comment, rating=score)
            return Outcome(after, (told, row_changed(after)))

        await self._changes.make(name, rule)

    async def mail_transcript(self, name: str, email: str) -> None:
        """Send everything that was said to the visitor; raises KefuError `TRANSCRIPT_LIMIT`.

        Nobody proves that an address is theirs, so one session cannot write to many, and many not often to one.
        """
        if not await self._store.mailbox.may_ask(email):
            raise KefuError("TRANSCRIPT_LIMIT", status=429)

        def rule(session: Session) -> Outcome:
            if session.transcripts >= TRANSCRIPTS:
                raise KefuError("TRANSCRIPT_LIMIT", status=429)
            now_ms = self._clock_ms()
            key = f"transcript:{name}:{session.last_ms}:{email}"
            mail = Mail(MailKind.TRANSCRIPT, name, key=key, to=email, lang=session.lang)
            after, said = say(
                replace(session, transcripts=session.transcripts + 1), notice("transcript_sent", now_ms, email=email)
            )
            return Outcome(after, (said,), mails=(mail,))

        await self._changes.make(name, rule)

    async def type(self, name: str, shop: str) -> None:
        """The visitor is typing: agents see that, not what."""
        await self._store.bus.tell("visitor_typing", {"by": "visitor"}, session_name=name, shop=shop)

    async def read(self, name: str, shop: str, message_id: str) -> None:
        """The visitor has read up to that message."""
        await self._store.marks.read_to(name, shop, "visitor", message_id)

    async def place(self, session: Session) -> Place | None:
        """Where the session stands in its shop's queue; None where it does not wait."""
        if session.status is not Status.PENDING_MANUAL:
            return None
        return (await self.places()).get(session.name)

    async def places(self) -> dict[str, Place]:
        """Everybody's place in the queue of their shop, by session.

        Agents of several shops have their room counted in each: it is for who comes first.
        """
        names = await self._store.lists.names(Status.PENDING_MANUAL, start=0, limit=QUEUE_LIMIT)
        online = [one for one in await self._team.colleagues() if one.is_online] if names else []
        waits: dict[str, list[int]] = {}
        rooms: dict[str, list[int]] = {}
        before: Counter[str] = Counter()
        places: dict[str, Place] = {}
        for session in await self._store.lists.load(names):
            shop = session.shop
            if shop not in waits:
                waits[shop] = await self._store.lists.waits_ms(shop)
                rooms[shop] = [one.room for one in online if one.agent.sees(shop)]
            before[shop] += 1
            places[session.name] = Place(
                before[shop],
                estimate_s(before[shop], waits[shop]),
                has_people=bool(rooms[shop]),
                has_room=before[shop] <= sum(rooms[shop]),
            )
        return places
