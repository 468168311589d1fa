"""The postman: what was posted arrives once, whoever dies, and only where it is needed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import StoreUnavailable
from app.domain.mail import Mail, MailKind
from app.store.store import Store, open_store
from app.web.letters import Letters
from app.web.postman import LEASE_MS, Postman
from tests.web.mail_room import NOW_MS, OFFICE, SESSION, SHOP, letters_of
from tests.web.postman_round import Round, going_round

REPLY = Mail(MailKind.AGENT_REPLY, SESSION.name, key="reply:1", to="wang@visitor.example", lang="en")
TEAM = Mail(MailKind.OFFLINE_MESSAGE, SESSION.name, key="offline:1")


@pytest.fixture
async def round_(store: Store) -> AsyncIterator[Round]:
    async with going_round(store) as made:
        yield made


async def test_what_is_posted_arrives_once(round_: Round) -> None:
    await round_.post(REPLY)
    await round_.send_all()
    round_.now_ms += 10 * LEASE_MS
    await round_.send_all()
    assert round_.office.recipients == [["wang@visitor.example"]]
    assert round_.office.letters[0]["Subject"] == "Fiido Cycles has replied to you · s_1"
    assert await round_.left() == 0


async def test_each_of_the_team_gets_a_letter_of_their_own(round_: Round) -> None:
    both = replace(SHOP, service=replace(SHOP.service, team_emails=("li@shop.example", "zhao@shop.example")))
    round_.office.rcpt.append("550 no such user")
    await round_.post(TEAM)
    await round_.send_all(round_.postman(letters=letters_of(round_.store, both)))
    assert len(round_.office.delivered) == 1
    (dead,) = await round_.dead()
    named = {dead["id"].rpartition(">")[2], *round_.office.recipients[0]}
    assert named == {"li@shop.example", "zhao@shop.example"}


async def test_what_was_posted_before_a_restart_is_sent_after_it(round_: Round, valkey: str) -> None:
    await round_.post(REPLY)
    other = open_store(valkey, tag="test", expire_s=3600)
    await round_.send_all(round_.postman(other))
    await other.close()
    assert len(round_.office.delivered) == 1


async def test_what_a_dying_process_had_in_hand_is_sent_by_another(round_: Round) -> None:
    await round_.post(REPLY)
    await round_.store.mailbox.take(now_ms=round_.now_ms, lease_ms=LEASE_MS, limit=1)
    await round_.send_all()
    assert round_.office.delivered == []
    round_.now_ms += LEASE_MS
    await round_.send_all()
    assert len(round_.office.delivered) == 1


async def test_of_two_postmen_at_once_one_sends_each_letter(round_: Round, valkey: str) -> None:
    other = open_store(valkey, tag="test", expire_s=3600)
    for number in range(20):
        await round_.post(replace(REPLY, key=f"reply:{number}", to=f"v{number}@visitor.example"))
    await asyncio.gather(*(round_.send_all(round_.postman(store)) for store in (round_.store, other, other)))
    await other.close()
    assert sorted(round_.office.recipients) == sorted([f"v{number}@visitor.example"] for number in range(20))


async def test_without_a_mail_server_nothing_is_sent_and_the_log_says_so_once(round_: Round) -> None:
    postman = Postman(round_.store.mailbox, None, letters_of(round_.store), clock_ms=lambda: NOW_MS, is_wanted=_always)
    await round_.post(TEAM)
    await round_.send_all(postman)
    await round_.send_all(postman)
    assert [line["event"] for line in round_.logged] == ["mail_off"]
    assert await round_.left() == 0


async def _always(_: Mail) -> bool:
    return True


async def test_what_is_not_needed_any_more_is_not_sent(round_: Round) -> None:
    round_.wanted = False
    await round_.post(REPLY)
    await round_.send_all()
    assert (round_.office.connections, await round_.left(), round_.logged[0]["reason"]) == (0, 0, "not_needed")


async def test_a_team_without_an_address_is_not_written_to_and_the_log_says_so(round_: Round) -> None:
    nobody = Letters(
        round_.store.sessions,
        replace(OFFICE, team_emails=()),
        find_shop=lambda _: replace(SHOP, service=replace(SHOP.service, team_emails=())),
    )
    await round_.post(TEAM)
    await round_.send_all(round_.postman(letters=nobody))
    assert (await round_.left(), round_.logged[0]["reason"]) == (0, "nobody_to_write_to")


async def test_a_mail_about_a_session_that_is_gone_is_dropped(round_: Round) -> None:
    await round_.post(replace(REPLY, session_name="s_gone"))
    await round_.send_all()
    assert (await round_.left(), round_.logged[0]["reason"]) == (0, "session_gone")


async def test_a_postman_on_his_round_waits_for_a_store_that_is_away_and_says_so_once(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    postman, take, asked = round_.postman(), round_.store.mailbox.take, 0

    async def sometimes(**how: int) -> Any:
        nonlocal asked
        asked += 1
        if asked <= 3:
            raise StoreUnavailable()
        return await take(**how)

    monkeypatch.setattr(round_.store.mailbox, "take", sometimes)
    await round_.post(REPLY)
    walking = asyncio.create_task(postman.run())
    async with asyncio.timeout(15):
        while not round_.office.delivered:
            await asyncio.sleep(0.005)
    walking.cancel()
    await asyncio.gather(walking, return_exceptions=True)
    assert asked > 3
    assert [line["event"] for line in round_.logged].count("postman_failed") == 1
