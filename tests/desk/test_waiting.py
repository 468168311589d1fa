"""What visitors do about people: ask, wait, give up, leave an offline message, end, rate, and what they are told."""

from dataclasses import replace

import pytest

from app.desk.waiting import Place
from app.domain.agent import Availability
from app.domain.errors import NotAllowed
from app.domain.session import Status
from tests.desk.floor import MINUTE_MS, Floor
from tests.desk.stage import NOW_MS
from tests.store.census import bus_of

ADA = "ada@example.org"


async def test_who_asks_waits_where_somebody_is_there(floor: Floor) -> None:
    await floor.hire("Li")
    name = await floor.open()
    asked = await floor.waiting.ask(name)
    assert asked == await floor.load(name)
    assert (asked.status, asked.reason, asked.rule) == (Status.PENDING_MANUAL, "manual", "asked_by_visitor")
    assert await floor.said(name) == ["queued"]
    assert await floor.mailed() == [("queue_old", "", 180)]


async def test_who_asks_where_nobody_is_there_is_told_so_and_the_team_is_mailed_at_once(floor: Floor) -> None:
    await floor.hire("Li", is_here=False)
    await floor.hire("Stranger", shops=("other",))
    name = await floor.queue()
    assert await floor.said(name) == ["queued_nobody"]
    assert await floor.mailed() == [("queue_old", "", 0)]


async def test_asking_twice_is_asking_once(floor: Floor) -> None:
    name = await floor.queue()
    before = await floor.load(name)
    await floor.later(MINUTE_MS)
    assert await floor.waiting.ask(name, by="agent") == before == await floor.load(name)


async def test_out_of_hours_the_visitor_is_asked_for_an_address(floor: Floor) -> None:
    floor.set_open(False)
    name = await floor.open()
    assert (await floor.waiting.ask(name)).status is Status.AFTER_HOURS_EMAIL
    assert await floor.said(name) == ["after_hours_open_end"]
    assert await floor.mailed() == [("escalated_after_hours", "", 0)]
    assert (await floor.say(name, "how far does it go?")).turn_id


async def test_everybody_hears_their_place_in_the_queue_of_their_own_shop(floor: Floor) -> None:
    floor.set_shop("other", floor.shop_of("demo"))
    first, other, second = await floor.queue(), await floor.queue(shop="other"), await floor.queue()
    assert await floor.waiting.places() == {first: Place(1, None), second: Place(2, None), other: Place(1, None)}
    li = await floor.hire("Li")
    await floor.later(4 * MINUTE_MS)
    await floor.agents.take_over(li, first)
    assert await floor.waiting.place(await floor.load(second)) == Place(1, 240, has_people=True, has_room=True)
    assert await floor.waiting.place(await floor.load(other)) == Place(1, None, has_people=True, has_room=True)
    assert await floor.waiting.place(await floor.load(first)) is None


async def test_everyone_is_busy_only_for_those_whom_nobody_online_has_room_for(floor: Floor) -> None:
    floor.set_shop("other", floor.shop_of("demo"))
    li, away = await floor.hire("Li", max_sessions=2), await floor.hire("Wang")
    await floor.hire("Stranger", shops=("other",))
    await floor.be(away, Availability.BUSY)
    await floor.live(li)
    names = [await floor.queue() for _ in range(2)] + [await floor.queue(shop="other")]
    places = await floor.waiting.places()
    assert [(places[name].has_people, places[name].has_room) for name in names] == [
        (True, True),
        (True, False),
        (True, True),
    ]


async def test_who_gives_up_waiting_has_the_ai_again_which_answers_what_is_open(floor: Floor) -> None:
    name = await floor.queue("is anybody there?")
    assert floor.leases == []
    cancelled = await floor.waiting.cancel(name)
    assert (cancelled.status, cancelled.turn_id) == (Status.BOT_ACTIVE, floor.lease_of(name).turn_id)
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-2:] == ["cancelled", "You said: is anybody there?"]
    assert await floor.waiting.cancel(name) == await floor.load(name)


async def test_who_is_with_a_person_cannot_give_up_waiting_or_leave_a_message(floor: Floor) -> None:
    name = await floor.live(await floor.hire("Li"))
    with pytest.raises(NotAllowed):
        await floor.waiting.cancel(name)
    with pytest.raises(NotAllowed):
        await floor.waiting.leave_message(name, "call me", email=ADA, client_id="")


