"""How long the server works on the workbench's first page while 2,000 sessions are open."""

import asyncio
import statistics
import time
from dataclasses import dataclass

import httpx

from app.auth.agents import AgentTokens
from app.auth.door import Door
from app.auth.passwords import Passwords
from app.auth.staff import Staff
from app.domain.agent import Agent, AgentRole
from app.domain.conversation import open_session
from app.domain.handover import Shift, by_hand, escalate
from app.domain.session import Session
from app.domain.shop import Service
from app.engine import new_id, now_ms
from app.store.store import open_store
from bench.processes import Process, Yard

SESSIONS = 2_000
WAITING = 400
READS = 20
PASSWORD = "a bench's own password"


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Milliseconds from the request to the whole page, over the loopback, and of processor time."""

    first_ms: float
    median_ms: float
    cpu_ms: float
    kilobytes: float


async def measure(yard: Yard) -> QueuePage:
    """The page is asked for as a browser does, by an agent who is signed in."""
    with yard.ours() as ours:
        await _fill(yard)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ours.port}", timeout=30) as http:
            signed_in = await http.post(
                "/api/agent/login", json={"username": "bench", "password": PASSWORD, "mode": "token"}
            )
            http.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
            return await _read(ours, http)


async def _fill(yard: Yard) -> None:
    store = open_store(yard.redis_url, tag="bench", expire_s=3_600)
    passwords = Passwords()
    door = Door(store, passwords, AgentTokens("b" * 32, clock_s=time.time), new_id=new_id)
    staff = Staff(store, passwords, door, clock_ms=now_ms, new_id=new_id)
    await staff.create(Agent("", "bench", "Bench", role=AgentRole.ADMIN), PASSWORD)
    shift = Shift(at_ms=int(time.time() * 1000), is_open=True, has_people=True, service=Service(wait_limit_s=86_400))
    for number in range(SESSIONS):
        session = Session(name=f"s_{number}", shop="demo", visitor_id="v", lang="en", created_ms=shift.at_ms)
        await store.commits.commit(session, open_session(session), now_ms=shift.at_ms)
        if number < WAITING:
            loaded = await store.sessions.load(session.name)
            await store.commits.commit(loaded, escalate(loaded, by_hand("visitor"), shift), now_ms=shift.at_ms)
    await store.close()


async def _read(ours: Process, http: httpx.AsyncClient) -> QueuePage:
    times_ms, before_s = [], 0.0
    for at in range(READS):
        if at == 1:
            before_s = ours.cpu_s()
        began = time.perf_counter()
        answer = await http.get("/agent")
        assert answer.status_code == 200, answer.status_code
        times_ms.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0)
    cpu_ms = (ours.cpu_s() - before_s) * 1000 / (READS - 1)
    return QueuePage(times_ms[0], statistics.median(times_ms), cpu_ms, len(answer.content) / 1000)
