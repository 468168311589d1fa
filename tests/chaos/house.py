"""Where chaos is let loose: Nginx in front of two back ends, a store and an AI, each a process; nothing dies here."""

import asyncio
import os
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.chaos.mischief import Victim
from tests.chaos.store_process import StoreProcess
from tests.crash.stage import Stage, staged
from tests.deploy.nginx import Nginx
from tests.processes import Server

WORDS_PER_SECOND = 25.0
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class BackEnd:
    """A server that can die."""

    server: Server

    def start(self) -> None:
        self.server.start()

    def signal(self, number: signal.Signals) -> None:
        self.server.signal(number)

    def wait(self) -> None:
        self.server.wait()

    def answers(self) -> bool:
        return _answers(f"{self.server.base}/api/health/live", "")


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """An Nginx that can die, its workers with it: they would go on by themselves, and hold its ports."""

    nginx: Nginx

    def start(self) -> None:
        self.nginx.start()

    def signal(self, number: signal.Signals) -> None:
        # It leads a group of its own.
        os.killpg(self.nginx.pid, number)

    def wait(self) -> None:
        assert self.nginx.process is not None
        self.nginx.process.wait(20)

    def answers(self) -> bool:
        return _answers(f"{self.nginx.https}/api/health/live", self.nginx.certfile)


def _answers(address: str, certfile: str) -> bool:
    trust = ssl.create_default_context(cafile=certfile) if certfile else True
    try:
        return httpx.get(address, timeout=LOOK_S, verify=trust).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@dataclass(frozen=True, slots=True)
class House:
    """The stage behind its front door; `base` is the door's address, `certfile` what its clients trust."""

    stage: Stage
    store: StoreProcess
    nginx: Nginx

    @property
    def base(self) -> str:
        return self.nginx.https

    @property
    def certfile(self) -> str:
        return self.nginx.certfile

    def victims(self) -> dict[str, Victim]:
        """What can die."""
        one, two = self.stage.servers
        alone: dict[str, Victim] = {"nginx": FrontDoor(self.nginx), "store": self.store}
        return {"back end one": BackEnd(one), "back end two": BackEnd(two), **alone}


def _end(nginx: Nginx) -> None:
    if nginx.process and nginx.process.poll() is None:
        nginx.kill()


@asynccontextmanager
async def housed(folder: Path, **environ: str) -> AsyncIterator[House]:
    """Start everything; `environ` are further settings of both back ends."""
    store = StoreProcess(folder / "store")
    async with AsyncExitStack() as stack:
        stack.callback(store.end)
        await asyncio.to_thread(store.start)
        settings = {"TRUSTED_PROXIES": "127.0.0.1"} | environ
        setting = staged(folder, store.url, "openai", words_per_second=WORDS_PER_SECOND, **settings)
        stage = await stack.enter_async_context(setting)
        nginx = Nginx(folder / "nginx", [f"127.0.0.1:{server.port}" for server in stage.servers])
        stack.callback(_end, nginx)
        await asyncio.to_thread(nginx.start)
        yield House(stage, store, nginx)
