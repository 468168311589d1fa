"""What visitors do meanwhile: they ask, insist, and look afterwards what was kept."""

import asyncio
import itertools
import secrets
import time
from contextlib import suppress

from tests.live import Visitor

QUESTION = "How long does the battery last?"


async def insist(visitor: Visitor, text: str, patience_s: float = 20) -> int:
    """Say it as a page does: again, with the same id, where nobody knows whether it was heard; how often that was."""
    client_id, ends = secrets.token_hex(8), time.monotonic() + patience_s
    for again in itertools.count():
        said = await visitor.say(text, client_id)
        if said.status_code == 202:
            return again
        assert said.status_code in {502, 503}, said.text
        assert time.monotonic() < ends, said.text
        await asyncio.sleep(0.5)
    raise AssertionError


async def answered(visitor: Visitor, question: str = QUESTION) -> str:
    """Ask, and hear the answer to its end on the stream; returns it."""
    async with visitor.hear() as ear:
        await insist(visitor, question)
        heard = await ear.until("message", role="ai")
        assert [event for event in heard if event.kind == "delta"], "no word came by itself"
        return str(heard[-1].data["text"])


async def said_before(visitor: Visitor) -> list[str]:
    """All that the visitor said, page by page, the latest first."""
    found: list[str] = []
    before = ""
    while True:
        response = await visitor.http.get(f"/api/chat/messages?limit=100&before={before}", headers=visitor.headers)
        messages = response.json()["messages"]
        if not messages:
            return found
        found += [message["text"] for message in reversed(messages) if message["role"] == "visitor"]
        before = messages[0]["id"]


async def talk(visitor: Visitor, done: asyncio.Event) -> list[str]:
    """Say something every second until done; returns what was said."""
    said: list[str] = []
    again = 0
    while not done.is_set():
        said.append(f"Hello number {len(said)}")
        again += await insist(visitor, said[-1])
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 1)
    print(f"said {len(said)} things, {again} times once more")
    return said
