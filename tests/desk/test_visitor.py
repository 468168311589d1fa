"""What a visitor can do: open, come back, speak, read; and that every message that was accepted is kept once."""

import asyncio

import pytest

from app.domain.errors import InManualMode, SessionNotFound, TooBusy
from app.domain.outcome import Outcome
from app.domain.session import Session, Status
from app.store.commits import Conflict
from app.store.store import open_store
from app.store.turns import Lease
from tests.desk.stage import NOW_MS, Stage

BY_PERSONS = [Status.PENDING_MANUAL, Status.MANUAL_LIVE]


async def put_into(stage: Stage, name: str, status: Status) -> None:
    """The session is in `status`, however it came there."""
    session = await stage.store.sessions.load(name)
    changed = Session(**{key: getattr(session, key) for key in Session.__dataclass_fields__} | {"status": status})
    await stage.store.commits.commit(session, Outcome(changed), now_ms=NOW_MS)


async def test_a_session_opens_empty_with_a_name_of_its_own(stage: Stage) -> None:
    one, other = [
        await stage.desk.open(shop="demo", visitor_id="v_1", lang="zh", context={"page": "/a"}) for _ in range(2)
    ]
    assert one.session.name != other.session.name
    assert (one.session.shop, one.session.visitor_id, one.session.lang) == ("demo", "v_1", "zh")
    assert (one.messages, one.more, one.session.created_ms) == ((), False, NOW_MS)
    assert one.cursor


async def test_what_is_said_is_kept_and_promised_an_answer(stage: Stage) -> None:
    name = await stage.open()
    posted = await stage.say(name, "a <b> & https://a.example", "c1")
    assert stage.leases == [Lease(name, posted.turn_id, 1)]
    (message,) = await stage.messages(name)
    assert (message["text"], message["client_id"], message["turn_id"]) == (
        *("a <b> & https://a.example", "c1", posted.turn_id),
    )
    assert message["html"].startswith("<p>a &lt;b&gt; &amp; <a href=")


async def test_a_retry_is_the_same_message_and_starts_nothing(stage: Stage) -> None:
    name = await stage.open()
    first = await stage.say(name, "hello", "c1")
    assert await stage.say(name, "hello", "c1") == first
    assert len(stage.leases) == len(await stage.messages(name)) == 1


async def test_a_message_without_an_id_of_its_clients_gets_one(stage: Stage) -> None:
    name = await stage.open()
    posted = [await stage.say(name, "hello") for _ in range(2)]
    assert posted[0].message_id != posted[1].message_id
    assert len({message["client_id"] for message in await stage.messages(name)}) == 2


async def test_all_that_is_said_at_once_on_two_processes_is_kept_once(stage: Stage, valkey: str) -> None:
    name = await stage.open()
    other = open_store(valkey, tag="test", expire_s=3600)
    desks = [stage.desk, stage.new_desk(other, stage.leases.append)]
    posts = [desks[number % 2].post(name, f"m{number}", client_id=f"c{number // 2}") for number in range(16)]
    posted = await asyncio.gather(*posts)
    assert [one.message_id for one in posted[::2]] == [one.message_id for one in posted[1::2]]
    kept, _ = await stage.desk.history(name, before="", limit=100)
    assert sorted(entry.id for entry in kept) == sorted({one.message_id for one in posted})
    assert len(kept) == 8
    assert len(stage.leases) == 1
    assert len({one.turn_id for one in posted}) == 2
    await other.close()


async def test_who_never_gets_his_turn_to_write_is_told_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    name = await stage.open()

    async def lose(*arguments: object, **named: object) -> None:
        raise Conflict()

    monkeypatch.setattr(stage.store.commits, "commit", lose)
    with pytest.raises(TooBusy):
        await stage.say(name, "hello")
    assert await stage.messages(name) == []


@pytest.mark.parametrize("status", BY_PERSONS)
async def test_a_message_to_a_person_is_kept_and_promised_no_answer(stage: Stage, status: Status) -> None:
    name = await stage.open()
    await put_into(stage, name, status)
    posted = await stage.say(name, "hello")
    assert (posted.turn_id, stage.leases) == ("", [])
    assert len(await stage.messages(name)) == 1


@pytest.mark.parametrize("status", BY_PERSONS)
async def test_who_insists_on_the_ai_is_refused_where_a_person_speaks(stage: Stage, status: Status) -> None:
    name = await stage.open()
    await put_into(stage, name, status)
    with pytest.raises(InManualMode):
        await stage.desk.post(name, "hello", client_id="c1", to_ai=True)
    assert await stage.messages(name) == []


@pytest.mark.parametrize("status", [status for status in Status if status not in BY_PERSONS])
async def test_who_insists_on_the_ai_is_answered_everywhere_else(stage: Stage, status: Status) -> None:
    name = await stage.open()
    await put_into(stage, name, status)
    assert (await stage.desk.post(name, "hello", client_id="", to_ai=True)).turn_id


async def test_who_comes_back_sees_what_was_said_and_goes_on_in_his_language(stage: Stage) -> None:
    name = await stage.open()
    await stage.say(name, "hello")
    assert len((await stage.desk.resume(name, lang="zh", context={})).messages) == 1
    assert (await stage.store.sessions.load(name)).lang == "zh"
    await stage.desk.resume(name, lang="", context={})
    assert (await stage.store.sessions.load(name)).lang == "zh"


async def test_coming_back_says_nothing_on_the_stream(stage: Stage) -> None:
    name = await stage.open()
    before = await stage.heard(name)
    await stage.desk.resume(name, lang="zh", context={})
    assert await stage.heard(name) == before


async def test_a_session_that_is_not_kept_is_found_by_nobody(stage: Stage) -> None:
    history = stage.desk.history("s_x", before="", limit=10)
    for work in (
        stage.say("s_x", "hi"),
        stage.desk.resume("s_x", lang="zh", context={}),
        stage.desk.exists("s_x"),
        history,
    ):
        with pytest.raises(SessionNotFound):
            await work
