"""A store with something of everything that is kept, copied and compared; what becomes of it is the test's business."""

import io
from collections.abc import Mapping
from typing import Any

from app.domain.conversation import fall_silent
from app.domain.events import note_added
from app.domain.handover import by_hand, escalate, leave_message
from app.domain.mail import Mail, MailKind
from app.domain.outcome import Outcome
from app.domain.ownership import take_over
from app.domain.reply import Reply
from app.store.backup_file import BackupReader, BackupWriter
from app.store.client import ask
from app.store.copying import Copy, Copying
from app.store.keys import Keys
from app.store.schema import CURRENT
from app.store.store import Store
from app.store.turns import Lease
from tests.domain.people import LI, shift
from tests.store.people import ADA, ROOT, keep
from tests.store.people import begin as sign_in
from tests.store.talk import NOW_MS, begin, change, finish, say, show, visitors

MOMENTARY = {
    "generation",
    "schema",
    "schema:from",
    "presence:agents",
    "presence:visitors",
    "presence:servers",
    "backup:mark",
}
"""What a restored store has of its own."""


async def fill(store: Store) -> None:
    """Sessions in every state, staff, shops, mails and all that goes with them; session s_2 is being answered."""
    await store.schema.settle()
    await store.bus.generation("g_before")
    await _talk(store)
    await keep(store, ROOT, ADA, LI)
    await sign_in(store, ROOT, "l_1")
    await store.links.open_for(ADA.id, "digest")
    await store.tries.reserve("ada", "192.0.2.7")
    await store.shops.put("demo", '{"names": {"zh": "示例", "en": "Demo"}}', was="")
    await store.replies.add(Reply("r_1", "hi", "您好", "Hello"))
    await store.loaders.keep("loader.js", b"function () {}")
    await store.mailbox.post(Mail(MailKind.QUEUE_OLD, "s_1", key="queue:1"), now_ms=NOW_MS)
    await store.presence.see_agents([LI.id], now_ms=NOW_MS)
    await store.redis.set("{test}:known:bytes", b"\xff\x00\xfe", ex=3600)
    await store.redis.zadd("{test}:deadlines", {"s_far": 1.5, "s_never": float("inf")})


async def _talk(store: Store) -> None:
    for name in ("s_1", "s_2", "s_3", "s_4"):
        await begin(store, name)
        await say(store, "hello", "c1", turn_id="t_1", name=name)
        await store.turns.note_run(Lease(name, "t_1", 1), {"chat_id": "7"})
        await show(store, Lease(name, "t_1", 1), "so far")
        await change(store, name, lambda s: Outcome(s, (note_added(NOW_MS, author=None, text="n"),)))
    for name in ("s_1", "s_3", "s_4"):
        await finish(store, "done", name=name)
    await change(store, "s_1", lambda s: leave_message(s, visitors("call me"), "ada@example.org"))
    await change(store, "s_3", fall_silent)
    await change(store, "s_4", lambda s: escalate(s, by_hand("visitor"), shift(NOW_MS - 1)))
    await change(store, "s_4", lambda s: take_over(s, LI, NOW_MS))


async def back_up(store: Store, *, schema: int = CURRENT) -> io.BytesIO:
    """A backup of the store."""
    file = io.BytesIO()
    await store.backups.write(BackupWriter(file, schema=schema, made_at="2026-11-23T10:30:00Z"), lambda *_: None)
    return file


async def restore(store: Store, file: io.BytesIO, *, at_ms: int = NOW_MS, replace: bool = False) -> None:
    """Put a backup into the store, at a certain time."""
    backup = BackupReader(file)
    await store.restorer.restore(backup, backup.check(), lambda *_: None, replace=replace, clock_ms=lambda: at_ms)


async def everything(store: Store, tag: str = "test") -> Mapping[str, tuple[str, int | None, Any]]:
    """Every key as a restored store must have it: type, ms when it expires, content; of the bus only its last id."""
    copying, (prefix, _) = Copying(store.redis, Keys(tag)), Keys(tag).backup
    keys = [key async for key in store.redis.scan_iter(f"{prefix}*", count=1000)]
    copies = await copying.read(sorted(keys))
    return {one.key: (one.type, one.expires_at_ms, _in_order(one)) for one in copies if one.key not in MOMENTARY}


def _in_order(copy: Copy) -> Any:
    return sorted(copy.value, key=str) if copy.type in {"hash", "set"} else copy.value


async def names_of(store: Store) -> set[bytes]:
    """The names of all keys, by the server's own word."""
    return set(await ask(store.redis.keys("*")))
