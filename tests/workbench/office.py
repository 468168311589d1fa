"""A server with an open shop, its agents' programs and its visitors'; what they do to each other is up to tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from app.ai.provider import Provider
from app.domain.hours import Hours
from app.domain.shop import Shop
from app.settings import Settings
from app.store.sessions import Sessions
from app.web.services import NAME, Services
from tests.live import Ear, Live, Visitor, open_visitor, serving
from tests.openings import ALWAYS
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, hire, sign_in
from tests.web.refusals import refuse


@dataclass(frozen=True, slots=True)
class Office:
    """A running server, and a client for everybody's programs."""

    live: Live
    http: httpx.AsyncClient

    @property
    def services(self) -> Services:
        """The use cases of the server."""
        found: Services = self.live.app.extensions[NAME]
        return found

    @property
    def sessions(self) -> Sessions:
        """The sessions as they are kept."""
        return self.live.engine.store.sessions

    async def agent(self, username: str = "mei", **members: Any) -> Colleague:
        """A new agent, signed in; the name is the sign-in name with a capital."""
        return await sign_in(self.http, await hire(self.live, username, **members))

    async def visitor(self, text: str = "", **body: Any) -> Visitor:
        """A new session, in which `text` was said and answered, if given."""
        visitor = await open_visitor(self.http, **body)
        if text:
            async with visitor.hear() as ear:
                assert (await visitor.say(text)).status_code == 202
                await ear.until("turn", state="finished")
        return visitor

    async def waiting(self, **body: Any) -> Visitor:
        """A new session that waits for a person."""
        visitor = await self.visitor(**body)
        answer = await self.http.post("/api/chat/escalate", headers=visitor.headers)
        assert answer.json()["status"] == "pending_manual", answer.text
        return visitor

    async def owned(self, agent: Colleague, **body: Any) -> Visitor:
        """A new session of the agent's."""
        visitor = await self.visitor(**body)
        await self.do(agent, visitor, "takeover")
        return visitor

    async def do(self, agent: Colleague, visitor: Visitor, action: str, **body: Any) -> Any:
        """POST `action` on the visitor's session; fails where the server refuses."""
        answer = await agent.ask("POST", at(visitor, action), **body)
        assert answer.is_success, (action, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def read(self, agent: Colleague, path: str) -> Any:
        """GET what lies under /api; fails where the server refuses."""
        answer = await agent.ask("GET", f"/api{path}")
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.json()

    @asynccontextmanager
    async def hear(self, agent: Colleague, session_name: str = "", after: str = "") -> AsyncIterator[Ear]:
        """The agent's event stream, with that session on screen."""
        path = "/api/agent/events" + (f"?session={session_name}" if session_name else "")
        headers = agent.headers | ({"Last-Event-ID": after} if after else {})
        async with self.http.stream("GET", path, headers=headers) as response:
            assert response.status_code == 200, await response.aread()
            yield Ear(response.aiter_lines())

    async def set_hours(self, hours: Hours, shop: str = "demo") -> None:
        """The shop keeps these hours from now on."""
        await self.services.shops.change(shop, lambda one: replace(one, hours=hours))

    async def add_shop(self, shop_id: str) -> Shop:
        """One more shop, which never closes."""
        await self.services.shops.create(shop_id, {"zh": "店", "en": "Shop"})
        return await self.services.shops.change(shop_id, lambda one: replace(one, hours=ALWAYS))


def at(visitor: Visitor, what: str = "") -> str:
    """Where the visitor's session is, and what can be done to it, for agents."""
    return f"/api/sessions/{visitor.session_name}" + (f"/{what}" if what else "")


@asynccontextmanager
async def office(settings: Settings, provider: Provider | None = None) -> AsyncIterator[Office]:
    """Serve, with a shop that is always open, and by default an AI that repeats the question."""
    async with serving(settings, provider or ScriptedProvider(echo())) as live, live.client() as http:
        opened = Office(live, http)
        await opened.set_hours(ALWAYS)
        yield opened


async def is_online(place: Office, agent: Colleague) -> None:
    """Return when the agent's workbench is known to be open."""
    async with asyncio.timeout(15):
        while agent.agent.id not in {one.agent.id for one in await place.services.team.colleagues() if one.is_online}:
            await asyncio.sleep(0.02)


async def refused(place: Office, agent: Colleague, visitor: Visitor, what: str, code: str, **body: Any) -> Any:
    """The refusal (409) in English; it was seen in both languages."""
    found = await refuse(place.http, "POST", at(visitor, what), 409, code, json=body, headers=agent.headers)
    return next(one for one in found if "。" not in one["detail"])
