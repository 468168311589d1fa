"""A shop's pages hold what is kept and nothing that must not stand there; a preview shows drafts, and never breaks."""

import json
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import jwt
import pytest

from app.domain.looks_form import looks_data, proactive_data, texts_data
from app.domain.shop import DEFAULT_ID, SHOPS
from app.settings import Settings
from app.workbench.shop_pages import EXAMPLES
from tests.staff import Colleague, admin_of
from tests.workbench.office import Office, office

PAGES = f"/agent/admin/shops/{DEFAULT_ID}"
API = f"/api{PAGES.removeprefix('/agent')}"


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Office]:
    async with office(settings) as opened:
        yield opened


@pytest.fixture
async def admin(place: Office) -> Colleague:
    return await admin_of(place.live, place.http)


def appearance(**looks: Any) -> dict[str, Any]:
    """An appearance as it is put, as usual but for `looks`."""
    shop = SHOPS[DEFAULT_ID]
    return {
        "looks": looks_data(shop.looks) | looks,
        "texts": texts_data(shop.texts),
        "proactive": proactive_data(shop.proactive),
    }


async def read(admin: Colleague, page: str = "", **query: str) -> str:
    answer = await admin.http.get(f"{PAGES}{page}", headers=admin.headers, params={"lang": "en"} | query)
    assert answer.status_code == 200, answer.text
    return answer.text


async def config(admin: Colleague, **query: str) -> dict[str, Any]:
    """What a preview tells the loader, and in which state."""
    found = re.search(r'id="config">(.*?)</script>', await read(admin, "/preview", **query))
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


async def test_every_page_leads_to_the_others_and_says_where_one_is(admin: Colleague) -> None:
    for page in ("", "/hours", "/appearance", "/identity"):
        links = re.search(r'<nav class="tabs".*?</nav>', await read(admin, page), re.DOTALL)
        assert links
        assert re.findall(r'href="([^"]+)"( aria-current="page")?', links[0]) == [
            (PAGES + one, ' aria-current="page"' if one == page else "")
            for one in ("", "/hours", "/appearance", "/identity")
        ]


async def test_the_settings_show_what_is_kept(admin: Colleague) -> None:
    kept = (await admin.ask("GET", API)).json()
    answers = {"instructions": "Say <b>", "suggestions": {"zh": ["退货？"], "en": ["Returns?", "Size?"]}}
    body = {name: kept[name] for name in ("names", "service")} | {
        "origins": ["https://shop.example.com", "https://*.example.org"],
        "answers": answers | {"coze_bot_id": "123"},
        "retention_days": 7,
    }
    assert (await admin.ask("PUT", API, **body)).status_code == 200
    page = await read(admin)
    for shown in (
        "\nhttps://shop.example.com\nhttps://*.example.org</textarea>",
        "\nSay &lt;b&gt;</textarea>",
        "\nReturns?\nSize?</textarea>",
        'value="123"',
        'max="3650" value="7"',
    ):
        assert shown in page
    assert '<p class="warning" id="nowhere" hidden>' in page


async def test_the_snippets_stand_on_the_page_before_any_script_runs(place: Office, admin: Colleague) -> None:
    body = appearance(color="#aa3300", label={"zh": "问", "en": 'Ask "us"'})
    assert (await admin.ask("PUT", f"{API}/appearance", **body)).status_code == 200
    page = unescape(unescape(await read(admin, "/appearance")))
    assert f'<script src="{place.live.base}/sdk/fiido-kefu.js" data-shop="demo" data-color="#aa3300"' in page
    loader = place.services.loader
    assert f'src="{place.live.base}{loader.path}" integrity="{loader.integrity}" crossorigin="anonymous"' in page


async def test_a_check_writes_for_the_language_of_the_pages(admin: Colleague) -> None:
    body = appearance(label={"zh": "问", "en": "Ask"})
    for lang, expected in (("", 'text-zh="问" data-launcher-text-en="Ask"'), ("en", 'data-launcher-text="Ask"')):
        answer = await admin.ask("POST", f"{API}/appearance/check?page_lang={lang}", **body)
        assert expected in answer.json()["snippets"]["script"]


async def test_a_preview_shows_a_draft_and_not_what_is_kept(admin: Colleague) -> None:
    draft = appearance(color="#aa3300", position="bottom-left", label={"zh": "问", "en": "</script>"}, offset_x_px=0)
    draft["texts"]["welcome"] = {"en": "Hello there"}
    told = await config(admin, draft=json.dumps(draft), state="open", scheme="dark")
    assert told["state"] == "open"
    loader = told["loader"]
    assert (loader["color"], loader["position"], loader["offset"]) == ("#aa3300", "bottom-left", {"x": 0, "y": 20})
    assert (loader["launcher"]["text"], loader["welcomeMessage"]) == ("</script>", "Hello there")
    assert loader["theme"] == "dark"
    assert loader["preview"] is True and loader["lang"] == "en"
    assert (await config(admin))["loader"]["color"] == "#0f766e"


@pytest.mark.parametrize("draft", ["", "{", "[]", "7", "{}", '{"looks":{"color":"red"}}', "[" * 9000, '{"looks":[]}'])
async def test_a_draft_that_cannot_be_kept_shows_the_shop_as_it_is(admin: Colleague, draft: str) -> None:
    told = await config(admin, draft=draft, state="elsewhere", scheme="pink")
    assert told["state"] == "closed"
    assert (told["loader"]["color"], told["loader"]["theme"]) == ("#0f766e", "light")


async def test_only_our_own_pages_may_frame_a_preview(admin: Colleague) -> None:
    for page, framed in (("/preview", "'self'"), ("/appearance", "'none'")):
        answer = await admin.ask("GET", f"{PAGES}{page}")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {framed}") and "'unsafe" not in policy


async def test_the_secret_is_never_in_a_page(admin: Colleague) -> None:
    secret = (await admin.ask("GET", f"{API}/identity")).json()["secret"]
    assert len(secret) >= 40
    assert secret not in await read(admin, "/identity")


class _Customer:
    id = 42
    name = "小明"
    email = "ming@example.com"


def test_the_python_example_makes_a_token_that_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_IDENTITY_SECRET", "s" * 43)
    scope: dict[str, Any] = {}
    exec(compile(EXAMPLES["python"], "example", "exec"), scope)  # noqa: S102 - it is our own, and shown to be run
    claims = jwt.decode(scope["chat_token"](_Customer), "s" * 43, ["HS256"], options={"require": ["sub", "exp"]})
    assert (claims["sub"], claims["name"], claims["email"]) == ("42", "小明", "ming@example.com")
