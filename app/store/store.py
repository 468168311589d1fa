"""The store assembled: one connection pool and the rooms behind it; no logic."""

from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from redis.asyncio import Redis

from app.store.accounts import Accounts
from app.store.bus import Bus
from app.store.client import connect, ping
from app.store.commits import Commits
from app.store.deadlines import Deadlines
from app.store.keys import Keys
from app.store.links import Links
from app.store.lists import Lists
from app.store.logins import Logins
from app.store.mailbox import Mailbox
from app.store.marks import Marks
from app.store.presence import Presence
from app.store.replies import Replies
from app.store.sessions import Sessions
from app.store.shops import Shops
from app.store.tries import Tries
from app.store.turns import Turns


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, by what it is about."""

    redis: Redis
    commits: Commits
    sessions: Sessions
    turns: Turns
    deadlines: Deadlines
    bus: Bus
    accounts: Accounts
    logins: Logins
    tries: Tries
    links: Links
    lists: Lists
    marks: Marks
    presence: Presence
    shops: Shops
    replies: Replies
    mailbox: Mailbox

    async def ping(self) -> None:
        """Return when Redis answers; raises `StoreUnavailable` otherwise."""
        await ping(self.redis)

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.aclose()


def open_store(url: str, *, tag: str, expire_s: int) -> Store:
    """The store at `url`; nothing is sent yet. A session's silence lasts `expire_s`."""
    redis, keys = connect(url), Keys(tag)
    return Store(
        redis=redis,
        commits=Commits(redis, keys, expire_s=expire_s, new_id=partial(token_hex, 8)),
        sessions=Sessions(redis, keys),
        turns=Turns(redis, keys),
        deadlines=Deadlines(redis, keys),
        bus=Bus(redis, keys),
        accounts=Accounts(redis, keys),
        logins=Logins(redis, keys),
        tries=Tries(redis, keys),
        links=Links(redis, keys),
        lists=Lists(redis, keys),
        marks=Marks(redis, keys, expire_s=expire_s),
        presence=Presence(redis, keys),
        shops=Shops(redis, keys),
        replies=Replies(redis, keys),
        mailbox=Mailbox(redis, keys),
    )
