"""The store assembled: one connection pool and the rooms behind it; no logic."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from redis.asyncio import Redis

from app.store.accounts import Accounts
from app.store.backup import Backups
from app.store.bus import Bus
from app.store.client import connect, ping
from app.store.commits import Commits
from app.store.deadlines import Deadlines
from app.store.keys import Keys
from app.store.links import Links
from app.store.lists import Lists
from app.store.lives import KEPT_S
from app.store.loaders import Loaders
from app.store.logins import Logins
from app.store.mailbox import Mailbox
from app.store.marks import Marks
from app.store.persons import Persons
from app.store.presence import Presence
from app.store.replicas import Replicas
from app.store.replies import Replies
from app.store.restoring import Restorer
from app.store.schema import Schema
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
    persons: Persons
    presence: Presence
    shops: Shops
    loaders: Loaders
    replies: Replies
    mailbox: Mailbox
    schema: Schema
    backups: Backups
    restorer: Restorer

    async def ping(self) -> None:
        """Return when Redis answers; raises `StoreUnavailable` otherwise."""
        await ping(self.redis)

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.aclose()


def open_store(
    url: str,
    *,
    tag: str,
    expire_s: int,
    retention_s: Callable[[str], int] = lambda _: KEPT_S,
    wait_replicas: int = 0,
    wait_ms: int = 1_000,
) -> Store:
    """The store at `url`; nothing is sent yet. A session's silence lasts `expire_s`.

    `retention_s` says how much longer a shop, by its id, keeps its sessions. What people do is acknowledged when so
    many replicas have it (`wait_replicas`), which may take up to `wait_ms`.
    """
    keys = Keys(tag)
    redis = connect(url, key=keys.generation)
    replicas, new_id = Replicas(redis, count=wait_replicas, wait_ms=wait_ms), partial(token_hex, 8)
    presence, schema = Presence(redis, keys), Schema(redis, keys, new_id=new_id)
    return Store(
        redis=redis,
        commits=Commits(redis, keys, replicas, expire_s=expire_s, retention_s=retention_s, new_id=new_id),
        sessions=Sessions(redis, keys),
        turns=Turns(redis, keys),
        deadlines=Deadlines(redis, keys),
        loaders=Loaders(redis, keys),
        bus=Bus(redis, keys),
        accounts=Accounts(redis, keys),
        logins=Logins(redis, keys),
        tries=Tries(redis, keys),
        links=Links(redis, keys),
        lists=Lists(redis, keys),
        marks=Marks(redis, keys, life_s=lambda shop_id: expire_s + retention_s(shop_id)),
        persons=Persons(redis, keys),
        presence=presence,
        shops=Shops(redis, keys),
        replies=Replies(redis, keys),
        mailbox=Mailbox(redis, keys),
        schema=schema,
        backups=Backups(redis, keys),
        restorer=Restorer(redis, keys, presence, schema, new_id),
    )
