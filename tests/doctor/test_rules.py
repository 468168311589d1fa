"""Settings, disks, AI, mail and sites: what is forgotten most is named, with its cure."""

import pytest

from app.ai.provider import AIError, FailureKind
from app.doctor.ai_rules import judge_ai, judge_bot, judge_refusal
from app.doctor.mail_rules import judge_backlog, judge_server, judge_team
from app.doctor.setting_rules import Disk, judge_disk, judge_machine, judge_settings
from app.domain.shop import Service, Shop
from app.notify.failure import MailError
from app.store.mailbox import Backlog
from tests.doctor.told import codes, say

GB = 1024**3
NAMES = {"zh": "店", "en": "Shop"}
KINDS: tuple[FailureKind, ...] = FailureKind.__args__  # type: ignore[attr-defined]  # a Literal has them


@pytest.mark.parametrize(
    ("url", "has_demo", "found"),
    [
        ("", True, {"public_url_missing": "warn", "demo_trial": "ok"}),
        ("http://203.0.113.9:8000", True, {"public_url_plain": "warn", "demo_on": "warn"}),
        ("http://127.0.0.1:8000", True, {"public_url_plain": "warn", "demo_trial": "ok"}),
        ("https://chat.test/", True, {"public_url_good": "ok", "demo_on": "warn"}),
        ("https://chat.test", False, {"public_url_good": "ok", "demo_off": "ok"}),
    ],
)
def test_the_address_and_the_demo_shop(url: str, *, has_demo: bool, found: dict[str, str]) -> None:
    assert codes(judge_settings(url, has_demo=has_demo, log_level="INFO")) == found | {"log_good": "ok"}


def test_a_log_that_says_too_much_is_told() -> None:
    assert codes(judge_settings("https://chat.test", has_demo=False, log_level="DEBUG"))["log_debug"] == "warn"


@pytest.mark.parametrize(
    ("free", "size", "level"),
    [(50 * GB, 100 * GB, "ok"), (9 * GB, 100 * GB, "warn"), (GB // 4, GB, "warn"), (GB // 100, 10 * GB, "broken")],
)
def test_a_disk_that_fills_up_is_told(free: int, size: int, level: str) -> None:
    assert [*codes([judge_disk(Disk("/var/lib", free, size))]).values()] == [level]


def test_a_machine_that_lacks_something_is_told() -> None:
    assert codes(judge_machine((3, 13, 1), has_zones=True, missing_languages=())) == {"machine_good": "ok"}
    found = codes(judge_machine((3, 14, 0), has_zones=False, missing_languages=("zh",)))
    assert found == {"python_other": "warn", "zones_missing": "broken", "words_missing": "broken"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_refusal_by_an_ai_has_its_cure(kind: FailureKind) -> None:
    finding = judge_refusal("coze", AIError(kind, code="17", logid="log-1"))
    assert finding.code == f"ai_{kind}"
    assert f"{kind} 17" in say(finding).said
    assert finding.level == ("warn" if kind in {"rate", "busy", "server"} else "broken")


@pytest.mark.parametrize(
    ("code", "found"),
    [("4015", "ai_unpublished"), ("4006", "ai_no_bot"), ("4101", "ai_not_permitted"), ("not_json", "ai_no_api")],
)
def test_a_refusal_that_has_a_cure_of_its_own_gets_it(code: str, found: str) -> None:
    assert codes([judge_ai("coze", AIError("config", code=code), took_ms=1, entries=None)]) == {found: "broken"}


def test_an_ai_that_answers_is_told_with_how_long_it_took() -> None:
    assert codes([judge_ai("coze", None, took_ms=80, entries=None)]) == {"ai_good": "ok"}
    assert codes([judge_ai("coze", None, took_ms=9_000, entries=None)]) == {"ai_slow": "warn"}
    assert codes([judge_ai("faq", None, took_ms=0, entries=47)]) == {"ai_faq": "ok"}
    assert codes([judge_ai("faq", None, took_ms=0, entries=0)]) == {"ai_faq_empty": "broken"}


def test_a_shops_own_bot_is_told_by_its_shop() -> None:
    assert codes([judge_bot("bikes", "7", None)]) == {"bot_good": "ok"}
    assert "bikes" in say(judge_bot("bikes", "7", AIError("config", code="4015"))).said


@pytest.mark.parametrize(
    ("reason", "is_setup", "code", "level"),
    [
        ("login refused: 535 bad", True, "mail_login", "broken"),
        ("certificate refused: self-signed", True, "mail_distrusted", "broken"),
        ("network: timed out", False, "mail_away", "broken"),
        ("network: [SSL: WRONG_VERSION_NUMBER] wrong version number", False, "mail_plain", "broken"),
        ("not supported: no STARTTLS", True, "mail_unprotected", "broken"),
        ("550 go away", True, "mail_refused", "broken"),
        ("421 later", False, "mail_refused", "warn"),
    ],
)
def test_what_a_mail_server_says_has_its_cure(reason: str, *, is_setup: bool, code: str, level: str) -> None:
    assert codes([judge_server("mail.test", MailError(reason, retryable=True, is_setup=is_setup))]) == {code: level}


def test_no_mail_server_and_one_that_lets_us_in() -> None:
    assert codes([judge_server("", None)]) == {"mail_off": "warn"}
    assert codes([judge_server("mail.test", None)]) == {"mail_good": "ok"}


def test_shops_that_nobody_is_written_to_for_are_named() -> None:
    own, silent = Shop("own", NAMES, service=Service(team_emails=("li@shop.example",))), Shop("silent", NAMES)
    assert "in: silent." in say(judge_team([own, silent], ())).said
    assert codes([judge_team([own, silent], ("team@shop.example",)), judge_team([own], ())]) == {"team_good": "ok"}


@pytest.mark.parametrize(
    ("backlog", "can_mail", "found"),
    [
        (Backlog(0, 0, 0), True, {"letters_none": "ok"}),
        (Backlog(3, 60_000, 0), True, {"letters_good": "ok"}),
        (Backlog(3, 3_600_000, 2), True, {"letters_late": "warn", "letters_dead": "warn"}),
        (Backlog(3, 3_600_000, 0), False, {"letters_good": "ok"}),
    ],
)
def test_letters_that_do_not_get_out_are_told(backlog: Backlog, *, can_mail: bool, found: dict[str, str]) -> None:
    assert codes(judge_backlog(backlog, can_mail=can_mail)) == found
