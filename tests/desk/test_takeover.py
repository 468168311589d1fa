"""An agent takes a session: one owner, one voice; what the AI had shown stays, and it is told to stop."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from app.ai.provider import AIError, Delta, Line, Piece, Prompt, Run, Started
from app.desk import agents as agents_module
from app.domain.agent import Agent
from app.domain.errors import AlreadyTaken, AtCapacity, SessionNotFound
from app.domain.session import Session, Status
from app.store.commits import TurnLost
from app.store.turns import Draft, Lease
from tests.desk.floor import Floor
from tests.desk.stage import until
from tests.scripted import held, saying

RUN = {"chat_id": "7"}


async def speaking(floor: Floor, *pieces: Piece) -> tuple[Lease, asyncio.Task[str]]:
    """An AI that has said `pieces` and is about to go on."""
    lease = await floor.ask("q")
    floor.provider.script = held(pieces, asyncio.Event())
    answering = asyncio.create_task(floor.answer(lease))
    text = "".join(piece.text for piece in pieces if isinstance(piece, Delta))
    run = next((piece.run for piece in pieces if isinstance(piece, Started)), {})

    async def is_there() -> bool:
        return bool(floor.provider.prompts) and await floor.store.turns.draft(lease.session_name) == Draft(text, run)

    await until(is_there)
    return lease, answering


async def end(answering: "asyncio.Task[str]") -> None:
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)


async def cancelled(floor: Floor, *runs: Run) -> None:
    async def is_so() -> bool:
        return floor.provider.cancelled == list(runs)

    await until(is_so)


async def test_what_was_shown_stays_as_stopped_and_the_upstream_is_told_to_stop(floor: Floor) -> None:
    li = await floor.hire("Li")
    lease, answering = await speaking(floor, Started(RUN), Delta("half an"))
    taken = await floor.agents.take_over(li, lease.session_name)
    assert (taken.session.agent_id, taken.session.epoch) == (li.id, 2)
    stopped = json.loads(taken.stopped)
    assert (stopped["text"], stopped["stopped"], stopped["epoch"]) == ("half an", True, 1)
    await cancelled(floor, RUN)
    assert await floor.said(lease.session_name) == ["q", "half an", "joined"]
    await floor.load(lease.session_name)
    await end(answering)


async def test_an_agent_does_not_wait_for_an_upstream_that_is_slow_to_stop(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, hangs = await floor.hire("Li"), asyncio.Event()

    async def hang(prompt: Prompt, run: Run) -> None:
        hangs.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(floor.provider, "cancel", hang)
    monkeypatch.setattr(agents_module, "CANCEL_S", 0.01)
    lease, answering = await speaking(floor, Started(RUN))
    await floor.agents.take_over(li, lease.session_name)
    await asyncio.wait_for(hangs.wait(), 5)

    async def is_given_up() -> bool:
        return not floor.agents._cancelling

    await until(is_given_up)
    await end(answering)


async def test_an_upstream_that_cannot_be_stopped_is_no_reason_not_to_take_over(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    li = await floor.hire("Li")

    async def refuse(prompt: Prompt, run: Run) -> None:
        raise AIError("network")

    monkeypatch.setattr(floor.provider, "cancel", refuse)
    lease, answering = await speaking(floor, Started(RUN))
    assert (await floor.agents.take_over(li, lease.session_name)).session.agent_id == li.id

    async def is_logged() -> bool:
        return "ai_cancel_failed" in caplog.text

    await until(is_logged)
    await end(answering)


async def test_a_run_that_becomes_known_after_the_takeover_is_stopped_by_the_turns_owner(floor: Floor) -> None:
    li, gate = await floor.hire("Li"), asyncio.Event()
    lease = await floor.ask("q")
    floor.provider.script = held([], gate, [Started(RUN), Delta("too late")])
    answering = asyncio.create_task(floor.answer(lease))

    async def is_asked() -> bool:
        return bool(floor.provider.prompts)

    await until(is_asked)
    taken = await floor.agents.take_over(li, lease.session_name)
    assert (taken.stopped_id, floor.provider.cancelled) == ("", [])
    gate.set()
    with pytest.raises(BaseExceptionGroup) as lost:
        await asyncio.wait_for(answering, 10)
    assert lost.value.subgroup(TurnLost)
    assert floor.provider.cancelled == [RUN]
    assert await floor.said(lease.session_name) == ["q", "joined"]


async def test_an_ai_that_was_cut_off_says_nothing_more(floor: Floor) -> None:
    li, gate = await floor.hire("Li"), asyncio.Event()
    lease = await floor.ask("q")
    floor.provider.script = held([Delta("half ")], gate, [Delta("an answer")])
    answering = asyncio.create_task(floor.answer(lease))

    async def is_shown() -> bool:
        return (await floor.store.turns.draft(lease.session_name)).text != ""

    await until(is_shown)
    await floor.agents.take_over(li, lease.session_name)
    before = await floor.heard(lease.session_name)
    gate.set()
    await asyncio.gather(answering, return_exceptions=True)
    assert await floor.heard(lease.session_name) == before


async def test_what_waited_for_the_next_answer_is_the_agents_now(floor: Floor) -> None:
    li = await floor.hire("Li")
    lease, answering = await speaking(floor, Delta("half"))
    await floor.say(lease.session_name, "and another thing")
    await floor.agents.take_over(li, lease.session_name)
    assert (await floor.load(lease.session_name)).unanswered == 2
    await floor.agents.say(li, lease.session_name, "I am here", client_id="")
    assert (await floor.load(lease.session_name)).unanswered == 0
    await end(answering)


async def test_who_comes_second_learns_who_was_first(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang")
    name = await floor.live(li)
    with pytest.raises(AlreadyTaken) as refusal:
        await floor.agents.take_over(wang, name)
    assert refusal.value.params == {"name": "Li"}
    assert (await floor.agents.take_over(li, name)).session == await floor.load(name)


async def test_of_many_who_claim_at_once_exactly_one_wins(floor: Floor) -> None:
    agents = [await floor.hire(f"Agent{number}") for number in range(12)]
    name = await floor.queue()

    async def claim(agent: Agent) -> str:
        try:
            return (await floor.agents.take_over(agent, name)).session.agent_id
        except AlreadyTaken as error:
            return str(error.params["name"])

    answers = await asyncio.gather(*map(claim, agents))
    winner = await floor.load(name)
    assert answers.count(winner.agent_id) == 1
    assert answers.count(winner.agent_name) == 11


async def test_nobody_owns_more_than_they_may(floor: Floor) -> None:
    li = await floor.hire("Li", max_sessions=1)
    await floor.live(li)
    name = await floor.queue()
    with pytest.raises(AtCapacity) as refusal:
        await floor.agents.take_over(li, name)
    assert refusal.value.params == {"limit": 1}
    assert (await floor.load(name)).status is Status.PENDING_MANUAL


async def test_an_answer_that_ends_while_it_is_taken_over_is_no_error_to_the_agent(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await floor.hire("Li")
    floor.provider.script = saying(Delta("whole"))
    lease = await floor.ask("q")
    load, answered = floor.store.sessions.load, asyncio.Event()

    async def just_then(name: str) -> Session:
        session = await load(name)
        if not answered.is_set():
            answered.set()
            await floor.answer(lease)
        return session

    monkeypatch.setattr(floor.store.sessions, "load", just_then)
    taken = await floor.agents.take_over(li, lease.session_name)
    assert (taken.session.agent_id, taken.stopped_id) == (li.id, "")
    assert await floor.said(lease.session_name) == ["q", "whole", "joined"]


async def test_an_agent_of_another_shop_finds_no_session_whatever_they_try(floor: Floor) -> None:
    floor.set_shop("other", floor.shop_of("demo"))
    stranger = await floor.hire("Stranger", shops=("other",))
    desk, at = floor.agents, (stranger, await floor.queue())
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: desk.see(*at),
        lambda: desk.take_over(*at),
        lambda: desk.say(*at, "x", client_id=""),
        lambda: desk.offer(*at, "a_li"),
        lambda: desk.accept(*at),
        lambda: desk.decline(*at),
        lambda: desk.release(*at),
        lambda: desk.close(*at),
        lambda: desk.note(*at, "x"),
        lambda: desk.tag(*at, ("x",)),
        lambda: desk.type(*at),
        lambda: desk.read(*at, "1-1"),
    ]
    for attempt in tries:
        with pytest.raises(SessionNotFound):
            await attempt()
    mine = await floor.queue(shop="other")
    assert (await desk.take_over(stranger, mine)).session.agent_id == stranger.id


async def test_what_the_ai_is_asked_next_holds_what_people_said(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "is it waterproof?")
    await floor.agents.say(li, name, "yes, down to 10 m", client_id="")
    await floor.say(name, "and in salt water?")
    await floor.agents.release(li, name)
    await floor.answer(floor.lease_of(name))
    (prompt,) = floor.provider.prompts
    assert prompt.fresh == (Line("visitor", "and in salt water?"),)
    assert prompt.history == (Line("visitor", "is it waterproof?"), Line("agent", "yes, down to 10 m"))
    assert floor.provider.told == list(prompt.history)
