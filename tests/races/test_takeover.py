"""One voice: whenever an agent takes over, on whichever process, nothing of the AI is heard after it, on any stream."""

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.crash.stage import POLL_S, lines_of
from tests.crash.upstream import AI
from tests.races.arena import Arena, arena
from tests.races.judging import FINAL, Verdict, judge
from tests.races.lane import LONG, LONG_ANSWER, WORDS_PER_SECOND, Lane, Round, open_lane

LANES = 40
TAKEOVERS: dict[AI, int] = {"openai": 1000, "coze": 120}
SOAKED: dict[AI, int] = {"openai": 5000, "coze": 1000}
"""How many takeovers there are in all, with each AI, in `make test` and in `make soak`."""

LETS_GO_S = 15.0
"""A process that lost its turn finds out with the next word, or with the renewal of its lease."""


@pytest.mark.parametrize("ai", ["openai", "coze"])
async def test_nothing_of_the_ai_is_heard_after_a_takeover(tmp_path: Path, valkey: str, ai: AI) -> None:
    seed = secrets.randbits(32)
    rounds = (SOAKED if os.environ.get("SOAK") else TAKEOVERS)[ai] // LANES
    setting = arena(tmp_path, valkey, ai, agents=LANES, max_sessions=1, words_per_second=WORDS_PER_SECOND)
    async with setting as place, AsyncExitStack() as stack:
        numbers = count(1)
        opening = (open_lane(place, at, seed, numbers) for at in range(LANES))
        lanes = [await stack.enter_async_context(lane) for lane in opening]
        await asyncio.gather(*(lane.run(rounds) for lane in lanes))
        faults = [fault for lane in lanes for fault in await _audit(lane)]
        faults += await _audit_upstream(place, lanes)
        faults += _audit_logs(place, lanes) + place.stage.bugs()
    assert not faults, "\n".join([f"seed {seed}", *faults])
    ends = Counter(_came(one) for lane in lanes for one in lane.rounds)
    assert ends.keys() == {"in mid-answer", "with nothing said"}, (seed, ends)


def _came(one: Round) -> str:
    return "in mid-answer" if one.stopped else "with nothing said"


async def _audit(lane: Lane) -> list[str]:
    """What is wrong with what one session's three streams said, and between them and what is kept."""
    kept = {m["turn_id"]: m for m in await _history(lane) if m["role"] == "ai"}
    faults = []
    for tape in lane.tapes:
        verdict = judge(tape.heard())
        found = [*verdict.faults, *(fault for one in lane.rounds for fault in _audit_round(lane, one, verdict))]
        if verdict.messages != kept:
            found.append(f"heard {verdict.messages}, kept {kept}")
        faults += [f"{tape.name}: {fault}" for fault in found]
    return faults


def _audit_round(lane: Lane, one: Round, verdict: Verdict) -> Iterator[str]:
    where = f"takeover {one.number} {one.kind.value} (epoch {one.epoch})"
    if verdict.takeovers[one.epoch] != [lane.agent.agent.id]:
        yield f"{where}: announced by {verdict.takeovers[one.epoch]}"
    cut = verdict.cut.get(one.epoch, [])
    ends = {turn_id: verdict.states[turn_id][-1:] for turn_id in (*cut, *one.turn_ids)}
    if not all(end and end[0] in FINAL for end in ends.values()):
        yield f"{where}: ended {ends}"
    if one.stopped:
        turn_id = one.stopped["turn_id"]
        if turn_id not in cut or one.stopped != verdict.messages.get(turn_id) or one.stopped["stopped"] is not True:
            yield f"{where}: answered {one.stopped}, heard {verdict.messages.get(turn_id)}, cut {cut}"
    elif said := [turn_id for turn_id in cut if verdict.text(turn_id) or turn_id in verdict.messages]:
        yield f"{where}: answered no stopped message, but {said} had been heard"


async def _history(lane: Lane) -> list[dict[str, Any]]:
    """Everything that was said, by pages."""
    visitor, found = lane.visitors[0], list[dict[str, Any]]()
    while True:
        before = f"&before={found[0]['id']}" if found else ""
        answer = await visitor.http.get(f"/api/chat/messages?limit=100{before}", headers=visitor.headers)
        page = answer.json()
        found = [*page["messages"], *found]
        if not page["more"]:
            return found


def _cut(lanes: Sequence[Lane]) -> set[str]:
    """The turns that takeovers have stopped."""
    verdicts = [judge(lane.tapes[0].heard()) for lane in lanes]
    return {turn_id for verdict in verdicts for turns in verdict.cut.values() for turn_id in turns}


async def _audit_upstream(place: Arena, lanes: Sequence[Lane]) -> list[str]:
    """No answer to a long question is ever brought to its end: the upstream is told, or sees us hang up, in time.

    The short ones may have been whole before the takeover came.
    """
    texts = [(one.stopped or {}).get("text", "") for lane in lanes for one in lane.rounds]
    cut = sum(text.startswith(LONG_ANSWER) for text in texts)
    clock = asyncio.get_running_loop().time
    ends_s = clock() + LETS_GO_S
    while (answers := _long_answers(place))["going on"] and clock() < ends_s:
        await asyncio.sleep(POLL_S)
    is_right = not answers["going on"] and not answers["whole"] and answers["let go"] >= cut
    return [] if is_right else [f"{cut} long answers were cut, and upstream they are {answers}"]


def _long_answers(place: Arena) -> Counter[str]:
    """What became of the answers to long questions, as the upstream has seen it."""
    upstream = place.stage.upstream
    if upstream.ai == "openai":
        seen, ends = (upstream.ask("GET", f"/double/{what}") for what in ("seen", "endings"))
        names = {"left": "let go"}
        found = Counter(names.get(ending, ending) for question, ending, _ in ends if _is_long(question))
        return found + Counter({"going on": seen["speaking"]})
    found = Counter()
    for chat in upstream.ask("GET", "/_double/chats")["data"]:
        if _is_long(chat["asked"][-1]):
            is_off = chat["status"] == "canceled" or chat["stream"] == "abandoned"
            found["let go" if is_off else "whole" if chat["status"] == "completed" else "going on"] += 1
    return found


def _is_long(question: str) -> bool:
    """Whether the doubles repeat the question: one that was cut off may come back together with one to count."""
    return LONG in question and "count to" not in question


def _audit_logs(place: Arena, lanes: Sequence[Lane]) -> list[str]:
    """No process brought an answer to its end that had been stopped; every takeover was logged once."""
    lines = [line for server in place.stage.servers for line in lines_of(server)]
    ended = {line["turn_id"] for line in lines if line["event"] == "ai_answer"}
    faults = [f"{turn_id} was answered although it was stopped" for turn_id in _cut(lanes) & ended]
    logged, made = sum(line["event"] == "takeover" for line in lines), sum(len(lane.rounds) for lane in lanes)
    return faults if logged == made else [*faults, f"{made} takeovers, {logged} in the logs"]
