"""What agents read: the lists as they stand, one session with all that is known of it, and nothing of other shops."""

import pytest

from app.ai.provider import AIError, Delta, Line, Prompt
from app.desk import reading as reading_module
from app.desk.reading import LISTS, Filter
from app.domain.agent import Agent
from app.domain.errors import SessionNotFound
from tests.desk.floor import MINUTE_MS, Floor
from tests.scripted import saying
from tests.store.census import KEYS

ALL = Filter()


async def page(
    floor: Floor, agent: Agent, name: str, wanted: Filter = ALL, *, start: int = 0, limit: int = 50
) -> list[str]:
    found = await floor.reading.page(agent, name, wanted, start=start, limit=limit)
    return [session.name for session in found.sessions]


async def each(floor: Floor, agent: Agent, shop: str = "demo") -> dict[str, list[str]]:
    """A session of a shop in each list, by the list."""
    mine, waiting, ai, offline, closed = [await floor.open(shop) for _ in range(5)]
    await floor.agents.take_over(agent, mine)
    await floor.waiting.ask(waiting)
    await floor.waiting.leave_message(offline, "call me", email="ada@example.org", client_id="")
    await floor.agents.close(agent, closed)
    lists = {"mine": [mine], "waiting": [waiting], "ai": [ai], "offline": [offline], "closed": [closed]}
    return lists | {"colleagues": []}


async def test_each_session_is_in_the_list_where_it_belongs(floor: Floor) -> None:
    li = await floor.hire("Li")
    sessions = await each(floor, li)
    assert {name: await page(floor, li, name) for name in LISTS} == sessions
    assert await floor.reading.counts(li) == dict.fromkeys(LISTS, 1) | {"colleagues": 0}
    assert await page(floor, li, "manual_live") == sessions["mine"]
    wang = await floor.hire("Wang")
    assert await page(floor, wang, "colleagues") == sessions["mine"]
    counts = await floor.reading.counts(wang)
    assert (counts["mine"], counts["colleagues"]) == (0, 1)


async def test_an_agent_of_one_shop_sees_nothing_of_another(floor: Floor) -> None:
    floor.set_shop("other", floor.shop_of("demo"))
    li, stranger = await floor.hire("Li"), await floor.hire("Stranger", shops=("other",))
    theirs = await each(floor, li)
    mine = await each(floor, stranger, shop="other")
    assert {name: await page(floor, stranger, name) for name in LISTS} == mine
    assert await page(floor, stranger, "manual_live") == mine["mine"]
    assert await floor.reading.counts(stranger) == dict.fromkeys(LISTS, 1) | {"colleagues": 0}
    assert (await floor.reading.counts(li))["waiting"] == 2
    assert await page(floor, stranger, "waiting", Filter(shop="demo")) == []
    stats = await floor.reading.stats(stranger)
    assert (stats["waiting"], stats["live"], stats["ai"], stats["offline"], stats["closed"]) == (1, 1, 1, 1, 1)
    for name in (name for names in theirs.values() for name in names):
        for work in (
            floor.reading.open(stranger, name),
            floor.reading.history(stranger, name, before="", limit=9),
            floor.reading.summary(stranger, name),
        ):
            with pytest.raises(SessionNotFound):
                await work


async def test_what_an_agent_owned_before_they_lost_the_shop_is_not_theirs_to_read(floor: Floor) -> None:
    li = await floor.hire("Li", shops=("demo",))
    await floor.live(li)
    moved = Agent(**{name: getattr(li, name) for name in Agent.__dataclass_fields__} | {"shops": ("other",)})
    assert await page(floor, moved, "mine") == []
    assert (await floor.reading.counts(moved))["mine"] == 0


