"""What axe-core finds on a page; the pages themselves and their states are the tests' business."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Frame, Page

GRAVE = {"serious", "critical"}
_axe = Axe()


async def faults(page: Page | Frame) -> list[str]:
    """The grave faults of a page or of one frame, a line for each place; what is merely moderate is not told."""
    found: dict[str, Any] = (await _axe.run(page)).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']} ({fault['impact']}): {place['html']} {place['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for place in fault["nodes"]
    ]
