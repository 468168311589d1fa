"""One session driven by the rules, and an account of what nobody has taken up; what happens is the test's."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.conversation import HANDED_OVER, open_session, split_at_turn
from app.domain.handover import Shift
from app.domain.outcome import Outcome
from app.domain.session import Message, Role, Session, Status
from app.domain.shop import Service
from tests.domain.invariants import check_session, check_step, voice

START_MS = 1_795_370_519_482
SETTLED = {"closed_by_agent", "closed_by_visitor"}


class Conversationalist:
    """Applies outcomes as the store does, and sees after each that nobody was forgotten."""

    def __init__(self, *, keeps_company: bool) -> None:
        self.now_ms = START_MS
        self.service = Service(keeps_company=keeps_company)
        self.is_open, self.has_people = True, True
        self.session = Session(name="s", shop="demo", visitor_id="v", lang="en", created_ms=START_MS)
        self.messages: list[Message] = []
        self.open: list[Message] = []
        self.last_voice, self.last_epoch = "ai", 1
        self.shown = ""
        self.apply(open_session(self.session))

    def shift(self) -> Shift:
        """How things stand at the shop now."""
        closes_ms = self.now_ms + 7_200_000 if self.is_open else 0
        opens_ms = 0 if self.is_open else self.now_ms + 7_200_000
        people = self.is_open and self.has_people
        return Shift(self.now_ms, self.is_open, people, self.service, closes_ms, opens_ms)

    def visitors(self, text: str) -> Message:
        """Something the visitor says."""
        return Message(role=Role.VISITOR, at_ms=self.now_ms, text=text, html=text, client_id=text)

    def apply(self, outcome: Outcome, said: Sequence[Message] = ()) -> None:
        """Make the outcome true; `said` are the messages of people and the AI in it, which events do not hold whole."""
        before = self.session
        check_step(before, outcome)
        if outcome.stops_turn and self.shown:
            self._say(Message(Role.AI, self.now_ms, self.shown, turn_id=before.turn_id, stopped=True))
        texts = {message.text: message for message in said if message.text}
        for event in outcome.events:
            if event.kind == "message":
                data = event.data
                known = texts.get(data.get("text", ""))
                code, turn = data.get("code", ""), data.get("turn_id", "")
                self._say(replace(known, turn_id=turn) if known else Message(Role.SYSTEM, 0, code=code, turn_id=turn))
        if outcome.ends_turn:
            self.shown = ""
        self.session = replace(outcome.session, version=before.version + 1)
        self._check_voice()
        self._check_questions()

    def grow(self, words: str) -> None:
        """The running answer is `words` so far."""
        self.shown = words

    def change_owner(self) -> None:
        """The running turn is somebody else's."""
        session = self.session
        self.session = replace(session, turn_attempt=session.turn_attempt + 1, version=session.version + 1)

    def turn_fresh(self) -> tuple[Message, ...]:
        """What the running turn is to answer."""
        return split_at_turn(self.messages, self.session.turn_id)[1]

    def settle(self, answered: Sequence[Message]) -> None:
        """These questions have met an answer or an apology."""
        self.open = [message for message in self.open if all(message is not one for one in answered)]

    def _say(self, message: Message) -> None:
        self.messages.append(message)
        if message.role is Role.VISITOR:
            self.open.append(message)
        elif message.role is Role.AGENT or message.code in SETTLED or message.code in HANDED_OVER:
            self.open = []

    def _check_voice(self) -> None:
        """Whoever speaks now, and did not speak last, does so in a later epoch."""
        now = voice(self.session)
        if now and now != self.last_voice:
            assert self.session.epoch > self.last_epoch, (self.last_voice, self.session)
        if now:
            self.last_voice, self.last_epoch = now, self.session.epoch

    def _check_questions(self) -> None:
        """Every question is answered now, waits for the next turn, is with a person, or has met a notice."""
        session = self.session
        check_session(session)
        if session.turn_id:
            assert self.turn_fresh(), (session, self.messages)
        if session.status in (Status.PENDING_MANUAL, Status.MANUAL_LIVE):
            is_counted = session.unanswered or session.turn_id or session.has_company
            assert is_counted or not self.open, (session, self.open)
            return
        if session.status is Status.CLOSED:
            self.open = []
        taken = self.turn_fresh() if session.turn_id else ()
        for message in self.open:
            is_next = message.turn_id and message.turn_id == session.next_turn_id
            assert is_next or any(message is one for one in taken), (message, session, self.messages)
