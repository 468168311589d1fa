"""Polls: a stream's events in answers that end by themselves; over HTTP they are tested in `wire` and `workbench`."""

import asyncio
import time

import pytest

from app.ai.provider import Delta
from app.events import hub as hubs
from app.events import poll as polls
from app.events import stream as streams
from app.events.poll import POLL_GATHER_S
from tests.events.room import Heard, Room
from tests.scripted import held

QUIET_S = 0.1
ATTENTIVE_S = 0.8


def kinds(heard: list[Heard]) -> list[str]:
    return [event.kind for event in heard]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls that wait a moment only."""
    monkeypatch.setattr(streams, "POLL_WAIT_S", QUIET_S)
    monkeypatch.setattr(hubs, "TICK_S", 0.01)


@pytest.fixture
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls that gather for so long that a busy machine says all that the test lets it say."""
    monkeypatch.setattr(polls, "POLL_GATHER_S", ATTENTIVE_S)


async def cursor_of(room: Room, name: str) -> str:
    return (await room.store.sessions.snapshot(name, after="")).cursor


async def polling(room: Room, count: int = 1) -> None:
    """Return when so many polls wait."""
    async with asyncio.timeout(10):
        while room.hub.count() != count or not all(stream._waiter for stream in room.hub._all()):
            await asyncio.sleep(0.005)


async def test_what_a_client_lacks_is_told_at_once_and_once(room: Room) -> None:
    name = await room.open()
    cursor = await cursor_of(room, name)
    await room.answer(await room.ask("hello", name))
    whole = await room.poll(name, after=cursor)
    assert kinds(whole) == ["hello", "message", "turn", "message", "turn", "bye"]
    log = await room.store.sessions.snapshot(name, after=cursor)
    assert [event.id for event in whole[1:-1]] == [kept.id for kept in log.replay or ()]
    assert whole[0].id == ""
    rest = await room.poll(name, after=whole[2].id)
    assert rest[1:] == whole[3:]
    assert room.hub.count() == 0


@pytest.mark.usefixtures("attentive")
async def test_a_poll_waits_for_the_first_event_and_gathers_what_follows(room: Room) -> None:
    name = await room.open()
    waiting = asyncio.create_task(room.poll(name, after=await cursor_of(room, name)))
    await polling(room)
    await room.say(name, "one")
    await room.say(name, "two")
    heard = await waiting
    assert [event.data["text"] for event in heard if event.kind == "message"] == ["one", "two"]
    assert kinds(heard)[-1] == "bye"


@pytest.mark.usefixtures("impatient")
async def test_without_news_a_poll_ends_by_itself_and_says_how_things_stand(room: Room) -> None:
    name = await room.open()
    began = time.monotonic()
    heard = await room.poll(name, after=await cursor_of(room, name))
    assert time.monotonic() - began >= QUIET_S * 0.9
    assert (kinds(heard), heard[0].id) == (["hello", "bye"], "")


async def test_a_poll_that_is_not_to_wait_ends_at_once(room: Room) -> None:
    li, name = await room.hire("Li"), await room.open()
    cursor = await cursor_of(room, name)
    assert kinds(await room.poll(name, after=cursor, poll=0)) == ["hello", "bye"]
    assert kinds(await room.poll(name, after=cursor, poll=0, agent=li)) == ["hello", "bye"]
    assert kinds(await room.poll("", poll=0, agent=li)) == ["hello", "bye"]


async def test_whoever_has_no_id_is_given_one_at_once(room: Room) -> None:
    """A client that waited without one would have no place from which to ask for what it missed."""
    li, name = await room.hire("Li"), await room.open()
    cursor = await cursor_of(room, name)
    for heard in (await room.poll(name), await room.poll(name, agent=li)):
        assert (kinds(heard), heard[0].id) == (["hello", "bye"], cursor)


async def test_an_id_that_leads_nowhere_is_answered_with_resync(room: Room) -> None:
    name = await room.open()
    heard = await room.poll(name, after="1-1")
    assert kinds(heard) == ["hello", "resync", "bye"]
    assert heard[1].id == await cursor_of(room, name)


async def test_hello_is_true_when_the_poll_ends(room: Room) -> None:
    li, name = await room.hire("Li"), await room.open()
    waiting = asyncio.create_task(room.poll(name, after=await cursor_of(room, name)))
    await polling(room)
    await room.agents.take_over(li, name)
    hello, *rest = await waiting
    session = await room.load(name)
    assert (hello.data["status"], hello.data["epoch"]) == ("manual_live", session.epoch)
    assert "status" in kinds(rest)


