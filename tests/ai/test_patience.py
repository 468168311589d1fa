"""Retries, time-outs and the breaker around a provider that follows a script; nothing sleeps for luck."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import cast

import pytest

from app.ai.openai import OpenAIProvider
from app.ai.patience import Limits, Patient
from app.ai.provider import (
    AIError,
    Answer,
    Delta,
    FailureKind,
    Greeting,
    Line,
    Opened,
    Piece,
    Prompt,
    Provider,
    Replaced,
    Run,
    Started,
    State,
    Suggested,
)
from app.ai.question import wait_before
from tests.openai_double import Double, running

PROMPT = Prompt("s-1", "v-1", "en", (Line("visitor", "hello"),))
SERVER = AIError("server", retryable=True, code="500")
HANG = "hang"
Step = Piece | BaseException | str


class Scripted:
    """A provider that does what the script of each attempt says; `HANG` waits until `go` is set."""

    name = "scripted"

    def __init__(self, *attempts: Sequence[Step]) -> None:
        self.attempts = list(attempts)
        self.go = asyncio.Event()
        self.waiting = asyncio.Event()
        self.prompts: list[Prompt] = []
        self.log: list[str] = []
        self.stubborn = False
        self.opening: Callable[[], State] = dict

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        return self.opening()

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        self.prompts.append(prompt)
        try:
            for step in self.attempts.pop(0) if len(self.attempts) > 1 else self.attempts[0]:
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, str):
                    await self._hang()
                else:
                    yield step
        finally:
            self.log.append("closed")

    async def _hang(self) -> None:
        self.waiting.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            if self.stubborn:
                raise AIError("network") from None
            raise

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        await self._hang()
        return Answer("rest")

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        self.log.append(f"cancelled {dict(run)}")
        if self.stubborn:
            raise AIError("gone")

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        self.log.append(f"told {len(lines)}")

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        return None

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        return Greeting(lang)

    async def check(self) -> None:
        self.log.append("checked")

    async def close(self) -> None:
        self.log.append("shut")


class World:
    """A clock turned by hand and a sleep that only notes how long."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def wrap(self, inner: Provider, limits: Limits | None = None) -> Patient:
        """`inner` with patience in this world."""
        return Patient(inner, limits, clock=self.clock, sleep=self.sleep, rng=random.Random(7))


@pytest.fixture(name="world")
def make_world() -> World:
    """A world of one's own."""
    return World()


async def hear(ai: Provider, heard: list[Piece] | None = None) -> list[Piece]:
    """Every piece of an answer; `heard` keeps what came before an error."""
    pieces = [] if heard is None else heard
    async for piece in ai.stream(PROMPT):
        pieces.append(piece)
    return pieces


async def fail(ai: Provider, heard: list[Piece] | None = None) -> AIError:
    """The error an answer ends with."""
    with pytest.raises(AIError) as raised:
        await hear(ai, heard)
    return raised.value


async def open_circuit(ai: Patient, inner: Scripted) -> None:
    """Fail until the circuit is open, leaving the scripts after these in place."""
    scripts, inner.attempts = inner.attempts, [[AIError("network")]]
    while ai.snapshot().state == "closed":
        await fail(ai)
    inner.attempts = scripts
    inner.prompts.clear()
    inner.log.clear()


async def test_everything_passes_through_in_order(world: World) -> None:
    script: list[Step] = [
        Opened({"c": "1"}), Started({"r": "1"}), Delta("a"), Delta("b"), Replaced("ab!"), Suggested(("q",)),
    ]  # fmt: skip
    inner = Scripted(script)
    assert await hear(world.wrap(inner)) == script
    assert inner.log == ["closed"] and world.slept == []


async def test_retries_before_the_first_word_until_it_works(world: World) -> None:
    inner = Scripted([Started({"r": "1"}), SERVER], [SERVER], [Started({"r": "3"}), Delta("a")])
    heard = await hear(world.wrap(inner))
    assert heard == [Started({"r": "1"}), Started({"r": "3"}), Delta("a")]
    assert inner.log == ["closed"] * 3
    assert [1 <= world.slept[0] <= 2, 2 <= world.slept[1] <= 3, len(world.slept)] == [True, True, 2]


async def test_three_attempts_and_no_more(world: World) -> None:
    inner = Scripted([SERVER])
    assert (await fail(world.wrap(inner))).code == "500"
    assert len(inner.prompts) == 3 and len(world.slept) == 2


