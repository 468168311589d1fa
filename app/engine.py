"""What runs beside the requests: the turns, the streams, the sweeper and their kin, assembled; it knows no HTTP."""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable

from app.ai.provider import Provider
from app.desk.agents import AgentDesk
from app.desk.answering import Answering
from app.desk.changes import Changes
from app.desk.crew import Crew
from app.desk.identity import IdentityDesk
from app.desk.reading import ReadingDesk
from app.desk.shopbook import ShopBook
from app.desk.sweeper import Sweeper
from app.desk.team import Team
from app.desk.visitor import VisitorDesk
from app.desk.waiting import WaitingDesk
from app.domain.origins import origin_of, read_pattern
from app.events.hub import Hub
from app.events.stream import Streams
from app.events.subscription import Listener
from app.notify.smtp import Smtp
from app.settings import Settings
from app.store.caretaker import Caretaker
from app.store.store import Store, open_store
from app.telemetry.log import log
from app.web.letters import Letters, Office
from app.web.mail_need import MailNeed
from app.web.postman import Postman
from app.web.rounds import Attendance, Places, ShopWatch

STREAM_LIFE_S = (240.0, 300.0)
RESTART_S = 1.0
DAY_S = 86_400
TURN_GRACE_S = 1.0
"""How long a stopping process waits for running answers before it hands them to others."""


def now_ms() -> int:
    """The time of day in ms since 1970."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(12)


class Engine:
    """The desks and what drives them, for one process; to be stopped before the requests are."""

    def __init__(self, settings: Settings, provider: Provider) -> None:
        self.provider = provider
        self.store = store = open_store(
            settings.redis_url,
            tag=settings.redis_tag,
            expire_s=settings.session_expire_seconds,
            retention_s=self._retention_s,
            wait_replicas=settings.redis_wait_replicas,
            wait_ms=settings.redis_wait_ms,
        )
        self.hub = Hub(store.bus, clock=time.monotonic, fresh_name=new_id)
        self.shops = shops = ShopBook(
            store, allowed=tuple(map(read_pattern, settings.allowed_origins)), own=origin_of(settings.public_url)
        )
        self.team = team = Team(store, shop_of=shops.find, clock_ms=now_ms)
        answering = Answering(store, provider, shift_at=team.shift, shop_of=shops.find, clock_ms=now_ms)
        self.crew = crew = Crew(store.turns, answering.answer)
        self.changes = changes = Changes(store, start_turn=crew.start, clock_ms=now_ms)
        self.sweeper = Sweeper(store, changes, team, start_turn=crew.start, clock_ms=now_ms, new_id=new_id)
        self.visitors = VisitorDesk(store, changes, team, shop_of=shops.find, clock_ms=now_ms, new_id=new_id)
        self.identity = IdentityDesk(store, changes, self.visitors)
        self.waiting = WaitingDesk(store, changes, team, clock_ms=now_ms, new_id=new_id)
        self.agents = AgentDesk(store, changes, team, provider, clock_ms=now_ms, new_id=new_id)
        self.reading = ReadingDesk(store, provider, clock_ms=now_ms)
        self.streams = Streams(
            self.hub, store.sessions, life_s=_stream_life_s, now_ms=now_ms, may_listen=self._may_listen
        )
        self.attendance = Attendance(self.hub, store.presence, clock_ms=now_ms, name=new_id())
        self.postman = _hire_postman(settings, store, shops)
        self._caretaker = Caretaker(settings.redis_url, settings.var_dir)

    def _retention_s(self, shop_id: str) -> int:
        return self.shops.find(shop_id).retention_days * DAY_S

    async def _may_listen(self, listener: Listener) -> bool:
        """Whether the agent is still signed in, and may see what they might when they asked."""
        holder = await self.store.logins.holder(listener.agent.id, listener.login_id)
        return holder is not None and holder.shops == listener.agent.shops

    async def drain(self) -> None:
        """Let go before the server stops: streams end with `bye`, turns end or are handed over."""
        self.sweeper.stop()
        self.hub.close()
        await self.crew.close(grace_s=TURN_GRACE_S)

    def loops(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What runs for as long as the process serves, by name."""
        loops: dict[str, Callable[[], Awaitable[None]]] = {
            "hub": self.hub.run,
            "leases": self.crew.hold,
            "sweeper": self.sweeper.run,
            "places": Places(self.hub, self.waiting).run,
            "attendance": self.attendance.run,
            "shops": ShopWatch(self.hub, self.shops).run,
            "postman": self.postman.run,
        }
        if self._caretaker.is_needed:
            loops["store"] = self._caretaker.run
        return loops

    async def lifetime(self) -> AsyncGenerator[None, None]:
        """Run everything until the server stops."""
        loops = [asyncio.create_task(_keep_going(name, loop), name=name) for name, loop in self.loops().items()]
        yield
        await self.drain()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await self.attendance.leave()
        await self.provider.close()
        await self.store.close()


async def _keep_going(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a loop for ever. One that breaks is a bug, but a process that hears or sweeps no more is worse."""
    while True:
        try:
            await run()
        except* Exception as errors:  # noqa: BLE001 - the end of a background task: logged, and begun anew
            log("loop_broken", level=logging.ERROR, loop=name, error=errors)
        await asyncio.sleep(RESTART_S)


def find_mail_server(settings: Settings) -> Smtp | None:
    """The way to the mail server, None where there is none."""
    if not settings.smtp_host:
        return None
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        user=settings.smtp_user,
        password=settings.smtp_password,
        security=settings.smtp_security,
        sender=settings.smtp_from or settings.smtp_user,
        ca_file=settings.smtp_ca_file,
        clock_s=time.time,
    )


def _hire_postman(settings: Settings, store: Store, shops: ShopBook) -> Postman:
    """Who sends the mails; without a mail server somebody who says in the log what was not sent."""
    office = Office(
        public_url=settings.base_url,
        origins=tuple(map(read_pattern, settings.allowed_origins)),
        team_emails=settings.team_emails,
        team_lang=settings.team_lang,
    )
    letters = Letters(store.sessions, office, find_shop=shops.find)
    need = MailNeed(store, clock_ms=now_ms)
    return Postman(store.mailbox, find_mail_server(settings), letters, clock_ms=now_ms, is_wanted=need.is_wanted)


def _stream_life_s() -> float:
    return random.uniform(*STREAM_LIFE_S)
