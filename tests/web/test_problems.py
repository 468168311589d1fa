"""Errors outside the routes' own rules: problems for programs, pages for people, each in the reader's language."""

import json
import logging
import re
from dataclasses import replace

import pytest

from app.desk.visitor import VisitorDesk
from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/api/nothing", "/api/chat/nothing", "/api/", "/api/chat/events/x", "/api/chat/../x"])
async def test_an_unknown_api_address_is_a_problem_even_for_browsers(path: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await refuse(http, "GET", path, 404, "NOT_FOUND", headers=HTML)
        await refuse(http, "GET", path, 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/chat", {"POST", "OPTIONS"}),
        ("DELETE", "/api/chat/events", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/api/chat/session", {"POST", "OPTIONS"}),
        ("PATCH", "/api/health/live", {"GET", "HEAD", "OPTIONS"}),
    ],
)
async def test_a_method_that_is_not_supported_is_a_problem_that_names_those_that_are(
    method: str, path: str, allowed: set[str], settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        headers = {} if method == "GET" else JSON
        body = {} if method == "GET" else {"content": b"{}"}
        await refuse(http, method, path, 405, "METHOD_NOT_ALLOWED", headers=headers, **body)
        answer = await http.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
        assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/embed/x", 404), ("/assets/widget/v/none.js", 404)])
async def test_a_page_that_is_not_there_is_a_page_in_both_languages(path: str, status: int, settings: Settings) -> None:
    words = {"zh": "这个地址没有内容", "en": "There is nothing at this address."}
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for lang, sentence in words.items():
            for request in ({"headers": HTML | {"Accept-Language": lang}}, {"headers": HTML, "params": {"lang": lang}}):
                page = await http.get(path, **request)  # type: ignore[arg-type]
                assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
                assert sentence in page.text
                assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in page.text
                assert f'href="?lang={"en" if lang == "zh" else "zh"}"' in page.text
                policy = page.headers["content-security-policy"]
                assert "frame-ancestors 'none'" in policy
                styled = re.search('<style nonce="(.+?)">', page.text)
                assert styled
                assert f"'nonce-{styled[1]}'" in policy
        await refuse(http, "GET", path, status, "NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "has_demo", "leads_to"),
    [
        ("/nothing", True, "/?lang=en"),
        ("/nothing", False, ""),
        ("/", False, ""),
        ("/agent/nothing", True, "/agent"),
        ("/agent/admin/nothing", False, "/agent"),
        ("/agents", True, "/?lang=en"),
    ],
)
async def test_a_page_that_is_not_there_leads_to_one_that_is_and_asks_for_nothing_else(
    path: str, has_demo: bool, leads_to: str, settings: Settings
) -> None:
    app = replace(settings, demo_shop=has_demo)
    async with serving(app, ScriptedProvider(echo())) as live, live.client() as http:
        page = await http.get(path, headers=HTML | {"Accept-Language": "en"})
        assert page.status_code == 404
        ways = re.findall(r'class="button" href="([^"]+)"', page.text)
        assert ways == ([leads_to] if leads_to else [])
        for way in ways:
            assert (await http.get(way, headers=HTML)).status_code in {200, 303}
        # Without an icon of its own the browser would ask for /favicon.ico, and get one more 404.
        assert '<link rel="icon" href="data:image/svg+xml,' in page.text
        assert not re.search(r'(?:src|href)="(?!data:|\?lang=|/agent"|/\?lang=)', page.text)


async def test_a_browser_that_posts_to_a_page_gets_a_page(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        page = await http.post("/embed", headers=HTML | {"Accept-Language": "zh"}, data={"x": "1"})
        assert (page.status_code, page.headers["content-type"]) == (405, "text/html; charset=utf-8")
        assert re.search("[\u4e00-\u9fff]", page.text)


async def test_a_bug_shows_nothing_of_itself_and_is_logged_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise LookupError("a secret inside")

    monkeypatch.setattr(VisitorDesk, "history", broken)
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        with caplog.at_level(logging.ERROR, "kefu"):
            await refuse(http, "GET", "/api/chat/messages", 500, "INTERNAL", headers=visitor.headers)
            answer = await http.get("/api/chat/messages", headers=visitor.headers)
    assert "secret inside" not in answer.text
    assert caplog.records
    assert all(record.exc_info and "secret inside" in str(record.exc_info[1]) for record in caplog.records)


async def test_head_of_a_stream_ends_at_once(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        answer = await http.head("/api/chat/events", headers=visitor.headers, timeout=5)
        assert (answer.status_code, answer.content) == (200, b"")
        assert live.listeners() == 0


async def test_an_error_is_never_kept_by_a_cache_and_says_where_it_stands(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answers = [await http.get("/api/nothing"), await http.post("/api/chat", content=b"{", headers=JSON)]
    ids = [json.loads(answer.content)["request_id"] for answer in answers]
    assert len(set(ids)) == 2
