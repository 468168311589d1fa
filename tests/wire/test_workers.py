"""Several processes on one port (`serve --workers 2`): whatever happens to one, the others and the port live on."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import httpx
import psutil

from tests.live import Ear, open_visitor
from tests.processes import Server
from tests.wire.fleet import Fleet, complaints
from tests.wire.watching import see

STREAMS = 24


def pids(server: Server) -> list[int]:
    """The workers, the newest last."""
    workers = [child for child in psutil.Process(server.pid).children() if child.status() != psutil.STATUS_ZOMBIE]
    return [worker.pid for worker in workers]


def ports(pid: int) -> set[int]:
    """The clients' ports of the connections that the worker holds."""
    return {found.raddr.port for found in psutil.Process(pid).net_connections("tcp") if found.raddr}


def events(server: Server, name: str) -> list[dict[str, Any]]:
    lines = [line for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, lines) if line["event"] == name]


async def kinds(ear: Ear) -> list[str]:
    found = []
    try:
        while True:
            found.append((await ear.next()).kind)
    except (StopAsyncIteration, httpx.TransportError):
        return found


class Crowd:
    """Visitors, each with a stream on a connection of its own, whose port tells which worker has it."""

    def __init__(self, server: Server, stack: AsyncExitStack) -> None:
        self.server, self._stack = server, stack
        self.ears: dict[int, Ear] = {}
        self.say: dict[int, Callable[[str], Awaitable[httpx.Response]]] = {}

    async def gather(self, count: int) -> None:
        """As many more visitors, who have all heard `hello`."""
        http = await self._stack.enter_async_context(httpx.AsyncClient(base_url=self.server.base, timeout=30))
        visitors = await asyncio.gather(*(open_visitor(http) for _ in range(count)))
        ears = []
        for visitor in visitors:
            own = httpx.AsyncClient(base_url=self.server.base, timeout=30)
            stream = own.stream("GET", "/api/chat/events", headers=visitor.headers)
            await self._stack.enter_async_context(own)
            response = await self._stack.enter_async_context(stream)
            port = response.extensions["network_stream"].get_extra_info("client_addr")[1]
            self.ears[port], self.say[port] = Ear(response.aiter_lines()), visitor.say
            ears.append(self.ears[port])
        assert [(await ear.next()).kind for ear in ears] == ["hello"] * count


async def spread(crowd: Crowd) -> dict[int, set[int]]:
    """Let visitors come until each worker has some streams; which worker has which."""
    async with asyncio.timeout(30):
        while True:
            await crowd.gather(STREAMS)
            found = {pid: ports(pid) & set(crowd.ears) for pid in pids(crowd.server)}
            if all(found.values()):
                return found


async def test_a_killed_worker_is_replaced_and_the_others_streams_go_on(fleet: Fleet) -> None:
    server = await fleet.start("--workers", "2")
    async with AsyncExitStack() as stack:
        crowd = Crowd(server, stack)
        holders = await spread(crowd)
        (killed, lost), (spared, kept) = holders.items()
        os.kill(killed, signal.SIGKILL)
        assert await asyncio.gather(*(kinds(crowd.ears[port]) for port in lost)) == [[]] * len(lost)
        # The port answers all the time, and what is said anywhere is heard on the streams that are left.
        await asyncio.gather(*(crowd.say[port]("still there?") for port in kept))
        await asyncio.gather(*(crowd.ears[port].until("message", text="still there?") for port in kept))
        await see(lambda: len(pids(server)) == 2, "another worker")
        assert spared in pids(server)
        assert killed not in pids(server)
        assert set((await spread(crowd))[spared]) >= kept
    assert await asyncio.to_thread(server.stop) == 0
    died = events(server, "worker_died")
    assert [(line["pid"], line["code"], line["pause_s"]) for line in died] == [(killed, -signal.SIGKILL, 0)]
    assert len(events(server, "worker_started")) == 3
    assert len(complaints(server)) == len(died)


async def test_sigterm_lets_every_worker_say_goodbye(fleet: Fleet) -> None:
    server = await fleet.start("--workers", "2")
    async with AsyncExitStack() as stack:
        crowd = Crowd(server, stack)
        workers = set(await spread(crowd))
        server.signal(signal.SIGTERM)
        assert await asyncio.gather(*map(kinds, crowd.ears.values())) == [["bye"]] * len(crowd.ears)
        assert await asyncio.to_thread(server.wait) == 0
    assert complaints(server) == []
    said = server.log.read_text()
    assert said.count("/agent/setup#") == said.count("Demo shop") == 1
    # Who reads the log sees which worker had which request, and when all of them had come and gone.
    assert {line["pid"] for line in events(server, "request")} == workers
    told = events(server, "serving") + events(server, "stopped")
    assert [(line["event"], line["pid"], line.get("workers")) for line in told] == [
        ("serving", server.pid, 2),
        ("stopped", server.pid, None),
    ]


async def test_each_worker_answers_while_the_other_is_frozen(fleet: Fleet) -> None:
    server = await fleet.start("--workers", "2")
    async with AsyncExitStack() as stack:
        for frozen in map(psutil.Process, await spread(Crowd(server, stack))):
            frozen.suspend()
            stack.callback(_thaw, frozen)
            async with httpx.AsyncClient(base_url=server.base, timeout=30) as http:
                visitor = await open_visitor(http)
                async with visitor.hear() as ear:
                    await visitor.say("one is enough")
                    await ear.until("message", text="one is enough")
            frozen.resume()
        assert await asyncio.to_thread(server.stop) == 0
    assert complaints(server) == []


def _thaw(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.resume()


async def test_workers_whose_parent_was_killed_say_goodbye_and_end(fleet: Fleet) -> None:
    server = await fleet.start("--workers", "2")
    async with AsyncExitStack() as stack:
        crowd = Crowd(server, stack)
        workers = [psutil.Process(pid) for pid in await spread(crowd)]
        server.kill()
        assert await asyncio.gather(*map(kinds, crowd.ears.values())) == [["bye"]] * len(crowd.ears)
        await see(lambda: not any(worker.is_running() for worker in workers), "the workers' end")
    assert complaints(server) == []


async def test_a_worker_that_is_told_to_stop_alone_ends_in_order_and_is_replaced(fleet: Fleet) -> None:
    server = await fleet.start("--workers", "2")
    async with AsyncExitStack() as stack:
        crowd = Crowd(server, stack)
        (told, ended), (spared, _) = (await spread(crowd)).items()
        os.kill(told, signal.SIGTERM)
        assert await asyncio.gather(*(kinds(crowd.ears[port]) for port in ended)) == [["bye"]] * len(ended)
        await see(lambda: len({*pids(server), told, spared}) == 3 and told not in pids(server), "another worker")
    assert await asyncio.to_thread(server.stop) == 0
    assert complaints(server) == []
