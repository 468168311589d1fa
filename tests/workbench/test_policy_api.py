"""Admins change a shop's policy and try it on sentences: what is kept counts everywhere, what is tried is not kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.domain.hours import Hours
from app.domain.hours_form import hours_data
from app.domain.policy import Policy, policy_data
from app.domain.policy_form import LIST_LIMIT
from app.domain.shop import DEFAULT_ID
from app.settings import Settings
from app.web.services import NAME, Services
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, admin_of, hire, sign_in

POLICY = f"/api/admin/shops/{DEFAULT_ID}/policy"
PAGE = f"/agent/admin/shops/{DEFAULT_ID}/policy"
NOTHING = {"decision": None, "leads_to": None, "fails": 0}


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with serving(settings, ScriptedProvider(echo())) as running:
        yield running


@pytest.fixture
async def admin(live: Live) -> AsyncIterator[Colleague]:
    async with live.client() as http:
        yield await admin_of(live, http)


async def tried(admin: Colleague, text: str, **more: Any) -> dict[str, Any]:
    answer = await admin.ask("POST", f"{POLICY}/try", text=text, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def open_always(admin: Colleague, *, is_open: bool) -> None:
    week = [[{"starts": "00:00", "ends": "24:00"}] if is_open else []] * 7
    await admin.ask("PUT", POLICY.replace("policy", "hours"), **(hours_data(Hours()) | {"week": week}))


async def test_a_shop_has_the_usual_policy_until_somebody_changes_it(admin: Colleague) -> None:
    assert (await admin.ask("GET", POLICY)).json() == policy_data(Policy())


async def test_what_is_changed_is_kept_and_what_is_left_out_becomes_as_usual(admin: Colleague) -> None:
    changed = {"vip_at_once": True, "fail_limit": 5, "ask": [" get me out "], "legal_severity": "low"}
    kept = (await admin.ask("PUT", POLICY, **changed)).json()
    assert kept == policy_data(Policy()) | changed | {"ask": ["get me out"]}
    assert (await admin.ask("GET", POLICY)).json() == kept
    assert (await admin.ask("PUT", POLICY)).json() == policy_data(Policy())


async def test_changing_the_policy_leaves_names_and_hours_alone(admin: Colleague) -> None:
    await open_always(admin, is_open=False)
    before = (await admin.ask("GET", f"/api/admin/shops/{DEFAULT_ID}/hours")).json()
    await admin.ask("PUT", POLICY, fail_limit=5)
    assert (await admin.ask("GET", f"/api/admin/shops/{DEFAULT_ID}/hours")).json() == before


async def test_a_sentence_is_tried_and_leads_to_a_person_or_out_of_hours_to_a_message(admin: Colleague) -> None:
    decision = {
        "rule": "wants_person",
        "reason": "keyword",
        "severity": "high",
        "evidence": "转人工",
        "is_request": True,
    }
    await open_always(admin, is_open=True)
    assert await tried(admin, "转人工") == {"decision": decision, "leads_to": "pending_manual", "fails": 0}
    await open_always(admin, is_open=False)
    assert await tried(admin, "转人工") == {"decision": decision, "leads_to": "after_hours_email", "fails": 0}
    assert await tried(admin, "客服几点上班") == NOTHING
    assert await tried(admin, "") == NOTHING


async def test_a_policy_that_is_only_tried_is_not_kept(admin: Colleague) -> None:
    policy = {"vip_at_once": True, "complaint": ["not … impressed"], "complaint_severity": "low"}
    found = await tried(admin, "I am not at all impressed", policy=policy)
    assert (found["decision"]["rule"], found["decision"]["severity"]) == ("complaint", "low")
    assert (await tried(admin, "hello", policy=policy, is_vip=True))["decision"]["rule"] == "vip"
    assert await tried(admin, "I am not at all impressed") == NOTHING
    assert await tried(admin, "hello", is_vip=True) == NOTHING
    assert (await admin.ask("GET", POLICY)).json() == policy_data(Policy())


async def test_an_answer_is_tried_with_the_fails_before_it(admin: Colleague) -> None:
    unsure = "抱歉，这个问题我不知道答案。"
    assert (await tried(admin, "几号发货", answer=unsure, fails=1))["fails"] == 2
    assert (await tried(admin, "几号发货", answer="三天内发货。", fails=2)) == NOTHING
    found = await tried(admin, "几号发货", answer="", fails=2)
    assert (found["decision"]["rule"], found["fails"]) == ("fail_loop", 0)
    assert (await tried(admin, "转人工", answer=unsure, fails=2))["decision"]["rule"] == "wants_person"


async def test_what_cannot_be_kept_is_refused_with_its_field_and_changes_nothing(admin: Colleague) -> None:
    for body, code, field in (
        ({"ask": ["  "]}, "POLICY_PHRASE_EMPTY", "ask"),
        ({"legal": ["x" * 65]}, "POLICY_PHRASE_LONG", "legal"),
        ({"staff": ["x"] * (LIST_LIMIT + 1)}, "POLICY_TOO_MANY", "staff"),
        ({"fail_limit": 0}, "POLICY_FAIL_LIMIT", "fail_limit"),
        ({"fail_limit": 21}, "POLICY_FAIL_LIMIT", "fail_limit"),
        ({"vip_severity": "urgent"}, "POLICY_INVALID", "vip_severity"),
        ({"vip_at_once": "yes"}, "INVALID_FIELDS", "vip_at_once"),
        ({"robots": []}, "INVALID_FIELDS", "robots"),
    ):
        for method, path, sent in (("PUT", POLICY, body), ("POST", f"{POLICY}/try", {"text": "", "policy": body})):
            answer = await admin.ask(method, path, **sent)
            problem = answer.json()
            assert (answer.status_code, problem["code"]) == (422, code)
            assert problem["errors"][0]["field"].removeprefix("policy.") == field
            assert problem["detail"]
    assert (await admin.ask("GET", POLICY)).json() == policy_data(Policy())


async def test_the_largest_sentence_is_tried_and_a_larger_one_refused(admin: Colleague) -> None:
    assert await tried(admin, "好" * 2_000) == NOTHING
    assert (await admin.ask("POST", f"{POLICY}/try", text="好" * 2_001)).json()["code"] == "INVALID_FIELDS"
    assert (await admin.ask("POST", f"{POLICY}/try", text="", fails=-1)).json()["code"] == "INVALID_FIELDS"


async def test_a_shop_that_is_not_there_has_no_policy(admin: Colleague) -> None:
    for method, path, body in (("GET", "", {}), ("PUT", "", {}), ("POST", "/try", {"text": "转人工"})):
        answer = await admin.ask(method, f"/api/admin/shops/nowhere/policy{path}", **body)
        assert (answer.status_code, answer.json()["code"]) == (404, "SHOP_NOT_FOUND")
    assert (await admin.ask("GET", "/agent/admin/shops/nowhere/policy")).status_code == 404


async def test_only_admins_see_change_or_try_the_policy(live: Live) -> None:
    async with live.client() as http:
        agent = await sign_in(http, await hire(live, "li"))
        for method, path, body in (("GET", POLICY, {}), ("PUT", POLICY, {}), ("POST", f"{POLICY}/try", {"text": ""})):
            assert (await agent.ask(method, path, **body)).json()["code"] == "ADMIN_REQUIRED"
            sent = {} if method == "GET" else {"json": body}
            assert (await http.request(method, path, **sent)).status_code == 401  # type: ignore[arg-type]
        assert (await http.get(PAGE)).status_code == 303


async def test_the_page_shows_what_is_kept_in_both_languages(admin: Colleague) -> None:
    await admin.ask("PUT", POLICY, ask=["</textarea><script>", "转人工"], fail_limit=7, hears_legal=False)
    page = (await admin.ask("GET", f"{PAGE}?lang=en")).text
    for shown in ("\n&lt;/textarea&gt;&lt;script&gt;\n转人工</textarea>", 'value="7"', "When a person is needed"):
        assert shown in page
    assert 'id="hears_legal" type="checkbox">' in page
    assert 'id="hears_safety" type="checkbox" checked>' in page
    assert '<html lang="zh-CN">' in (await admin.ask("GET", f"{PAGE}?lang=zh")).text


async def test_the_menus_way_to_the_policy_leads_to_the_default_shops(admin: Colleague) -> None:
    answer = await admin.ask("GET", "/agent/admin/policy?lang=zh")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?lang=zh")


async def test_what_is_saved_on_one_process_is_in_effect_on_another(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(serving(settings, ScriptedProvider(echo()))) for _ in range(2)]
        http = await stack.enter_async_context(here.client())
        admin = await admin_of(here, http)
        await admin.ask("PUT", POLICY, ask=["get me out"])
        known: Services = there.app.extensions[NAME]
        async with asyncio.timeout(15):
            while known.shops.find(DEFAULT_ID).policy.ask != ("get me out",):
                await asyncio.sleep(0.02)
