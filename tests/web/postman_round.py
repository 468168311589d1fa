"""A postman's round on a real store and a real mail server, and what tests look at afterwards."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from app.domain.mail import Mail
from app.notify.smtp import Smtp
from app.store.store import Store
from app.web.letters import Letters
from app.web.postman import Postman
from tests.notify.post_office import PostOffice, post_office, smtp_to
from tests.web.mail_room import NOW_MS, SAID, converse, letters_of


@dataclass(slots=True)
class Round:
    """A postman, the mail server it goes to, and the time, which the test moves."""

    store: Store
    office: PostOffice
    now_ms: int = NOW_MS
    wanted: bool = True
    logged: list[dict[str, Any]] = field(default_factory=list)

    def postman(
        self, store: Store | None = None, *, smtp: Smtp | None = None, letters: Letters | None = None
    ) -> Postman:
        async def is_wanted(_: Mail) -> bool:
            return self.wanted

        return Postman(
            (store or self.store).mailbox,
            smtp or smtp_to(self.office.port),
            letters or letters_of(self.store),
            clock_ms=lambda: self.now_ms,
            is_wanted=is_wanted,
            every_s=0.01,
        )

    async def post(self, mail: Mail) -> None:
        await self.store.mailbox.post(mail, now_ms=self.now_ms)

    async def send_all(self, postman: Postman | None = None) -> None:
        """Send until nothing is due."""
        postman = postman or self.postman()
        while await postman.send_due():
            pass

    async def due_in_ms(self) -> int:
        """When the only mail is due, from now on."""
        entries = await self.store.redis.zrange("{test}:mail:due", 0, -1, withscores=True)
        assert len(entries) == 1
        return int(entries[0][1]) - self.now_ms

    async def dead(self) -> list[dict[str, Any]]:
        return [json.loads(entry) for entry in await self.store.redis.lrange("{test}:mail:dead", 0, -1)]

    async def left(self) -> int:
        return int(await self.store.redis.hlen("{test}:mail:jobs"))


class _Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        super().__init__()
        self.kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append({"event": record.getMessage(), "level": record.levelname, **getattr(record, "fields", {})})


@asynccontextmanager
async def going_round(store: Store) -> AsyncIterator[Round]:
    """A round about one session, until the block ends."""
    await converse(store, *SAID)
    async with post_office() as office:
        made = Round(store, office)
        logger, lines = logging.getLogger("kefu"), _Lines(made.logged)
        level = logger.level
        logger.addHandler(lines)
        logger.setLevel(logging.INFO)
        yield made
        logger.removeHandler(lines)
        logger.setLevel(level)
