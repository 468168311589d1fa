"""What an agent does with sessions: take over, speak, transfer, release, close; who the agent is was checked before."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.ai.provider import AIError, Prompt, Provider
from app.desk.changes import Changed, Changes
from app.desk.team import Team
from app.domain.agent import Agent
from app.domain.errors import NotAllowed, NotYours, SessionNotFound
from app.domain.events import note_added, row_changed
from app.domain.markup import render_plain
from app.domain.outcome import Outcome
from app.domain.ownership import (
    accept_transfer,
    agent_speaks,
    close,
    decline_transfer,
    offer_transfer,
    release,
    take_over,
)
from app.domain.session import Message, Role, Session, Status
from app.store.commits import Committed, Duplicate
from app.store.store import Store
from app.telemetry.log import log

CANCEL_S = 10.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A session that is the agent's now; where an answer was cut off, the message that was made of it."""

    session: Session
    stopped_id: str = ""
    stopped: bytes = b""


class AgentDesk:
    """The agents' use cases. Each raises `SessionNotFound` for sessions that are not the agent's business."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        team: Team,
        provider: Provider,
        *,
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._changes = changes
        self._team = team
        self._provider = provider
        self._clock_ms = clock_ms
        self._new_id = new_id
        self._cancelling: set[asyncio.Task[None]] = set()

    async def see(self, agent: Agent, name: str) -> Session:
        """The session, if this agent may see it; raises `SessionNotFound`, as for one that is not there."""
        session = await self._store.sessions.load(name)
        return _seen(agent, session)

    async def take_over(self, agent: Agent, name: str) -> Taken:
        """Take the session; raises `AlreadyTaken`, `AtCapacity`."""
        changed = await self._change(agent, name, lambda session: take_over(session, agent, self._clock_ms()))
        if changed.outcome.events:
            log("takeover", session_name=name, agent_id=agent.id)
        return self._taken(changed)

    def _taken(self, changed: Changed) -> Taken:
        written = changed.written
        assert isinstance(written, Committed)
        if written.run:
            self._cancel_upstream(changed.before, written)
        return Taken(changed.session, written.stopped_id, written.stopped)

    def _cancel_upstream(self, session: Session, written: Committed) -> None:
        """Tell the AI to stop, without letting the agent wait for it."""
        task = asyncio.create_task(self._cancel(session, written))
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

    async def _cancel(self, session: Session, written: Committed) -> None:
        prompt = Prompt(session.name, session.visitor_id, session.lang, fresh=(), state=session.ai_state)
        try:
            async with asyncio.timeout(CANCEL_S):
                await self._provider.cancel(prompt, written.run)
        except (AIError, TimeoutError) as error:
            # The owner of the turn has let go of the connection all the same: only the upstream's bill is longer.
            log("ai_cancel_failed", level=logging.WARNING, session_name=session.name, reason=str(error))

    async def say(self, agent: Agent, name: str, text: str, *, client_id: str) -> str:
        """Say something in a session of one's own; returns the message's id. Who does not see it in time gets mail."""
        message = Message(
            role=Role.AGENT,
            at_ms=self._clock_ms(),
            text=text,
            html=render_plain(text),
            client_id=client_id or self._new_id(),
            agent_id=agent.id,
            agent_name=agent.name,
        )
        # Who speaks by a program, without a workbench, is there all the same.
        await self._store.presence.see_agents([agent.id], now_ms=message.at_ms)
        changed = await self._change(agent, name, lambda one: agent_speaks(one, message), said=message)
        written = changed.written
        return written.message_id if isinstance(written, Duplicate) else written.ids[0]

    async def offer(self, agent: Agent, name: str, colleague_id: str) -> Session:
        """Ask a colleague, who is online and has room, to take the session."""
        shop = (await self.see(agent, name)).shop
        found = next((one for one in await self._team.colleagues() if one.agent.id == colleague_id), None)
        if found is None or not found.is_online:
            raise NotAllowed("COLLEAGUE_AWAY")
        if not found.has_room:
            raise NotAllowed("COLLEAGUE_BUSY", name=found.agent.name)
        shift = await self._team.shift(shop)
        ends_ms = shift.at_ms + shift.service.offer_s * 1000

        def rule(session: Session) -> Outcome:
            if not found.agent.sees(session.shop):
                raise NotAllowed("COLLEAGUE_AWAY")
            return offer_transfer(session, agent.id, found.agent, ends_ms)

        return (await self._change(agent, name, rule)).session

    async def accept(self, agent: Agent, name: str) -> Session:
        """Take a session that a colleague has offered; raises `NotAllowed`, `AtCapacity`."""
        now_ms = self._clock_ms()
        return (await self._change(agent, name, lambda session: accept_transfer(session, agent, now_ms))).session

    async def decline(self, agent: Agent, name: str) -> Session:
        """Not take it, or take an offer back."""
        return (await self._change(agent, name, lambda session: decline_transfer(session, agent.id))).session

    async def release(self, agent: Agent, name: str) -> Session:
        """Give a session of one's own back to the AI."""
        turn_id, now_ms = f"t_{self._new_id()}", self._clock_ms()
        changed = await self._change(agent, name, lambda session: release(session, agent.id, turn_id, now_ms))
        return changed.session

    async def close(self, agent: Agent, name: str) -> Taken:
        """End a session that is one's own or nobody's; raises `NotYours` for a colleague's."""

        def rule(session: Session) -> Outcome:
            if session.status is Status.MANUAL_LIVE and session.agent_id != agent.id:
                raise NotYours(name=session.agent_name)
            return close(session, self._clock_ms(), by="agent")

        return self._taken(await self._change(agent, name, rule))

    async def note(self, agent: Agent, name: str, text: str) -> str:
        """Write something down for colleagues; the visitor never sees it. Returns its id."""
        told = note_added(self._clock_ms(), author={"id": agent.id, "name": agent.name}, text=text)
        changed = await self._change(agent, name, lambda session: Outcome(session, (told,)))
        assert isinstance(changed.written, Committed)
        return changed.written.ids[0]

    async def tag(self, agent: Agent, name: str, tags: tuple[str, ...]) -> Session:
        """Let the session's tags be these."""

        def rule(session: Session) -> Outcome:
            after = replace(session, tags=tags)
            return Outcome(after, (row_changed(after),)) if after != session else Outcome(session)

        return (await self._change(agent, name, rule)).session

    async def type(self, agent: Agent, name: str) -> None:
        """The agent is typing: the visitor sees it where the session is the agent's, colleagues always."""
        session = await self.see(agent, name)
        kind = "typing" if session.agent_id == agent.id else "visitor_typing"
        data = {"by": "agent", "agent": {"id": agent.id, "name": agent.name}}
        await self._store.bus.tell(kind, data, session_name=name, shop=session.shop)

    async def read(self, agent: Agent, name: str, message_id: str) -> None:
        """The owner has read up to that message; what others look at says nothing to the visitor."""
        session = await self.see(agent, name)
        if session.agent_id == agent.id:
            await self._store.marks.read_to(name, session.shop, "agent", message_id)

    async def _change(
        self, agent: Agent, name: str, rule: Callable[[Session], Outcome], *, said: Message | None = None
    ) -> Changed:
        return await self._changes.make(name, lambda session: rule(_seen(agent, session)), said=said)


def _seen(agent: Agent, session: Session) -> Session:
    if not agent.sees(session.shop):
        raise SessionNotFound()
    return session
