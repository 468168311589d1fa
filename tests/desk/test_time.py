"""What happens to people by itself: waits and offers end, closing time comes, and an agent who is gone is missed."""

import asyncio
from dataclasses import replace

from app.domain.hours import Hours, Period
from app.domain.session import Status
from app.store.presence import FRESH_MS
from tests.desk.floor import MINUTE_MS, Floor
from tests.desk.stage import NOW_MS
from tests.store.census import check_store


def patience_ms(floor: Floor, which: str) -> int:
    return int(getattr(floor.shop_of("demo").service, which)) * 1000


async def test_who_has_waited_too_long_gets_the_ai_back_which_answers_what_is_open(floor: Floor) -> None:
    await floor.hire("Li")
    name = await floor.queue("is anybody there?")
    await floor.later(patience_ms(floor, "wait_limit_s") - 1)
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).status is Status.PENDING_MANUAL
    await floor.later(1)
    await floor.sweeper.end_waits()
    session = await floor.load(name)
    assert (session.status, session.turn_id) == (Status.AFTER_HOURS_EMAIL, floor.lease_of(name).turn_id)
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-2:] == ["waited_too_long", "You said: is anybody there?"]
    assert ("escalated_after_hours", "", 0) in await floor.mailed()


async def test_a_wait_ends_at_closing_time(floor: Floor) -> None:
    floor.set_shop(
        "demo", replace(floor.shop_of("demo"), hours=Hours("UTC", week=((Period(9 * 60, 18 * 60 + 5),),) * 7))
    )
    await floor.hire("Li")
    name = await floor.queue()
    await floor.later(NOW_MS // 86_400_000 * 86_400_000 + (18 * 60 + 5) * MINUTE_MS - floor.now_ms - 1)
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).status is Status.PENDING_MANUAL
    await floor.later(1)
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).status is Status.AFTER_HOURS_EMAIL
    assert (await floor.said(name))[-1] == "after_hours"


async def test_a_wait_ends_once_however_many_look(floor: Floor) -> None:
    names = [await floor.queue("hello?") for _ in range(4)]
    await floor.later(patience_ms(floor, "wait_limit_s"))
    await asyncio.gather(*(floor.sweeper.end_waits() for _ in range(6)))
    for name in names:
        assert (await floor.said(name)).count("waited_too_long") == 1
    assert len(floor.leases) == len(names)
    await check_store(floor.store)


async def test_who_was_taken_in_time_is_left_in_peace(floor: Floor) -> None:
    name = await floor.live(await floor.hire("Li"))
    await floor.later(patience_ms(floor, "wait_limit_s") * 2)
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).status is Status.MANUAL_LIVE


async def test_an_offer_that_nobody_answers_ends_and_the_owner_keeps_the_session(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    await floor.agents.offer(li, name, wang.id)
    before = await floor.said(name)
    await floor.later(patience_ms(floor, "offer_s") - 1)
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).offer_to == wang.id
    await floor.later(1)
    await floor.sweeper.end_waits()
    session = await floor.load(name)
    assert (session.agent_id, session.offer_to, session.status) == (li.id, "", Status.MANUAL_LIVE)
    assert await floor.said(name) == before


async def test_the_session_of_an_agent_who_is_gone_waits_before_all_others(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    first = await floor.queue()
    name = await floor.live(li, "are you there?")
    floor.present.discard(li.id)
    await floor.later(patience_ms(floor, "agent_gone_s") - 1)
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == li.id
    await floor.later(1)
    await floor.sweeper.requeue_left()
    session = await floor.load(name)
    assert (session.status, session.at_head, session.agent_id) == (Status.PENDING_MANUAL, True, "")
    assert await floor.store.lists.names(Status.PENDING_MANUAL, start=0, limit=9) == [name, first]
    assert (await floor.said(name))[-1] == "agent_gone"
    assert (await floor.agents.take_over(wang, name)).session.unanswered == 1


async def test_who_comes_back_in_time_keeps_their_sessions(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.present.discard(li.id)
    await floor.later(patience_ms(floor, "agent_gone_s") - 1)
    floor.present.add(li.id)
    await floor.later(1)
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == li.id


async def test_an_agent_who_works_by_a_program_is_there_as_long_as_they_speak(floor: Floor) -> None:
    li = await floor.hire("Li", is_here=False)
    name = await floor.live(li)
    await floor.later(patience_ms(floor, "agent_gone_s") - 1)
    await floor.agents.say(li, name, "still here", client_id="")
    await floor.later(patience_ms(floor, "agent_gone_s") - 1)
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == li.id
    await floor.later(1)
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == ""


async def test_no_shop_is_so_impatient_that_a_reload_of_the_page_costs_a_session(floor: Floor) -> None:
    shop = floor.shop_of("demo")
    floor.set_shop("demo", replace(shop, service=replace(shop.service, agent_gone_s=1)))
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.present.discard(li.id)
    await floor.later(FRESH_MS - 1)
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == li.id


async def test_after_closing_time_the_ai_goes_on_where_an_agent_has_gone(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "are you there?")
    floor.present.discard(li.id)
    floor.set_open(False)
    await floor.later(patience_ms(floor, "agent_gone_s"))
    await floor.sweeper.requeue_left()
    session = await floor.load(name)
    assert (session.status, session.agent_id) == (Status.AFTER_HOURS_EMAIL, "")
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-2:] == ["after_hours_open_end", "You said: are you there?"]


async def test_an_agent_who_stays_after_closing_time_is_not_sent_home(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.set_open(False)
    await floor.later(10 * patience_ms(floor, "agent_gone_s"))
    await floor.sweeper.requeue_left()
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).agent_id == li.id


async def test_an_agent_who_is_gone_is_missed_once_however_many_look(floor: Floor) -> None:
    li = await floor.hire("Li")
    names = [await floor.live(li) for _ in range(3)]
    floor.present.clear()
    await floor.later(patience_ms(floor, "agent_gone_s"))
    await asyncio.gather(*(floor.sweeper.requeue_left() for _ in range(5)))
    for name in names:
        assert (await floor.said(name)).count("agent_gone") == 1
    assert await floor.store.lists.owned(li.id) == []


async def test_what_is_no_longer_kept_is_forgotten_and_holds_up_nobody(floor: Floor) -> None:
    gone, name = await floor.queue(), await floor.queue()
    await floor.store.redis.delete(f"{{test}}:session:{gone}")
    await floor.later(patience_ms(floor, "wait_limit_s"))
    await floor.sweeper.end_waits()
    assert await floor.store.lists.due_alarms(now_ms=floor.now_ms) == []
    assert (await floor.store.sessions.load(name)).status is Status.AFTER_HOURS_EMAIL
    assert await floor.store.lists.names(Status.PENDING_MANUAL, start=0, limit=9) == []


async def test_who_left_long_ago_is_forgotten(floor: Floor) -> None:
    await floor.hire("Li")
    floor.now_ms += 60 * MINUTE_MS
    await floor.sweeper.tidy()
    assert not await floor.store.redis.exists("{test}:presence:agents")
