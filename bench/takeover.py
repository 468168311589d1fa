"""What one takeover costs, as a multiple of one bare Redis script call that changes a hash and tells a stream."""

import secrets
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from app.domain.agent import Agent
from app.domain.conversation import open_session, visitor_speaks
from app.domain.ownership import take_over
from app.domain.session import Message, Role, Session
from app.store.store import Store, open_store
from bench.processes import Yard

ROUNDS = 7
TAKEOVERS = 300
SCRIPT = """
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
return redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'd', 'x')
"""


@dataclass(frozen=True, slots=True)
class Takeover:
    """Milliseconds of waiting for each, medians of the rounds."""

    script_ms: float
    takeover_ms: float
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


async def measure(yard: Yard) -> Takeover:
    """Both in turn, round by round: sessions in which the AI is speaking, and an agent who takes them."""
    store = open_store(yard.redis_url, tag="bench", expire_s=3_600)
    script = store.redis.register_script(SCRIPT)
    rounds = []
    for at in range(ROUNDS):
        names = [await _speaking(store, f"s_{at}_{number}") for number in range(TAKEOVERS)]
        agent = Agent(f"a_{at}", "amy", "Amy", max_sessions=TAKEOVERS)
        bare_ms = await _each_ms(names, partial(_call, script))
        taken_ms = await _each_ms(names, partial(_take, store, agent))
        rounds.append((bare_ms, taken_ms))
    await store.close()
    bare, taken = zip(*rounds, strict=True)
    ratios = tuple(one / other for other, one in rounds)
    return Takeover(statistics.median(bare), statistics.median(taken), ratios)


async def _speaking(store: Store, name: str) -> str:
    session = Session(name=name, shop="demo", visitor_id="v", lang="en", created_ms=1)
    await store.commits.commit(session, open_session(session), now_ms=1)
    asked = visitor_speaks(await store.sessions.load(name), Message(Role.VISITOR, 1, "q", "q"), f"t_{name}")
    await store.commits.commit(await store.sessions.load(name), asked, now_ms=1)
    return name


async def _call(script: Callable[..., Awaitable[object]], name: str) -> None:
    await script(keys=[f"{{bench}}:bare:{name}", "{bench}:bare"], args=[secrets.token_hex(4)])


async def _take(store: Store, agent: Agent, name: str) -> None:
    """As the desk does it: read, decide, commit."""
    session = await store.sessions.load(name)
    await store.commits.commit(session, take_over(session, agent, 2), now_ms=2)


async def _each_ms(names: list[str], act: Callable[[str], Awaitable[None]]) -> float:
    began = time.perf_counter()
    for name in names:
        await act(name)
    return (time.perf_counter() - began) * 1000 / len(names)
