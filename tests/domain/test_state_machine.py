"""Everything that can happen to a session, in any order, at any time: the rules keep the promises at every step."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings, stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app.domain.agent import Agent
from app.domain.conversation import fall_silent, turn_ends, visitor_speaks
from app.domain.errors import NotAllowed
from app.domain.escalation import Decision, Reason, Severity
from app.domain.events import TurnState
from app.domain.handover import asks_for_person, by_hand, cancel, escalate, leave_message, wait_too_long
from app.domain.outcome import Outcome, join
from app.domain.ownership import (
    accept_transfer,
    agent_speaks,
    close,
    decline_transfer,
    end_offer,
    offer_transfer,
    owner_gone,
    release,
    take_over,
)
from app.domain.session import Message, Role, Status
from app.domain.transitions import TABLE, Action
from tests.domain.conversationalist import Conversationalist

AGENTS = [Agent(id=f"a{number}", username=f"a{number}", name=f"Agent {number}") for number in range(3)]
WHO = st.sampled_from(AGENTS)
WISHES = st.sampled_from(["nothing", "nothing", "request", "complaint", "vip"])
ENDINGS = st.sampled_from([TurnState.FINISHED, TurnState.FINISHED, TurnState.STOPPED, TurnState.FAILED])
DECISIONS = {
    "request": Decision("wants_person", Reason.KEYWORD, Severity.HIGH, "a human", is_request=True),
    "complaint": Decision("complaint", Reason.KEYWORD, Severity.LOW, "broken"),
    "vip": Decision("vip", Reason.VIP, Severity.HIGH),
}


class Rules(RuleBasedStateMachine):
    """One session, its visitor, its AI, three agents, the shop's hours, and time."""

    @initialize(keeps_company=st.booleans())
    def begin(self, keeps_company: bool) -> None:
        self.talk = self.new_talk(keeps_company)
        self.count = 0

    def new_talk(self, keeps_company: bool) -> Conversationalist:
        """The session that all is done to."""
        return Conversationalist(keeps_company=keeps_company)

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def attempt(self, action: Action, decide: Callable[[], Outcome], *said: Message, owned: bool = True) -> None:
        """Do it if the table has it and whoever asks may; else see that it is refused."""
        if (self.talk.session.status, action) in TABLE and owned:
            self.talk.apply(decide(), said)
            return
        with pytest.raises(NotAllowed):
            decide()

    @rule(seconds=st.sampled_from([1, 59, 61, 601, 8_000]), is_open=st.booleans(), has_people=st.booleans())
    def time_passes(self, seconds: int, is_open: bool, has_people: bool) -> None:
        self.talk.now_ms += seconds * 1000
        self.talk.is_open, self.talk.has_people = is_open, has_people

    @rule(wish=WISHES)
    def visitor_says(self, wish: str) -> None:
        session, shift = self.talk.session, self.talk.shift()
        message, turn_id = self.talk.visitors(self.fresh("m")), self.fresh("t")
        decision = DECISIONS.get(wish)
        is_told = session.status is Status.AFTER_HOURS_EMAIL and not shift.is_open
        is_heard = session.ai_speaks or session.status is Status.CLOSED
        if not decision or not is_heard or session.status is Status.PENDING_MANUAL or is_told:
            outcome = visitor_speaks(session, message, turn_id)
        else:
            outcome = asks_for_person(session, message, turn_id, decision, shift)
        self.talk.apply(outcome, [message])

    @rule(by=st.sampled_from(["visitor", "agent"]))
    def person_is_asked_for(self, by: str) -> None:
        before = self.talk.session
        self.talk.apply(escalate(before, by_hand(by), self.talk.shift()))
        if before.status in (Status.PENDING_MANUAL, Status.MANUAL_LIVE):
            assert replace(self.talk.session, version=before.version) == before

    @rule()
    def visitor_gives_up_waiting(self) -> None:
        turn_id = self.fresh("t")
        self.attempt(Action.CANCEL, lambda: cancel(self.talk.session, turn_id, self.talk.now_ms))

    @rule()
    def visitor_leaves_a_message(self) -> None:
        message = self.talk.visitors(self.fresh("offline"))
        decide = lambda: leave_message(self.talk.session, message, "ada@example.org")  # noqa: E731
        self.attempt(Action.LEAVE_MESSAGE, decide, message)

    @rule(by=st.sampled_from(["visitor", "agent"]))
    def somebody_closes(self, by: str) -> None:
        self.talk.apply(close(self.talk.session, self.talk.now_ms, by=by))
        assert self.talk.session.status is Status.CLOSED

    @rule(agent=WHO)
    def agent_takes_over(self, agent: Agent) -> None:
        owner = self.talk.session.agent_id
        if owner:
            if owner == agent.id:
                assert take_over(self.talk.session, agent, self.talk.now_ms) == Outcome(self.talk.session)
                return
            with pytest.raises(NotAllowed, match="ALREADY_TAKEN"):
                take_over(self.talk.session, agent, self.talk.now_ms)
            return
        self.attempt(Action.TAKE_OVER, lambda: take_over(self.talk.session, agent, self.talk.now_ms))
        assert self.talk.session.agent_id == agent.id

    @rule(agent=WHO)
    def agent_says(self, agent: Agent) -> None:
        text = self.fresh("a")
        message = Message(Role.AGENT, self.talk.now_ms, text, agent_id=agent.id, agent_name=agent.name)
        decide = lambda: agent_speaks(self.talk.session, message)  # noqa: E731
        self.attempt(Action.AGENT_SPEAKS, decide, message, owned=self.owns(agent))

    def owns(self, agent: Agent) -> bool:
        return self.talk.session.agent_id == agent.id

    @rule(agent=WHO, colleague=WHO)
    def agent_offers(self, agent: Agent, colleague: Agent) -> None:
        may = self.owns(agent) and colleague is not agent
        ends_ms = self.talk.now_ms + 60_000
        decide = lambda: offer_transfer(self.talk.session, agent.id, colleague, ends_ms)  # noqa: E731
        self.attempt(Action.TRANSFER, decide, owned=may)

    @rule(colleague=WHO)
    def colleague_accepts(self, colleague: Agent) -> None:
        if self.owns(colleague):
            return
        may = self.talk.session.offer_to == colleague.id
        decide = lambda: accept_transfer(self.talk.session, colleague, self.talk.now_ms)  # noqa: E731
        self.attempt(Action.TRANSFER, decide, owned=may)
        assert self.owns(colleague) == may

    @rule(agent=WHO)
    def somebody_declines(self, agent: Agent) -> None:
        may = self.owns(agent) or self.talk.session.offer_to == agent.id
        owner = self.talk.session.agent_id
        self.attempt(Action.TRANSFER, lambda: decline_transfer(self.talk.session, agent.id), owned=may)
        assert self.talk.session.agent_id == owner

    @rule(agent=WHO)
    def agent_releases(self, agent: Agent) -> None:
        turn_id = self.fresh("t")
        decide = lambda: release(self.talk.session, agent.id, turn_id, self.talk.now_ms)  # noqa: E731
        self.attempt(Action.RELEASE, decide, owned=self.owns(agent))

    @precondition(lambda self: self.talk.session.status is Status.MANUAL_LIVE)
    @rule()
    def owner_is_gone(self) -> None:
        is_open, turn_id = self.talk.is_open, self.fresh("t")
        self.talk.apply(owner_gone(self.talk.session, turn_id, self.talk.shift()))
        assert (self.talk.session.status is Status.PENDING_MANUAL) == self.talk.session.at_head == is_open

    @precondition(lambda self: self.talk.session.alarm_ms)
    @rule()
    def alarm_rings(self) -> None:
        session, turn_id = self.talk.session, self.fresh("t")
        self.talk.now_ms = max(self.talk.now_ms, session.alarm_ms)
        self.talk.apply(end_offer(session) if session.offer_to else wait_too_long(session, turn_id, self.talk.shift()))
        assert not self.talk.session.alarm_ms

    @precondition(lambda self: self.talk.session.turn_id)
    @rule(words=st.sampled_from(["", "half an answer"]))
    def answer_grows(self, words: str) -> None:
        self.talk.grow(words)

    @precondition(lambda self: self.talk.session.turn_id)
    @rule(state=ENDINGS, hands_over=st.booleans())
    def answer_ends(self, state: TurnState, hands_over: bool) -> None:
        talk, session = self.talk, self.talk.session
        answer = Message(Role.AI, talk.now_ms, self.fresh("ai"), turn_id=session.turn_id, stopped=state != "finished")
        apology = Message(Role.SYSTEM, talk.now_ms, code="ai_unavailable", turn_id=session.turn_id)
        said = {"finished": [answer], "stopped": [answer, apology], "failed": [apology]}[state]
        talk.settle(talk.turn_fresh())
        ended = turn_ends(session, state, said)
        if hands_over and not ended.starts_turn and session.status is Status.BOT_ACTIVE:
            decision = Decision("fail_loop", Reason.FAIL_LOOP, Severity.LOW, "3")
            ended = join(ended, escalate(ended.session, decision, talk.shift()))
        talk.apply(ended, said)

    @precondition(lambda self: self.talk.session.turn_id)
    @rule()
    def turn_gets_another_owner(self) -> None:
        self.talk.change_owner()

    @precondition(lambda self: not self.talk.session.turn_id and self.talk.session.status is not Status.CLOSED)
    @rule()
    def everybody_is_silent(self) -> None:
        self.talk.apply(fall_silent(self.talk.session))


def test_whatever_happens_in_whatever_order_the_rules_keep_the_promises() -> None:
    stateful.run_state_machine_as_test(
        Rules, settings=settings(max_examples=300, stateful_step_count=40, deadline=None, derandomize=True)
    )
