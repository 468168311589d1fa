"""What each step from one layout of the data to the next does, in order; when they are taken is decided in `schema`.

A step is taken again where it was broken off, and at later starts for what processes of the version before have
written meanwhile: it does no harm to what has taken it already, and what it leaves behind the version before can read.
"""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from app.store.keys import Keys
from app.store.migrations.closed_sessions import list_expiries

Hold = Callable[[], Awaitable[None]]
"""To be called every few seconds at least while a step goes on; raises where another process has taken it up."""

MIGRATIONS: tuple[Callable[[Redis, Keys, Hold], Awaitable[None]], ...] = (list_expiries,)
"""The first leads from layout 0 to layout 1."""
