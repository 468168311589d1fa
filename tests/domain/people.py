"""Sessions, agents and shifts for tests of the rules; what is done with them is up to the tests."""

from dataclasses import replace
from typing import Any

from app.domain.agent import Agent
from app.domain.escalation import Decision, Reason, Severity
from app.domain.handover import Shift, escalate
from app.domain.outcome import Outcome
from app.domain.ownership import take_over
from app.domain.session import Message, Role, Session
from app.domain.shop import Service
from tests.domain.invariants import check_step

NOW_MS = 1_795_370_519_482
LATER_MS = NOW_MS + 90_000
BEFORE = Session(name="s_1", shop="demo", visitor_id="v_1", lang="en", epoch=7, version=3, created_ms=NOW_MS)
WANTS = Decision("wants_person", Reason.KEYWORD, Severity.HIGH, "a human", is_request=True)
ANGRY = Decision("complaint", Reason.KEYWORD, Severity.LOW, "broken")
LI = Agent(id="a_li", username="li", name="Li", max_sessions=4)
WANG = Agent(id="a_wang", username="wang", name="Wang", max_sessions=2)


def shift(at_ms: int = NOW_MS, *, is_open: bool = True, has_people: bool = True, **service: Any) -> Shift:
    """A shop that is open until eight hours from now, or closed until then."""
    closes_ms, opens_ms = (at_ms + 28_800_000, 0) if is_open else (0, at_ms + 28_800_000)
    return Shift(at_ms, is_open, is_open and has_people, Service(**service), closes_ms, opens_ms)


def hello(text: str = "hello", at_ms: int = NOW_MS) -> Message:
    """Something a visitor says."""
    return Message(role=Role.VISITOR, at_ms=at_ms, text=text, html=f"<p>{text}</p>", client_id=f"c_{text}")


def reply(agent: Agent, text: str = "hi", at_ms: int = NOW_MS) -> Message:
    """Something an agent says."""
    return Message(role=Role.AGENT, at_ms=at_ms, text=text, html=text, agent_id=agent.id, agent_name=agent.name)


def step(before: Session, outcome: Outcome) -> Session:
    """The session after a decision that agrees with itself, as the store keeps it."""
    check_step(before, outcome)
    return replace(outcome.session, version=before.version + 1)


def waiting(**members: Any) -> Session:
    """A session that waits for a person since `NOW_MS`."""
    return replace(step(BEFORE, escalate(BEFORE, WANTS, shift())), **members)


def live(agent: Agent = LI, **members: Any) -> Session:
    """A session that an agent took from the queue."""
    session = waiting()
    return replace(step(session, take_over(session, agent, LATER_MS)), **members)


def codes(outcome: Outcome) -> list[str]:
    """What the system says in the outcome."""
    return [event.data["code"] for event in outcome.events if "code" in event.data]


def kinds(outcome: Outcome) -> list[str]:
    """The kinds of the outcome's events, in order."""
    return [event.kind for event in outcome.events]
