"""Whether the shop can serve: told by what answers now, without asking the AI more often than it can bear."""

import asyncio
from pathlib import Path

import pytest

from app.ai.provider import AIError
from app.desk import health
from app.desk.health import FRESH_S, Health, Report
from app.store.store import Store, open_store
from tests.scripted import ScriptedProvider, echo


class Checked(ScriptedProvider):
    """An AI whose health a test decides."""

    def __init__(self) -> None:
        super().__init__(echo())
        self.checks = 0
        self.error: AIError | None = None
        self.gate: asyncio.Event | None = None

    async def check(self) -> None:
        self.checks += 1
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error


class Clock:
    """A monotonic clock that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now_s = 5.0

    def __call__(self) -> float:
        return self.now_s


async def test_all_is_well_when_both_answer(store: Store) -> None:
    assert await Health(store, Checked(), clock_s=Clock()).report() == Report(
        store_connected=True, ai="scripted", ai_connected=True
    )


async def test_an_ai_that_fails_is_told_and_asked_again_after_a_while(store: Store) -> None:
    ai, clock = Checked(), Clock()
    doctor = Health(store, ai, clock_s=clock)
    ai.error = AIError("auth")
    assert not (await doctor.report()).ai_connected
    ai.error = None
    assert not (await doctor.report()).ai_connected
    clock.now_s += FRESH_S
    assert (await doctor.report()).ai_connected
    assert ai.checks == 2


async def test_many_who_ask_at_once_ask_the_ai_once(store: Store) -> None:
    ai = Checked()
    doctor = Health(store, ai, clock_s=Clock())
    assert all(report.ai_connected for report in await asyncio.gather(*(doctor.report() for _ in range(20))))
    assert ai.checks == 1


async def test_an_ai_that_says_nothing_is_not_connected(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_S", 0.05)
    ai = Checked()
    ai.gate = asyncio.Event()
    assert not (await Health(store, ai, clock_s=Clock()).report()).ai_connected


async def test_a_store_that_is_away_is_told(tmp_path: Path) -> None:
    away = open_store(f"unix://{tmp_path}/gone.sock", tag="test", expire_s=60)
    report = await Health(away, Checked(), clock_s=Clock()).report()
    assert (report.store_connected, report.ai_connected) == (False, True)
    await away.close()
