"""What was acknowledged stays: an offline message until people take it up, an answer to a retry, one sender's ids."""

import pytest

from app.domain.errors import NotAllowed, NotYours
from app.domain.session import Status
from app.store.lists import OFFLINE
from tests.desk.floor import Floor

ADA = "ada@example.org"


async def offline(floor: Floor) -> list[str]:
    """The sessions whose offline message waits for the next shift."""
    return await floor.store.lists.names(OFFLINE, start=0, limit=9)


async def left(floor: Floor) -> str:
    """A session whose visitor has left an offline message."""
    name = await floor.open()
    await floor.waiting.leave_message(name, "please call me", email=ADA, client_id="o1")
    return name


async def test_an_offline_message_outlives_the_visitors_farewell(floor: Floor) -> None:
    name = await left(floor)
    await floor.waiting.end(name)
    assert (await floor.load(name)).status is Status.CLOSED
    assert await offline(floor) == [name]


async def test_an_agent_who_closes_has_dealt_with_the_offline_message(floor: Floor) -> None:
    li, name = await floor.hire("Li"), await left(floor)
    await floor.agents.close(li, name)
    assert (await floor.load(name)).offline_ms == 0
    assert await offline(floor) == []


async def test_an_offline_message_outlives_a_wait_that_its_visitor_gives_up(floor: Floor) -> None:
    name = await left(floor)
    await floor.waiting.ask(name)
    await floor.waiting.cancel(name)
    assert (await floor.load(name)).status is Status.BOT_ACTIVE
    assert await offline(floor) == [name]


async def test_a_visitors_message_never_hides_behind_an_agents_id(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    said = await floor.say(name, "hello", client_id="1")
    answered = await floor.agents.say(li, name, "how can I help?", client_id="1")
    assert answered != said.message_id
    assert (await floor.said(name))[-2:] == ["hello", "how can I help?"]


async def test_two_agents_may_count_their_messages_alike(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    first = await floor.agents.say(li, name, "from Li", client_id="1")
    await floor.agents.offer(li, name, wang.id)
    await floor.agents.accept(wang, name)
    assert await floor.agents.say(wang, name, "from Wang", client_id="1") != first
    assert (await floor.said(name))[-1] == "from Wang"


async def test_an_agents_retry_is_answered_as_the_first_try_would_have_been(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    kept = await floor.agents.say(li, name, "one moment", client_id="c1")
    await floor.agents.release(li, name)
    assert await floor.agents.say(li, name, "one moment", client_id="c1") == kept
    await floor.agents.take_over(wang, name)
    assert await floor.agents.say(li, name, "one moment", client_id="c1") == kept
    with pytest.raises(NotYours):
        await floor.agents.say(li, name, "something else", client_id="c2")
    assert (await floor.said(name)).count("one moment") == 1


async def test_a_retry_of_an_offline_message_is_no_refusal_when_a_person_is_there_already(floor: Floor) -> None:
    li, name = await floor.hire("Li"), await left(floor)
    await floor.agents.take_over(li, name)
    session = await floor.waiting.leave_message(name, "please call me", email=ADA, client_id="o1")
    assert session.status is Status.MANUAL_LIVE
    with pytest.raises(NotAllowed):
        await floor.waiting.leave_message(name, "another", email=ADA, client_id="o2")
    assert (await floor.said(name)).count("please call me") == 1


async def test_who_retries_a_question_to_the_ai_is_told_its_turn_though_a_person_has_come(floor: Floor) -> None:
    li, name = await floor.hire("Li"), await floor.open()
    first = await floor.desk.post(name, "q", client_id="q1", to_ai=True)
    await floor.agents.take_over(li, name)
    assert await floor.desk.post(name, "q", client_id="q1", to_ai=True) == first
