"""Other sites' pages and the visitors' API: those that a shop lists may ask and read, the others may not."""

from dataclasses import replace

import httpx
import pytest

from app.settings import Settings
from tests.live import Live, open_visitor, serving
from tests.scripted import ScriptedProvider, echo

SHOP, ALL, BELOW = "https://shop.example", "https://all.example", "https://de.partner.example"
STRANGER = "https://elsewhere.example"


async def list_shop(live: Live) -> None:
    await live.engine.shops.change("demo", lambda shop: replace(shop, origins=(SHOP,)))


def told(answer: httpx.Response) -> dict[str, str]:
    """What the answer says to browsers about other sites."""
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


async def preflight(http: httpx.AsyncClient, origin: str, path: str = "/api/chat") -> httpx.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    return await http.options(path, headers={"Origin": origin, **asked})


@pytest.mark.parametrize("origin", [SHOP, ALL, BELOW])
async def test_a_listed_site_may_ask_and_read(origin: str, settings: Settings) -> None:
    given = replace(settings, allowed_origins=(ALL, "https://*.partner.example"))
    async with serving(given, ScriptedProvider(echo())) as live, live.client() as http:
        await list_shop(live)
        before = await preflight(http, origin, "/api/chat/session")
        assert (before.status_code, before.content) == (204, b"")
        assert told(before) == {
            "access-control-allow-origin": origin,
            "access-control-allow-methods": "GET, POST",
            "access-control-allow-headers": "Authorization, Content-Type, Last-Event-ID, Accept-Language, Time-Zone",
            "access-control-max-age": "7200",
            "access-control-expose-headers": "Retry-After, X-Request-Id",
        }
        answer = await http.post("/api/chat/session", json={}, headers={"Origin": origin})
        assert answer.status_code == 200
        assert told(answer) == {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": "Retry-After, X-Request-Id",
        }
        assert "Origin" in answer.headers["vary"]


async def test_a_listed_site_reads_errors_and_streams_too(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await list_shop(live)
        refused = await http.post("/api/chat", json={"message": "hi"}, headers={"Origin": SHOP})
        assert (refused.status_code, told(refused)["access-control-allow-origin"]) == (401, SHOP)
        visitor = await open_visitor(http)
        headers = visitor.headers | {"Origin": SHOP}
        async with http.stream("GET", "/api/chat/events", headers=headers) as stream:
            assert told(stream)["access-control-allow-origin"] == SHOP


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", "", f"{SHOP}.evil.example", SHOP.upper(), f"{SHOP}/", "https://*.partner.example", "*"]
)
async def test_any_other_site_may_not(origin: str, settings: Settings) -> None:
    given = replace(settings, allowed_origins=("https://*.partner.example",))
    async with serving(given, ScriptedProvider(echo())) as live, live.client() as http:
        await list_shop(live)
        before = await preflight(http, origin)
        assert (before.status_code, before.json()["code"]) == (403, "ORIGIN_REFUSED")
        answer = await http.post("/api/chat/session", json={}, headers={"Origin": origin})
        assert (told(before), told(answer)) == ({}, {})


@pytest.mark.parametrize("path", ["/api/agent/profile", "/api/sessions", "/api/chatter", "/embed", "/"])
async def test_nothing_but_the_visitors_api_is_open_to_other_sites(path: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await list_shop(live)
        before, answer = await preflight(http, SHOP, path), await http.get(path, headers={"Origin": SHOP})
    assert (told(before), told(answer)) == ({}, {})


async def test_cookies_never_travel_with_other_sites_requests(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await list_shop(live)
        for answer in (await preflight(http, SHOP), await http.get("/api/chat/messages", headers={"Origin": SHOP})):
            assert "access-control-allow-credentials" not in answer.headers
            assert answer.headers["access-control-allow-origin"] != "*"
