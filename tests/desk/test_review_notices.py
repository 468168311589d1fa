"""What is said is true: about who is there, about who was asked for, and in the log."""

import logging

import pytest

from app.ai.provider import Delta
from app.domain.session import Status
from tests.desk.floor import Floor
from tests.scripted import saying


async def fail(floor: Floor, name: str, times: int) -> None:
    """The AI does not know, so many times in a row."""
    floor.provider.script = saying(Delta("Sorry, I don't know."))
    for _ in range(times):
        await floor.answer(await floor.ask("q", name))


async def test_who_is_left_by_their_agent_hears_that_nobody_else_is_there(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.present.clear()
    await floor.later(10 * 60_000)
    await floor.sweeper.requeue_left()
    assert (await floor.said(name))[-2:] == ["agent_gone", "queued_nobody"]


async def test_who_is_left_by_their_agent_hears_nothing_of_the_kind_where_a_colleague_is_there(floor: Floor) -> None:
    li, _ = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    floor.present.discard(li.id)
    await floor.later(10 * 60_000)
    await floor.sweeper.requeue_left()
    assert (await floor.said(name))[-1] == "agent_gone"


async def test_an_impatient_visitor_gets_a_person_at_the_next_failure(floor: Floor) -> None:
    name = await floor.open()
    await fail(floor, name, 2)
    lease = await floor.ask("q2", name)
    await floor.say(name, "q3")
    await floor.answer(lease)
    assert (await floor.load(name)).status is Status.BOT_ACTIVE
    await floor.answer(floor.lease_of(name).__class__(name, (await floor.load(name)).turn_id, 1))
    assert (await floor.load(name)).status is Status.PENDING_MANUAL


async def test_in_the_morning_after_an_ai_that_fails_too_often_hands_over(floor: Floor) -> None:
    floor.set_open(False)
    name = await floor.open()
    await floor.waiting.ask(name)
    await fail(floor, name, 2)
    assert (await floor.load(name)).status is Status.AFTER_HOURS_EMAIL
    floor.set_open(True)
    await fail(floor, name, 1)
    assert (await floor.load(name)).status is Status.PENDING_MANUAL


async def test_out_of_hours_a_failing_ai_does_not_say_again_what_was_said(floor: Floor) -> None:
    floor.set_open(False)
    name = await floor.open()
    await floor.waiting.ask(name)
    await fail(floor, name, 6)
    assert (await floor.said(name)).count("after_hours_open_end") == 1


async def test_the_log_does_not_take_an_end_for_a_takeover(floor: Floor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    li, name = await floor.hire("Li"), await floor.open()
    await floor.agents.close(li, name)
    assert "takeover" not in caplog.text
    await floor.agents.take_over(li, name)
    assert "takeover" in caplog.text
