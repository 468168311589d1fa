"""The postman where letters are refused: what passes is waited out, what stays is told to somebody."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.mail import Mail, MailKind
from app.store.store import Store
from app.web.postman import ATTEMPTS, SETUP_ATTEMPTS, wait_after_ms
from tests.notify.post_office import PASSWORD, USER, post_office, smtp_to
from tests.web.mail_room import SESSION, letters_of
from tests.web.postman_round import Round, going_round

REPLY = Mail(MailKind.AGENT_REPLY, SESSION.name, key="reply:1", to="wang@visitor.example", lang="en")


@pytest.fixture
async def round_(store: Store) -> AsyncIterator[Round]:
    async with going_round(store) as made:
        yield made


async def test_no_address_stands_in_the_log(round_: Round) -> None:
    round_.office.rcpt += ["450 wang@visitor.example greylisted", "550 no wang@visitor.example here"]
    await round_.post(REPLY)
    await round_.send_all()
    round_.now_ms += wait_after_ms(1)
    await round_.send_all()
    assert [line["event"] for line in round_.logged] == ["mail_put_off", "mail_failed"]
    assert "wang@" not in json.dumps(round_.logged)


async def test_a_passing_refusal_is_waited_out(round_: Round) -> None:
    round_.office.data += ["451 out of space", "421 too busy"]
    await round_.post(REPLY)
    for attempt in (1, 2):
        await round_.send_all()
        assert await round_.due_in_ms() == wait_after_ms(attempt)
        round_.now_ms += wait_after_ms(attempt)
    await round_.send_all()
    assert len(round_.office.delivered) == 1
    assert [line["event"] for line in round_.logged] == ["mail_put_off", "mail_put_off", "mail_sent"]


async def test_a_final_refusal_is_final_and_somebody_is_told(round_: Round) -> None:
    round_.office.rcpt.append("550 no such user")
    await round_.post(REPLY)
    await round_.send_all()
    (dead,) = await round_.dead()
    assert (dead["reason"], await round_.left()) == ("550 no such user", 0)
    assert [(line["event"], line["level"]) for line in round_.logged] == [("mail_failed", "ERROR")]


async def test_a_server_that_is_never_there_is_given_up_in_the_end(round_: Round) -> None:
    async with post_office() as gone:
        postman = round_.postman(smtp=smtp_to(gone.port))
    await round_.post(REPLY)
    waited_ms = 0
    for attempt in range(1, ATTEMPTS + 1):
        await round_.send_all(postman)
        waited_ms += (wait := wait_after_ms(attempt))
        round_.now_ms += wait
    assert [line["event"] for line in round_.logged] == ["mail_put_off"] * (ATTEMPTS - 1) + ["mail_failed"]
    assert len(await round_.dead()) == 1
    assert wait_after_ms(1) == 30_000
    assert wait_after_ms(ATTEMPTS) == 3_600_000


async def test_a_wrong_password_is_told_loudly_and_tried_seldom(round_: Round) -> None:
    async with post_office(needs_login=True) as locked:
        postman = round_.postman(smtp=smtp_to(locked.port, user=USER, password=f"not {PASSWORD}"))
        await round_.post(REPLY)
        for _ in range(ATTEMPTS):
            await round_.send_all(postman)
            round_.now_ms += 3_600_000
        assert {line["level"] for line in round_.logged} == {"ERROR"}
        assert [line["event"] for line in round_.logged] == ["mail_put_off"] * (SETUP_ATTEMPTS - 1) + ["mail_failed"]
        assert "login refused" in round_.logged[0]["reason"]
        assert PASSWORD not in json.dumps(round_.logged)
        assert locked.connections == SETUP_ATTEMPTS


async def test_a_letter_that_cannot_be_written_holds_up_no_other(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = letters_of(round_.store)
    write = letters.write

    async def break_once(mail: Mail, job_id: str) -> Any:
        if job_id == "reply:1":
            raise ZeroDivisionError
        return await write(mail, job_id)

    monkeypatch.setattr(letters, "write", break_once)
    await round_.post(REPLY)
    await round_.post(replace(REPLY, key="reply:2"))
    await round_.send_all(round_.postman(letters=letters))
    assert len(round_.office.delivered) == 1
    assert "mail_broken" in [line["event"] for line in round_.logged]
    assert await round_.due_in_ms() == wait_after_ms(1)


@pytest.mark.parametrize("job", ["{", "[]", '{"kind":"fax"}'])
async def test_what_cannot_be_read_is_kept_for_the_operator(round_: Round, job: str) -> None:
    await round_.store.redis.hset("{test}:mail:jobs", "x", job)
    await round_.store.redis.zadd("{test}:mail:due", {"x": 1})
    await round_.send_all()
    assert [entry["job"] for entry in await round_.dead()] == [job]


async def test_a_letter_at_which_processes_die_is_given_up(round_: Round) -> None:
    await round_.post(REPLY)
    for _ in range(ATTEMPTS):
        await round_.store.mailbox.take(now_ms=round_.now_ms, lease_ms=0, limit=1)
    await round_.send_all()
    assert (len(await round_.dead()), round_.office.connections) == (1, 0)
