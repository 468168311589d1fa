"""An agent's stream: the lists of all they may see, all of the session on screen, and nothing of others' shops."""

import pytest

from app.ai.provider import Delta
from app.domain.events import INTERNAL, answer_grew
from app.store.accounts import Change
from tests.events.room import Heard, Room
from tests.scripted import saying


def kinds(heard: list[Heard]) -> list[str]:
    return [event.kind for event in heard]


async def test_a_stream_without_a_session_says_hello_and_hears_every_list(room: Room) -> None:
    li = await room.hire("Li")
    async with room.agent(li) as ear:
        hello = await ear.next()
        assert (hello.kind, hello.data["session_name"], hello.id) == ("hello", "", "")
        first, second = await room.queue(), await room.queue()
        for name in (first, second):
            (row,) = [one for one in await ear.until("queue", session_name=name) if one.kind == "queue"]
            session = await room.load(name)
            assert (row.data["status"], row.data["version"], row.data["epoch"]) == ("pending_manual", 2, session.epoch)
            assert row.data["waiting_since"]


async def test_what_is_said_elsewhere_is_one_line_of_the_list_and_no_more(room: Room) -> None:
    li = await room.hire("Li")
    name = await room.queue()
    async with room.agent(li) as ear:
        await ear.next()
        await room.say(name, "x" * 500)
        patch = await ear.next()
        assert patch.kind == "queue"
        assert patch.data == {
            "session_name": name,
            "last": {"role": "visitor", "text": "x" * 120, "at": "2026-11-22T18:01:59.482Z", "by": None},
        }
        assert patch.id == ""


