"""The shop's people in browser tests: its hours, and agents at work by the HTTP API; for pages see `chat_page`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from app.domain.hours import DAY_MIN, Hours, Period
from app.web.services import NAME, Services
from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage, until
from tests.live import Ear, Heard
from tests.staff import Colleague, hire, sign_in

ALWAYS = Hours(week=((Period(0, DAY_MIN),),) * 7)
NEVER = Hours(week=((),) * 7)


async def name_of(chat: ChatPage) -> str:
    """The public name of the session that a page shows."""
    name: str = await chat.page.evaluate("localStorage.getItem('kefu.session.demo')")
    return name


def services_of(stage: Stage) -> Services:
    """The use cases of the stage's server."""
    found: Services = stage.live.app.extensions[NAME]
    return found


async def keep_hours(stage: Stage, hours: Hours, **service: Any) -> None:
    """From now on the demo shop keeps `hours`, and `service` of its patience."""
    shops = services_of(stage).shops
    await shops.change("demo", lambda shop: replace(shop, hours=hours, service=replace(shop.service, **service)))


@dataclass(slots=True)
class Worker:
    """An agent at work: what they do to the sessions, and what they hear of the one on their screen."""

    who: Colleague
    heard: list[Heard]

    async def do(self, session_name: str, action: str, **body: Any) -> dict[str, Any]:
        """POST `action` on a session; fails where the server refuses."""
        answer = await self.who.ask("POST", f"/api/sessions/{session_name}/{action}", **body)
        assert answer.is_success, (action, answer.status_code, answer.text)
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    async def look(self, path: str) -> dict[str, Any]:
        """GET what lies under /api/."""
        answer = await self.who.ask("GET", f"/api/{path}")
        assert answer.is_success, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    async def say(self, session_name: str, text: str) -> str:
        """Say `text` in a session of one's own; the message's id."""
        message_id: str = (await self.do(session_name, "messages", message=text))["message_id"]
        return message_id

    async def hears(self, kind: str, **members: Any) -> Heard:
        """The first event of that kind whose data hold `members`, as soon as it has come."""

        async def find() -> Heard | None:
            fitting = (one for one in self.heard if one.kind == kind and members.items() <= one.data.items())
            return next(fitting, None)

        found: Heard = await until(find)
        return found


@asynccontextmanager
async def at_work(stage: Stage, name: str, session_name: str = "") -> AsyncIterator[Worker]:
    """An agent called `name` with the workbench open, on `session_name` if given."""
    async with stage.live.client() as http:
        who = await sign_in(http, await hire(stage.live, name.lower()))
        worker = Worker(who, [])
        path = "/api/agent/events" + (f"?session={session_name}" if session_name else "")
        async with http.stream("GET", path, headers=who.headers) as response:
            assert response.status_code == 200, await response.aread()
            listening = asyncio.create_task(_listen(Ear(response.aiter_lines()), worker.heard))
            try:
                await until(lambda: _is_online(stage, who))
                yield worker
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)


async def _is_online(stage: Stage, who: Colleague) -> bool:
    colleagues = await services_of(stage).team.colleagues()
    return any(one.is_online for one in colleagues if one.agent.id == who.agent.id)


async def _listen(ear: Ear, heard: list[Heard]) -> None:
    while True:
        heard.append(await ear.next(timeout_s=60))
