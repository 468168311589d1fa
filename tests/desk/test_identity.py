"""Signing in: a person finds their conversations, keeps what they said, and gets nobody else's."""

from dataclasses import replace

import pytest

from app.desk.identity import IdentityDesk
from app.domain.arrival import Proof, user_data
from app.domain.errors import SessionNotFound
from app.domain.identity import Person
from app.store.client import ask
from tests.desk.arriving import ADA, BEN, Arrive, noted, talk
from tests.desk.floor import Floor
from tests.desk.stage import NOW_MS


async def test_who_says_nothing_has_the_session_of_their_key_or_a_new_one(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    assert (await arrive(session_name=name)).name == name
    assert (await arrive()).name != name
    assert (await arrive(session_name="s_gone")).name not in (name, "s_gone")


async def test_what_was_said_before_the_sign_in_joins_the_person(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    session = await arrive(ADA, name)
    assert (session.name, session.visitor_id, session.user) == (name, "v_1", user_data(ADA))
    assert await noted(floor, ADA) == [name]
    (row,) = [data for kind, data in await floor.heard(name) if kind == "queue"]
    assert (row["user"], row["version"]) == (user_data(ADA), session.version)


async def test_on_another_device_the_person_finds_their_latest_conversation(floor: Floor, arrive: Arrive) -> None:
    old, new = await talk(floor), await talk(floor)
    for name in (new, old):
        await arrive(ADA, name)
    assert (await arrive(ADA)).name == new
    assert (await arrive(ADA, await floor.open())).name == new
    assert (await arrive(BEN)).name not in (old, new)


async def test_who_has_no_conversation_yet_signs_the_empty_one(floor: Floor, arrive: Arrive) -> None:
    name = await floor.open()
    assert (await arrive(ADA, name)).name == name
    first = await arrive(BEN)
    assert first.user == user_data(BEN)
    assert (await arrive(BEN)).name == first.name


async def test_another_person_on_the_same_device_gets_their_own(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    adas = await arrive(ADA, name)
    bens = await arrive(BEN, name)
    assert bens.name != name
    assert bens.user == user_data(BEN)
    assert await floor.load(name) == adas
    assert (await arrive(BEN, name)).name == bens.name


async def test_in_another_shop_the_same_id_is_another_person(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    await arrive(ADA, name)
    other = await arrive(ADA, name, shop="other")
    assert (other.name != name, other.shop) == (True, "other")
    assert await noted(floor, ADA) == [name]
    assert await noted(floor, ADA, "other") == [other.name]


async def test_an_unverified_claim_finds_nothing_and_changes_nothing_verified(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    adas = await arrive(ADA, name)
    said = Person("ada-1", "Mallory", "mallory@evil.example")
    assert (await arrive(said)).name != name
    assert await arrive(said, name, digest=ADA.digest) == adas
    assert (await arrive(said, name)).name != name
    assert (await arrive(Person("ben-2"), name)).name != name
    assert await floor.load(name) == adas
    assert await noted(floor, ADA) == [name]


async def test_an_unverified_claim_names_an_anonymous_conversation(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    said = Person("ada-1", "Ada")
    assert (await arrive(said, name)).user == user_data(said)
    assert (await arrive(replace(said, name="Ada L"), name)).user["name"] == "Ada L"
    assert await noted(floor, ADA) == []
    assert (await arrive(ADA, name)).name == name


async def test_who_was_said_to_be_another_leaves_their_words_to_them(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    await arrive(Person("ada-1", "Ada"), name)
    for person in (BEN, Person("ben-2")):
        assert (await arrive(person, name)).name != name
    assert (await floor.load(name)).user["id"] == "ada-1"


@pytest.mark.parametrize(("person", "stays"), [(Person("ada-1"), True), (Person("ben-2"), False), (None, False)])
async def test_a_refused_claim_keeps_only_whom_it_may_have_named(
    person: Person | None, stays: bool, floor: Floor, arrive: Arrive
) -> None:
    name, anonymous = await talk(floor), await talk(floor)
    await arrive(ADA, name)
    found = await arrive(person, name, proof=Proof.REFUSED, digest=ADA.digest if stays else "")
    assert (found.name == name) is stays
    assert stays or not found.user
    assert (await arrive(person, anonymous, proof=Proof.REFUSED, digest="")).name == anonymous
    assert (await floor.load(name)).user == user_data(ADA)


async def test_a_person_opens_any_conversation_of_theirs_and_no_other(floor: Floor, arrive: Arrive) -> None:
    one, other, bens, nobodys = [await talk(floor) for _ in range(4)]
    for name in (one, other):
        await arrive(ADA, name)
    await arrive(BEN, bens)
    assert (await arrive(ADA, one, wanted=other)).name == other
    assert (await arrive(None, one, wanted=other, digest=ADA.digest)).name == other
    assert (await arrive(None, one, wanted=one, digest=ADA.digest)).name == one
    for wanted, digest in (
        (bens, ADA.digest),
        (nobodys, ADA.digest),
        (other, ""),
        (one, ""),
        ("s_x", ADA.digest),
        (other, "0"),
    ):
        with pytest.raises(SessionNotFound):
            await arrive(None, one, wanted=wanted, digest=digest)
    with pytest.raises(SessionNotFound):
        await arrive(ADA, one, wanted=other, shop="other")


async def test_a_persons_conversations_are_listed_latest_first(
    floor: Floor, identity_desk: IdentityDesk, arrive: Arrive
) -> None:
    first, second, own = [await talk(floor) for _ in range(3)]
    for name in (second, first):
        await arrive(ADA, name)
    empty = await floor.open()
    assert [one.name for one in await identity_desk.conversations(first, "demo", ADA.digest)] == [second, first]
    assert [one.name for one in await identity_desk.conversations(empty, "demo", ADA.digest)] == [empty, second, first]
    assert [one.name for one in await identity_desk.conversations(first, "demo", "")] == [first]
    assert [one.name for one in await identity_desk.conversations(own, "demo", BEN.digest)] == [own]
    with pytest.raises(SessionNotFound):
        await identity_desk.conversations("s_gone", "demo", "")


async def test_what_the_store_notes_is_believed_only_if_the_session_says_so(
    floor: Floor, identity_desk: IdentityDesk, arrive: Arrive
) -> None:
    name, foreign = await talk(floor), await talk(floor)
    await arrive(ADA, name)
    key = f"{{test}}:person:demo:{ADA.digest}"
    await ask(floor.store.redis.zadd(key, {foreign: NOW_MS * 2, "s_gone": NOW_MS * 2}))
    assert (await arrive(ADA)).name == name
    assert [one.name for one in await identity_desk.conversations(name, "demo", ADA.digest)] == [name]


async def test_a_note_of_a_person_lives_as_long_as_their_sessions(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    await arrive(ADA, name)
    key, redis = f"{{test}}:person:demo:{ADA.digest}", floor.store.redis
    life_s = await ask(redis.ttl(f"{{test}}:session:{name}"))
    assert await ask(redis.ttl(key)) == pytest.approx(life_s, abs=5)
    await ask(redis.zadd(key, {"s_long_gone": floor.now_ms - life_s * 1000 - 60_000}))
    await ask(redis.persist(key))
    await floor.say(name, "again")
    assert await noted(floor, ADA) == [name]
    assert await ask(redis.ttl(key)) == pytest.approx(life_s, abs=5)


async def test_attributes_of_a_page_are_told_to_agents_once(floor: Floor, identity_desk: IdentityDesk) -> None:
    name = await floor.open()
    for said in ({"cart": 2}, {"cart": 2}, {"plan": "pro"}):
        await identity_desk.describe(name, said)
    rows = [data["attributes"] for kind, data in await floor.heard(name) if kind == "queue"]
    assert rows == [{"cart": 2}, {"cart": 2, "plan": "pro"}]
