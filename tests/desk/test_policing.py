"""The policy at work: who asks for a person, complains or is dear gets one, and an AI that fails hands over."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.ai.provider import AIError, Delta, Piece, Prompt
from app.domain.errors import InManualMode
from app.domain.policy import Policy
from app.domain.session import Status
from tests.desk.floor import Floor
from tests.desk.stage import NOW_MS
from tests.scripted import saying

PLEA = "I want to talk to a human"
COMPLAINT = "This is unacceptable, I want to file a complaint"


def set_policy(floor: Floor, **members: object) -> None:
    floor.set_shop("demo", replace(floor.shop_of("demo"), policy=Policy(**members)))  # type: ignore[arg-type]


async def dear(floor: Floor) -> str:
    """A session of a visitor whom the shop holds dear."""
    set_policy(floor, vip_at_once=True)
    name = await floor.open()
    await floor.agents.tag(await floor.hire("Tagger", is_here=False), name, ("VIP",))
    return name


async def failing(_: Prompt) -> AsyncIterator[Piece]:
    raise AIError("network")
    yield


async def fail(floor: Floor, name: str, times: int) -> None:
    floor.provider.script = failing
    for number in range(times):
        await floor.answer(await floor.ask(f"q{number}", name))


async def test_a_plea_for_a_person_is_kept_and_met_by_the_queue(floor: Floor) -> None:
    await floor.hire("Li")
    name = await floor.open()
    posted = await floor.say(name, PLEA)
    assert (posted.turn_id, floor.leases) == ("", [])
    assert await floor.said(name) == [PLEA, "queued"]
    session = await floor.load(name)
    assert (session.status, session.reason, session.rule) == (Status.PENDING_MANUAL, "keyword", "wants_person")
    assert (session.evidence != "", session.unanswered) == (True, 0)
    note = (await floor.store.sessions.notes(name))[0].json()["decision"]
    assert (note["rule"], note["evidence"]) == ("wants_person", session.evidence)


async def test_a_complaint_is_a_question_for_the_person_who_comes(floor: Floor) -> None:
    name = await floor.open()
    assert (await floor.say(name, COMPLAINT)).turn_id == ""
    session = await floor.load(name)
    assert (session.status, session.rule, session.unanswered) == (Status.PENDING_MANUAL, "complaint", 1)


async def test_a_complaint_is_the_ais_again_if_nobody_comes(floor: Floor) -> None:
    name = await floor.open()
    await floor.say(name, COMPLAINT)
    await floor.waiting.cancel(name)
    await floor.answer(floor.lease_of(name))
    assert (await floor.said(name))[-1] == f"You said: {COMPLAINT}"


@pytest.mark.parametrize(("text", "answers"), [(PLEA, False), (COMPLAINT, True)])
async def test_out_of_hours_the_ai_answers_a_complaint_and_a_plea_is_met_by_a_notice(
    floor: Floor, text: str, answers: bool
) -> None:
    floor.set_open(False)
    name = await floor.open()
    posted = await floor.say(name, text)
    assert bool(posted.turn_id) == bool(floor.leases) == answers
    assert await floor.said(name) == [text, "after_hours_open_end"]
    assert (await floor.load(name)).status is Status.AFTER_HOURS_EMAIL
    assert await floor.mailed() == [("escalated_after_hours", "", 0)]
    if answers:
        await floor.answer(floor.lease_of(name))
        assert (await floor.said(name))[-1] == f"You said: {text}"


async def test_who_was_told_that_nobody_is_there_is_told_again_only_when_asking_again(floor: Floor) -> None:
    floor.set_open(False)
    name = await floor.open()
    await floor.say(name, COMPLAINT)
    await floor.answer(floor.lease_of(name))
    await floor.answer(await floor.ask(COMPLAINT, name))
    assert (await floor.said(name)).count("after_hours_open_end") == 1
    await floor.say(name, PLEA)
    assert (await floor.said(name)).count("after_hours_open_end") == 2


@pytest.mark.parametrize("text", [PLEA, COMPLAINT])
async def test_in_the_morning_after_a_person_is_asked_for_again(floor: Floor, text: str) -> None:
    floor.set_open(False)
    name = await floor.open()
    await floor.say(name, PLEA)
    floor.set_open(True)
    await floor.say(name, text)
    assert (await floor.load(name)).status is Status.PENDING_MANUAL


async def test_who_is_dear_to_the_shop_gets_a_person_whatever_they_say(floor: Floor) -> None:
    name = await dear(floor)
    await floor.say(name, "how far does it go?")
    session = await floor.load(name)
    assert (session.status, session.reason, session.severity) == (Status.PENDING_MANUAL, "vip", "high")
    assert session.unanswered == 1


async def test_out_of_hours_who_is_dear_hears_when_people_are_back_and_is_answered(floor: Floor) -> None:
    name = await dear(floor)
    floor.set_open(False)
    for number in range(2):
        await floor.answer(await floor.ask(f"q{number}", name))
    assert await floor.said(name) == ["q0", "after_hours_open_end", "You said: q0", "q1", "You said: q1"]


async def test_a_plea_cuts_the_answer_off_that_was_being_given(floor: Floor) -> None:
    lease = await floor.ask("how far does it go?")
    await floor.say(lease.session_name, PLEA)
    session = await floor.load(lease.session_name)
    assert (session.turn_id, session.epoch) == ("", 2)
    states = [data["state"] for kind, data in await floor.heard(lease.session_name) if kind == "turn"]
    assert states == ["started", "stopped"]


async def test_who_waits_already_is_not_queued_again_by_what_they_say(floor: Floor) -> None:
    name = await floor.queue()
    before = await floor.load(name)
    floor.now_ms += 1000
    await floor.say(name, PLEA)
    after = await floor.load(name)
    assert (after.waiting_ms, after.rule, after.unanswered) == (before.waiting_ms, "asked_by_visitor", 1)


async def test_who_insists_on_the_ai_is_refused_while_a_person_is_waited_for(floor: Floor) -> None:
    name = await floor.queue()
    with pytest.raises(InManualMode):
        await floor.desk.post(name, "hello", client_id="", to_ai=True)
    assert (await floor.load(name)).unanswered == 0


async def test_a_policy_that_hears_nothing_leaves_all_to_the_ai(floor: Floor) -> None:
    set_policy(floor, hears_requests=False, hears_complaints=False, hears_legal=False, hears_safety=False)
    assert (await floor.say(await floor.open(), PLEA)).turn_id
    assert (await floor.say(await floor.open(), COMPLAINT)).turn_id


async def test_an_ai_that_fails_too_often_in_a_row_hands_over(floor: Floor) -> None:
    await floor.hire("Li")
    name = await floor.open()
    await fail(floor, name, 2)
    assert ((await floor.load(name)).fails, (await floor.load(name)).status) == (2, Status.BOT_ACTIVE)
    await fail(floor, name, 1)
    session = await floor.load(name)
    assert (session.status, session.reason, session.rule) == (Status.PENDING_MANUAL, "fail_loop", "fail_loop")
    assert (session.severity, session.fails, session.waiting_ms) == ("low", 0, NOW_MS)
    assert (await floor.said(name))[-2:] == ["ai_unavailable", "queued"]


async def test_out_of_hours_an_ai_that_fails_too_often_says_when_people_are_back(floor: Floor) -> None:
    floor.set_open(False)
    name = await floor.open()
    await fail(floor, name, 3)
    assert (await floor.load(name)).status is Status.AFTER_HOURS_EMAIL
    assert (await floor.said(name))[-2:] == ["ai_unavailable", "after_hours_open_end"]


async def test_a_good_answer_begins_the_count_anew_and_so_does_an_i_do_not_know_go_on_with_it(floor: Floor) -> None:
    name = await floor.open()
    await fail(floor, name, 2)
    floor.provider.script = saying(Delta("It goes 80 km with one charge of the battery."))
    await floor.answer(await floor.ask("q", name))
    assert (await floor.load(name)).fails == 0
    floor.provider.script = saying(Delta("Sorry, I don't know."))
    await floor.answer(await floor.ask("q", name))
    assert (await floor.load(name)).fails == 1


async def test_who_has_asked_something_else_meanwhile_is_answered_first(floor: Floor) -> None:
    name = await floor.open()
    await fail(floor, name, 2)
    lease = await floor.ask("q2", name)
    await floor.say(name, "q3")
    queued = await floor.answer(lease)
    assert queued
    assert (await floor.load(name)).status is Status.BOT_ACTIVE
