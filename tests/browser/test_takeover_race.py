"""What pages draw while takeovers come at random moments of an answer: nothing of the AI after it, on either page.

By the agent's own page nothing is drawn once it has read the takeover's 200. On the pages that hear of it by their
streams, words that had left the store before the takeover may still be drawn while the 200 is on its way to somebody
else, but never one beyond what that 200 says was shown, and none once the page shows that a person has the word.
"""

import asyncio
import os
import random
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.async_api import Page, expect

from app.ai.provider import Delta, Piece, Prompt
from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import DeskPage, open_desk
from tests.browser.stage import Stage
from tests.live import Visitor
from tests.staff import Colleague, hire, sign_in

TAKEOVERS = 300 if os.environ.get("SOAK") else 30
LATEST_S = 0.8

RECORD = """() => {
  const list = document.getElementById('messages');
  const page = document.documentElement;
  const known = new WeakMap();
  const said = (item) => item.querySelector('.bubble').textContent.trim();
  let status = page.dataset.status;
  window.record = [];
  const observer = new MutationObserver((changes) => {
    const drawn = new Map();
    // In the order in which they were made, be they of one task or of many.
    for (const { target, addedNodes } of changes) {
      if (target === page) status = page.dataset.status;
      for (const node of [target, ...addedNodes]) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        const item = element?.closest('.message[data-role=ai]');
        if (item?.isConnected && (element === item || element.closest('.bubble'))) drawn.set(item, status);
      }
    }
    const spoken = [...list.querySelectorAll('.message[data-role=ai]')].filter(said);
    for (const [item, status] of drawn) {
      if (!said(item) || said(item) === known.get(item)) continue;
      known.set(item, said(item));
      const at = performance.timeOrigin + performance.now();
      record.push({ at, status, nth: spoken.indexOf(item), text: said(item) });
    }
  });
  observer.observe(list, { childList: true, subtree: true, characterData: true });
  observer.observe(page, { attributeFilter: ['data-status'] });
}"""
"""From now on, note whatever is drawn of the AI: when, in which of its bubbles, and who had the word by this page."""

NOTE_TAKEOVERS = """() => {
  window.taken = [];
  const fetched = window.fetch;
  window.fetch = async (path, options) => {
    const answer = await fetched(path, options);
    if (!String(path).endsWith('/takeover')) return answer;
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const found = await read();
      // The page's own task, in which it reads the 200, has ended by then.
      setTimeout(() => taken.push({ at: performance.timeOrigin + performance.now(), stopped: found.stopped }));
      return found;
    };
    return answer;
  };
}"""


@dataclass(frozen=True, slots=True)
class Taken:
    """One takeover: when its 200 was there (ms since 1970), what it says was shown, and whether by the page itself."""

    at_ms: float
    stopped: dict[str, Any] | None
    by_page: bool


