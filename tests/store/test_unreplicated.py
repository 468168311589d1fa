"""Where a replica is waited for and there is none, nobody is told yes, and nothing is done twice."""

from collections.abc import AsyncIterator

import pytest

from app.desk.changes import Changes
from app.domain.conversation import open_session
from app.domain.errors import StoreUnavailable
from app.domain.outcome import Outcome
from app.domain.session import Session
from app.store.store import Store, open_store
from tests.desk.stage import Stage
from tests.store.talk import NOW_MS, begin, say, texts, visitors


@pytest.fixture
async def careful(valkey: str, store: Store) -> AsyncIterator[Store]:
    """The same data as `store`, with a replica waited for in vain."""
    opened = open_store(valkey, tag="test", expire_s=3600, wait_replicas=1, wait_ms=20)
    yield opened
    await opened.close()


async def test_what_no_replica_has_is_not_acknowledged_and_stands_once(store: Store, careful: Store) -> None:
    await begin(store)
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as told:
            await say(careful, "hello", "c_1")
        assert str(told.value.__cause__) == "WAIT 0 of 1 replicas have it after 20 ms"
    messages, _ = await store.sessions.history("s_1", before="", limit=10)
    assert texts(messages) == ["hello"]


async def test_what_was_kept_before_is_not_acknowledged_either(store: Store, careful: Store) -> None:
    await begin(store)
    await say(store, "hello", "c_1")
    assert await store.commits.find("s_1", visitors("hello", "c_1")) is not None
    with pytest.raises(StoreUnavailable):
        await careful.commits.find("s_1", visitors("hello", "c_1"))


async def test_a_deed_that_is_done_already_waits_as_well(store: Store, careful: Store) -> None:
    await begin(store)
    for one in (store, careful):
        changes = Changes(one, start_turn=lambda _: None, clock_ms=lambda: NOW_MS)
        if one is store:
            await changes.make("s_1", Outcome)
        else:
            with pytest.raises(StoreUnavailable):
                await changes.make("s_1", Outcome)
    assert (await store.sessions.load("s_1")).version == 1


async def test_what_the_ai_says_is_nobodys_deed(store: Store, careful: Store) -> None:
    lease = await Stage(store).ask("q")
    await Stage(careful).answer(lease)
    assert (await store.sessions.load(lease.session_name)).turn_id == ""


async def test_a_script_that_waits_is_told_to_a_store_that_forgot_it(store: Store, careful: Store) -> None:
    session = Session(name="s_1", shop="demo", visitor_id="v_1", lang="en", created_ms=NOW_MS)
    await store.redis.script_flush()
    with pytest.raises(StoreUnavailable, match="STORE_UNAVAILABLE"):
        await careful.commits.commit(session, open_session(session), now_ms=NOW_MS)
    assert (await store.sessions.load("s_1")).version == 1
