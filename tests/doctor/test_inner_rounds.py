"""The doctor before real stores, doubles of AIs and a real mail server; and what nobody waits for."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.ai.choice import choose_provider
from app.doctor.ai_round import look_at_ai
from app.doctor.finding import Finding, ok
from app.doctor.machine_round import look_at_settings
from app.doctor.mail_round import look_at_mail
from app.doctor.rounds import Round, go_rounds
from app.doctor.store_round import look_at_disk, look_at_store
from app.domain.answers import Answers
from app.domain.mail import Mail, MailKind
from app.settings import Settings
from app.store.schema import CURRENT
from app.store.store import Store, open_store
from tests.coze_double import CozeDouble
from tests.coze_double import running as coze
from tests.doctor.clinic import subject
from tests.doctor.told import codes, say
from tests.failover.machines import KEPT, VALKEY, Machine, running
from tests.notify.post_office import PASSWORD, USER, post_office
from tests.openai_double.script import Double
from tests.openai_double.server import running as openai
from tests.processes import free_port


async def look_at(machine: Machine, settings: Settings) -> dict[str, str]:
    url = f"redis://{machine.place}"
    opened = open_store(url, tag="test", expire_s=3600)
    try:
        return codes(await look_at_store(subject(opened, replace(settings, redis_url=url))))
    finally:
        await opened.close()


async def test_the_embedded_store_is_good_enough(settings: Settings, store: Store) -> None:
    found = codes(await look_at_store(subject(store, settings)))
    expected = {"store_good", "schema_good", "aof_good", "eviction_good", "memory_open", "clock_good", "clients_good"}
    assert expected <= {code for code, level in found.items() if level == "ok"}
    assert {"disk_good", "disk_low"} & set(found)


async def test_a_careless_store_is_not(settings: Settings, tmp_path: Path) -> None:
    careless = ("--appendonly", "no", "--save", "", "--maxmemory-policy", "allkeys-lru")
    machine = Machine(VALKEY, tmp_path / "careless", careless)
    with running(machine):
        found = await look_at(machine, replace(settings, redis_wait_replicas=1))
    assert (found["aof_off"], found["eviction_unsafe"], found["replicas_missing"]) == ("broken",) * 3


async def test_data_of_a_later_version_are_told(settings: Settings, store: Store) -> None:
    await store.redis.set("{test}:schema", str(CURRENT + 1))
    assert codes(await look_at_store(subject(store, settings)))["schema_refused"] == "broken"


async def test_a_store_that_is_away_or_refuses_us_is_one_finding(settings: Settings, tmp_path: Path) -> None:
    machine = Machine(VALKEY, tmp_path / "closed", KEPT)
    with running(machine):
        machine.ask("CONFIG", "SET", "requirepass", "not told")
        assert await look_at(machine, settings) == {"store_refused": "broken"}
    assert await look_at(machine, settings) == {"store_away": "broken"}


def test_a_disk_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    assert codes([look_at_disk(str(tmp_path / "missing"))]) == {"disk_unseen": "warn"}


async def test_the_machine_that_runs_the_tests_is_in_order(settings: Settings, store: Store) -> None:
    assert codes(await look_at_settings(subject(store, settings)))["machine_good"] == "ok"


async def ask_ai(store: Store, settings: Settings) -> dict[str, str]:
    provider = choose_provider(settings)
    there = subject(store, settings, provider=provider)
    await there.shops.reload()
    try:
        return codes(await look_at_ai(there))
    finally:
        await provider.close()


async def test_the_faq_is_counted_and_one_that_cannot_be_read_is_told(settings: Settings, store: Store) -> None:
    assert await ask_ai(store, settings) == {"ai_faq": "ok"}
    unusable = subject(store, settings, provider="faq/a.yml: no text")
    assert codes(await look_at_ai(unusable)) == {"ai_unusable": "broken"}


def unpublish(double: CozeDouble) -> None:
    double.bots[double.bot_id].published = False


def forget(double: CozeDouble) -> None:
    double.bots.clear()


def keep(_: CozeDouble) -> None:
    """Nothing is wrong."""


def _of_coze(settings: Settings, double: CozeDouble, base: str, token: str) -> Settings:
    """Settings to ask that double, with its own token where none is given."""
    return replace(
        settings,
        ai_provider="coze",
        coze_api_base=base,
        coze_bot_id=double.bot_id,
        coze_api_token=token or double.pat,
    )


@pytest.mark.parametrize(
    ("change", "token", "found"),
    [
        (keep, "", {"ai_good": "ok"}),
        (keep, "pat_wrong", {"ai_auth": "broken"}),
        (unpublish, "", {"ai_unpublished": "broken"}),
        (forget, "", {"ai_no_bot": "broken"}),
    ],
)
async def test_coze_is_asked_whether_it_knows_us_and_the_bot(
    change: Callable[[CozeDouble], None], token: str, found: dict[str, str], settings: Settings, store: Store
) -> None:
    double = CozeDouble()
    change(double)
    async with coze(double) as base:
        asked = _of_coze(settings, double, base, token)
        assert await ask_ai(store, asked) == found


async def test_a_shops_own_bot_is_asked_for_too(settings: Settings, store: Store) -> None:
    double = CozeDouble()
    async with coze(double) as base:
        asked = _of_coze(settings, double, base, "")
        shops = subject(store, asked).shops
        await shops.change("demo", lambda shop: replace(shop, answers=Answers(coze_bot_id="7399")))
        assert await ask_ai(store, asked) == {"ai_good": "ok", "bot_refused": "broken"}


async def test_an_openai_compatible_server_is_asked(settings: Settings, store: Store) -> None:
    async with openai(Double(key="k-right")) as base:
        asked = replace(
            settings, ai_provider="openai", openai_base_url=base, openai_model="m", openai_api_key="k-right"
        )
        assert await ask_ai(store, asked) == {"ai_good": "ok"}
        assert await ask_ai(store, replace(asked, openai_api_key="k-wrong")) == {"ai_auth": "broken"}
    assert await ask_ai(store, asked) == {"ai_network": "broken"}


def mailing(settings: Settings, port: int, **changes: str) -> Settings:
    known = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "kefu@shop.example"}
    return replace(settings, **(known | {"smtp_user": USER, "smtp_password": PASSWORD} | changes))  # type: ignore[arg-type]


async def test_the_mail_server_is_called_and_no_letter_is_sent(settings: Settings, store: Store) -> None:
    async with post_office(needs_login=True) as office:
        found = codes(await look_at_mail(subject(store, mailing(settings, office.port))))
        assert found == {"mail_good": "ok", "team_nobody": "warn", "letters_none": "ok"}
        assert (office.logins, office.delivered) == (1, [])
        wrong = await look_at_mail(subject(store, mailing(settings, office.port, smtp_password="s3cret-word")))
        assert codes(wrong)["mail_login"] == "broken"
        assert "s3cret-word" not in str([say(one) for one in wrong])
    away = await look_at_mail(subject(store, mailing(settings, free_port())))
    assert codes(away)["mail_away"] == "broken"


async def test_letters_that_wait_and_that_were_given_up_are_counted(settings: Settings, store: Store) -> None:
    await store.mailbox.post(Mail(MailKind.TRANSCRIPT, "s_1", key="a", to="li@shop.example"), now_ms=1)
    there = subject(store, mailing(settings, free_port()))
    assert codes(await look_at_mail(there))["letters_late"] == "warn"
    job = (await store.mailbox.take(now_ms=2, lease_ms=1, limit=1))[0]
    await store.mailbox.fail(job, reason="550 no", now_ms=3)
    assert codes(await look_at_mail(there))["letters_dead"] == "warn"


async def test_what_hangs_or_breaks_is_a_finding_and_hides_no_other() -> None:
    async def hang() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    async def fail() -> list[Finding]:
        raise RuntimeError("redis://user:s3cret-word@host")

    async def fine() -> list[Finding]:
        return [ok("demo_off")]

    async def late() -> list[Finding]:
        raise TimeoutError

    rounds = [Round("ai", hang, 0.05), Round("mail", fail), Round("demo", fine), Round("store", late)]
    found = await go_rounds(rounds)
    assert [(one.code, one.check) for one in found] == [
        ("check_timeout", "ai"),
        ("check_failed", "mail"),
        ("demo_off", ""),
        ("check_failed", "store"),
    ]
    assert "s3cret-word" not in str([say(one) for one in found])