@dataclass(slots=True)
class Race:
    """One session on a visitor's page and on an agent's, who takes it in turns with a colleague's program."""

    chat: ChatPage
    desk: DeskPage
    visitor: Visitor
    own: Colleague
    other: Colleague
    rng: random.Random
    taken: list[Taken] = field(default_factory=list)

    async def run(self, number: int) -> None:
        """Ask, take over at a random moment, say something, and give the session back."""
        assert (await self.visitor.say(f"Tell me more, part {number}")).status_code == 202
        await asyncio.sleep(self.rng.uniform(0, LATEST_S))
        owner = self.rng.choice((self.own, self.other))
        await (self._click() if owner is self.own else self._take(owner))
        await self._do(owner, "messages", message=f"Let me, {number}")
        for page in (self.chat, self.desk):
            await expect(page.said_by("agent").last).to_have_text(f"Let me, {number}")
        assert await self._texts(self.chat.page) == await self._texts(self.desk.page) == self.stopped()
        await self._do(owner, "release")
        await expect(self.desk.button("takeover")).to_be_visible()

    def stopped(self) -> list[str]:
        """What all the answers were when they were stopped."""
        return [one.stopped["text"] for one in self.taken if one.stopped]

    async def _click(self) -> None:
        page, before = self.desk.page, len(await self.desk.page.evaluate("taken"))
        await self.desk.button("takeover").click()
        await page.wait_for_function("before => taken.length > before", arg=before)
        found = (await page.evaluate("taken"))[-1]
        self.taken.append(Taken(found["at"], found["stopped"], by_page=True))

    async def _take(self, owner: Colleague) -> None:
        found = await self._do(owner, "takeover")
        self.taken.append(Taken(time.time() * 1000, found["stopped"], by_page=False))

    async def _do(self, owner: Colleague, action: str, **body: str) -> dict[str, Any]:
        answer = await owner.ask("POST", f"/api/sessions/{self.visitor.session_name}/{action}", **body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def _texts(self, page: Any) -> list[str]:
        found: list[str] = await page.evaluate(
            "[...document.querySelectorAll('.message[data-role=ai] .bubble')].map((one) => one.textContent.trim())"
        )
        return found


def _talker(rng: random.Random) -> Any:
    async def talk(_: Prompt) -> AsyncIterator[Piece]:
        for number in range(400):
            await asyncio.sleep(rng.uniform(0.003, 0.06))
            yield Delta(f"word{number} 您好😀 ")

    return talk


async def _set(stage: Stage, http: httpx.AsyncClient, seed: int) -> Race:
    rng = random.Random(seed)
    await keep_hours(stage, ALWAYS)
    stage.ai.script = _talker(rng)
    visitor = await stage.visitor()
    chat = await stage.open(await stage.window(token=visitor.token))
    desk = await open_desk(stage, "Amy", f"/agent/sessions/{visitor.session_name}")
    await desk.opened()
    for page in (chat.tab, desk.page):
        await page.evaluate(RECORD)
    await desk.page.evaluate(NOTE_TAKEOVERS)
    visitor.http = http
    ben = await sign_in(http, await hire(stage.live, "ben"))
    return Race(chat, desk, visitor, await sign_in(http, desk.agent), ben, rng)


async def _faults(page: Page, race: Race, *, is_desk: bool) -> list[str]:
    """What was drawn of the AI that should not have been."""
    cut = [one for one in race.taken if one.stopped]
    found, record = list[str](), await page.evaluate("record")
    assert len(record) > len(cut), "the recorder is deaf"
    for drawn in record:
        taken = cut[drawn["nth"]]
        if not (taken.stopped or {})["text"].startswith(drawn["text"]):
            found.append(f"{drawn} is more than was shown: {taken}")
        if is_desk and taken.by_page and drawn["at"] > taken.at_ms:
            found.append(f"{drawn} after the page had read the 200: {taken}")
        if not is_desk and drawn["status"] == "manual_live":
            found.append(f"{drawn} while a person had the word: {taken}")
    return found


async def test_nothing_of_the_ai_is_drawn_after_a_takeover(stage: Stage, http: httpx.AsyncClient) -> None:
    seed = secrets.randbits(32)
    race = await _set(stage, http, seed)
    for number in range(TAKEOVERS):
        await race.run(number)
    faults = await _faults(race.chat.tab, race, is_desk=False) + await _faults(race.desk.page, race, is_desk=True)
    assert not faults, "\n".join([f"seed {seed}", *faults])
    assert len(race.stopped()) > TAKEOVERS / 2, seed
    # The mark stands once at every answer that was cut off, and nowhere else.
    for page, mark in ((race.chat.tab, ".note"), (race.desk.page, ".remark")):
        marked = page.locator(f".message[data-role=ai] {mark}", has_text="The answer was stopped here.")
        await expect(marked).to_have_count(len(race.stopped()))
        await expect(page.locator(f".message[data-role=ai]:has({mark})")).to_have_count(len(race.stopped()))
