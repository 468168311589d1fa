"""The canned replies as they are kept: one JSON text for each; what may stand in one is decided elsewhere."""

import json
from dataclasses import asdict

from redis.asyncio import Redis

from app.domain.errors import KefuError
from app.domain.reply import Reply
from app.store.client import ask, script
from app.store.keys import Keys
from app.store.records import to_json

REPLIES_LIMIT = 500


class ReplyNotFound(KefuError):
    """There is no such canned reply, or no longer."""

    code = "REPLY_NOT_FOUND"
    status = 404


class ShortcutTaken(KefuError):
    """Another canned reply has this shortcut: a word calls up one reply."""

    code = "REPLY_SHORTCUT_TAKEN"
    status = 409


class Replies:
    """The canned replies of one deployment. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.replies
        self._put = script(redis, "put_reply")

    async def all(self) -> tuple[Reply, ...]:
        """All of them, by shortcut."""
        found = await ask(self._redis.hgetall(self._key))
        replies = [Reply(reply_id.decode(), **json.loads(text)) for reply_id, text in found.items()]
        return tuple(sorted(replies, key=lambda reply: (reply.shortcut, reply.id)))

    async def add(self, reply: Reply) -> None:
        """Keep a new one; raises `ShortcutTaken` and KefuError `REPLY_TOO_MANY`."""
        await self._keep(reply, "new")

    async def change(self, reply: Reply) -> None:
        """Keep another text for one that is there; raises `ReplyNotFound` and `ShortcutTaken`."""
        await self._keep(reply, "old")

    async def _keep(self, reply: Reply, kind: str) -> None:
        fields = asdict(reply)
        reply_id = fields.pop("id")
        kept = await ask(self._put(keys=[self._key], args=[reply_id, to_json(fields), kind, REPLIES_LIMIT]))
        if kept == 0:
            raise ReplyNotFound()
        if kept == -2:
            raise ShortcutTaken(shortcut=reply.shortcut)
        if kept < 0:
            raise KefuError("REPLY_TOO_MANY", status=409, limit=REPLIES_LIMIT)

    async def remove(self, reply_id: str) -> None:
        """Forget one; forgetting twice is fine."""
        await ask(self._redis.hdel(self._key, reply_id))
