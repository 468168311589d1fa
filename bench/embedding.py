"""What the chat costs a shop's page, measured in Chromium: before any interest, and at the first opening."""

import asyncio
import json
import shutil
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Request, async_playwright

from bench.lighthouse import performance_score
from bench.processes import Process, Yard, free_port
from tests.browser.elsewhere import Site, site

ROUNDS = 5
WORK = {"EvaluateScript", "FunctionCall", "v8.compile"}
SCORES = 3
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><meta name="description" content="A shop.">
<link rel="icon" href="data:,"></head>
<body><main><h1>Bicycles</h1><p>Light ones, for the way to work.</p></main></body></html>"""
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (sum += value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Bytes as they cross the network, heads included, but for `script_bytes`; scores are Lighthouse's, of 100."""

    requests: int
    script_bytes: int
    main_thread_ms: float
    layout_shift: float
    first_requests: int
    first_bytes: int
    score_without: float
    score_with: float


async def measure(yard: Yard) -> Embedding:
    """One plain page without the chat, and the same with the line that shops paste."""
    async with _opened(yard) as (browser, ours, shop):
        base = f"http://127.0.0.1:{ours.port}"
        shop.pages["/"] = PLAIN
        shop.pages["/chat"] = PLAIN.replace("</body>", f'<script src="{base}/sdk/fiido-kefu.js" async></script></body>')
        before, after, shift = await _fetched(browser, base, f"{shop.origin}/chat")
        return Embedding(
            requests=len(before),
            script_bytes=await _script_bytes(browser, base),
            main_thread_ms=statistics.median(
                [await _main_thread_ms(browser, f"{shop.origin}/chat") for _ in range(ROUNDS)]
            ),
            layout_shift=shift,
            first_requests=len(after),
            first_bytes=sum(after.values()),
            score_without=await _score(f"http://127.0.0.1:{shop.port}/"),
            score_with=await _score(f"http://127.0.0.1:{shop.port}/chat"),
        )


@asynccontextmanager
async def _opened(yard: Yard) -> AsyncIterator[tuple[Browser, Process, Site]]:
    chromium = shutil.which("chromium") or "chromium"
    async with site() as shop, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        with yard.ours({"ALLOWED_ORIGINS": shop.origin}, port=free_port()) as ours:
            yield browser, ours, shop
        await browser.close()


async def _fetched(browser: Browser, base: str, url: str) -> tuple[dict[str, int], dict[str, int], float]:
    """What the page fetched of ours before any interest, what more at the first opening, and how it moved."""
    page = await browser.new_page(viewport={"width": 1200, "height": 900})
    fetched: list[Request] = []
    # A function of Python's own: the driver writes on it.
    page.on("requestfinished", lambda request: fetched.append(request))  # noqa: PLW0108
    await page.goto(url, wait_until="networkidle")
    shift = float(await page.evaluate(SHIFTS))
    before = await _weigh(fetched, base)
    await page.locator("fiido-kefu > button").click()
    frame = page.frame_locator("fiido-kefu iframe")
    await frame.locator("html[data-phase=ready][data-connection=live]").wait_for()
    await asyncio.sleep(0.5)
    after = await _weigh(fetched, base)
    await page.close()
    return before, {one: size for one, size in after.items() if one not in before}, shift


async def _weigh(fetched: list[Request], base: str) -> dict[str, int]:
    """What was fetched of ours: bytes of heads and bodies by address. The stream, which does not end, is not in it."""
    found = {}
    for request in fetched:
        if request.url.startswith(base):
            sizes = await request.sizes()
            found[request.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    return found


async def _script_bytes(browser: Browser, base: str) -> int:
    """The gzipped body of the script."""
    context = await browser.new_context()
    answer = await context.request.get(f"{base}/sdk/fiido-kefu.js", headers={"Accept-Encoding": "gzip"})
    size = int(answer.headers["content-length"])
    await context.close()
    return size


async def _main_thread_ms(browser: Browser, url: str) -> float:
    """How long the main thread compiled and ran the loader, as Chromium's own trace tells."""
    page = await browser.new_page()
    await browser.start_tracing(page=page, categories=["devtools.timeline", "v8", "disabled-by-default-v8.compile"])
    await page.goto(url, wait_until="networkidle")
    trace = json.loads(await browser.stop_tracing())
    await page.close()
    own = [event for event in trace["traceEvents"] if _is_loaders(event)]
    return sum(float(event.get("dur", 0)) for event in own) / 1000


def _is_loaders(event: Any) -> bool:
    """Whether the event is a piece of the loader's own work, and no part of another."""
    data = (event.get("args") or {}).get("data") or {}
    return event.get("name") in {"EvaluateScript", "FunctionCall", "v8.compile"} and "fiido-kefu" in str(
        data.get("url")
    )


async def _score(url: str) -> float:
    return statistics.median([await performance_score(url) for _ in range(SCORES)])
