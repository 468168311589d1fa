"""Logins: the refresh token rotates, tabs may ask together, and a copied token ends its family."""

import asyncio
import json
from dataclasses import replace

from app.store.accounts import Change
from app.store.client import ask
from app.store.lives import LOGIN_IDLE_MS
from app.store.logins import GRACE_MS, LOGINS_KEPT
from app.store.store import Store
from tests.store.people import ADA, begin, keep, told

LOGINS = "{test}:agent:a_ada:logins"


async def rotate(store: Store, digest: str, successor: str, login_id: str = "l1") -> bool:
    return await store.logins.rotate(ADA.id, login_id, digest=digest, successor=successor)


async def age(store: Store, ms: int, login_id: str = "l1") -> None:
    """Let the login's last rotation lie `ms` further back."""
    login = json.loads(await ask(store.redis.hget(LOGINS, login_id)))
    login["rotated_ms"] -= ms
    await store.redis.hset(LOGINS, login_id, json.dumps(login))


async def test_who_is_signed_in_is_told_as_they_are_now(store: Store) -> None:
    await keep(store, ADA)
    assert await begin(store, ADA, "l1")
    assert await store.logins.holder(ADA.id, "l1") == ADA
    await store.accounts.change(ADA.id, Change({"role": "admin", "name": "Countess"}))
    assert await store.logins.holder(ADA.id, "l1") == replace(ADA, role="admin", name="Countess")  # type: ignore[arg-type]
    for agent_id, login_id in ((ADA.id, "l2"), ("a_none", "l1")):
        assert await store.logins.holder(agent_id, login_id) is None


async def test_no_login_begins_with_a_password_that_was_changed_meanwhile(store: Store) -> None:
    await keep(store, ADA)
    await store.accounts.change(ADA.id, Change({"password_hash": "new"}, ends=True))
    assert not await begin(store, ADA, "l1")
    assert await store.logins.holder(ADA.id, "l1") is None


async def test_no_login_of_an_inactive_agent_begins_or_goes_on(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    await store.accounts.change(ADA.id, Change({"active": "0"}))
    assert await store.logins.holder(ADA.id, "l1") is None
    assert not await begin(store, ADA, "l2")


async def test_each_refresh_token_is_exchanged_for_the_next(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    assert await rotate(store, "first", "second")
    assert await rotate(store, "second", "third")
    assert await store.logins.holder(ADA.id, "l1") == ADA


async def test_tabs_that_refresh_together_all_go_on(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    assert all(await asyncio.gather(*(rotate(store, "first", "second") for _ in range(10))))
    await age(store, GRACE_MS - 2_000)
    assert await rotate(store, "first", "second")
    assert await rotate(store, "second", "third")
    assert await told(store) == []


async def test_a_token_that_comes_again_later_ends_the_login_and_its_streams(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    await begin(store, ADA, "l2")
    await rotate(store, "first", "second")
    await age(store, GRACE_MS + 1)
    assert not await rotate(store, "first", "second")
    assert not await rotate(store, "second", "third")
    assert await store.logins.holder(ADA.id, "l1") is None
    assert await store.logins.holder(ADA.id, "l2") == ADA
    assert await told(store) == [{"agent_id": "a_ada", "login_id": "l1"}]


async def test_a_token_older_than_the_one_before_ends_the_login_even_at_once(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    await rotate(store, "first", "second")
    await rotate(store, "second", "third")
    assert not await rotate(store, "first", "second")
    assert await store.logins.holder(ADA.id, "l1") is None


async def test_a_token_of_nobody_is_refused_and_ends_nothing(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    assert not await rotate(store, "first", "second", login_id="l2")
    assert not await rotate(store, "first", "second", login_id="x:y")
    assert not await store.logins.rotate("a_ada:link", "l1", digest="first", successor="second")
    assert await store.logins.holder(ADA.id, "l1") == ADA


async def test_a_login_ends_when_it_was_not_used_for_thirty_days(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    assert 0 < await store.redis.pttl(LOGINS) <= LOGIN_IDLE_MS == 30 * 86_400_000
    await age(store, LOGIN_IDLE_MS + 1)
    assert not await rotate(store, "first", "second")


async def test_idle_logins_are_dropped_by_the_next_one(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    await begin(store, ADA, "l2")
    await age(store, LOGIN_IDLE_MS + 1)
    await begin(store, ADA, "l3")
    assert {name.decode() for name in await ask(store.redis.hkeys(LOGINS))} == {"l2", "l3"}


async def test_logins_are_bounded_and_the_one_unused_for_longest_goes_first(store: Store) -> None:
    await keep(store, ADA)
    for n in range(LOGINS_KEPT):
        await begin(store, ADA, f"l{n}")
        await age(store, (LOGINS_KEPT - n) * 1_000, f"l{n}")
    await begin(store, ADA, "new")
    assert await store.redis.hlen(LOGINS) == LOGINS_KEPT
    assert not await store.redis.hexists(LOGINS, "l0")
    assert await store.redis.hexists(LOGINS, "new")


async def test_ending_a_login_tells_its_streams_once(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    for _ in range(2):
        await store.logins.end(ADA.id, "l1")
    assert await store.logins.holder(ADA.id, "l1") is None
    assert await told(store) == [{"agent_id": "a_ada", "login_id": "l1"}]


async def test_no_token_is_kept_as_it_is(store: Store) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1", digest="d" * 64)
    kept = json.loads(await ask(store.redis.hget(LOGINS, "l1")))
    assert kept["current"] == "d" * 64
    assert set(kept) == {"current", "previous", "rotated_ms", "created_ms", "device"}
