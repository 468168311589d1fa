"""Who is there, as all processes have lately seen them: for a quarter of a minute, and no longer."""

from app.store.presence import FRESH_MS
from app.store.store import Store
from tests.store.talk import NOW_MS


async def test_an_agent_is_there_as_long_as_somebody_has_just_seen_them(store: Store) -> None:
    assert await store.presence.see_agents(["a_1"], now_ms=NOW_MS)
    assert await store.presence.agents(now_ms=NOW_MS + FRESH_MS) == {"a_1"}
    assert await store.presence.agents(now_ms=NOW_MS + FRESH_MS + 1) == set()
    assert await store.presence.agent_seen_ms("a_1") == NOW_MS
    assert await store.presence.agent_seen_ms("a_2") == 0


async def test_only_who_comes_is_news(store: Store) -> None:
    assert not await store.presence.see_agents([], now_ms=NOW_MS)
    assert await store.presence.see_agents(["a_1"], now_ms=NOW_MS)
    assert not await store.presence.see_agents(["a_1"], now_ms=NOW_MS + 5_000)
    assert await store.presence.see_agents(["a_1", "a_2"], now_ms=NOW_MS + 9_000)


async def test_who_signs_out_is_gone_at_once(store: Store) -> None:
    await store.presence.see_agents(["a_1", "a_2"], now_ms=NOW_MS)
    await store.presence.leave("a_1")
    await store.presence.leave("a_9")
    assert await store.presence.agents(now_ms=NOW_MS) == {"a_2"}


async def test_a_visitor_is_there_while_the_page_is_open(store: Store) -> None:
    await store.presence.see_visitors([], now_ms=NOW_MS)
    await store.presence.see_visitors(["s_1"], now_ms=NOW_MS)
    assert await store.presence.is_visitor_here("s_1", now_ms=NOW_MS + FRESH_MS)
    assert not await store.presence.is_visitor_here("s_1", now_ms=NOW_MS + FRESH_MS + 1)
    assert not await store.presence.is_visitor_here("s_2", now_ms=NOW_MS)
    assert await store.presence.are_visitors_here(["s_2", "s_1"], now_ms=NOW_MS) == [False, True]
    assert await store.presence.are_visitors_here([], now_ms=NOW_MS) == []


async def test_who_left_long_ago_leaves_nothing_behind(store: Store) -> None:
    await store.presence.see_agents(["a_1"], now_ms=NOW_MS)
    await store.presence.see_visitors(["s_1"], now_ms=NOW_MS)
    assert not await store.presence.sweep(now_ms=NOW_MS + 999, keep_ms=1_000)
    assert await store.presence.sweep(now_ms=NOW_MS + 1_000, keep_ms=1_000)
    assert await store.redis.dbsize() == 0
