"""Signing in while something else happens: who is quicker changes nothing about whose conversation it is."""

import asyncio
import itertools
from typing import Any

import pytest

from app.domain.arrival import user_data
from app.domain.session import Status
from tests.desk.arriving import ADA, BEN, Arrive, noted, talk
from tests.desk.floor import Floor


@pytest.mark.parametrize("devices", [2, 12])
async def test_devices_that_sign_in_at_once_come_into_one_conversation(
    devices: int, floor: Floor, arrive: Arrive
) -> None:
    names = {session.name for session in await asyncio.gather(*(arrive(ADA) for _ in range(devices)))}
    assert len(names) == 1
    assert await noted(floor, ADA) == list(names)


async def test_two_people_who_sign_in_one_conversation_at_once_do_not_share_it(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor)
    adas, bens = await asyncio.gather(arrive(ADA, name), arrive(BEN, name))
    assert adas.name != bens.name
    assert name in (adas.name, bens.name)
    assert ((await floor.load(adas.name)).user["id"], (await floor.load(bens.name)).user["id"]) == ("ada-1", "ben-2")


async def test_not_even_a_device_that_looked_at_the_same_moment_begins_a_second_one(
    floor: Floor, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, both, reads = floor.store.persons.sessions, asyncio.Barrier(2), itertools.count(1)

    async def read_together(shop: str, digest: str, *, limit: int) -> tuple[list[str], int]:
        found = await read(shop, digest, limit=limit)
        # Each looks twice before it begins a session: neither sees the other's.
        if next(reads) <= 4:
            await asyncio.wait_for(both.wait(), 10)
        return found

    monkeypatch.setattr(floor.store.persons, "sessions", read_together)
    one, other = await asyncio.gather(arrive(ADA), arrive(ADA))
    assert one.name == other.name
    assert next(reads) > 5


async def test_a_conversation_that_became_anothers_a_moment_ago_is_not_joined(
    floor: Floor, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, resume = await talk(floor), floor.desk.resume

    async def resume_late(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.undo()
        adas = await arrive(ADA, name)
        assert adas.name == name
        return await resume(*args, **kwargs)

    monkeypatch.setattr(floor.desk, "resume", resume_late)
    assert (await arrive(BEN, name)).name != name
    assert (await floor.load(name)).user == user_data(ADA)


async def test_a_sign_in_does_not_disturb_an_answer_under_way(floor: Floor, arrive: Arrive) -> None:
    name = await talk(floor, "one")
    session, _ = await asyncio.gather(arrive(ADA, name), floor.answer(floor.lease_of(name)))
    assert session.name == name
    assert await floor.said(name) == ["one", "You said: one"]
    assert (await floor.load(name)).user == user_data(ADA)


async def test_a_sign_in_leaves_the_session_to_its_agent(floor: Floor, arrive: Arrive) -> None:
    mei = await floor.hire("Mei")
    name = await floor.live(mei)
    session = await arrive(ADA, name)
    assert (session.name, session.status, session.agent_id) == (name, Status.MANUAL_LIVE, mei.id)
    await floor.agents.release(mei, name)
    assert (await floor.load(name)).user == user_data(ADA)
