"""What agents do with what is theirs: speak, hand on, give back, end; and what they write for each other."""

import json
from dataclasses import replace

import pytest

from app.ai.provider import Delta
from app.domain.agent import Agent, Availability
from app.domain.errors import AtCapacity, NotAllowed, NotYours, SessionNotFound
from app.domain.session import Status
from tests.desk.floor import Floor
from tests.scripted import saying

ADA = "ada@example.org"


async def offered(floor: Floor, to: str = "Wang") -> tuple[str, Agent, Agent]:
    """A session that Li has offered to a colleague."""
    li, wang = await floor.hire("Li"), await floor.hire(to)
    name = await floor.live(li)
    await floor.agents.offer(li, name, wang.id)
    return name, li, wang


async def test_what_an_agent_says_is_kept_with_their_name(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    message_id = await floor.agents.say(li, name, "a <b>\nc", client_id="c1")
    message = (await floor.messages(name))[-1]
    assert (message["role"], message["text"], message["agent"]) == ("agent", "a <b>\nc", {"id": li.id, "name": "Li"})
    assert message["html"].startswith("<p>a &lt;b&gt;")
    assert await floor.agents.say(li, name, "a <b>\nc", client_id="c1") == message_id
    assert len([one for one in await floor.messages(name) if one["role"] == "agent"]) == 1


async def test_only_the_owner_speaks(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    with pytest.raises(NotYours):
        await floor.agents.say(wang, name, "me too", client_id="")
    with pytest.raises(NotAllowed):
        await floor.agents.say(wang, await floor.queue(), "me first", client_id="")


async def test_a_visitor_who_has_left_an_address_is_mailed_what_the_agent_says(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.open()
    await floor.waiting.leave_message(name, "write to me", email=ADA, client_id="")
    await floor.agents.take_over(li, name)
    await floor.agents.say(li, name, "here is my answer", client_id="")
    await floor.agents.say(li, name, "and another", client_id="")
    assert [mail for mail in await floor.mailed() if mail[0] == "agent_reply"] == [("agent_reply", ADA, 60)]
    assert (await floor.load(name)).offline_ms == 0


async def test_a_session_goes_to_the_colleague_who_accepts(floor: Floor) -> None:
    name, li, wang = await offered(floor)
    session = await floor.load(name)
    assert (session.agent_id, session.offer_to) == (li.id, wang.id)
    assert session.alarm_ms == floor.now_ms + floor.shop_of("demo").service.offer_s * 1000
    accepted = await floor.agents.accept(wang, name)
    assert accepted == await floor.load(name)
    assert (accepted.agent_id, accepted.offer_to, accepted.alarm_ms) == (wang.id, "", 0)
    assert (await floor.said(name))[-1] == "transferred"
    assert await floor.store.lists.owned(li.id) == []
    with pytest.raises(NotYours):
        await floor.agents.say(li, name, "still me", client_id="")


@pytest.mark.parametrize("who", ["Li", "Wang"])
async def test_an_offer_is_declined_or_taken_back_and_cannot_be_accepted_then(floor: Floor, who: str) -> None:
    name, li, wang = await offered(floor)
    declined = await floor.agents.decline(li if who == "Li" else wang, name)
    assert (declined.agent_id, declined.offer_to) == (li.id, "")
    with pytest.raises(NotAllowed, match="NOT_OFFERED"):
        await floor.agents.accept(wang, name)
    assert (await floor.load(name)).agent_id == li.id


async def test_only_who_was_asked_may_accept_and_the_last_offer_counts(floor: Floor) -> None:
    name, li, wang = await offered(floor)
    chen = await floor.hire("Chen")
    with pytest.raises(NotAllowed, match="NOT_OFFERED"):
        await floor.agents.accept(chen, name)
    await floor.agents.offer(li, name, chen.id)
    with pytest.raises(NotAllowed, match="NOT_OFFERED"):
        await floor.agents.accept(wang, name)
    assert (await floor.agents.accept(chen, name)).agent_id == chen.id


async def test_a_colleague_who_has_become_full_cannot_accept(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang", max_sessions=1)
    name = await floor.live(li)
    await floor.agents.offer(li, name, wang.id)
    await floor.live(wang)
    with pytest.raises(AtCapacity):
        await floor.agents.accept(wang, name)
    assert (await floor.load(name)).agent_id == li.id
    with pytest.raises(NotAllowed, match="COLLEAGUE_BUSY") as refusal:
        await floor.agents.offer(li, name, wang.id)
    assert refusal.value.params == {"name": "Wang"}


async def test_nobody_is_asked_who_is_not_there_or_does_not_see_the_shop(floor: Floor) -> None:
    li, away = await floor.hire("Li"), await floor.hire("Away", is_here=False)
    busy, stranger = await floor.hire("Busy"), await floor.hire("Stranger", shops=("other",))
    await floor.be(busy, Availability.BUSY)
    name = await floor.live(li)
    for colleague_id in (away.id, busy.id, stranger.id, "a_nobody"):
        with pytest.raises(NotAllowed, match="COLLEAGUE_AWAY"):
            await floor.agents.offer(li, name, colleague_id)
    with pytest.raises(NotAllowed, match="TRANSFER_TO_SELF"):
        await floor.agents.offer(li, name, li.id)
    assert (await floor.load(name)).offer_to == ""


async def test_an_open_question_is_answered_by_the_ai_when_the_agent_gives_the_session_back(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "and how far does it go?")
    released = await floor.agents.release(li, name)
    assert (released.status, released.turn_id) == (Status.BOT_ACTIVE, floor.lease_of(name).turn_id)
    floor.provider.script = saying(Delta("80 km."))
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-2:] == ["released", "80 km."]
    assert (await floor.load(name)).unanswered == 0


async def test_a_session_with_nothing_open_is_given_back_in_silence(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "thanks")
    await floor.agents.say(li, name, "welcome", client_id="")
    await floor.agents.release(li, name)
    assert floor.leases == []


async def test_the_ai_answers_what_an_agent_cut_off_and_left(floor: Floor) -> None:
    li = await floor.hire("Li")
    lease = await floor.ask("how far does it go?")
    await floor.agents.take_over(li, lease.session_name)
    await floor.agents.release(li, lease.session_name)
    assert floor.leases[-1] != lease
    await floor.answer(floor.leases[-1])
    assert (await floor.said(lease.session_name))[-1] == "You said: how far does it go?"


async def test_an_agent_closes_what_is_theirs_or_nobodys(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    mine, free = await floor.live(li), await floor.queue()
    with pytest.raises(NotYours) as refusal:
        await floor.agents.close(wang, mine)
    assert refusal.value.params == {"name": "Li"}
    for name in (mine, free):
        assert (await floor.agents.close(li, name)).session.status is Status.CLOSED
        assert (await floor.said(name))[-1] == "closed_by_agent"
        await floor.load(name)


async def test_a_closed_session_is_taken_up_again_by_an_agent_or_by_its_visitor(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    await floor.agents.close(li, name)
    assert (await floor.agents.take_over(li, name)).session.status is Status.MANUAL_LIVE
    await floor.agents.close(li, name)
    await floor.say(name, "one more thing")
    assert (await floor.load(name)).status is Status.BOT_ACTIVE


async def test_notes_and_tags_are_for_agents_alone(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    note_id = await floor.agents.note(wang, name, "knows Ada")
    notes = await floor.store.sessions.notes(name)
    assert [(note.id, note.json()["text"]) for note in notes][-1] == (note_id, "knows Ada")
    assert notes[-1].json()["author"] == {"id": wang.id, "name": "Wang"}
    assert (await floor.agents.tag(wang, name, ("vip", "berlin"))).tags == ("vip", "berlin")
    before = await floor.heard(name)
    await floor.agents.tag(wang, name, ("vip", "berlin"))
    assert await floor.heard(name) == before
    assert [kind for kind, _ in before[-2:]] == ["note", "queue"]
    assert "knows Ada" not in json.dumps(await floor.messages(name))


async def test_the_visitor_sees_the_owner_type_and_colleagues_see_each_other(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    await floor.agents.type(li, name)
    await floor.agents.type(wang, name)
    assert (await floor.heard(name))[-2:] == [
        ("typing", {"by": "agent", "agent": {"id": li.id, "name": "Li"}}),
        ("visitor_typing", {"by": "agent", "agent": {"id": wang.id, "name": "Wang"}}),
    ]


async def test_only_the_owners_reading_is_told(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li, "hello")
    (message_id,) = [kept.id for kept in (await floor.store.sessions.history(name, before="", limit=1))[0]]
    await floor.agents.read(wang, name, message_id)
    assert await floor.store.marks.of(name) == {}
    await floor.agents.read(li, name, message_id)
    assert await floor.store.marks.of(name) == {"agent": message_id}


async def test_what_is_not_kept_is_found_by_no_agent(floor: Floor) -> None:
    li = await floor.hire("Li")
    with pytest.raises(SessionNotFound):
        await floor.agents.take_over(li, "s_none")
    with pytest.raises(SessionNotFound):
        await floor.agents.see(replace(li, shops=("other",)), await floor.queue())
