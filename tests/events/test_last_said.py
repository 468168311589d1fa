"""What the lists hear of what was said: an answer's words, a colleague's name, also of the session on screen."""

from typing import Any

from app.ai.provider import Delta
from app.domain.agent import Agent
from app.domain.events import answer_grew
from app.store.turns import Lease
from tests.events.room import Ear, Room
from tests.scripted import saying


async def _lines(ear: Ear, session_name: str, count: int) -> list[dict[str, Any]]:
    """The last thing said by the next `count` changes of the session's line."""
    heard = [(await ear.until("queue", session_name=session_name))[-1] for _ in range(count)]
    return [one.data["last"] for one in heard]


async def _ask(room: Room, agent: Agent) -> Lease:
    """A question that the hub has told already: whoever comes now hears what comes later."""
    async with room.agent(agent) as ear:
        await ear.next()
        lease = await room.ask("q")
        await ear.until("queue", session_name=lease.session_name)
    return lease


async def test_of_an_answer_the_words_are_listed_and_of_a_colleagues_message_the_name(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    lease = await _ask(room, wang)
    name = lease.session_name
    room.provider.script = saying(Delta("**60 km**, see [here](https://shop.example)"))
    async with room.agent(wang) as elsewhere, room.agent(li, name) as on_screen:
        for ear in (elsewhere, on_screen):
            await ear.next()
        await room.answer(lease)
        await room.agents.take_over(li, name)
        await room.agents.say(li, name, "**Hello**", client_id="")
        for ear in (elsewhere, on_screen):
            said, taken, hello = await _lines(ear, name, 3)
            assert (said["text"], said["by"]) == ("60 km, see here", None)
            assert taken == said
            assert (hello["text"], hello["by"]) == ("**Hello**", {"id": li.id, "name": "Li"})


async def test_of_an_answer_that_was_cut_off_the_words_are_listed_too(room: Room) -> None:
    li, wang = await room.hire("Li"), await room.hire("Wang")
    lease = await _ask(room, wang)
    half = answer_grew(lease.turn_id, 1, offset=0, text="**half** ", block=0, html="")
    await room.store.turns.append(lease, 1, "**half** ", half)
    async with room.agent(wang) as ear:
        await ear.next()
        await room.agents.take_over(li, lease.session_name)
        (cut,) = await _lines(ear, lease.session_name, 1)
        assert (cut["role"], cut["text"]) == ("ai", "half")
