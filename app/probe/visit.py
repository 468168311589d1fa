"""A visit to our public address: pages, a conversation, a wrong password; no secret is sent."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from app.probe.certificate import unchecked

PATIENCE_S = 8.0
LIMIT_BYTES = 1_000_000
"""What is longer is no answer of ours; who knows how long it would be."""

FORGED = "203.0.113.77"
"""An address that nobody has (RFC 5737), for seeing who believes what a stranger says of theirs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `trouble` is why nothing did, in the system's words. Header names are in lower case."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that was begun."""

    token: str
    session_name: str
    cursor: str

    @property
    def headers(self) -> dict[str, str]:
        """What its requests carry."""
        return {"Authorization": f"Bearer {self.token}"}


class Visit:
    """Asks `base_url`, without following redirects. Certificates are looked at elsewhere, so any will do here."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.is_https = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.is_https else 80)
        self.has_usual_port = parts.port is None
        self.client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), verify=unchecked(), timeout=PATIENCE_S, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """One request; `path` may be a whole address. Never raises for what is wrong with the other side."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                async with self.client.stream(method, path, **options) as response:
                    body = await _read(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return Answer(trouble=str(error) or type(error).__name__)
        is_json = response.headers.get("content-type", "").partition(";")[0].endswith("json")
        return Answer(response.status_code, dict(response.headers), _parse(body) if is_json else None)

    async def own_address(self) -> str:
        """The address of ours that a connection there comes from; "" where there is none."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                _, writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            return ""
        address: str = writer.get_extra_info("sockname")[0]
        writer.transport.abort()
        return address

    async def open_session(self, shop: str) -> tuple[Opened | None, Answer]:
        """Begin a conversation as a page would; None where the answer is none."""
        answer = await self.ask("POST", "/api/chat/session", json={"shop": shop, "lang": "en"})
        try:
            return Opened(*(answer.data[name] for name in ("token", "session_name", "cursor"))), answer
        except (TypeError, KeyError):
            return None, answer

    async def knock(self, username: str) -> Answer:
        """Try to sign in with a password that is none, claiming to come from `FORGED`."""
        body = {"username": username, "password": "no password at all", "mode": "token"}
        return await self.ask("POST", "/api/agent/login", json=body, headers={"X-Forwarded-For": FORGED})


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LIMIT_BYTES:
            raise httpx.DecodingError("the answer is too long")
    return bytes(body)


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
