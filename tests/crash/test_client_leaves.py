"""The visitor leaves before the answer: it is there when the visitor comes back."""

from pathlib import Path

import httpx
import pytest

from tests.coze_double import answer_to
from tests.crash.stage import says, staged, until
from tests.live import open_visitor

QUESTION = "您好 😀, do you ship here?"


@pytest.mark.parametrize("hears_a_word", [False, True], ids=["at-once", "in-mid-word"])
async def test_the_answer_is_there_when_the_visitor_comes_back(tmp_path: Path, valkey: str, hears_a_word: bool) -> None:
    async with staged(tmp_path, valkey, "coze") as stage:
        one, two = stage.servers
        async with httpx.AsyncClient(base_url=one.base) as http:
            visitor = await open_visitor(http)
            async with visitor.hear() as ear:
                turn_id = (await visitor.say(QUESTION, "c1")).json()["turn_id"]
                if hears_a_word:
                    await ear.until("delta", turn_id=turn_id)
        await until(lambda: says(one, "ai_answer", turn_id=turn_id), "the answer is complete", within_s=30)
        async with httpx.AsyncClient(base_url=two.base) as http:
            back = await open_visitor(http, visitor.token)
        assert back.session_name == visitor.session_name
        said = [(m["role"], m["text"], m["turn_id"]) for m in back.opened["messages"]]
        assert said == [("visitor", QUESTION, turn_id), ("ai", answer_to(QUESTION), turn_id)]
        assert stage.bugs() == []
