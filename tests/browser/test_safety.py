"""What strangers write is shown and never run; the chat works where a browser denies it storage."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage

HOSTILE = """<script>window.isHit = 1</script>
<img src=x onerror="window.isHit = 1">
<svg onload="window.isHit = 1"><a href="javascript:window.isHit=1">svg</a></svg>
<iframe srcdoc="<script>parent.isHit = 1</script>"></iframe>
<style>* { display: none }</style>
[script](javascript:window.isHit=1) [data](data:text/html,<script>window.isHit=1</script>)
![image](https://evil.test/pixel.png) [x](https://shop.test/"onmouseover="window.isHit=1)
[ref]: javascript:window.isHit=1
<a href="https://evil.test" onclick="window.isHit = 1" style="position:fixed;inset:0">all</a> </div></li></ol>{{7*7}}"""

WATCH_POLICY = """window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));"""

DENY_STORAGE = """for (const area of ['localStorage', 'sessionStorage']) Object.defineProperty(window, area, {
  get() { throw new DOMException('denied', 'SecurityError'); } });"""


async def provoke(chat: ChatPage) -> None:
    """Point at and click whatever can be clicked within the messages, without leaving the page."""
    await chat.page.evaluate("addEventListener('click', (event) => event.preventDefault(), true)")
    for element in await chat.page.locator(".bubble *").all():
        await element.dispatch_event("mouseover")
        await element.dispatch_event("click")


async def test_what_strangers_write_is_never_run(stage: Stage) -> None:
    window = await stage.window()
    await window.add_init_script(WATCH_POLICY)
    chat = await stage.open(window)
    await chat.say(HOSTILE)
    await chat.taken("window.isHit")
    for start in range(0, len(HOSTILE), 40):
        stage.ai.say(HOSTILE[start : start + 40])
    await expect(chat.answer).to_contain_text("{{7*7}}")
    await provoke(chat)
    stage.ai.end("<img src=x onerror=window.isHit=1>")
    await expect(chat.chips).to_have_text(["<img src=x onerror=window.isHit=1>"])
    await provoke(chat)
    await chat.reload()
    await provoke(chat)
    assert await chat.page.evaluate("window.isHit") is None
    assert await chat.page.evaluate("window.violations") == []
    allowed = {"A", "BR", "P", "EM", "STRONG", "CODE"}
    tags = await chat.page.evaluate("[...document.querySelectorAll('.bubble *')].map((one) => one.tagName)")
    assert set(tags) <= allowed
    assert HOSTILE.splitlines()[0] in await chat.said_by("visitor").inner_text()


@pytest.mark.parametrize("role", ["visitor", "ai"])
async def test_links_open_in_a_tab_of_their_own_that_knows_nothing_of_us(stage: Stage, role: str) -> None:
    window = await stage.window()
    await window.route("http://elsewhere.test/**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    chat = await stage.open(window)
    await chat.say("See http://elsewhere.test/page, please")
    stage.ai.reply("See [this page](http://elsewhere.test/page)")
    link = chat.said_by(role).get_by_role("link")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    async with window.expect_page() as opening:
        await link.click()
    opened: Page = await opening.value
    await expect(opened).to_have_title("Elsewhere")
    assert await opened.evaluate("[window.opener, document.referrer]") == [None, ""]
    await expect(chat.field).to_be_visible()


async def test_the_pages_policy_lets_in_nothing_from_elsewhere(stage: Stage) -> None:
    async with stage.live.client() as http:
        for path in ("/embed", "/"):
            policy = (await http.get(path)).headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self';" in policy
            assert not re.search(r"unsafe|\*|https?:(?!//shop\.test:)", policy)


def framing(stage: Stage) -> str:
    """A page with the chat in a frame."""
    head = '<!doctype html><title>Shop</title><link rel="icon" href="data:,">'
    return f'{head}<iframe src="{stage.base}/embed?lang=en" height="500"></iframe>'


async def test_the_chat_works_in_the_frame_of_a_shop_elsewhere(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = framing(stage)
    page = await (await stage.window()).new_page()
    await page.goto(shop.origin)
    chat = await ChatPage(page.frames[1]).ready()
    await chat.say("From the shop")
    await chat.taken("From the shop")
    stage.ai.reply("Welcome.")
    await expect(chat.answer).to_have_text("Welcome.")
    await expect(chat.page.locator("#close")).to_be_hidden()
    await chat.language.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await chat.ready()


async def test_the_chat_works_where_storage_is_denied(stage: Stage) -> None:
    window = await stage.window()
    await window.add_init_script(DENY_STORAGE)
    chat = await stage.open(window)
    await chat.say("No memory")
    await chat.taken("No memory")
    stage.ai.reply("Never mind.")
    await expect(chat.answer).to_have_text("Never mind.")


async def test_a_site_that_is_not_on_the_list_and_hides_its_name_cannot_frame_the_chat(
    stage: Stage, shop: Site
) -> None:
    shop.pages["/"] = framing(stage).replace("<title>", '<meta name="referrer" content="no-referrer"><title>')
    page = await (await stage.window()).new_page()
    async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        await page.goto(shop.origin.replace("shop", "stranger"))
    await expect(page.frame_locator("iframe").locator("textarea")).to_have_count(0)
    assert [complaint for complaint in stage.complaints if "frame-ancestors" not in complaint] == []
    stage.complaints.clear()
