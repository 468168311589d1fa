"""What a shop's page is told: every event, by callback and on its window, from before the loader has come; no test."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from tests.browser.bridge_host import session_of
from tests.browser.elsewhere import Answer
from tests.browser.embedding.shop_page import pasted, shop_page
from tests.browser.embedding.snippets import ONE_LINE
from tests.browser.stage import Stage

EVENTS = (
    *("ready", "open", "close", "message:sent", "message:received", "unread:change", "handoff:requested"),
    *("agent:joined", "agent:left", "ai:resumed", "status:change", "rating", "error"),
)
TOKEN = "localStorage.getItem('fiido-kefu.token.demo')"
FETCHED = "performance.getEntriesByType('resource').map(({ name }) => name).filter((one) => one.includes('/sdk/chat.'))"
"""The token that the shop's page keeps, and whether it has fetched what nobody needs without interest."""

HEAR = f"""<script>
  window.FiidoKefu ||= function () {{ (FiidoKefu.q ||= []).push(arguments); }};
  window.told = {{ callbacks: [], window: [] }};
  for (const name of {json.dumps(EVENTS)}) {{
    FiidoKefu('on', name, (detail) => told.callbacks.push([name, detail]));
    addEventListener(`fiido-kefu:${{name}}`, ({{ detail }}) => told.window.push([name, detail]));
  }}
</script>"""


def hearing_page(stage: Stage, **attributes: str) -> Answer:
    """A shop's page with the one line, more `data-` attributes on it (_ for -), and ears for all events."""
    more = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return shop_page(pasted(ONE_LINE, stage.base).replace(" async", f"{more} async"), head=HEAR)


@dataclass(frozen=True, slots=True)
class Told:
    """The events of one tab."""

    page: Page

    async def all(self, name: str) -> list[Any]:
        """The details of all events of that name so far."""
        return [detail for its, detail in await self.page.evaluate("told.window") if its == name]

    async def of(self, name: str, count: int = 1) -> Any:
        """The detail of the last event of that name, once there are `count`; fails where there are more."""
        ours = "([name, count]) => told.window.filter(([its]) => its === name).length >= count"
        await self.page.wait_for_function(ours, arg=[name, count])
        found = await self.all(name)
        assert len(found) == count, (name, found)
        return found[-1]

    async def both_ways(self) -> set[str]:
        """The names of all events so far; fails where callbacks were told anything else than the window was."""
        said = await self.page.evaluate("told")
        assert said["callbacks"] == said["window"]
        return {name for name, _ in said["window"]}

    async def session_name(self) -> str:
        """The public name of the session whose token the shop's page keeps."""
        await self.page.wait_for_function(TOKEN)
        return session_of(await self.page.evaluate(TOKEN))