def test_waits_double_and_stay_within_the_limits() -> None:
    rng = random.Random(7)
    waits = [[wait_before(attempt, Limits(), rng) for _ in range(200)] for attempt in (2, 3, 4, 5, 9)]
    bounds = [(1, 2), (2, 3), (4, 5), (8, 9), (10, 10)]
    assert all(low <= w <= high for (low, high), some in zip(bounds, waits, strict=True) for w in some)
    assert len(set(waits[0])) > 100


@pytest.mark.parametrize(
    "script",
    [
        [AIError("auth")],
        [AIError("content")],
        [AIError("timeout", retryable=True)],
        [Delta("a"), SERVER],
        [Replaced("a"), SERVER],
    ],
)
async def test_what_is_not_asked_again(world: World, script: list[Step]) -> None:
    inner = Scripted(script)
    heard: list[Piece] = []
    await fail(world.wrap(inner), heard)
    assert len(inner.prompts) == 1 and world.slept == []
    assert [s for s in script if not isinstance(s, AIError)] == heard


async def test_the_next_attempt_knows_the_state_of_the_last(world: World) -> None:
    inner = Scripted([Opened({"c": "1"}), SERVER], [Delta("a")])
    await hear(world.wrap(inner))
    assert [prompt.state for prompt in inner.prompts] == [{}, {"c": "1"}]


@pytest.mark.parametrize(
    ("limits", "script", "code"),
    [
        (Limits(first_word_s=0.02), [Started({"r": "1"}), HANG], "first_word"),
        (Limits(between_words_s=0.02), [Started({"r": "1"}), Delta("a"), HANG], "between_words"),
        (Limits(whole_s=0.02), [Started({"r": "1"}), Delta("a"), HANG], "whole"),
        (Limits(whole_s=0.02), [Started({"r": "1"}), HANG], "whole"),
    ],
)
@pytest.mark.parametrize("stubborn", [False, True])
async def test_time_outs_close_and_cancel_and_are_final(
    world: World, limits: Limits, script: list[Step], code: str, stubborn: bool
) -> None:
    inner = Scripted(script)
    inner.stubborn = stubborn
    error = await fail(world.wrap(inner, limits))
    assert (error.kind, error.retryable, error.code) == ("timeout", False, code)
    assert inner.log == ["closed", "cancelled {'r': '1'}"]
    assert len(inner.prompts) == 1


async def test_a_time_out_without_a_run_has_nothing_to_cancel(world: World) -> None:
    inner = Scripted([HANG])
    await fail(world.wrap(inner, Limits(first_word_s=0.02)))
    assert inner.log == ["closed"]


async def test_the_first_word_has_its_time_in_every_attempt(world: World) -> None:
    inner = Scripted([SERVER], [HANG])
    assert (await fail(world.wrap(inner, Limits(first_word_s=0.02)))).code == "first_word"
    assert len(inner.prompts) == 2


async def test_a_dead_upstream_is_not_asked_any_more(world: World) -> None:
    inner = Scripted([AIError("network")])
    ai = world.wrap(inner)
    kinds = [(await fail(ai)).kind for _ in range(7)]
    assert kinds == ["network"] * 5 + ["open"] * 2
    assert len(inner.prompts) == 5
    assert ai.snapshot().state == "open"


async def test_opening_ends_the_retries_too(world: World) -> None:
    inner = Scripted([SERVER])
    ai = world.wrap(inner)
    assert [(await fail(ai)).kind for _ in range(3)] == ["server", "server", "open"]
    assert len(inner.prompts) == 5 and len(world.slept) == 3


async def test_refused_questions_do_not_open_the_circuit(world: World) -> None:
    inner = Scripted([AIError("content")])
    ai = world.wrap(inner)
    assert {(await fail(ai)).kind for _ in range(20)} == {"content"}


async def test_exactly_one_probe_and_its_first_word_lets_all_in(world: World) -> None:
    inner = Scripted([HANG, Delta("a"), HANG, Delta("b")], [Delta("c")])
    ai = world.wrap(inner)
    await open_circuit(ai, inner)
    world.now += 15
    probe = aiter(ai.stream(PROMPT))
    first = asyncio.ensure_future(anext(probe))
    await inner.waiting.wait()
    assert [(await fail(ai)).kind for _ in range(10)] == ["open"] * 10
    assert len(inner.prompts) == 1 and ai.snapshot().state == "half_open"
    inner.go.set()
    assert await first == Delta("a")
    assert ai.snapshot().state == "closed"
    assert await hear(ai) == [Delta("c")]
    assert [piece async for piece in probe] == [Delta("b")]


