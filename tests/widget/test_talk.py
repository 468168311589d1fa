"""A visitor asks and is answered: the whole path over real sockets and a real store."""

from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo


async def test_a_visitor_asks_and_is_answered_word_by_word(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            posted = await visitor.say("a question", "c1")
            assert posted.status_code == 202
            turn_id = posted.json()["turn_id"]
            heard = await ear.until("turn", state="finished", turn_id=turn_id)
    kinds = [event.kind for event in heard]
    assert kinds[0] == "hello"
    assert kinds[-2:] == ["message", "turn"]
    assert "delta" in kinds
    answer = heard[-2].data
    assert (answer["role"], answer["text"]) == ("ai", "You said: a question")
