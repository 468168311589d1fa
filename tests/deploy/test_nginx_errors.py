"""What Nginx says itself: a page in two languages to people, a problem to programs, with nothing to be fetched."""

import base64
import hashlib
import re
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import back_end, saying, whole
from tests.deploy.nginx import fronting
from tests.processes import ROOT

PAGE = (ROOT / "nginx/errors/page.html").read_text("utf-8")
SENTENCES = (ROOT / "nginx/errors/sentences.conf").read_text("utf-8")
HAN = re.compile("[\u4e00-\u9fff]")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def texts(name: str) -> dict[str, str]:
    """A table of sentences.conf: the text for each status."""
    table = re.search(rf"map \$status \${name} {{\n(.*?)\n}}", SENTENCES, re.DOTALL)
    assert table
    return dict(re.findall(r'^  (\w+) "?(.*?)"?;$', table[1], re.MULTILINE))


def test_every_error_has_a_text_in_both_languages_that_json_can_hold() -> None:
    statuses = {"400", "404", "408", "413", "414", "429", "504", "default"}
    assert set(texts("problem_text_en")) == set(texts("problem_text_zh")) == statuses
    assert statuses <= set(texts("problem_code"))
    for name, is_chinese in (("problem_text_en", False), ("problem_text_zh", True)):
        for text in texts(name).values():
            assert bool(HAN.search(text)) == is_chinese
            assert not set(text) & set('"\\$')


def test_the_page_needs_nothing_but_itself() -> None:
    assert not re.search(r"(src|href)=\"(?!data:|#|\")", PAGE)
    assert not re.search(r"<script|@import|url\(|\bon\w+=", PAGE)
    style = PAGE[PAGE.index("<style>") + len("<style>") : PAGE.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style_hash=sha256-{digest}\n" in (ROOT / "nginx/render").read_text("utf-8"), "write the new hash there"


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "fr,zh-TW;q=0.7,en;q=0.3", "zh"),
        ("", "fr", "en"),
        ("", "", "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?shop=x&lang=zh", "en", "zh"),
    ],
)
def test_it_speaks_the_language_that_the_back_ends_would(tmp_path: Path, query: str, accepted: str, lang: str) -> None:
    headers = {"Accept-Language": accepted}
    with (
        fronting(tmp_path, "127.0.0.1:9") as nginx,
        httpx.Client(base_url=nginx.https, verify=nginx.trusted(), headers=headers) as http,
    ):
        problem = http.get(f"/api/chat/messages{query}").json()
        page = http.get(f"/embed{query}", headers=BROWSER).text
    text = texts(f"problem_text_{lang}")["default"]
    assert problem["detail"] == text
    assert f"<title>{text} · Fiido Kefu</title>" in page
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page
    assert f'<body class="{lang}">' in page
    for either in ("problem_text_zh", "problem_text_en"):
        assert f"<h1>{texts(either)['default']}</h1>" in page
    assert "<!--#" not in page


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_programs_get_a_problem(tmp_path: Path, method: str) -> None:
    with (
        fronting(tmp_path, "127.0.0.1:9") as nginx,
        httpx.Client(base_url=nginx.https, verify=nginx.trusted()) as http,
    ):
        answer = http.request(method, "/api/chat", headers=BROWSER)
        elsewhere = http.request(method, "/sdk/fiido-kefu.js", headers={"Accept": "*/*"})
    problem = answer.json()
    assert answer.status_code == elsewhere.status_code == problem.pop("status") == 502
    assert answer.headers["content-type"] == elsewhere.headers["content-type"] == "application/problem+json"
    assert (answer.headers["retry-after"], problem.pop("retry_after")) == ("2", 2)
    assert re.fullmatch(r"[0-9a-f]{32}", problem.pop("request_id"))
    assert answer.headers["cache-control"] == "no-store"
    assert problem == {
        "type": "about:blank",
        "title": "Bad Gateway",
        "code": "SERVICE_AWAY",
        "detail": texts("problem_text_en")["default"],
    }


def hasty(rendered: str) -> str:
    return rendered.replace("proxy_read_timeout 60s;", "proxy_read_timeout 300ms;")


async def test_each_status_has_its_own_words(tmp_path: Path) -> None:
    async with back_end(saying(b"")) as silent:
        with fronting(tmp_path, silent.address, change=hasty) as nginx:
            async with nginx.client() as http:
                slow = await http.get("/api/chat/messages")
                page = await http.get("/agent", headers=BROWSER)
                missing = await http.get("/metrics", headers=BROWSER)
            # What cannot be read names no host: only the name in the handshake says whose it is.
            async with nginx.client() as http:
                named = {"sni_hostname": "chat.test"}
                long = await http.get("/api/" + "x" * 9_000, extensions=named)
                large = await http.get("/api/chat", headers={"Cookie": "x" * 9_000}, extensions=named)
    assert (slow.status_code, slow.json()["code"], slow.json()["retry_after"]) == (504, "SERVICE_SLOW", 5)
    assert (long.status_code, large.status_code) == (414, 400)
    assert texts("problem_text_en")["414"] in long.text
    assert texts("problem_text_en")["400"] in large.text
    assert (page.status_code, page.headers["content-type"]) == (504, "text/html; charset=utf-8")
    assert 'http-equiv="refresh"' in page.text and "Try now" in page.text
    assert missing.status_code == 404
    assert 'http-equiv="refresh"' not in missing.text and "Try now" not in missing.text


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Service Unavailable", "413 Too Large", "404 Not Found"])
async def test_what_back_ends_say_is_left_as_it_is(tmp_path: Path, status: str) -> None:
    async with back_end(saying(whole(b'{"code": "THEIRS"}', status=status, Retry_After="7"))) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                answer = await http.get("/api/chat/messages")
    assert answer.json() == {"code": "THEIRS"}
    assert answer.headers.get_list("retry-after") == ["7"]
    assert "cache-control" not in answer.headers
