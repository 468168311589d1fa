"""Where an admin writes the policy and tries it: the verdict follows what is typed, and nothing typed is ever lost."""

from playwright.async_api import Page, expect

from app.domain.agent import AgentRole
from app.domain.policy import Policy
from app.domain.shop import DEFAULT_ID
from app.web.services import NAME, Services
from tests.browser.crew import NEVER, keep_hours
from tests.browser.stage import Stage
from tests.staff import PASSWORD, hire

SAVED = "Saved. It is in effect everywhere."


async def open_page(stage: Stage, *, width: int = 1200, lang: str = "en") -> Page:
    await hire(stage.live, "root", AgentRole.ADMIN)
    window = await stage.window(viewport={"width": width, "height": 900})
    body = {"username": "root", "password": PASSWORD}
    assert (await window.request.post(f"{stage.base}/api/agent/login", data=body)).ok
    page = await window.new_page()
    await page.goto(f"{stage.base}/agent/admin/shops/{DEFAULT_ID}/policy?lang={lang}")
    return page


async def known(stage: Stage) -> Policy:
    services: Services = stage.live.app.extensions[NAME]
    await services.shops.reload()  # another application may have kept it
    return services.shops.find(DEFAULT_ID).policy


async def test_a_sentence_is_judged_while_it_is_typed_by_the_rules_that_are_being_edited(stage: Stage) -> None:
    page = await open_page(stage)
    headline = page.locator("#verdict .headline")
    await page.get_by_label("A visitor writes").fill("I am not at all impressed")
    await expect(headline).to_have_text("No person is needed: the AI answers.")
    await page.get_by_label("Words of complaint").fill("not … impressed")
    await expect(headline).to_have_text("Complaint")
    await expect(page.locator("#verdict mark")).to_have_text("not at all impressed")
    await page.get_by_label("A complaint calls a person").uncheck()
    await expect(headline).to_have_text("No person is needed: the AI answers.")
    await page.get_by_label("A valued customer gets a person at once").check()
    await page.get_by_label("It is a valued customer").check()
    await expect(headline).to_have_text("Valued customer")
    assert await known(stage) == Policy()


async def test_an_answer_is_judged_with_those_that_failed_before_it(stage: Stage) -> None:
    page = await open_page(stage)
    await page.get_by_label("A visitor writes").fill("How far does it go?")
    await page.get_by_text("And the AI answers").click()
    await page.get_by_label("The AI's answer").fill("Sorry, I don't know.")
    await expect(page.locator("#verdict .leads")).to_have_text("Failed answers in a row: 1.")
    await page.get_by_label("Failed answers before").fill("2")
    await expect(page.locator("#verdict .headline")).to_have_text("The AI could not help")


async def test_where_no_letters_are_sent_nobody_is_said_to_get_one(stage: Stage) -> None:
    await keep_hours(stage, NEVER)
    page = await open_page(stage)
    await page.get_by_label("A visitor writes").fill("Can I talk to a human?")
    await expect(page.locator("#verdict .leads")).to_contain_text("Nobody gets mail: no mail server is set up.")
    await page.goto(f"{stage.base}/agent/admin/shops/{DEFAULT_ID}?lang=en")
    await expect(page.locator("[data-field='service.team_emails']")).to_contain_text("nobody gets mail")


async def test_what_is_edited_is_saved_shown_again_and_taken_back_to_the_defaults(stage: Stage) -> None:
    page = await open_page(stage)
    ask, result = page.get_by_label("A request wherever it appears"), page.locator("#policy .result")
    await ask.fill("get me out\n\n  beam me up \nget me out")
    await page.get_by_label("How many").fill("5")
    await page.locator("#legal_severity").select_option("low")
    await expect(result).to_have_text("Not saved yet.")
    await expect(page.locator(".count[data-of=ask]")).to_have_text("2 of 500")
    await page.get_by_role("button", name="Save the policy").click()
    await expect(result).to_have_text(SAVED)
    assert ((await known(stage)).ask, (await known(stage)).fail_limit) == (("get me out", "beam me up"), 5)
    assert (await known(stage)).legal_severity == "low"
    await page.reload()
    await expect(ask).to_have_value("get me out\nbeam me up")
    await page.get_by_role("button", name="Restore the default").click()
    await expect(ask).to_have_value("\n".join(Policy().ask))
    await expect(page.get_by_role("button", name="Restore the default")).to_have_count(0)
    await page.get_by_role("button", name="Restore all defaults").click()
    await expect(page.get_by_label("How many")).to_have_value("3")
    await page.get_by_role("button", name="Save the policy").click()
    await expect(result).to_have_text(SAVED)
    assert await known(stage) == Policy()


async def test_a_mistake_is_shown_beside_its_list_and_everything_typed_stays(stage: Stage) -> None:
    stage.has_outages = True  # a refusal is a failed request to the browser's console
    page = await open_page(stage)
    law = page.locator("[data-field=legal]")
    await page.get_by_label("Words of the law").fill("lawyer\n…")
    await page.get_by_label("Words of danger").fill("smoke")
    await page.get_by_role("button", name="Save the policy").click()
    await expect(law.locator(".fault")).to_have_text("“…” is no phrase: it needs a letter or a digit.")
    await expect(law.locator("textarea")).to_be_focused()
    await expect(page.locator("#policy .result")).to_have_text("Not saved. Please look at the marked field.")
    await page.route("**/api/admin/**", lambda route: route.abort())
    await page.get_by_label("Words of the law").fill("lawyer")
    await page.get_by_role("button", name="Save the policy").click()
    await expect(page.locator("#policy .result")).to_contain_text("The server cannot be reached.")
    await expect(page.get_by_label("Words of danger")).to_have_value("smoke")
    await page.unroute_all()
    await page.get_by_role("button", name="Save the policy").click()
    await expect(page.locator("#policy .result")).to_have_text(SAVED)
    assert (await known(stage)).safety == ("smoke",)


async def test_a_mistake_in_a_list_is_told_while_a_sentence_is_tried(stage: Stage) -> None:
    stage.has_outages = True
    page = await open_page(stage)
    await page.get_by_label("A visitor writes").fill("hello")
    await page.get_by_label("Words of the law").fill("x" * 65)
    await expect(page.locator("[data-field=legal] .fault")).to_contain_text("is too long")
    await page.get_by_label("Words of the law").fill("hello")
    await expect(page.locator("#verdict .headline")).to_have_text("Threatens with the law")
    await expect(page.locator(".fault")).to_have_count(0)


async def test_on_a_phone_everything_is_in_one_column_and_the_box_comes_first(stage: Stage) -> None:
    page = await open_page(stage, width=360)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    box, form = await page.locator("#try").bounding_box(), await page.locator("#policy").bounding_box()
    assert box and form and box["y"] < form["y"]
