"""What shop owners paste: the documented lines, character by character, and a tab with a page that has them."""

from dataclasses import dataclass

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.elsewhere import Site
from tests.browser.embedding.shop_page import chat_on, visit
from tests.browser.stage import Stage

FRAME = """<iframe
  src="https://kefu.yourdomain.com/embed?shop=yourshop"
  style="position:fixed;bottom:20px;right:20px;width:380px;height:520px;border:none;"
></iframe>"""

CONFIG = """<script>
  window.FiidoKefuConfig = {
    serverUrl: 'https://kefu.yourdomain.com',
    position: 'bottom-right',
    theme: 'light',
    welcomeMessage: '您好，有什么可以帮您？'
  };
</script>
<script src="https://kefu.yourdomain.com/sdk/fiido-kefu.js"></script>"""

ONE_LINE = '<script src="https://kefu.yourdomain.com/sdk/fiido-kefu.js" data-shop="demo" async></script>'

QUEUED = """<script>
  window.FiidoKefu ||= function () { (FiidoKefu.q ||= []).push(arguments); };
  FiidoKefu('on', 'message:received', ({ text }) => { document.title = text; });
  FiidoKefu('init', { color: '#e11d48' });
  FiidoKefu('open');
</script>
<script src="https://kefu.yourdomain.com/sdk/fiido-kefu.js" async></script>"""

CLASS = """<script src="https://kefu.yourdomain.com/sdk/fiido-kefu.js"></script>
<script>
  const kefu = new FiidoKefu();
  kefu.init({ serverUrl: 'https://kefu.yourdomain.com', shop: 'demo' });
  kefu.on('message:received', ({ text }) => { document.title = text; });
  kefu.setUser({ id: '1001', name: 'Wang Wei' });
  document.querySelector('#buy').addEventListener('click', () => {
    kefu.open();
    kefu.sendMessage('I want to buy this');
  });
</script>"""


@dataclass(frozen=True, slots=True)
class Widget:
    """The loader's things on one tab of a shop's page."""

    page: Page
    stage: Stage

    @property
    def launcher(self) -> Locator:
        """The button, which lives in a root of its own."""
        return self.page.locator("fiido-kefu button[aria-expanded]")

    @property
    def panel(self) -> Locator:
        """What holds the frame."""
        return self.page.locator("fiido-kefu #panel")

    async def chat(self) -> ChatPage:
        """The chat in the frame, once its session is open."""
        return await chat_on(self.page, self.stage)

    async def open(self) -> ChatPage:
        """Click the launcher; the chat that opens."""
        await self.launcher.click()
        await expect(self.launcher).to_have_attribute("aria-expanded", "true")
        return await self.chat()

    async def tidy(self) -> None:
        """Return when there is one launcher, and at most one frame."""
        await expect(self.launcher).to_have_count(1)
        assert len(self.page.frames) <= 2, [frame.url for frame in self.page.frames]


async def widget_on(stage: Stage, shop: Site, path: str = "/", *, window: BrowserContext | None = None) -> Widget:
    """A visitor's tab on a shop's page, in `window` or in a new one, whose launcher is there."""
    widget = Widget(await visit(window or await stage.window(), shop, path), stage)
    await expect(widget.launcher).to_be_visible()
    return widget
