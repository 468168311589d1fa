"""A message was acknowledged, and its process dies at once: another process answers it, under the same turn id."""

from pathlib import Path

import pytest

from tests.crash.ledger import judge_turns
from tests.crash.stage import staged, visiting
from tests.crash.upstream import AI


@pytest.mark.parametrize("ai", ["openai", "coze"])
async def test_an_acknowledged_question_outlives_its_process(tmp_path: Path, valkey: str, ai: AI) -> None:
    async with staged(tmp_path, valkey, ai) as stage, visiting(stage) as (dying, alive), alive.hear() as ear:
        asked = await dying.say("您好 😀, do you ship here?", "c1")
        stage.servers[0].kill()
        assert asked.status_code == 202
        # Said while nobody answers yet: it waits for its own answer, and is no part of the first.
        waiting = await alive.say("And what about returns?", "c2")
        heard = await ear.until("turn", state="finished", turn_id=asked.json()["turn_id"])
        heard += await ear.until("turn", state="finished", turn_id=waiting.json()["turn_id"])
        assert [m["role"] for m in await alive.messages()] == ["visitor", "visitor", "ai", "ai"]
        assert judge_turns([event for event in heard if event.kind in {"message", "turn"}]) == []
        assert stage.bugs() == []