async def test_an_answer_that_grows_comes_whole_every_time_and_not_in_a_tight_loop(room: Room) -> None:
    gate = asyncio.Event()
    room.provider.script = held([Delta("Half an ")], gate, [Delta("answer")])
    name = await room.open()
    lease = await room.ask("?", name)
    answering = asyncio.create_task(room.answer(lease))
    last_id = (await room.poll(name, after=await cursor_of(room, name)))[-2].id or await cursor_of(room, name)
    began = time.monotonic()
    for _ in range(2):
        heard = await room.poll(name, after=last_id)
        assert kinds(heard) == ["hello", "delta", "bye"]
        assert (heard[1].data["offset"], heard[1].data["text"]) == (0, "Half an ")
    assert time.monotonic() - began >= 2 * POLL_GATHER_S * 0.9
    gate.set()
    await answering
    assert kinds(await room.poll(name, after=last_id)) == ["hello", "message", "turn", "bye"]


@pytest.mark.usefixtures("attentive")
async def test_signs_of_life_come_before_what_they_announce(room: Room) -> None:
    li = await room.hire("Li")
    name = await room.live(li)
    waiting = asyncio.create_task(room.poll(name, after=await cursor_of(room, name)))
    await polling(room)
    await room.agents.type(li, name)
    await room.agents.say(li, name, "Hello", client_id="")
    assert kinds(await waiting) == ["hello", "typing", "message", "bye"]


@pytest.mark.usefixtures("impatient")
async def test_what_agents_keep_to_themselves_neither_reaches_a_visitor_nor_ends_the_poll(room: Room) -> None:
    li = await room.hire("Li")
    name = await room.live(li)
    cursor = await cursor_of(room, name)
    await room.agents.note(li, name, "knows Ada")
    began = time.monotonic()
    assert kinds(await room.poll(name, after=cursor)) == ["hello", "bye"]
    assert time.monotonic() - began >= QUIET_S * 0.9
    assert kinds(await room.poll(name, after=cursor, agent=li)) == ["hello", "note", "bye"]


@pytest.mark.usefixtures("attentive")
async def test_an_agents_poll_carries_the_lists_and_the_session_on_screen(room: Room) -> None:
    li = await room.hire("Li")
    name = await room.live(li)
    waiting = asyncio.create_task(room.poll(name, after=await cursor_of(room, name), agent=li))
    elsewhere = asyncio.create_task(room.poll("", agent=li))
    await polling(room, 2)
    other = await room.queue()
    await room.say(name, "hello")
    heard = await waiting
    kept = [event for event in heard if event.id]
    assert [(event.kind, event.data["session_name"]) for event in kept] == [("message", name)]
    lists = [event for event in heard if event.kind == "queue"]
    assert {event.data["session_name"] for event in lists} == {name, other}
    assert kinds(heard)[-1] == "bye"
    assert [event for event in await elsewhere if event.kind == "queue"] == lists


async def test_a_poll_of_an_agent_who_is_signed_out_says_goodbye_and_nothing_else(room: Room) -> None:
    li = await room.hire("Li")
    waiting = asyncio.create_task(room.poll("", agent=li))
    await polling(room)
    room.signed_out.add(li.id)
    room.hub.end_all()
    assert kinds(await waiting) == ["bye"]


async def test_a_session_that_is_gone_says_goodbye_and_nothing_else(room: Room) -> None:
    assert kinds(await room.poll("s_none", after="1-1")) == ["bye"]


async def test_a_process_that_stops_answers_its_polls_first(room: Room) -> None:
    name = await room.open()
    waiting = asyncio.create_task(room.poll(name, after=await cursor_of(room, name)))
    await polling(room)
    room.hub.close()
    assert kinds(await waiting) == ["hello", "bye"]


async def test_who_polls_is_there_between_two_polls(room: Room) -> None:
    li, wang, name = await room.hire("Li"), await room.hire("Wang"), await room.open()
    await room.poll(name, poll=0)
    await room.poll(name, poll=0, agent=li)
    await room.poll("", poll=0, agent=wang)
    await room.store.bus.tell("agent", {"agent_id": wang.id})
    async with room.visitor(name, after=await cursor_of(room, name)) as ear:
        await room.mark(name)
        await ear.until("message")
        # Wang has signed out, and is not taken for somebody who comes back.
        assert room.hub.take_attendance() == ({li.id}, {name})
    assert room.hub.take_attendance() == (set(), set())
