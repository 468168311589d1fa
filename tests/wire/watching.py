"""Waiting for what can be seen from outside: a condition is looked at often, for a bounded time."""

import asyncio
import time
from collections.abc import Callable


async def see(is_so: Callable[[], bool], what: str, timeout_s: float = 15) -> None:
    """Return once `is_so`; fails with `what` was waited for."""
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, f"never seen: {what}"
        await asyncio.sleep(0.005)


def see_now(is_so: Callable[[], bool], what: str, timeout_s: float = 15) -> None:
    """The same where no loop runs."""
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, f"never seen: {what}"
        time.sleep(0.005)
