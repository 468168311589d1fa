"""Passwords: Argon2id, off the event loop, no faster for a name that nobody has."""

import asyncio
import time
from typing import Literal

import pytest
from argon2 import PasswordHasher

from app.auth.passwords import WAITING, Passwords
from app.domain.errors import TooBusy

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_is_known_by_its_hash_alone() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("correct horse")
    assert kept.startswith("$argon2id$")
    assert "correct" not in kept
    assert kept != await passwords.hash("correct horse")
    assert await passwords.verify("correct horse", kept)
    assert not await passwords.verify("correct horse ", kept)


async def test_the_same_characters_are_the_same_however_they_are_typed() -> None:
    passwords = Passwords(CHEAP)
    assert await passwords.verify("Zoe\u0308 ＡＢＣ", await passwords.hash("Zo\u00eb ABC"))


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$", "nobody's"])
async def test_no_password_fits_what_is_no_hash(kept: str) -> None:
    passwords = Passwords(CHEAP)
    assert not await passwords.verify("nobody's", kept)
    assert not await passwords.verify("", kept)


async def test_nobodys_password_costs_what_a_wrong_one_costs() -> None:
    computed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
            computed.append("verify")
            return super().verify(hash, password)

    passwords = Passwords(Counting())
    kept = await passwords.hash("correct horse")
    await passwords.verify("wrong", kept)
    await passwords.verify("wrong", "")
    assert computed == ["verify", "verify"]
    assert PasswordHasher().memory_cost >= 19 * 1024  # OWASP's least for Argon2id


async def test_the_loop_goes_on_while_a_hash_is_computed() -> None:
    passwords = Passwords(PasswordHasher())
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await passwords.hash("correct horse")
    took_s = time.perf_counter() - began
    ticking.cancel()
    assert ticks > 10, f"{ticks} ticks in {took_s} s"


async def test_a_crowd_is_refused_rather_than_kept_waiting() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("correct horse")
    found = await asyncio.gather(
        *(passwords.verify("correct horse", kept) for _ in range(WAITING + 20)), return_exceptions=True
    )
    assert found.count(True) == WAITING
    assert sum(isinstance(one, TooBusy) for one in found) == 20
    assert await passwords.verify("correct horse", kept)


async def test_a_hash_with_yesterdays_parameters_is_noticed() -> None:
    kept = await Passwords(CHEAP).hash("correct horse")
    assert not Passwords(CHEAP).is_outdated(kept)
    assert Passwords(PasswordHasher()).is_outdated(kept)