async def test_a_failed_probe_is_not_retried(world: World) -> None:
    inner = Scripted([SERVER])
    ai = world.wrap(inner)
    await open_circuit(ai, inner)
    world.now += 15
    assert (await fail(ai)).kind == "server"
    assert len(inner.prompts) == 1 and ai.snapshot().state == "open"


@pytest.mark.parametrize("how", ["cancel", "close"])
async def test_a_listener_who_leaves_frees_the_probe_and_counts_for_nothing(world: World, how: str) -> None:
    inner = Scripted([Started({"r": "1"}), HANG], [Delta("a")])
    ai = world.wrap(inner)
    await open_circuit(ai, inner)
    world.now += 15
    if how == "cancel":
        listening = asyncio.create_task(hear(ai))
        await inner.waiting.wait()
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
    else:
        async with aclosing(ai.stream(PROMPT)) as pieces:  # type: ignore[type-var]
            assert await anext(pieces) == Started({"r": "1"})
    assert inner.log == ["closed"]
    assert ai.snapshot().state == "half_open"
    assert await hear(ai) == [Delta("a")]
    assert ai.snapshot().state == "closed"


@pytest.mark.parametrize("script", [[HANG], [Delta("a"), HANG]])
async def test_leaving_a_healthy_upstream_counts_for_nothing(world: World, script: list[Step]) -> None:
    inner = Scripted(script)
    ai = world.wrap(inner)
    for _ in range(10):
        inner.waiting.clear()
        listening = asyncio.create_task(hear(ai))
        await inner.waiting.wait()
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
    assert inner.log == ["closed"] * 10
    assert ai.snapshot().failures == 0


async def test_leaving_between_two_attempts(world: World) -> None:
    inner = Scripted([SERVER])
    asleep = asyncio.Event()

    async def sleep(seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    ai = Patient(inner, sleep=sleep)
    listening = asyncio.create_task(hear(ai))
    await asleep.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert inner.log == ["closed"] and ai.snapshot().failures == 1


async def test_a_fault_of_our_own_passes_and_frees_the_probe(world: World) -> None:
    inner = Scripted([ZeroDivisionError()])
    ai = world.wrap(inner)
    await open_circuit(ai, inner)
    world.now += 15
    with pytest.raises(ZeroDivisionError):
        await hear(ai)
    assert ai.snapshot().state == "half_open" and inner.log == ["closed"]


@pytest.mark.parametrize(("kind", "state"), [("network", "open"), ("content", "half_open")])
async def test_opening_a_session_minds_the_circuit(world: World, kind: FailureKind, state: str) -> None:
    inner = Scripted([Delta("a")])
    ai = world.wrap(inner)
    assert await ai.open("s-1", "v-1") == {}
    await open_circuit(ai, inner)
    with pytest.raises(AIError, match="open"):
        await ai.open("s-1", "v-1")
    world.now += 15
    assert await ai.open("s-1", "v-1") == {}
    assert ai.snapshot().state == "half_open"

    def refuse() -> State:
        raise AIError(kind)

    inner.opening = refuse
    with pytest.raises(AIError, match=kind):
        await ai.open("s-1", "v-1")
    assert ai.snapshot().state == state


async def test_the_other_questions_pass_through(world: World) -> None:
    inner = Scripted([Delta("a")])
    inner.go.set()
    ai = world.wrap(inner)
    assert ai.name == "scripted"
    assert await ai.recover(PROMPT, {}) == Answer("rest")
    assert await ai.greet("zh") == Greeting("zh")
    await ai.cancel(PROMPT, {"r": "1"})
    await ai.tell({}, "s-1", PROMPT.fresh)
    await ai.check()
    await ai.close()
    assert inner.log == ["cancelled {'r': '1'}", "told 1", "checked", "shut"]


async def test_recovering_has_the_time_of_a_whole_answer(world: World) -> None:
    ai = world.wrap(Scripted([Delta("a")]), Limits(whole_s=0.02))
    with pytest.raises(AIError, match="timeout recover"):
        await ai.recover(PROMPT, {})


async def test_with_a_real_provider_over_sockets(world: World) -> None:
    double = Double()
    double.plan("503", times=2)
    async with running(double) as address:
        ai = world.wrap(cast("Provider", OpenAIProvider(address, double.key, "double-1")))
        assert any(isinstance(piece, Delta) for piece in await hear(ai))
        assert len(double.requests) == 3
        impatient = world.wrap(OpenAIProvider(address, double.key, "double-1"), Limits(between_words_s=0.05))
        double.plan("stall")
        assert (await fail(impatient)).code == "between_words"
        async with asyncio.timeout(10):
            while not double.hung_up:
                await asyncio.sleep(0.01)
        await ai.close()
        await impatient.close()