async def test_everything_of_the_session_on_screen_is_heard_under_its_name(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    name = await room.live(li)
    async with room.agent(li, name) as ear:
        hello = await ear.next()
        assert (hello.data["session_name"], hello.data["status"]) == (name, "manual_live")
        assert hello.data["agent"] == {"id": li.id, "name": "Li"}
        assert hello.id == hello.data["cursor"]
        await room.waiting.type(name, "demo")
        await room.agents.type(wang, name)
        await room.agents.note(wang, name, "knows Ada")
        await room.waiting.read(name, "demo", hello.id)
        await room.say(name, "hello")
        heard = await ear.until("message")
        assert kinds(heard) == ["typing", "typing", "note", "read", "message"]
        assert all(event.data["session_name"] == name for event in heard)
        assert heard[0].data["by"] == "visitor"
        assert heard[1].data["agent"] == {"id": wang.id, "name": "Wang"}
        assert (heard[2].data["text"], heard[2].id != "") == ("knows Ada", True)
        assert (heard[4].data["text"], heard[4].data["id"]) == ("hello", heard[4].id)


async def test_an_answer_grows_on_the_screens_that_show_its_session_alone(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    lease = await room.ask("q")
    other = await room.queue()
    async with room.agent(li, lease.session_name) as here, room.agent(wang, other) as elsewhere:
        await here.next()
        await elsewhere.next()
        grew = answer_grew(lease.turn_id, 1, offset=0, text="half", block=0, html="<p>half</p>")
        await room.store.turns.append(lease, 1, "half", grew)
        text = await room.mark(lease.session_name)
        seen = await here.until("message", text=text)
        assert (seen[0].kind, seen[0].data["text"], seen[0].data["session_name"]) == (
            *("delta", "half", lease.session_name),
        )
        patches = await elsewhere.until("queue", session_name=lease.session_name)
        assert kinds(patches) == ["queue"]


async def test_a_stopped_answer_is_heard_rendered_before_the_status_that_stopped_it(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    lease = await room.ask("q")
    name = lease.session_name
    await room.store.turns.append(
        lease, 1, "**half** ", answer_grew(lease.turn_id, 1, offset=0, text="**half** ", block=0, html="")
    )
    async with room.agent(wang, name) as staff, room.visitor(name) as visitor:
        for ear in (staff, visitor):
            heard = await ear.until("delta")
            assert heard[-1].data["text"] == "**half** "
        taken = await room.agents.take_over(li, name)
        for ear in (staff, visitor):
            heard = [one for one in await ear.until("status") if one.kind != "queue"]
            assert kinds(heard) == ["message", "turn", "status"]
            message = heard[0]
            assert (message.id, message.data["stopped"]) == (taken.stopped_id, True)
            assert (message.data["text"], message.data["html"]) == ("**half**", "<p><strong>half</strong></p>")
            assert "draft" not in message.data
            assert heard[-1].data["agent"] == {"id": li.id, "name": "Li"}


async def test_no_visitors_stream_carries_what_is_for_agents_alone_neither_live_nor_replayed(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    name = await room.open()
    start = (await room.store.sessions.view(name, limit=1)).cursor
    async with room.visitor(name) as live:
        await live.next()
        await room.waiting.ask(name)
        await room.agents.take_over(li, name)
        await room.agents.note(wang, name, "secret")
        await room.agents.tag(li, name, ("secret",))
        await room.agents.offer(li, name, wang.id)
        await room.agents.type(wang, name)
        await room.waiting.type(name, "demo")
        await room.waiting.rate(name, 1, "secret")
        text = await room.mark(name)
        heard = await live.until("message", text=text)
    async with room.visitor(name, after=start) as again:
        replayed = await again.until("message", text=text)
    for told in (heard, replayed[1:]):
        assert not {event.kind for event in told} & INTERNAL
        assert [event.data.get("code") or event.data.get("status") or event.data["text"] for event in told] == [
            *("pending_manual", "queued", "manual_live", "joined", text),
        ]
        assert "secret" not in str(told)


async def test_an_agent_of_another_shop_hears_nothing(room: Room) -> None:
    room.set_shop("other", room.shop_of("demo"))
    li, stranger = await room.hire("Li"), await room.hire("Stranger", shops=("other",))
    async with room.agent(stranger) as ear:
        await ear.next()
        name = await room.live(li, "hello")
        await room.agents.note(li, name, "secret")
        await room.waiting.type(name, "demo")
        mine = await room.open("other")
        text = await room.mark(mine)
        heard = await ear.until("queue", session_name=mine)
        assert heard[0].data["last"]["text"] == text
        assert len(heard) == 1


async def test_everybody_hears_that_shops_and_presence_have_changed(room: Room) -> None:
    stranger = await room.hire("Stranger", shops=("other",))
    async with room.agent(stranger) as ear:
        await ear.next()
        await room.store.bus.tell("shops", {}, shop="demo")
        assert await ear.next() == Heard("shops", {})
        room.hub.tell_staff("presence", {"online": ["a"]})
        assert await ear.next() == Heard("presence", {"online": ["a"]})


async def test_what_is_told_about_one_session_reaches_who_looks_at_it_alone(room: Room) -> None:
    li, wang, name = await room.hire("Li"), await room.hire("Wang"), await room.open()
    async with room.agent(li, name) as here, room.agent(wang) as elsewhere:
        await here.next()
        await elsewhere.next()
        room.hub.tell_staff("presence", {"session_name": name, "visitor": True}, session_name=name)
        room.hub.tell_staff("presence", {"online": []})
        assert (await here.next()).data == {"session_name": name, "visitor": True}
        assert (await elsewhere.next()).data == {"online": []}


async def test_a_stream_resumes_by_its_last_id_with_notes_and_all(room: Room) -> None:
    li = await room.hire("Li")
    name = await room.live(li, "hello")
    async with room.agent(li, name) as ear:
        last = (await ear.next()).id
    await room.agents.note(li, name, "knows Ada")
    room.provider.script = saying(Delta("x"))
    await room.say(name, "are you there?")
    async with room.agent(li, name, after=last) as again:
        hello, note, message = [await again.next() for _ in range(3)]
        assert (hello.kind, hello.id) == ("hello", "")
        assert (note.kind, note.data["text"], note.data["session_name"]) == ("note", "knows Ada", name)
        assert (message.data["text"], message.id > note.id) == ("are you there?", True)
        await room.agents.say(li, name, "here", client_id="")
        assert (await again.next()).data["text"] == "here"


async def test_an_id_of_another_session_is_answered_by_resync(room: Room) -> None:
    li = await room.hire("Li")
    name, other = await room.queue(), await room.queue()
    cursor = (await room.store.sessions.view(other, limit=1)).cursor
    async with room.agent(li, name, after=cursor) as ear:
        hello, resync = await ear.next(), await ear.next()
        assert (hello.kind, resync.kind, resync.data) == ("hello", "resync", {"session_name": name})


async def test_a_session_that_is_gone_ends_the_stream_so_that_the_page_asks_again(room: Room) -> None:
    async with room.agent(await room.hire("Li"), "s_none") as ear:
        assert (await ear.next()).kind == "bye"


async def test_signing_out_ends_the_streams_of_that_login_alone(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    async with (
        room.agent(li, login="l_1") as out,
        room.agent(li, login="l_2") as still,
        room.agent(wang, login="l_1") as other,
    ):
        for ear in (out, still, other):
            await ear.next()
        await room.store.bus.tell("agent", {"agent_id": li.id, "login_id": "l_1"})
        assert (await out.next()).kind == "bye"
        await room.store.bus.tell("shops", {})
        assert [(await ear.next()).kind for ear in (still, other)] == ["shops", "shops"]


async def test_who_was_signed_out_before_the_stream_had_its_place_hears_nothing(room: Room) -> None:
    li, name = await room.hire("Li"), await room.open()
    room.signed_out.add(li.id)
    for on_screen in ("", name):
        async with room.agent(li, on_screen) as ear:
            assert (await ear.next()).kind == "bye"
            with pytest.raises(StopAsyncIteration):
                await ear.next()


async def test_an_agent_who_may_no_longer_listen_as_before_is_cut_off_everywhere(room: Room) -> None:
    li = await room.hire("Li")
    async with room.agent(li, login="l_1") as one, room.agent(li, login="l_2") as other:
        for ear in (one, other):
            await ear.next()
        await room.store.accounts.change(li.id, Change({"shops": '["other"]'}, tells=True))
        assert [(await ear.next()).kind for ear in (one, other)] == ["bye", "bye"]
    assert room.hub.agents_here() == set()


async def test_the_hub_knows_who_is_here_and_what_they_look_at(room: Room) -> None:
    li, name = await room.hire("Li"), await room.open()
    async with room.agent(li, name) as staff, room.visitor(name) as visitor:
        await staff.next()
        await visitor.next()
        assert (room.hub.agents_here(), room.hub.sessions_on_screen()) == ({li.id}, {name})
        assert (room.hub.sessions_here(), room.hub.count()) == ([name], 2)
    assert (room.hub.agents_here(), room.hub.sessions_here(), room.hub.count()) == (set(), [], 0)
