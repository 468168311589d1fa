"""A shop's page as its owner wrote it, and the chat in it; what is said there is `chat_page`'s business."""

from playwright.async_api import BrowserContext, Frame, Page

from tests.browser.chat_page import ChatPage
from tests.browser.elsewhere import Answer, Site
from tests.browser.stage import Stage, until

PLACEHOLDER = "https://kefu.yourdomain.com"
"""Where the documented snippets say that the chat's server is."""


def pasted(snippet: str, server: str) -> str:
    """A documented snippet, in which the owner has put their server's address and changed nothing else."""
    assert PLACEHOLDER in snippet
    return snippet.replace(PLACEHOLDER, server)


def shop_page(snippet: str, *, head: str = "", **headers: str) -> Answer:
    """A shop's page with `snippet` at the end of its body; `headers` are written with _ for -."""
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title><link rel="icon" href="data:,">{head}
</head>
<body>
<main><h1>Bicycles</h1><p><a id="buy" href="#bought">Buy</a> <a href="/second">More</a></p></main>
{snippet}
</body>
</html>"""
    return Answer(html, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def visit(window: BrowserContext, shop: Site, path: str = "/") -> Page:
    """A visitor's tab on the shop's page."""
    page = await window.new_page()
    await page.goto(shop.origin + path)
    return page


async def frame_of(page: Page, stage: Stage) -> Frame:
    """The chat's frame, as soon as the page has it; later ones of the same page replace it."""

    async def find() -> Frame | None:
        return next((frame for frame in page.frames if frame.url.startswith(f"{stage.base}/embed")), None)

    found: Frame = await until(find)
    return found


async def chat_on(page: Page, stage: Stage) -> ChatPage:
    """The chat in the page's frame, once its session is open."""
    return await ChatPage(await frame_of(page, stage)).ready()


async def talk(stage: Stage, chat: ChatPage, question: str, answer: str) -> None:
    """Ask and be answered."""
    stage.ai.reply(answer)
    await chat.say(question)
    await chat.taken(question)
    await chat.with_text(answer).wait_for()
