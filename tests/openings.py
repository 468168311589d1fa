"""Shops that are always open, or never: no test depends on the time of day; what hours mean is tested in `domain`."""

import asyncio
import time
from dataclasses import replace

import httpx

from app.desk.shopbook import ShopBook
from app.domain.hours import DAY_MIN, Hours, Period
from app.store.store import Store

DAYS = 7
ALWAYS = Hours(week=((Period(0, DAY_MIN),),) * DAYS)
NEVER = Hours(week=((),) * DAYS)
LEARNED_S = 15


async def open_shop(store: Store, hours: Hours = ALWAYS, *, shop: str = "demo", agent_gone_s: int = 600) -> None:
    """Give the shop these hours, as an admin does; agents who are gone keep their sessions for `agent_gone_s`."""
    await ShopBook(store).change(
        shop, lambda one: replace(one, hours=hours, service=replace(one.service, agent_gone_s=agent_gone_s))
    )


async def until_known(http: httpx.AsyncClient, hours: Hours = ALWAYS, *, shop: str = "demo") -> None:
    """Return when the server at the other end goes by these hours (`ALWAYS` or `NEVER`)."""
    ends = time.monotonic() + LEARNED_S
    while True:
        opened = await http.post("/api/chat/session", json={"shop": shop})
        assert opened.status_code == 200, opened.text
        if opened.json()["open_now"] == (hours is ALWAYS):
            return
        assert time.monotonic() < ends, f"after {LEARNED_S} s the server does not know the hours"
        await asyncio.sleep(0.05)
