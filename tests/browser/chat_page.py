"""The chat page as a person uses it: where to write, what is said, what is shown beside it; no test."""

from dataclasses import dataclass

from playwright.async_api import Frame, Locator, Page, expect


@dataclass(frozen=True, slots=True)
class ChatPage:
    """One tab, or one frame, that shows the chat."""

    page: Page | Frame

    @property
    def tab(self) -> Page:
        """The tab, where the chat is a page of its own."""
        assert isinstance(self.page, Page)
        return self.page

    @property
    def field(self) -> Locator:
        return self.page.locator("#composer textarea")

    @property
    def log(self) -> Locator:
        """What scrolls."""
        return self.page.locator("#log")

    @property
    def banner(self) -> Locator:
        return self.page.locator("#banner")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def pill(self) -> Locator:
        """What says that there is news below."""
        return self.page.locator("#latest")

    @property
    def language(self) -> Locator:
        return self.page.locator("#language")

    @property
    def chips(self) -> Locator:
        return self.page.locator(".chip:visible")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".message")

    def said_by(self, role: str) -> Locator:
        """The bubbles of visitor, ai or system, oldest first."""
        return self.page.locator(f".message[data-role={role}] > .bubble")

    def with_text(self, text: str) -> Locator:
        """The bubbles that hold `text`."""
        return self.page.locator(".message > .bubble", has_text=text)

    @property
    def answer(self) -> Locator:
        """The AI's last bubble."""
        return self.said_by("ai").last

    @property
    def bar(self) -> Locator:
        """The line on people above the field, with what can be done."""
        return self.page.locator("#bar")

    @property
    def ask(self) -> Locator:
        """Asks for a person."""
        return self.page.locator("#ask")

    def card(self, name: str) -> Locator:
        """What stands above the field: offline, transcript, ending, rating, thanks."""
        return self.page.locator(f"#people #{name}")

    async def choose(self, item: str) -> None:
        """Choose from the menu behind the dots."""
        await self.page.locator("#more").click()
        await self.page.locator("#menu").get_by_role("menuitem", name=item).click()

    async def stands(self, status: str) -> None:
        """Return when the page shows the session in that state."""
        await expect(self.page.locator("html")).to_have_attribute("data-status", status)

    async def sees_people(self) -> None:
        """Return when the page has fetched what draws people."""
        await expect(self.page.locator("#people")).to_be_attached()

    async def ready(self) -> "ChatPage":
        """The page itself, once its session is open and its stream alive."""
        root = self.page.locator("html")
        await expect(root).to_have_attribute("data-phase", "ready")
        await expect(root).to_have_attribute("data-connection", "live")
        return self

    async def say(self, text: str) -> None:
        """Write `text` and press Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def taken(self, text: str) -> None:
        """Return when the server has taken the visitor's message `text`, once."""
        item = self.page.locator(".message[data-role=visitor][data-state=sent]", has_text=text)
        await expect(item).to_have_count(1)

    async def reload(self) -> None:
        """Load the tab again."""
        await self.tab.reload()
        await self.ready()