async def test_an_offline_message_is_kept_for_the_next_shift_and_mailed_to_the_team(floor: Floor) -> None:
    name = await floor.queue("hello?")
    left = await floor.waiting.leave_message(name, "call me", email=ADA, client_id="c1")
    assert left == await floor.load(name)
    assert (left.status, left.email, left.offline_ms) == (Status.AFTER_HOURS_EMAIL, ADA, NOW_MS)
    assert (await floor.said(name))[-2:] == ["call me", "offline_kept"]
    assert ("offline_message", "", 0) in await floor.mailed()


async def test_an_offline_message_that_is_sent_twice_is_one(floor: Floor) -> None:
    name = await floor.open()
    first = await floor.waiting.leave_message(name, "call me", email=ADA, client_id="c1")
    await floor.later(1000)
    assert await floor.waiting.leave_message(name, "call me", email=ADA, client_id="c1") == first
    assert len(await floor.messages(name)) == 2
    assert len(await floor.mailed()) == 1


async def test_an_offline_message_outlives_a_silent_weekend_and_is_answered_after_it(floor: Floor) -> None:
    li, name = await floor.hire("Li"), await floor.open()
    await floor.waiting.leave_message(name, "call me", email=ADA, client_id="")
    await floor.later(60 * 60 * MINUTE_MS)
    await floor.sweeper.close_silent()
    assert (await floor.load(name)).status is Status.CLOSED
    assert await floor.store.lists.names("offline", start=0, limit=9) == [name]
    await floor.agents.take_over(li, name)
    await floor.agents.say(li, name, "I have called you", client_id="")
    assert await floor.store.lists.names("offline", start=0, limit=9) == []
    assert ("agent_reply", ADA, 60) in await floor.mailed()


async def test_a_visitor_ends_the_session_and_may_come_back(floor: Floor) -> None:
    name = await floor.live(await floor.hire("Li"))
    assert (await floor.waiting.end(name)).status is Status.CLOSED
    assert (await floor.said(name))[-1] == "closed_by_visitor"
    assert (await floor.waiting.end(name)).status is Status.CLOSED
    assert (await floor.said(name)).count("closed_by_visitor") == 1
    await floor.say(name, "one more thing")
    assert (await floor.load(name)).status is Status.BOT_ACTIVE


async def test_a_rating_is_for_agents_and_a_later_one_replaces_it(floor: Floor) -> None:
    name = await floor.open()
    await floor.waiting.rate(name, 2, "slow")
    await floor.waiting.rate(name, 5, "then good")
    assert (await floor.load(name)).rating == 5
    notes = [note.json() for note in await floor.store.sessions.notes(name)]
    assert [(note["rating"], note["text"]) for note in notes] == [(2, "slow"), (5, "then good")]
    assert await floor.messages(name) == []


async def test_a_transcript_is_mailed_to_each_address_and_again_when_more_was_said(floor: Floor) -> None:
    name = await floor.queue()
    for address in (ADA, "bob@example.org", ADA):
        await floor.waiting.mail_transcript(name, address)
        await floor.later(MINUTE_MS)
        await floor.say(name, "and another thing")
    told = [message["params"]["email"] for message in await floor.messages(name) if message.get("params")]
    sent = [address for kind, address, _ in await floor.mailed() if kind == "transcript"]
    assert sorted(sent) == sorted(told) == [ADA, ADA, "bob@example.org"]


async def test_typing_is_told_to_agents_and_reading_to_everybody(floor: Floor) -> None:
    name = await floor.queue("hello")
    await floor.waiting.type(name, "demo")
    await floor.waiting.read(name, "demo", "5-1")
    assert (await bus_of(floor.store, name))[-2:] == [
        ("visitor_typing", {"by": "visitor"}),
        ("read", {"by": "visitor", "id": "5-1"}),
    ]


async def test_an_ai_that_keeps_company_answers_while_a_person_is_waited_for(floor: Floor) -> None:
    shop = floor.shop_of("demo")
    floor.set_shop("demo", replace(shop, service=replace(shop.service, keeps_company=True)))
    name = await floor.queue("how far does it go?")
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-1] == "You said: how far does it go?"
    session = await floor.load(name)
    assert (session.status, session.unanswered) == (Status.PENDING_MANUAL, 0)
