"""A shop's page that speaks with the frame as the loader does, and notes all it hears; no loader, no test."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import BrowserContext, Page

from tests.browser.chat_page import ChatPage
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage, until

HELLO: dict[str, Any] = {
    "token": None,
    "isOpen": True,
    "page": "",
    "referrer": "",
    "user": None,
    "attributes": {},
    "consent": "",
}

PAGE = """<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<style>iframe { width: 380px; height: 600px }</style>
<script>
const server = %(server)s, greeting = %(hello)s;
const heard = [], replies = {};
let port = null, loads = 0, asked = 0;
function greet(more = {}, hasPort = true) {
  const line = new MessageChannel();
  const frame = document.querySelector('iframe');
  const hello = { ns: 'fiido-kefu', v: 1, type: 'hello', ...greeting, page: location.href, ...more };
  line.port1.onmessage = ({ data }) => {
    if (data.type === 'ready') port = line.port1;
    heard.push(data);
    if (data.type === 'token') greeting.token = data.token;
    if (data.type === 'consent') greeting.consent = data.consent;
    if (data.type === 'reply') replies[data.id] = data;
  };
  frame.contentWindow.postMessage(hello, server, hasPort ? [line.port2] : []);
}
function say(message) { port.postMessage(message); }
function load() { loads += 1; if (%(greets)s) greet(); }
</script>
<iframe src="%(src)s" referrerpolicy="strict-origin" onload="load()"></iframe>"""


def session_of(token: str) -> str:
    """The public name of the session that a token is good for."""
    payload = token.split(".")[1]
    claims: dict[str, str] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims["session"]


@dataclass(frozen=True, slots=True)
class HostPage:
    """One tab with the shop's page, and the frame in it."""

    page: Page

    @property
    def chat(self) -> ChatPage:
        """The chat in the frame."""
        return ChatPage(self.page.frames[1])

    async def heard(self, kind: str) -> list[dict[str, Any]]:
        """All messages of that type so far."""
        return [said for said in await self.page.evaluate("heard") if said["type"] == kind]

    async def session_name(self) -> str:
        """The public name of the session whose token the page was given last."""
        return session_of((await self.hears("token"))["token"])

    async def events(self, name: str) -> list[dict[str, Any]]:
        """The details of all events of that name so far."""
        return [said["detail"] for said in await self.heard("event") if said["name"] == name]

    async def hears(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The last message of that type, once there are `count`."""
        await until(lambda: self._has(kind, count))
        return (await self.heard(kind))[-1]

    async def learns(self, name: str, count: int = 1) -> dict[str, Any]:
        """The last event of that name, once there are `count`."""
        await until(lambda: self._knows(name, count))
        return (await self.events(name))[-1]

    async def post(self, kind: str, **more: Any) -> None:
        """Say something that is not answered."""
        await self.page.evaluate("message => say(message)", {"type": kind, **more})

    async def begin(self, kind: str, **more: Any) -> int:
        """Ask for something, and wait for nothing."""
        asked: int = await self.page.evaluate(
            "message => { asked += 1; say({ ...message, id: asked }); return asked; }", {"type": kind, **more}
        )
        return asked

    async def answer(self, asked: int) -> dict[str, Any]:
        """What was replied to it."""
        await self.page.wait_for_function("id => replies[id]", arg=asked)
        reply: dict[str, Any] = await self.page.evaluate("id => replies[id]", asked)
        return reply

    async def ask(self, kind: str, **more: Any) -> Any:
        """Ask for something and return the reply's value; fails where it is a refusal."""
        reply = await self.answer(await self.begin(kind, **more))
        assert "error" not in reply, reply
        return reply.get("value")

    async def _has(self, kind: str, count: int) -> bool:
        return len(await self.heard(kind)) >= count

    async def _knows(self, name: str, count: int) -> bool:
        return len(await self.events(name)) >= count


def framing(stage: Stage, hello: dict[str, Any], *, greets: bool, query: dict[str, str]) -> str:
    """The shop's page; where it does not greet, the test does."""
    asked = {"shop": "demo", "lang": "en", "sdk": "1"} | query
    return PAGE % {
        "server": json.dumps(stage.base),
        "hello": json.dumps(HELLO | hello),
        "greets": json.dumps(greets),
        "src": f"{stage.base}/embed?{urlencode(asked)}",
    }


async def visit(
    stage: Stage,
    shop: Site,
    *,
    window: BrowserContext | None = None,
    greets: bool = True,
    query: dict[str, str] | None = None,
    **hello: Any,
) -> HostPage:
    """The shop's page in a new tab; where it greets, once the frame can be seen."""
    shop.pages["/"] = framing(stage, hello, greets=greets, query=query or {})
    page = await (window or await stage.window(viewport={"width": 420, "height": 640})).new_page()
    await page.goto(shop.origin)
    await page.wait_for_load_state("load")
    host = HostPage(page)
    if greets:
        await host.hears("ready")
    return host
