"""The store is gone for half a minute, dead or frozen: the chat waits, loses nothing, and goes on by itself."""

import asyncio
import secrets
import signal
from collections.abc import Callable
from pathlib import Path

from tests.crash.crowd import count, crowded
from tests.crash.guest import Guest
from tests.crash.stage import Stage, staged, until
from tests.failover.machines import REDIS, VALKEY, Machine, running

GONE_S = 30.0
GUESTS = 6
Take = Callable[[Machine], None]


async def _come(stage: Stage) -> None:
    """A visitor who comes now is told that the service is not there, and when to come again."""
    opened = await stage.http.post(f"{stage.servers[0].base}/api/chat/session", json={"shop": "demo"})
    assert (opened.status_code, opened.json()["code"]) == (503, "STORE_UNAVAILABLE")
    assert int(opened.headers["Retry-After"]) > 0


def _said(guests: list[Guest]) -> int:
    return sum(len(guest.acknowledged) for guest in guests)


async def _survive(folder: Path, program: str, take: Take, give: Take) -> None:
    """Lose the store under load, for a moment and then for `GONE_S`, and nothing else."""
    machine, seed = Machine(program, folder / "store"), secrets.randbits(32)
    url = f"redis://{machine.place}/0"
    with running(machine):
        async with staged(folder, url, "openai", words_per_second=25) as stage, crowded(stage, GUESTS, seed) as guests:
            for gone_s in (0.5, GONE_S):
                await asyncio.sleep(2)
                take(machine)
                await asyncio.gather(asyncio.sleep(gone_s), *([_come(stage)] if gone_s == GONE_S else []))
                before = _said(guests)
                await asyncio.to_thread(give, machine)
                await until(lambda: _said(guests) > before + GUESTS, "the chat goes on", within_s=15)  # noqa: B023
    assert count(guests)["finished"] > GUESTS, (seed, count(guests))


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def _freeze(machine: Machine) -> None:
    machine.tell(signal.SIGSTOP)


def _wake(machine: Machine) -> None:
    machine.tell(signal.SIGCONT)


async def test_half_a_minute_without_a_store_costs_nothing_but_time(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as both:
        both.create_task(_survive(_folder(tmp_path, "killed"), VALKEY, Machine.kill, Machine.start))
        both.create_task(_survive(_folder(tmp_path, "frozen"), REDIS, _freeze, _wake))
