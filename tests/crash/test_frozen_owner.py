"""A process that owns an answer freezes: another takes over in time, and the woken one has nothing more to say."""

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.coze_double import answer_to
from tests.crash.ledger import Ledger, judge_turns
from tests.crash.stage import Stage, says, staged, until, visiting
from tests.crash.upstream import AI
from tests.live import Ear, Heard, Visitor

TAKEN_OVER_S = 15.0
QUESTION = "您好 😀, do you ship here?"
NEXT = "And what about returns?"


@dataclass(slots=True)
class Scene:
    """One visitor, heard on both servers; the `frozen` one owns the turn `turn_id`."""

    stage: Stage
    frozen: Visitor
    awake: Visitor
    far: Ear
    near: Ear
    turn_id: str = ""

    async def ask(self) -> None:
        """Ask the server that is going to freeze."""
        posted = await self.frozen.say(QUESTION, "c1")
        assert posted.status_code == 202
        self.turn_id = posted.json()["turn_id"]

    async def is_named(self) -> bool:
        """Whether the turn knows how the upstream calls it."""
        return bool((await self.stage.store.turns.draft(self.awake.session_name)).run)

    def freeze(self) -> None:
        """Freeze the owner."""
        self.stage.servers[0].signal(signal.SIGSTOP)

    async def until_taken_over(self) -> None:
        """Wait until the other server owns the turn."""
        adopted = lambda: says(self.stage.servers[1], "turn_adopted", turn_id=self.turn_id)  # noqa: E731
        await until(adopted, "the turn is taken over", within_s=TAKEN_OVER_S)

    async def wake(self) -> tuple[list[Heard], list[Heard]]:
        """Wake the owner, wait until it knows that it lost the turn, and hear both streams through the next turn."""
        self.stage.servers[0].signal(signal.SIGCONT)
        lost = lambda: says(self.stage.servers[0], "turn_lost", "turn_left", turn_id=self.turn_id)  # noqa: E731
        await until(lost, "the woken owner lets go", within_s=TAKEN_OVER_S)
        following = (await self.awake.say(NEXT, "c2")).json()["turn_id"]
        near = await self.near.until("turn", state="finished", turn_id=following)
        return near, await self.far.until("turn", state="finished", turn_id=following)


async def _set(stack: AsyncExitStack, folder: Path, redis_url: str, ai: AI) -> Scene:
    stage = await stack.enter_async_context(staged(folder, redis_url, ai, words_per_second=8))
    frozen, awake = await stack.enter_async_context(visiting(stage))
    far, near = [await stack.enter_async_context(visitor.hear()) for visitor in (frozen, awake)]
    return Scene(stage, frozen, awake, far, near)


def _judge(heard: list[Heard]) -> list[str]:
    """What is wrong with what one stream said, from its beginning on."""
    ledger = Ledger("0-0")
    for event in heard:
        if event.kind != "hello":
            ledger.take(event)
    return [*ledger.faults, *judge_turns(ledger.kept)]


async def _check_woken(scene: Scene, heard: list[Heard]) -> None:
    """Nothing is heard or kept of the turn after its end."""
    kept = await scene.awake.messages()
    near, far = await scene.wake()
    assert _judge([*heard, *near]) == []
    assert _judge(far) == []
    assert [m.data.get("turn_id") for m in near if m.kind in {"message", "turn"}].count(scene.turn_id) == 0
    assert (await scene.awake.messages())[: len(kept)] == kept
    assert scene.stage.bugs() == []


async def test_an_answer_that_was_begun_ends_as_stopped_with_an_apology(tmp_path: Path, valkey: str) -> None:
    async with AsyncExitStack() as stack:
        scene = await _set(stack, tmp_path, valkey, "openai")
        await scene.ask()
        heard = await scene.near.until("delta", turn_id=scene.turn_id)
        scene.freeze()
        async with asyncio.timeout(TAKEN_OVER_S):
            heard += await scene.near.until("turn", state="stopped", turn_id=scene.turn_id)
        _, answer, apology = await scene.awake.messages()
        assert (answer["role"], answer["stopped"]) == ("ai", True)
        assert (apology["role"], apology["code"]) == ("system", "ai_interrupted")
        await _check_woken(scene, heard)


async def test_a_question_without_a_word_of_an_answer_is_asked_again(tmp_path: Path, valkey: str) -> None:
    async with AsyncExitStack() as stack:
        scene = await _set(stack, tmp_path, valkey, "openai")
        scene.stage.upstream.ask("POST", "/double/plan", {"mode": "slow", "argument": "60"})
        await scene.ask()
        asked = lambda: scene.stage.upstream.ask("GET", "/double/seen")["answered"] == 1  # noqa: E731
        await until(asked, "the question arrives upstream", within_s=10)
        scene.freeze()
        await scene.until_taken_over()
        heard = await scene.near.until("turn", state="finished", turn_id=scene.turn_id)
        assert [m["role"] for m in await scene.awake.messages()] == ["visitor", "ai"]
        await _check_woken(scene, heard)


@pytest.mark.parametrize("is_late", [False, True], ids=["in-mid-word", "before-the-first-word"])
async def test_coze_is_asked_for_the_rest(tmp_path: Path, valkey: str, is_late: bool) -> None:
    async with AsyncExitStack() as stack:
        scene = await _set(stack, tmp_path, valkey, "coze")
        if is_late:
            scene.stage.upstream.ask("POST", "/_double/misbehave", {"modes": ["slow-delta 3"]})
        await scene.ask()
        heard = [] if is_late else await scene.near.until("delta", turn_id=scene.turn_id)
        await until(scene.is_named, "the upstream's name of the answer is known", within_s=10)
        scene.freeze()
        await scene.until_taken_over()
        heard += await scene.near.until("turn", state="finished", turn_id=scene.turn_id)
        _, answer = await scene.awake.messages()
        assert (answer["role"], answer["text"]) == ("ai", answer_to(QUESTION))
        await _check_woken(scene, heard)
