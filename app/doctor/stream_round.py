"""The look at an event stream, in a conversation of our own through the public address; the rules judge.

It is taken off the agents' lists as soon as it is there, and out of the store at the end.
"""

from app.doctor.finding import Finding, broken
from app.doctor.public_rules import judge_opening
from app.doctor.stream_rules import judge_stream
from app.doctor.subject import Subject
from app.domain.errors import StoreUnavailable
from app.domain.shop import DEFAULT_ID
from app.events.hub import PING_EVERY_S
from app.probe.stream import Stream, follow
from app.probe.visit import Opened, Visit

PATIENCE_S = 5.0
"""How long a page of ours waits for its stream's first word before it polls instead."""

GRACE_S = 4.0


async def look_at_stream(subject: Subject, visit: Visit) -> list[Finding]:
    """Whether events come through, one by one and at once."""
    opened, answer = await visit.open_session(DEFAULT_ID)
    if opened is None:
        return [judge_opening(subject.url, answer)]
    try:
        if not await subject.trials.hide(opened.session_name):
            await _end(visit, opened)
            return [broken("public_elsewhere")]
        seen = await _follow(subject, visit, opened)
        await subject.trials.erase(opened.session_name)
    except StoreUnavailable:
        # That is told where the store is looked at; the conversation is ended by the way that is left.
        await _end(visit, opened)
        return []
    return judge_stream(seen, patience_s=PATIENCE_S)


async def _end(visit: Visit, opened: Opened) -> None:
    await visit.ask("POST", "/api/chat/end", headers=opened.headers)


async def _follow(subject: Subject, visit: Visit, opened: Opened) -> Stream:
    bus = subject.store.bus

    async def type_something() -> None:
        await bus.tell("typing", {"by": "agent"}, session_name=opened.session_name, shop=DEFAULT_ID)

    return await follow(
        visit.client,
        opened.headers | {"Last-Event-ID": opened.cursor},
        ("typing", type_something),
        clock_s=subject.clock_s,
        patience_s=PATIENCE_S,
        ping_s=PING_EVERY_S + GRACE_S,
    )
