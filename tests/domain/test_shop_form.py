"""A shop's settings: written and read without loss, and every mistake named with its place."""

from dataclasses import fields, replace
from typing import Any

import pytest

from app.domain.answers import Answers
from app.domain.errors import BadRequest
from app.domain.hours import Hours, Period
from app.domain.looks import Looks, Proactive, Texts
from app.domain.policy import Policy
from app.domain.service_form import read_service, service_data
from app.domain.shop import DEFAULT_ID, SHOPS, Service, Shop
from app.domain.shop_form import amend, read_shop, read_shop_id, settings_data, shop_data
from app.web.sentences import ERRORS

NAMES = {"zh": "飞多", "en": "Fiido"}


def refusal(data: Any, shop_id: str = "shop") -> tuple[str, str]:
    with pytest.raises(BadRequest) as refused:
        read_shop(shop_id, data)
    assert refused.value.status == 422
    assert refused.value.code in ERRORS
    return refused.value.code, refused.value.params["field"]


def test_what_is_written_is_read_as_the_same() -> None:
    shop = Shop(
        "my-shop",
        NAMES,
        Hours("Europe/Berlin", ((Period(540, 720), Period(1320, 360)),) * 7, {"2026-12-25": ()}),
        Policy(vip_at_once=True, fail_limit=2, ask=("turn to a person",)),
        Service(wait_limit_s=60, keeps_company=True, team_emails=("li@example.com", "wang@example.com")),
        ("https://shop.example.com", "https://*.shop.example"),
        Looks(color="#aabbcc", offset_x_px=0),
        Texts(welcome={"zh": "", "en": "Hi"}),
        Proactive(5, "/bikes/*", {"zh": "您好", "en": "Hello"}),
        Answers("Be brief.", {"zh": (), "en": ("When?",)}, "73"),
        retention_days=7,
        identity_version=3,
    )
    assert {one.name for one in fields(Shop)} == {"id", *shop_data(shop)}
    assert read_shop("my-shop", shop_data(shop)) == shop


def test_a_shop_that_says_nothing_serves_as_usual() -> None:
    assert read_shop("shop", {"names": NAMES}) == Shop("shop", NAMES)
    assert read_service({}) == Service()


def test_words_that_an_admin_has_not_changed_follow_the_programs_own() -> None:
    changed = replace(SHOPS[DEFAULT_ID], policy=Policy(fail_limit=5))
    assert shop_data(changed)["policy"] == {"fail_limit": 5}


def test_names_are_tidied() -> None:
    assert read_shop("shop", {"names": {"zh": " 飞\u200b多 ", "en": "Fiido\n Cycles"}}).names["en"] == "Fiido Cycles"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 61, None, 5])
def test_a_shop_needs_a_name_in_every_language(name: Any) -> None:
    assert refusal({"names": {"zh": "飞多", "en": name}}) == ("SHOP_NAME", "names.en")


@pytest.mark.parametrize("shop_id", ["", "-a", "a-", "Shop", "a b", "a/b", "é", "x" * 33, "a\n"])
def test_an_id_that_does_not_fit_an_address_is_refused(shop_id: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_shop_id(shop_id)
    assert (refused.value.code, refused.value.params["field"]) == ("SHOP_ID", "id")


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({"wait_limit_s": 0}, ("SHOP_TIME", "service.wait_limit_s")),
        ({"offer_s": "60"}, ("SHOP_TIME", "service.offer_s")),
        ({"agent_gone_s": True}, ("SHOP_TIME", "service.agent_gone_s")),
        ({"mail_wait_s": 10**9}, ("SHOP_TIME", "service.mail_wait_s")),
        ({"keeps_company": "yes"}, ("SHOP_INVALID", "service.keeps_company")),
        ({"team_emails": ["li@example.com", "nobody"]}, ("SHOP_EMAIL", "service.team_emails.1")),
        ({"team_emails": ["li@example.com\nBcc: x@y.z"]}, ("SHOP_EMAIL", "service.team_emails.0")),
        ({"team_emails": [f"{n}@example.com" for n in range(21)]}, ("SHOP_TOO_MANY_EMAILS", "service.team_emails")),
        ({"team_emails": "li@example.com"}, ("SHOP_INVALID", "service.team_emails")),
        ({"colour": "red"}, ("SHOP_INVALID", "service.colour")),
        ([], ("SHOP_INVALID", "service")),
    ],
)
def test_a_wrong_setting_is_refused_where_it_stands(service: Any, expected: tuple[str, str]) -> None:
    assert refusal({"names": NAMES, "service": service}) == expected


def test_the_same_address_twice_is_one() -> None:
    service = read_service({"team_emails": ["li@example.com", " li@example.com "]})
    assert service_data(service)["team_emails"] == ["li@example.com"]


def test_wrong_parts_are_refused() -> None:
    assert refusal({}) == ("SHOP_INVALID", "names")
    assert refusal({"names": NAMES | {"fr": "Fiido"}}) == ("SHOP_INVALID", "names")
    assert refusal({"names": NAMES, "hours": {"time_zone": "UTC"}}) == ("HOURS_INVALID", "week")
    assert refusal({"names": NAMES, "policy": []}) == ("SHOP_INVALID", "policy")


def test_an_admin_changes_what_they_say_and_nothing_else() -> None:
    shop = Shop("shop", NAMES, Hours("UTC", days={"2026-10-01": ()}), identity_version=3)
    said = {
        "id": "other",
        "looks": {"color": "#fff", "label": {"zh": "问"}},
        "service": {"offer_s": 30},
        "hours": {"days": {"2026-12-25": []}},
    }
    after = amend(shop, said)
    assert after == replace(
        shop,
        looks=Looks(color="#ffffff", label={"zh": "问", "en": ""}),
        service=Service(offer_s=30),
        hours=replace(shop.hours, days={"2026-12-25": ()}),
    )
    assert amend(after, settings_data(after)) == after
    assert amend(after, {}) == after
    assert "identity_version" not in settings_data(after)


@pytest.mark.parametrize(
    ("data", "field"), [({"look": {}}, "look"), ({"identity_version": 1}, "identity_version"), ([], "")]
)
def test_what_is_no_setting_is_refused_where_an_admin_writes_it(data: Any, field: str) -> None:
    with pytest.raises(BadRequest) as refused:
        amend(Shop("shop", NAMES), data)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize("days", [0, 3651, 1.5, True, "30", None])
def test_how_long_conversations_are_kept_has_limits(days: Any) -> None:
    code = "SHOP_DAYS"
    assert refusal({"names": NAMES, "retention_days": days}) == (code, "retention_days")
