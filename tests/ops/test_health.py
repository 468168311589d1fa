"""Health as load balancers ask for it: alive at all, and ready for visitors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ai.provider import AIError
from app.settings import Settings
from app.store import embedded
from tests.conftest import SECRET
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse


@pytest.fixture
def own(tmp_path: Path) -> Iterator[embedded.EmbeddedStore]:
    """A store that the test may stop."""
    own = embedded.join(tmp_path)
    yield own
    embedded._stop(own.socket_path)
    own.users.close()


def _settings(own: embedded.EmbeddedStore) -> Settings:
    return Settings(redis_url=own.url, redis_tag="test", secret_key=SECRET)


async def test_ready_says_whether_store_and_ai_are_connected(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answer = await http.get("/api/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "store": {"connected": True}, "ai": {"provider": "scripted", "connected": True}},
    )


async def test_without_the_ai_visitors_are_still_sent_here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: object) -> None:
        raise AIError("network")

    monkeypatch.setattr(ScriptedProvider, "check", broken)
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answer = await http.get("/api/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["ai"]["connected"] is False


async def test_without_the_store_alive_but_not_ready(own: embedded.EmbeddedStore) -> None:
    async with serving(_settings(own), ScriptedProvider(echo())) as live, live.client() as http:
        embedded._stop(own.socket_path)
        assert (await http.get("/api/health/live")).json() == {"status": "ok"}
        answer = await http.get("/api/health/ready")
        assert (answer.status_code, answer.json()["store"]) == (503, {"connected": False})


async def test_without_the_store_every_chat_route_says_so_and_when_to_try_again(own: embedded.EmbeddedStore) -> None:
    async with serving(_settings(own), ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        embedded._stop(own.socket_path)
        found = await refuse(http, "POST", "/api/chat/session", 503, "STORE_UNAVAILABLE", json={})
        for path in ("/api/chat", "/api/chat/stream"):
            found += await refuse(
                http, "POST", path, 503, "STORE_UNAVAILABLE", json={"message": "hi"}, headers=visitor.headers
            )
        for path in ("/api/chat/messages", "/api/chat/events"):
            found += await refuse(http, "GET", path, 503, "STORE_UNAVAILABLE", headers=visitor.headers)
        answer = await http.post("/api/chat/session", json={"token": visitor.token})
        assert answer.headers["retry-after"] == str(answer.json()["retry_after"])
    assert all(problem["retry_after"] > 0 for problem in found)


async def test_pages_are_served_without_the_store(own: embedded.EmbeddedStore) -> None:
    async with serving(_settings(own), ScriptedProvider(echo())) as live, live.client() as http:
        embedded._stop(own.socket_path)
        assert (await http.get("/embed")).status_code == 200
