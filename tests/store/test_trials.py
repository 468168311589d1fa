"""What the doctor's own visits leave behind: nothing, and nobody else's conversation is touched."""

from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from app.store.trials import Trials
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.store.census import TAG, names


def trials(store: Store) -> Trials:
    return Trials(store.redis, Keys(TAG))


async def naming(store: Store, name: str) -> list[str]:
    """Every key that names the session, but the bus, which everybody's events pass."""

    async def speaks_of_it(key: bytes) -> bool:
        is_set = await store.redis.type(key) == b"zset"
        return name in key.decode() or (is_set and await store.redis.zscore(key, name) is not None)

    return [key.decode() async for key in store.redis.scan_iter("*") if await speaks_of_it(key)]


async def test_a_conversation_without_a_word_is_hidden_and_erased(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        assert await store.lists.names("bot_active", start=0, limit=9) == [visitor.session_name]
        assert await trials(store).hide(visitor.session_name)
        assert await store.lists.names("bot_active", start=0, limit=9) == []
        assert (await http.get("/api/chat/messages", headers=visitor.headers)).status_code == 200
        assert await trials(store).erase(visitor.session_name)
        assert await naming(store, visitor.session_name) == []


async def test_one_in_which_somebody_has_spoken_is_left_alone(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        assert (await visitor.say("hello")).status_code == 202
        before = await naming(store, visitor.session_name)
        assert not await trials(store).erase(visitor.session_name)
        assert await names(store) == {visitor.session_name}
        assert set(before) <= set(await naming(store, visitor.session_name))


async def test_another_stores_conversation_is_told_from_ours(store: Store) -> None:
    assert not await trials(store).hide("s_of_another_store")


async def test_a_try_to_sign_in_is_found_by_its_address_and_forgotten(store: Store) -> None:
    await store.tries.reserve("doctor-x", "198.51.100.4")
    assert await store.tries.origin("doctor-x", ["127.0.0.1", "203.0.113.77"]) == ""
    assert await store.tries.origin("doctor-x", ["127.0.0.1", "198.51.100.4"]) == "198.51.100.4"
    assert await store.redis.keys("*") == []
