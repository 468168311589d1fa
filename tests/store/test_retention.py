"""How long each shop keeps its conversations: as long as it says, and what is left of them goes with them."""

from collections.abc import AsyncIterator
from dataclasses import astuple

import pytest

from app.domain.conversation import fall_silent, open_session
from app.domain.session import Session, Status
from app.store.lists import OFFLINE
from app.store.lives import EXPIRED_MS
from app.store.store import Store, open_store
from tests.store.census import KEYS, scores
from tests.store.talk import NOW_MS, change, say

EXPIRE_S = 3600
DAYS = {"short": 1, "long": 3650}
DAY_S = 86_400


@pytest.fixture
async def keeping(store: Store, valkey: str) -> AsyncIterator[Store]:
    """The store as two shops want it: one keeps conversations for a day, the other for ten years."""
    opened = open_store(valkey, tag="test", expire_s=EXPIRE_S, retention_s=lambda shop: DAYS[shop] * DAY_S)
    yield opened
    await opened.close()


async def begin(store: Store, shop: str) -> None:
    session = Session(name=shop, shop=shop, visitor_id="v_1", lang="en", created_ms=NOW_MS)
    await store.commits.commit(session, open_session(session), now_ms=NOW_MS)
    await say(store, "hello", "c1", name=shop)
    await store.marks.read_to(shop, shop, "visitor", "1-1")


@pytest.mark.parametrize("shop", DAYS)
async def test_every_key_of_a_session_lives_as_long_as_its_shop_says(shop: str, keeping: Store) -> None:
    await begin(keeping, shop)
    life_s = EXPIRE_S + DAYS[shop] * DAY_S
    lives = {key: await keeping.redis.ttl(key) for key in astuple(KEYS.of(shop))}
    found = {key: life for key, life in lives.items() if life != -2}
    assert len(found) >= 6
    assert all(life_s - 60 <= life <= life_s for life in found.values()), found


async def test_the_lists_forget_each_closed_session_when_its_own_shop_does(keeping: Store) -> None:
    for shop in DAYS:
        await begin(keeping, shop)
        await change(keeping, shop, fall_silent)
    await keeping.redis.delete(KEYS.of("short").session)
    ends_ms = NOW_MS + (EXPIRE_S + DAY_S) * 1000 + EXPIRED_MS
    await keeping.lists.forget_expired(now_ms=ends_ms - 1)
    assert set(await scores(keeping, KEYS.status(Status.CLOSED))) == {"short", "long"}
    await keeping.lists.forget_expired(now_ms=ends_ms)
    assert (
        set(await scores(keeping, KEYS.status(Status.CLOSED))) == set(await scores(keeping, KEYS.expiries)) == {"long"}
    )


async def test_who_came_back_meanwhile_is_on_no_list_of_the_forgotten(keeping: Store) -> None:
    await begin(keeping, "short")
    await change(keeping, "short", fall_silent)
    await say(keeping, "back again", name="short")
    await keeping.lists.forget_expired(now_ms=NOW_MS + 10 * DAY_S * 1000)
    assert await scores(keeping, KEYS.expiries) == {}
    assert set(await scores(keeping, KEYS.status(Status.BOT_ACTIVE))) == {"short"}
    assert await keeping.lists.names(OFFLINE, start=0, limit=9) == []
    await change(keeping, "short", fall_silent)
    assert set(await scores(keeping, KEYS.expiries)) == {"short"}
