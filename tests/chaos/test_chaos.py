"""Back ends, the store and Nginx die in turn while people chat: nothing is lost, nobody waits in silence."""

import os
import secrets
from pathlib import Path

from tests.chaos.run import run

SECONDS = 300.0 if os.environ.get("SOAK") else 45.0
SILENCE_S = 15.0
"""Promise 4: a turn whose process died is owned again, or has ended, within this time once something can run."""

STREAM_SILENCE_S = 20.0
"""A stream that is alive says something every 15 s."""


async def test_whatever_dies_nothing_is_lost_doubled_or_left_in_silence(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    books = await run(tmp_path, seconds=SECONDS, seed=seed)
    assert [books.lost(), books.doubled(), books.shown(), books.all_faults()] == [[], [], [], []], seed
    struck = {mishap.what for mishap in books.mishaps}
    assert {f"{name} SIGKILL" for name in ("back end one", "back end two", "store", "nginx")} <= struck
    assert books.longest_neglect() < SILENCE_S, seed
    assert books.longest("silences", is_bare=True) < STREAM_SILENCE_S, seed
    assert books.delivered() == books.count("acknowledged") > 100, seed
    assert books.takeovers > 0, seed
