"""A running double and a plain HTTP client beside it, for the tests of this folder; no test is in here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.coze_double import CozeDouble, running


@dataclass(frozen=True, slots=True)
class Wire:
    """A double and a plain client."""

    double: CozeDouble
    http: httpx.AsyncClient

    def ask(self, text: str, **more: Any) -> dict[str, Any]:
        """Return the body of a streaming chat."""
        said = {
            "role": "user",
            "type": "question",
            "content": text,
            "content_type": "text",
            "meta_data": None,
        }
        base = {"bot_id": self.double.bot_id, "user_id": "v", "stream": True, "additional_messages": [said]}
        return base | more

    async def chat(self, text: str, path: str = "/v3/chat", **more: Any) -> httpx.Response:
        """Post one chat and return the whole answer."""
        return await self.http.post(path, json=self.ask(text, **more))

    async def flow(self, text: str) -> httpx.Response:
        """Post one chat of a workflow."""
        ids = {"workflow_id": self.double.workflow_id, "parameters": {}}
        return await self.chat(text, "/v1/workflows/chat", **ids)

    async def pieces(self, text: str) -> list[bytes]:
        """Post one chat and return the answer as it came; may raise in the middle."""
        got: list[bytes] = []
        async with self.http.stream("POST", "/v3/chat", json=self.ask(text)) as response:
            try:
                async for piece in response.aiter_raw():
                    got.append(piece)  # noqa: PERF401 - what came before the cut must be kept
            except httpx.RemoteProtocolError:
                got.append(b"<cut>")
        return got


async def open_wire(double: CozeDouble) -> AsyncIterator[Wire]:
    headers = {"Authorization": f"Bearer {double.pat}"}
    async with running(double) as base_url, httpx.AsyncClient(base_url=base_url, headers=headers) as http:
        yield Wire(double, http)


def frames(text: str) -> list[tuple[str, str]]:
    read = [dict(line.split(":", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(one["event"].strip(), one.get("data", "").strip()) for one in read]


def names(text: str) -> list[str]:
    return [event.removeprefix("conversation.") for event, _ in frames(text)]
