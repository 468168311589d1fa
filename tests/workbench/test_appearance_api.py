"""Admins dress a shop's chat and see its secret: kept as it was sent, refused with its field, effective at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.domain.looks import Looks, Proactive, Texts
from app.domain.looks_form import looks_data, proactive_data, texts_data
from app.domain.service_form import service_data
from app.domain.shop import DEFAULT_ID, Service
from app.settings import Settings
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, admin_of, hire, sign_in

DEMO = f"/api/admin/shops/{DEFAULT_ID}"
BOTH = {"zh": "您好", "en": "Hello"}
WHOLE: dict[str, Any] = {
    "looks": looks_data(Looks("#aabbcc", "dark", "bottom-left", "help", BOTH, 8, 9, 10, hides_launcher=True)),
    "texts": texts_data(Texts(BOTH, BOTH)),
    "proactive": proactive_data(Proactive(5, "/bikes/*", BOTH)),
}
USUAL = {"looks": looks_data(Looks()), "texts": texts_data(Texts()), "proactive": proactive_data(Proactive())}


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with serving(replace(settings, public_url="https://kefu.example"), ScriptedProvider(echo())) as running:
        yield running


@pytest.fixture
async def admin(live: Live) -> AsyncIterator[Colleague]:
    async with live.client() as http:
        yield await admin_of(live, http)


def fault(answer: httpx.Response) -> tuple[int, str, str]:
    problem = answer.json()
    return answer.status_code, problem["code"], problem["errors"][0]["field"] if "errors" in problem else ""


async def test_an_appearance_is_kept_as_it_was_sent(admin: Colleague, live: Live) -> None:
    assert (await admin.ask("GET", f"{DEMO}/appearance")).json() == USUAL
    kept = await admin.ask("PUT", f"{DEMO}/appearance", **WHOLE)
    assert (kept.status_code, kept.json()) == (200, WHOLE)
    assert (await admin.ask("GET", f"{DEMO}/appearance")).json() == WHOLE
    page = await admin.http.get("/embed")
    assert "--accent:#aabbcc" in page.text
    assert 'data-theme="dark"' in page.text


async def test_a_part_that_is_left_out_stays(admin: Colleague) -> None:
    await admin.ask("PUT", f"{DEMO}/appearance", **WHOLE)
    kept = (await admin.ask("PUT", f"{DEMO}/appearance", looks={"color": "#123456"})).json()
    assert kept == WHOLE | {"looks": looks_data(Looks(color="#123456"))}
    shop = (await admin.ask("GET", DEMO)).json()
    await admin.ask("PUT", DEMO, names=shop["names"], service=shop["service"])
    assert (await admin.ask("GET", f"{DEMO}/appearance")).json() == kept


async def test_a_draft_gives_its_snippets_and_is_not_kept(admin: Colleague) -> None:
    answer = await admin.ask("POST", f"{DEMO}/appearance/check", **WHOLE)
    snippets = answer.json()["snippets"]
    assert set(snippets) == {"script", "pinned", "iframe"}
    assert "https://kefu.example/sdk/fiido-kefu.js" in snippets["script"]
    assert "#aabbcc" in snippets["script"]
    assert "https://kefu.example/embed?shop=demo" in snippets["iframe"]
    assert (await admin.ask("GET", f"{DEMO}/appearance")).json() == USUAL


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"looks": {"color": "teal"}}, "SHOP_COLOR", "looks.color"),
        ({"looks": {"z_index": "top"}}, "INVALID_FIELDS", "looks.z_index"),
        ({"looks": {"colour": "#fff"}}, "INVALID_FIELDS", "looks.colour"),
        ({"texts": {"welcome": {"de": "Hallo"}}}, "SHOP_INVALID", "texts.welcome.de"),
        ({"proactive": {"after_s": 9}}, "SHOP_FIRST_WORD", "proactive.message.zh"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_its_field(
    body: dict[str, Any], code: str, field: str, admin: Colleague
) -> None:
    for method, path in (("PUT", ""), ("POST", "/check")):
        answer = await admin.ask(method, f"{DEMO}/appearance{path}", **body)
        assert fault(answer) == (422, code, field)
    assert (await admin.ask("GET", f"{DEMO}/appearance")).json() == USUAL


async def test_where_a_shop_may_be_embedded_and_how_it_answers_is_kept(admin: Colleague, live: Live) -> None:
    names, service = {"zh": "店", "en": "Shop"}, service_data(Service())
    answers = {"instructions": "Be brief.", "suggestions": {"zh": [], "en": ["When?"]}, "coze_bot_id": "73"}
    more = {"origins": ["https://A.example/"], "answers": answers, "retention_days": 7}
    kept = (await admin.ask("PUT", DEMO, names=names, service=service, **more)).json()
    assert {name: kept[name] for name in more} == more | {"origins": ["https://a.example"]}
    # A client of the time before these settings leaves them alone.
    old = (await admin.ask("PUT", DEMO, names=names, service=service)).json()
    assert old == kept == (await admin.ask("GET", DEMO)).json()
    assert live.engine.shops.knows("https://a.example")


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"origins": ["https://a.example", "a.example"]}, "SHOP_ORIGIN", "origins.1"),
        ({"answers": {"suggestions": {"en": ["x" * 61]}}}, "SHOP_TEXT", "answers.suggestions.en.0"),
        ({"retention_days": 0}, "SHOP_DAYS", "retention_days"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(
    more: dict[str, Any], code: str, field: str, admin: Colleague
) -> None:
    body = {"names": {"zh": "店", "en": "Shop"}, "service": service_data(Service()), **more}
    assert fault(await admin.ask("PUT", DEMO, **body)) == (422, code, field)


async def test_a_renewed_secret_is_another_one_on_every_process(admin: Colleague, settings: Settings) -> None:
    first = (await admin.ask("GET", f"{DEMO}/identity")).json()["secret"]
    assert len(first) == 43
    second = (await admin.ask("POST", f"{DEMO}/identity/renew")).json()["secret"]
    assert second != first
    assert (await admin.ask("GET", f"{DEMO}/identity")).json()["secret"] == second
    async with serving(settings, ScriptedProvider(echo())) as other, other.client() as http:
        there = replace(admin, http=http)
        assert (await there.ask("GET", f"{DEMO}/identity")).json()["secret"] == second
    await admin.ask("POST", "/api/admin/shops", id="new", names={"zh": "新", "en": "New"})
    assert (await admin.ask("GET", "/api/admin/shops/new/identity")).json()["secret"] not in (first, second)


async def test_only_admins_see_the_secret_and_of_shops_that_are_there(admin: Colleague, live: Live) -> None:
    async with live.client() as http:
        agent = await sign_in(http, await hire(live, "bo"))
        for method, path in (("GET", "identity"), ("POST", "identity/renew"), ("GET", "appearance")):
            assert (await agent.ask(method, f"{DEMO}/{path}")).status_code == 403
            assert (await admin.ask(method, f"/api/admin/shops/none/{path}")).status_code == 404
