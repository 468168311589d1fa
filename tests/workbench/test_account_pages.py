"""The workbench's pages: closed to strangers, in the reader's language, and never with a secret in them."""

import re

import httpx
import pytest

from app.domain.agent import AgentRole
from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import hire
from tests.workbench.browser_like import browser, enter

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CHINESE = re.compile(r"[\u3400-\u9fff]")


def _without_nonces(page: httpx.Response) -> str:
    """What the page says; it says a random nonce too."""
    assert page.status_code == 200
    return re.sub(r'nonce="[^"]+"', "", page.text)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/agent", "/agent/sign-in?next=%2Fagent"),
        ("/agent?lang=en", "/agent/sign-in?next=%2Fagent%3Flang%3Den&lang=en"),
        ("/agent/admin/agents", "/agent/sign-in?next=%2Fagent%2Fadmin%2Fagents"),
        ("/agent?session=s_1", "/agent/sign-in?next=%2Fagent%3Fsession%3Ds_1"),
        ("/agent?x=%0d%0aSet-Cookie:y", "/agent/sign-in?next=%2Fagent"),
    ],
)
async def test_who_is_not_signed_in_is_led_to_the_door_and_back(path: str, leads_to: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        answer = await http.get(path, headers=HTML)
        assert (answer.status_code, answer.headers["location"]) == (303, leads_to)
        assert answer.headers["cache-control"] == "no-store"
        door = await http.get(leads_to, headers=HTML)
        assert door.status_code == 200
        assert "data-refresh" not in door.text


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/agent/admin/agents", "/agent/admin/agents"),
        ("//elsewhere.example", "/agent"),
        ("https://elsewhere.example/agent", "/agent"),
        ("/agent\\@elsewhere.example", "/agent"),
        ('/agent"><script>', "/agent"),
    ],
)
async def test_the_door_leads_nowhere_but_into_the_workbench(asked: str, kept: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await hire(live, "ada")
        door = await http.get("/agent/sign-in", params={"next": asked}, headers=HTML)
        assert f'data-next="{kept}"' in door.text
        assert "elsewhere" not in door.text
        assert "<script>" not in door.text.replace("<script type=", "")


async def test_the_door_says_how_the_first_account_is_made_until_there_is_one(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        door = await http.get("/agent/sign-in?lang=en", headers=HTML)
        assert "Nobody has an account yet" in door.text
        assert "--username NAME --role admin" in door.text
        assert "<form" not in door.text
        await hire(live, "ada")
        door = await http.get("/agent/sign-in?lang=en", headers=HTML)
        assert "<form" in door.text
        assert not re.search("account yet|create-agent|set-up link", door.text)


async def test_the_menu_shows_where_one_is(settings: Settings) -> None:
    belongs = {
        "/agent": "/agent",
        "/agent/sessions/s_1": "/agent",
        "/agent/admin/agents": "/agent/admin/agents",
        "/agent/admin/shops": "/agent/admin/shops",
        "/agent/admin/shops/demo": "/agent/admin/shops",
        "/agent/admin/shops/demo/hours": "/agent/admin/shops",
        "/agent/admin/shops/demo/appearance": "/agent/admin/shops",
        "/agent/admin/shops/demo/identity": "/agent/admin/shops",
        "/agent/admin/shops/demo/policy": "/agent/admin/policy",
    }
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada", AgentRole.ADMIN, lang="en"))
        for path, item in belongs.items():
            menu = (await http.get(path, headers=HTML)).text.partition("</nav>")[0]
            assert re.findall(r'<a href="([^"]+)" aria-current="(?:page|true)"', menu) == [item], path


async def test_a_browser_that_was_here_before_is_asked_to_refresh_first(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada"))
        assert "data-refresh" in (await http.get("/agent/sign-in", headers=HTML)).text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_pages_are_in_the_agents_language_unless_another_is_asked_for(lang: str, settings: Settings) -> None:
    other = "en" if lang == "zh" else "zh"
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada", AgentRole.ADMIN, lang=lang))
        shop = f"/agent/admin/shops/{live.engine.shops.all()[0].id}"
        pages = [shop, *(f"{shop}/{name}" for name in ("hours", "appearance", "identity", "policy"))]
        for path in ("/agent", "/agent/profile", "/agent/admin/agents", "/agent/admin/shops", *pages):
            page, same = [await http.get(path, headers=HTML | {"Accept-Language": one}) for one in (other, lang)]
            assert _without_nonces(page) == _without_nonces(same)
            assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in page.text
            assert f'href="?lang={other}"' in page.text
            switched = await http.get(f"{path}?lang={other}", headers=HTML)
            assert f'<html lang="{"zh-CN" if other == "zh" else "en"}"' in switched.text


async def test_english_pages_hold_no_chinese_but_its_own_name(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        paths = ["/agent/sign-in", "/agent/setup", "/agent/password"]
        pages = [await http.get(f"{path}?lang=en", headers=HTML) for path in paths]
        await enter(http, await hire(live, "ada", AgentRole.ADMIN, lang="en"))
        pages += [await http.get(path, headers=HTML) for path in ("/agent/profile", "/agent/admin/agents")]
        for page in pages:
            assert page.status_code == 200
            assert not CHINESE.search(page.text.replace("中文", "")), page.url


async def test_a_plain_agent_sees_no_admin_page_and_no_link_to_one(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada", lang="en"))
        answer = await http.get("/agent/admin/agents?lang=en", headers=HTML)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "Only an administrator can do that." in answer.text
        assert "/agent/admin" not in (await http.get("/agent", headers=HTML)).text


async def test_a_name_is_shown_as_text_whatever_it_is(settings: Settings) -> None:
    evil = "</script><img src=x onerror=alert(1)>'\""
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        admin = await hire(live, "ada", AgentRole.ADMIN, lang="en", shops=("demo",))
        await enter(http, admin)
        assert (await http.patch("/api/agent/profile", json={"name": evil})).status_code == 200
        for path in ("/agent", "/agent/profile", "/agent/admin/agents"):
            page = await http.get(path, headers=HTML)
            assert "<img src=x" not in page.text
            assert "onerror" in page.text


async def test_no_page_may_be_framed_or_send_forms_elsewhere(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada", AgentRole.ADMIN))
        for path in ("/agent", "/agent/sign-in", "/agent/setup", "/agent/password", "/agent/admin/agents"):
            page = await http.get(path, headers=HTML)
            policy = page.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "form-action 'none'" in policy
            assert http.cookies["kefu_agent"] not in page.text
