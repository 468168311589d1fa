"""Where an admin dresses the chat: preview and snippets follow what is typed, what is saved stays, faults are named."""

from typing import Any

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from app.domain.shop import DEFAULT_ID
from app.web.services import NAME, Services
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage
from tests.browser.test_shop_pages import admins_window, open_page, save

SHOP = f"/agent/admin/shops/{DEFAULT_ID}"
PAGE = f"{SHOP}/appearance?lang=en"
SAVED = "Saved. It is in effect everywhere."


async def known(stage: Stage) -> Any:
    services: Services = stage.live.app.extensions[NAME]
    await services.shops.reload()  # another application may have kept it
    return services.shops.find(DEFAULT_ID)


def preview(page: Page) -> FrameLocator:
    """The drawn shop that is seen."""
    return page.frame_locator("#preview iframe.seen")


def launcher(page: Page) -> Locator:
    return preview(page).locator("fiido-kefu button").first


async def choose(page: Page, name: str, words: str) -> None:
    """Choose one of a few, as a pointer does: by its words."""
    await page.locator(f"label:has(input[name='{name}'])", has_text=words).click()


async def test_what_is_typed_is_seen_in_the_preview_and_stands_in_the_snippet(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    await expect(page.locator("#contrast")).to_contain_text("white, contrast 5.5 : 1")
    await choose(page, "state", "Launcher only")
    await page.locator("[id='looks.color']").fill("#ffcc00")
    await page.locator("[id='looks.label.en']").fill('Ask "us"')
    await choose(page, "looks.position", "Bottom left")
    await expect(page.locator("#contrast")).to_contain_text("black")
    await expect(launcher(page)).to_have_accessible_name('Ask "us"')
    await expect(launcher(page)).to_have_css("background-color", "rgb(255, 204, 0)")
    await expect(launcher(page)).to_have_css("color", "rgb(0, 0, 0)")
    await expect(launcher(page)).to_have_css("left", "20px")
    said = 'data-color="#ffcc00" data-position="bottom-left" data-launcher-text-en="Ask &quot;us&quot;"'
    await expect(page.locator("#script")).to_have_text(
        f'<script src="{stage.base}/sdk/fiido-kefu.js" data-shop="demo" {said} async></script>'
    )
    assert (await known(stage)).looks.color == ""


async def test_the_preview_is_looked_at_in_every_way(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    chat = preview(page).frame_locator("fiido-kefu iframe")
    await page.locator("[id='texts.welcome.en']").fill("Hello from the form")
    await expect(chat.locator(".welcome")).to_have_text("Hello from the form")
    await choose(page, "lang", "中文")
    await expect(chat.locator("html")).to_have_attribute("lang", "zh-CN")
    await choose(page, "scheme", "Dark")
    await expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(preview(page).locator("html")).to_have_attribute("data-scheme", "dark")
    await choose(page, "width", "Phone")
    width = await preview(page).locator("html").evaluate("one => one.clientWidth")
    assert width == 375


async def test_the_preview_never_takes_the_keyboard_from_who_is_writing(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    chat = preview(page).frame_locator("fiido-kefu iframe")
    field = page.locator("[id='texts.welcome.en']")
    await field.click()
    for said in ("Hello", "Hello there", "Hello there, you"):
        await page.keyboard.type(said.removeprefix(await field.input_value()))
        await expect(chat.locator(".welcome")).to_have_text(said)
        await expect(chat.locator("html")).to_have_attribute("data-phase", "ready")
        await expect(field).to_be_focused()
    await expect(field).to_have_value("Hello there, you")


async def test_who_writes_the_first_word_sees_it(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    await page.get_by_label("Show a short message beside the launcher").check()
    await expect(page.locator("[id='proactive.after_s']")).to_have_value("30")
    for lang, words in (("zh", "需要帮忙吗？"), ("en", "Can we help?")):
        await page.locator(f"[id='proactive.message.{lang}']").fill(words)
    await page.locator("[id='proactive.pages']").fill("/products/*")
    await expect(preview(page).get_by_text("Can we help?")).to_be_visible()
    await expect(page.locator("#script")).to_contain_text(
        'data-proactive-after="30" data-proactive-pages="/products/*" data-proactive-message-zh="需要帮忙吗？"'
    )
    await page.locator("#page-lang").select_option("en")
    await expect(page.locator("#script")).to_contain_text('data-lang="en"')
    await expect(page.locator("#script")).to_contain_text('data-proactive-message="Can we help?"')
    await expect(await save(page, "appearance")).to_have_text(SAVED)
    assert ((await known(stage)).proactive.after_s, (await known(stage)).proactive.pages) == (30, "/products/*")
    await page.locator("[id='proactive.message.zh']").fill(" ")
    stage.has_outages = True  # a refusal is a failed request to the browser's console
    await expect(await save(page, "appearance")).to_have_text("Not saved. Please look at the marked field.")
    await expect(page.locator("[data-field='proactive.message.zh'] .fault")).to_contain_text("in both languages")
    await page.get_by_label("Show a short message beside the launcher").uncheck()
    await expect(await save(page, "appearance")).to_have_text(SAVED)
    assert (await known(stage)).proactive.after_s == 0


async def test_what_is_saved_is_there_again(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    await page.locator("[id='looks.color']").fill("0F0")
    await choose(page, "looks.icon", "?")
    await page.locator("[id='texts.consent.zh']").fill("同意\nhttps://shop.example.com/privacy")
    await page.get_by_text("Distances, layers").click()
    await page.get_by_label("From the side").fill("0")
    await page.get_by_label("No launcher").check()
    await expect(await save(page, "appearance")).to_have_text(SAVED)
    await expect(page.locator("[id='looks.color']")).to_have_value("#00ff00")
    await page.reload()
    await expect(page.locator("[id='looks.color']")).to_have_value("#00ff00")
    await expect(page.locator("input[name='looks.icon'][value=help]")).to_be_checked()
    await expect(page.locator("[id='texts.consent.zh']")).to_have_value("同意\nhttps://shop.example.com/privacy")
    looks = (await known(stage)).looks
    assert (looks.color, looks.icon, looks.offset_x_px, looks.hides_launcher) == ("#00ff00", "help", 0, True)
    await expect(page.locator("#script")).to_contain_text('data-offset-x="0" data-hide-launcher="true"')


async def test_a_mistake_is_named_beside_its_field_even_where_that_is_folded_away(stage: Stage) -> None:
    stage.has_outages = True  # a refusal is a failed request to the browser's console
    page = await open_page(stage, PAGE)
    await page.locator("[id='looks.color']").fill("teal")
    fault = page.locator("[data-field='looks.color'] .fault")
    await expect(fault).to_have_text("That is not a colour. Please write it like #0f766e.")
    await page.locator("[id='looks.color']").fill("")
    await expect(fault).to_have_count(0)
    await page.get_by_text("Distances, layers").click()
    await page.get_by_label("From the bottom").fill("900")
    await page.get_by_text("Distances, layers").click()
    await expect(await save(page, "appearance")).to_have_text("Not saved. Please look at the marked field.")
    await expect(page.get_by_label("From the bottom")).to_be_focused()
    await expect(page.locator("[data-field='looks.offset_y_px'] .fault")).to_contain_text("between 0 and 200")


async def test_every_faulty_site_is_named_with_its_line(stage: Stage) -> None:
    stage.has_outages = True
    page = await open_page(stage, f"{SHOP}?lang=en")
    sites = page.get_by_label("Allowed sites")
    await sites.fill("https://shop.example.com\n\nshop.example.org\nHTTPS://Shop.Example.com:443/\nhttps://a.example/b")
    await expect(await save(page, "settings")).to_have_text("Not saved. Please look at the marked field.")
    named = page.locator("[data-field=origins] .fault b")
    await expect(named).to_have_text(["Line 3: shop.example.org", "Line 5: https://a.example/b"])
    await expect(sites).to_be_focused()
    await sites.fill("HTTPS://Shop.Example.com:443/\nhttps://*.example.org")
    await expect(await save(page, "settings")).to_have_text(SAVED)
    await expect(sites).to_have_value("https://shop.example.com\nhttps://*.example.org")
    assert (await known(stage)).origins == ("https://shop.example.com", "https://*.example.org")


async def test_a_line_is_copied_as_it_stands(stage: Stage) -> None:
    page = await open_page(stage, PAGE)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_text("The same, pinned").click()
    await page.get_by_role("button", name="Copy Pinned snippet").click()
    await expect(page.locator("#notice")).to_have_text("Copied.")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == await page.locator("#pinned").text_content()
    assert 'integrity="sha384-' in copied and "&amp;" not in copied


@pytest.mark.parametrize("kind", ["script", "pinned"])
async def test_the_copied_line_shows_on_a_shops_page_what_the_form_says(stage: Stage, shop: Site, kind: str) -> None:
    page = await open_page(stage, PAGE)
    await page.locator("[id='looks.color']").fill("#aa3300")
    await page.locator("[id='looks.label.zh']").fill("<b>问我们</b>")
    await choose(page, "looks.position", "Bottom left")
    await expect(page.locator("#script")).to_contain_text("bottom-left")
    line = await page.locator(f"#{kind}").text_content()
    shop.pages["/copied"] = (
        f'<!doctype html><html lang="zh-CN"><title>Shop</title><link rel="icon" href="data:,">{line}'
    )
    visitor = await (await stage.window()).new_page()
    await visitor.goto(f"{shop.origin}/copied")
    button = visitor.locator("fiido-kefu button").first
    await expect(button).to_have_accessible_name("<b>问我们</b>")
    await expect(button).to_have_css("background-color", "rgb(170, 51, 0)")
    await expect(button).to_have_css("left", "20px")


async def test_the_secret_is_shown_when_asked_for_and_renewed_when_certain(stage: Stage) -> None:
    page = await open_page(stage, f"{SHOP}/identity?lang=en")
    secret = page.get_by_label("The secret", exact=True)
    await expect(secret).to_have_value("")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(secret).to_have_attribute("type", "text")
    first = await secret.input_value()
    assert len(first) == 43
    await page.get_by_role("button", name="Hide", exact=True).click()
    await expect(secret).to_have_attribute("type", "password")
    await page.get_by_role("button", name="Renew the secret…").click()
    await page.get_by_role("button", name="Leave it as it is").click()
    assert (await known(stage)).identity_version == 1
    await page.get_by_role("button", name="Renew the secret…").click()
    await page.get_by_role("button", name="Renew now").click()
    await expect(page.locator("#notice")).to_contain_text("This is the new secret.")
    assert (await known(stage)).identity_version == 2
    assert await secret.input_value() not in ("", first)


async def test_on_a_phone_the_form_and_the_preview_take_turns(stage: Stage) -> None:
    window = await admins_window(stage)
    page = await window.new_page()
    await page.set_viewport_size({"width": 360, "height": 740})
    for path in (f"{SHOP}", f"{SHOP}/hours", f"{SHOP}/identity", PAGE.partition("?")[0]):
        await page.goto(f"{stage.base}{path}?lang=en")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
    await expect(page.locator("#preview")).to_be_hidden()
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator("#appearance .panel").first).to_be_hidden()
    await expect(preview(page).locator("fiido-kefu iframe")).to_be_visible()
    box = await page.locator("#preview .stage").bounding_box()
    assert box and box["width"] > 300
    await page.get_by_role("button", name="Form").click()
    await expect(page.locator("#preview")).to_be_hidden()


async def test_a_look_at_the_preview_says_nothing_to_anybody_and_keeps_nothing(stage: Stage) -> None:
    window = await admins_window(stage)
    page = await window.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{stage.base}{PAGE}")
    chat = preview(page).frame_locator("fiido-kefu iframe")
    await expect(chat.locator("html")).to_have_attribute("data-phase", "ready")
    await choose(page, "state", "Launcher only")
    await launcher(page).click()
    await expect(chat.locator(".welcome")).to_be_visible()
    assert any("/embed?" in url for url in asked)
    assert [url for url in asked if "/api/chat" in url] == []
    assert await page.evaluate("Object.keys(localStorage).filter(key => /kefu/.test(key))") == []
