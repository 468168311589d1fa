"""What people said is told to the AI once, however its answers end."""

import asyncio

from app.ai.provider import Delta, Line
from tests.desk.floor import Floor
from tests.desk.stage import until
from tests.scripted import held


async def test_what_was_told_before_an_answer_was_cut_off_is_not_told_again(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li, "is it waterproof?")
    await floor.agents.say(li, name, "yes, down to 10 m", client_id="")
    await floor.agents.release(li, name)
    floor.provider.script = held([Delta("half an")], asyncio.Event())
    lease = await floor.ask("and in salt water?", name)
    answering = asyncio.create_task(floor.answer(lease))

    async def has_begun() -> bool:
        return bool((await floor.store.turns.draft(name)).text)

    await until(has_begun)
    await floor.agents.take_over(li, name)
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    told = [Line("visitor", "is it waterproof?"), Line("agent", "yes, down to 10 m")]
    assert floor.provider.told == told
    await floor.agents.say(li, name, "better not", client_id="")
    await floor.agents.release(li, name)
    floor.provider.script = held([Delta("whole")], gate := asyncio.Event())
    gate.set()
    await floor.answer(await floor.ask("thanks", name))
    assert floor.provider.told == [*told, Line("visitor", "and in salt water?"), Line("agent", "better not")]
