"""Several processes: what one decides about a login is true on the others at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.live import Ear, Live, serving
from tests.processes import Server
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, Colleague, admin_of, hire, sign_in

PROFILE = "/api/agent/profile"


@pytest.fixture
async def elsewhere(settings: Settings, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a process of its own, on the same store."""
    environ = {"REDIS_URL": settings.redis_url, "REDIS_TAG": settings.redis_tag, "SECRET_KEY": settings.secret_key}
    server = Server(tmp_path / "log", environ)
    server.start()
    async with httpx.AsyncClient(base_url=server.base, timeout=30) as client:
        yield client
    assert server.stop() == 0


async def status_of(colleague: Colleague, elsewhere: httpx.AsyncClient, path: str = PROFILE) -> int:
    return (await elsewhere.get(path, headers=colleague.headers)).status_code


async def test_what_happens_to_a_login_here_is_true_there_at_once(
    settings: Settings, elsewhere: httpx.AsyncClient
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        lena = await _signed_in(live, http, "lena", elsewhere)
        await lena.ask("POST", "/api/agent/logout")
        assert await status_of(lena, elsewhere) == 401
        anna = await _signed_in(live, http, "anna", elsewhere)
        await root.ask("PATCH", f"/api/admin/agents/{anna.agent.id}", role="admin")
        assert await status_of(anna, elsewhere, "/api/admin/agents") == 200
        await root.ask("PATCH", f"/api/admin/agents/{anna.agent.id}", role="agent")
        assert await status_of(anna, elsewhere, "/api/admin/agents") == 403
        await root.ask("PATCH", f"/api/admin/agents/{anna.agent.id}", active=False)
        assert await status_of(anna, elsewhere) == 401


async def _signed_in(live: Live, http: httpx.AsyncClient, username: str, elsewhere: httpx.AsyncClient) -> Colleague:
    colleague = await sign_in(http, await hire(live, username))
    assert await status_of(colleague, elsewhere) == 200
    return colleague


async def test_open_streams_of_a_login_end_everywhere_when_it_does(
    settings: Settings, elsewhere: httpx.AsyncClient
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "lena")
        leaving, staying = await sign_in(http, agent), await sign_in(http, agent)
        async with (
            elsewhere.stream("GET", "/api/agent/events", headers=leaving.headers) as ending,
            elsewhere.stream("GET", "/api/agent/events", headers=staying.headers) as going_on,
        ):
            ears = Ear(ending.aiter_lines()), Ear(going_on.aiter_lines())
            for ear in ears:
                assert (await ear.next()).kind == "hello"
            await leaving.ask("POST", "/api/agent/logout")
            await ears[0].until("bye")
            with pytest.raises(StopAsyncIteration):
                await ears[0].next()
            assert (await staying.ask("GET", PROFILE)).status_code == 200
            body = {"password": "another good pass phrase", "current_password": PASSWORD}
            await staying.ask("PATCH", PROFILE, **body)
            await ears[1].until("bye")