async def test_a_list_is_read_page_by_page_also_where_sessions_are_gone_or_not_wanted(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "SCAN", 3)
    floor.set_shop("other", floor.shop_of("demo"))
    li = await floor.hire("Li", shops=("demo",))
    names = [await floor.queue(shop="other" if number % 4 == 1 else "demo") for number in range(11)]
    await floor.store.redis.delete(KEYS.of(names[2]).session)
    wanted = [name for at, name in enumerate(names) if at % 4 != 1 and at != 2]
    found, start = list[str](), 0
    while True:
        part = await floor.reading.page(li, "waiting", ALL, start=start, limit=2)
        found += [session.name for session in part.sessions]
        if part.next is None:
            break
        assert len(part.sessions) == 2
        start = part.next
    assert sorted(found) == sorted(wanted)
    assert (await floor.reading.counts(li))["waiting"] == len(wanted)


async def test_lists_are_searched_by_what_a_line_shows(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name, other = await floor.live(li, "Where is my Größe L?"), await floor.live(wang, "something else")
    await floor.agents.tag(li, other, ("VIP",))
    assert await page(floor, li, "manual_live", Filter(text="GRÖSSE l")) == [name]
    assert await page(floor, li, "manual_live", Filter(text="vip")) == [other]
    assert await page(floor, li, "manual_live", Filter(text=other)) == [other]
    assert await page(floor, li, "manual_live", Filter(agent_id=wang.id)) == [other]
    assert await page(floor, li, "mine", Filter(text="something")) == []
    assert await page(floor, li, "mine", Filter(text="where")) == [name]


async def test_a_session_opens_with_all_that_an_agent_may_know(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "hello")
    await floor.agents.note(li, name, "knows Ada")
    await floor.store.presence.see_visitors([name], now_ms=floor.now_ms)
    await floor.waiting.read(name, "demo", "5-1")
    opened = await floor.reading.open(li, name)
    assert [kept.json().get("code", kept.json().get("text")) for kept in opened.view.messages] == [
        *("queued", "joined", "hello"),
    ]
    assert [note.json().get("text") for note in opened.notes] == ["", "knows Ada"]
    assert opened.notes[0].json()["decision"]["rule"] == "asked_by_visitor"
    assert (opened.marks, opened.is_visitor_here, opened.answer) == ({"visitor": "5-1"}, True, None)
    await floor.later(MINUTE_MS)
    assert not (await floor.reading.open(li, name)).is_visitor_here


async def test_an_answer_that_runs_is_shown_so_far(floor: Floor) -> None:
    li = await floor.hire("Li")
    lease = await floor.ask("q")
    await floor.store.redis.hset(KEYS.of(lease.session_name).turn, "text", "half an")
    assert (await floor.reading.open(li, lease.session_name)).answer == (lease.turn_id, "half an")


async def test_what_was_tried_is_summed_up_by_the_ai_where_it_can(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, asked = await floor.hire("Li"), list[Prompt]()
    floor.provider.script = saying(Delta("yes"))
    lease = await floor.ask("is it waterproof?")
    await floor.answer(lease)
    assert await floor.reading.summary(li, lease.session_name) is None

    async def summarize(prompt: Prompt, lang: str) -> str:
        asked.append(prompt)
        return f"waterproof, in {lang}"

    monkeypatch.setattr(floor.provider, "summarize", summarize)
    assert await floor.reading.summary(li, lease.session_name) == "waterproof, in zh"
    assert asked[0].history == (Line("visitor", "is it waterproof?"), Line("ai", "yes"))

    async def fail(prompt: Prompt, lang: str) -> str:
        raise AIError("network")

    monkeypatch.setattr(floor.provider, "summarize", fail)
    assert await floor.reading.summary(li, lease.session_name) is None


async def test_numbers_for_a_glance(floor: Floor) -> None:
    li = await floor.hire("Li")
    assert await floor.reading.stats(li) == {
        **dict.fromkeys(("waiting", "live", "ai", "offline", "closed", "longest_wait_s"), 0),
        "agents_online": 1,
    }
    await each(floor, li)
    await floor.later(MINUTE_MS)
    await floor.queue()
    assert await floor.reading.stats(li) == {
        "waiting": 2,
        "live": 1,
        "ai": 1,
        "offline": 1,
        "closed": 1,
        "longest_wait_s": 60,
        "agents_online": 1,
    }
