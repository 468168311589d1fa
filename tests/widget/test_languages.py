"""The words of the system are each reader's own, whenever they read; what people said stays as they said it."""

import re
from collections.abc import AsyncIterator

from app.ai.provider import AIError, Piece, Prompt
from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider

HAN = re.compile("[\u4e00-\u9fff]")


async def _fails(_: Prompt) -> AsyncIterator[Piece]:
    raise AIError("network")
    yield


async def test_one_apology_is_heard_and_read_in_the_language_of_each_reader(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(_fails)) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear(lang="zh") as chinese, visitor.hear(lang="en") as english:
            for ear in (chinese, english):
                assert (await ear.next()).kind == "hello"
            await visitor.say("Bonjour")
            heard = {
                lang: next(event.data for event in await ear.until("turn", state="failed") if event.data.get("code"))
                for lang, ear in (("zh", chinese), ("en", english))
            }
        read = {}
        for lang in ("zh", "en"):
            answer = await http.get("/api/chat/messages", headers=visitor.headers, params={"lang": lang})
            read[lang] = answer.json()["messages"]
        opened = {lang: (await open_visitor(http, visitor.token, lang=lang)) for lang in ("zh", "en")}
    assert bool(HAN.search(heard["zh"]["text"])), heard
    assert not HAN.search(heard["en"]["text"])
    for lang in ("zh", "en"):
        said, apology = read[lang]
        assert said["text"] == "Bonjour"
        assert apology == heard[lang] == opened[lang].opened["messages"][1]
        assert apology["html"] == f"<p>{apology['text']}</p>"
    assert heard["zh"] | {"text": "", "html": ""} == heard["en"] | {"text": "", "html": ""}
    assert opened["zh"].session_name == opened["en"].session_name


async def test_the_ai_is_told_the_language_that_the_visitor_switched_to(settings: Settings) -> None:
    provider = ScriptedProvider(_fails)
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http, lang="en")
        for lang in ("en", "zh"):
            visitor = await open_visitor(http, visitor.token, lang=lang)
            async with visitor.hear() as ear:
                await visitor.say("hi")
                await ear.until("turn", state="failed")
    assert [prompt.lang for prompt in provider.prompts] == ["en", "zh"]
