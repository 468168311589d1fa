"""Processes of the program as it is shipped, on one store and with one AI; what happens to them is up to tests."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.conftest import SECRET
from tests.openai_double.script import Double
from tests.openai_double.server import running
from tests.processes import Server


class Fleet:
    """Servers that share everything but their logs; `double` is the AI they ask."""

    def __init__(self, folder: Path, environ: dict[str, str], double: Double) -> None:
        self.double = double
        self._folder = folder
        self._environ = environ
        self._servers: list[Server] = []

    async def start(self, *arguments: str, **environ: str) -> Server:
        """One more process, which answers by now; with arguments of `serve` and settings of its own."""
        log = self._folder / f"server{len(self._servers)}.log"
        server = Server(log, self._environ | environ, arguments=arguments)
        self._servers.append(server)
        await asyncio.to_thread(server.start)
        return server

    def kill_all(self) -> None:
        """Leave none behind, frozen ones neither."""
        for server in self._servers:
            if server.process and server.process.poll() is None:
                server.kill()


@asynccontextmanager
async def mustered(folder: Path, redis_url: str) -> AsyncIterator[Fleet]:
    """An empty fleet; whatever it starts is gone in the end."""
    double = Double()
    async with running(double) as address:
        environ = {
            "REDIS_URL": redis_url,
            "REDIS_TAG": "test",
            "SECRET_KEY": SECRET,
            "AI_PROVIDER": "openai",
            "OPENAI_BASE_URL": address,
            "OPENAI_API_KEY": double.key,
            "OPENAI_MODEL": double.models[0],
        }
        fleet = Fleet(folder, environ, double)
        try:
            yield fleet
        finally:
            fleet.kill_all()


def complaints(server: Server) -> list[str]:
    """What the process wrote beside its banner that is no log line at all (a traceback) or one of level ERROR."""
    found = []
    for line in server.log.read_text("utf-8").splitlines():
        if line.startswith("{"):
            said: dict[str, Any] = json.loads(line)
            found += [line] if said["level"] == "ERROR" else []
        elif line and not line.startswith("  "):
            found.append(line)
    return found
