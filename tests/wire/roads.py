"""The three ways in which a stream reaches a client: HTTP/1.1, HTTP/2 by prior knowledge, HTTP/2 over TLS."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.ai.provider import Provider
from app.settings import Settings
from tests.live import Ear, Live, Visitor, serving
from tests.wire.certificate import Certificate
from tests.wire.h2_client import connect


@dataclass(frozen=True, slots=True)
class Answer:
    """A response whose body is still coming, line by line; `hang_up` leaves it as a closed tab would."""

    status: int
    headers: Mapping[str, str]
    lines: AsyncIterator[str]
    hang_up: Callable[[], Awaitable[None]]

    @property
    def ear(self) -> Ear:
        return Ear(self.lines)


@dataclass(frozen=True, slots=True)
class Road:
    """One way: how the server is set up for it, and how a client goes."""

    name: str
    certificate: Certificate
    hypercorn: dict[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def serving(self, settings: Settings, provider: Provider) -> AsyncIterator[Live]:
        """A server that can be reached on this road."""
        async with serving(settings, provider, **self.hypercorn) as live:
            yield live

    @asynccontextmanager
    async def http(self, live: Live) -> AsyncIterator[httpx.AsyncClient]:
        """An ordinary client beside the stream."""
        async with httpx.AsyncClient(base_url=live.base, verify=self.certificate.trusted(), timeout=30) as client:
            yield client

    @asynccontextmanager
    async def listen(self, live: Live, visitor: Visitor, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        """The visitor's event stream; `headers` are sent beside the token."""
        given = visitor.headers | dict(headers)
        if self.name == "http/1.1":
            async with visitor.http.stream("GET", "/api/chat/events", headers=given) as response:
                yield Answer(response.status_code, response.headers, response.aiter_lines(), response.aclose)
            return
        async with connect(*live.h2) as client:
            stream = await (await client.open("GET", "/api/chat/events", given)).response()
            yield Answer(stream.status, stream.headers, stream.lines(), stream.hang_up)


def all_roads(certificate: Certificate) -> list[Road]:
    """Every road, for a server with that certificate."""
    tls = {"certfile": certificate.certfile, "keyfile": certificate.keyfile}
    return [Road("http/1.1", certificate), Road("h2c", certificate), Road("h2 over TLS", certificate, tls)]


ROADS = ("http/1.1", "h2c", "h2 over TLS")
