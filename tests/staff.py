"""Agents for tests: accounts on a running server, and programs that are signed in; what they do is up to tests."""

from dataclasses import dataclass

import httpx

from app.domain.agent import Agent, AgentRole
from app.web.services import NAME, Services
from tests.live import Live

PASSWORD = "a good long pass phrase"


@dataclass(slots=True)
class Colleague:
    """An agent's program: it holds a JWT and sends it as Bearer."""

    agent: Agent
    http: httpx.AsyncClient
    token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def ask(self, method: str, path: str, **body: object) -> httpx.Response:
        """A request as this agent; everything but GET has a JSON body."""
        sent = {} if method == "GET" else {"json": body}
        return await self.http.request(method, path, headers=self.headers, **sent)  # type: ignore[arg-type]


async def hire(live: Live, username: str, role: AgentRole = AgentRole.AGENT, **members: object) -> Agent:
    """An account with the password `PASSWORD`; its name is the sign-in name with a capital."""
    services: Services = live.app.extensions[NAME]
    wanted = Agent(id="", username=username, name=username.capitalize(), role=role, **members)  # type: ignore[arg-type]
    return (await services.staff.create(wanted, PASSWORD)).agent


async def sign_in(http: httpx.AsyncClient, agent: Agent, password: str = PASSWORD) -> Colleague:
    """Sign in as a program."""
    body = {"username": agent.username, "password": password, "mode": "token"}
    answer = await http.post("/api/agent/login", json=body)
    assert answer.status_code == 200, answer.text
    keys = answer.json()
    return Colleague(agent, http, keys["access_token"], keys["refresh_token"])


async def admin_of(live: Live, http: httpx.AsyncClient) -> Colleague:
    """An admin named Root, signed in."""
    return await sign_in(http, await hire(live, "root", AgentRole.ADMIN))
