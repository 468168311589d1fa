"""Whatever a body holds, the visitor's routes answer with a refusal that says what is wrong, and nothing is kept."""

import json
from typing import Any

import pytest

from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse

JSON = {"Content-Type": "application/json"}
ROUTES = ("/api/chat", "/api/chat/stream", "/api/chat/session")


def nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return b'{"message":' + opening * depth + closing * depth + b"}"


BROKEN: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "INVALID_JSON"),
    "white space": (b" \n", 400, "INVALID_JSON"),
    "no JSON": (b"hello", 400, "INVALID_JSON"),
    "cut off": (b'{"message": "hel', 400, "INVALID_JSON"),
    "trailing comma": (b'{"message": "hello",}', 400, "INVALID_JSON"),
    "two values": (b'{"message": "hello"}{}', 400, "INVALID_JSON"),
    "single quotes": (b"{'message': 'hello'}", 400, "INVALID_JSON"),
    "a comment": (b'{"message": "hello"/**/}', 400, "INVALID_JSON"),
    "an array": (b'["hello"]', 400, "INVALID_JSON"),
    "null": (b"null", 400, "INVALID_JSON"),
    "a string": (b'"hello"', 400, "INVALID_JSON"),
    "a number": (b"1", 400, "INVALID_JSON"),
    "true": (b"true", 400, "INVALID_JSON"),
    "NaN": (b'{"message": NaN}', 400, "INVALID_JSON"),
    "Infinity": (b'{"message": -Infinity}', 400, "INVALID_JSON"),
    "a number of 5000 digits": (b'{"message": ' + b"9" * 5_000 + b"}", 400, "INVALID_JSON"),
    "a byte order mark": (b'\xef\xbb\xbf{"message": "hello"}', 400, "INVALID_JSON"),
    "a raw line break": (b'{"message": "hel\nlo"}', 400, "INVALID_JSON"),
    "a raw NUL": (b'{"message": "hel\x00lo"}', 400, "INVALID_JSON"),
    "depth 21": (nested(21), 400, "INVALID_JSON"),
    "depth 1000": (nested(1_000), 400, "INVALID_JSON"),
    "depth 1000 of objects": (nested(1_000, b'{"a":', b"}"), 400, "INVALID_JSON"),
    "depth 30000": (nested(30_000), 400, "INVALID_JSON"),
    "depth 30000, never closed": (b"[" * 30_000, 400, "INVALID_JSON"),
    "depth 100000": (nested(100_000), 413, "BODY_TOO_LARGE"),
    "one megabyte": (json.dumps({"message": "x" * 1_000_000}).encode(), 413, "BODY_TOO_LARGE"),
    "one byte too many": (b" " * 65_537, 413, "BODY_TOO_LARGE"),
    "UTF-16": ('{"message": "hello"}'.encode("utf-16"), 400, "INVALID_ENCODING"),
    "Latin-1": ('{"message": "français"}'.encode("latin-1"), 400, "INVALID_ENCODING"),
    "GBK": ('{"message": "您好"}'.encode("gbk"), 400, "INVALID_ENCODING"),
    "an overlong form": (b'{"message": "\xc0\xaf"}', 400, "INVALID_ENCODING"),
    "a raw surrogate": (b'{"message": "\xed\xa0\x80"}', 400, "INVALID_ENCODING"),
    "half an escaped surrogate pair": (b'{"message": "hel\\ud83dlo"}', 400, "INVALID_ENCODING"),
    "the halves swapped": (b'{"message": "\\ude00\\ud83d"}', 400, "INVALID_ENCODING"),
    "half a pair as a name": (b'{"\\ud83d": "hello"}', 400, "INVALID_ENCODING"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_no_sane_json_object_is_refused(name: str, settings: Settings) -> None:
    body, status, code = BROKEN[name]
    provider = ScriptedProvider(echo())
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        for path in ROUTES:
            await refuse(http, "POST", path, status, code, headers=JSON | visitor.headers, content=body)
        assert await visitor.messages() == []
    assert provider.prompts == []


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json, text/plain",
        "application/vnd.api+json",
        "*/*",
    ],
)
async def test_what_is_not_called_json_is_refused(content_type: str, settings: Settings) -> None:
    """A page elsewhere can send a form without asking first; JSON it cannot."""
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers = visitor.headers | ({"Content-Type": content_type} if content_type else {})
        for path in ROUTES:
            await refuse(http, "POST", path, 415, "JSON_REQUIRED", headers=headers, content=b'{"message": "hello"}')
        assert await visitor.messages() == []


async def test_a_form_is_refused(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await refuse(http, "POST", "/api/chat", 415, "JSON_REQUIRED", headers=visitor.headers, data={"message": "hi"})


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;"])
async def test_json_may_be_called_so_in_any_of_its_spellings(content_type: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers = visitor.headers | {"Content-Type": content_type}
        assert (await http.post("/api/chat", content=b'{"message": "hi"}', headers=headers)).status_code == 202


@pytest.mark.parametrize(
    ("types", "status"),
    [
        (["application/json", "application/json"], 202),
        (["text/plain", "application/json"], 415),
    ],
)
async def test_of_two_content_types_the_first_counts(types: list[str], status: int, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers: Any = [*visitor.headers.items(), *(("Content-Type", name) for name in types)]
        assert (await http.post("/api/chat", content=b'{"message": "hi"}', headers=headers)).status_code == status


async def test_of_two_equal_names_the_last_counts_and_is_checked(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers = JSON | visitor.headers
        kept = await http.post("/api/chat", content=b'{"message": 1, "message": "hi"}', headers=headers)
        assert kept.status_code == 202
        content = b'{"message": "hi", "message": 1}'
        await refuse(http, "POST", "/api/chat", 422, "INVALID_FIELDS", content=content, headers=headers)


async def test_escapes_that_are_whole_characters_are_kept(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        body = b'{"message": "\\ud83d\\ude00 \\u60a8\\u597d \\\\ud83d"}'
        assert (await http.post("/api/chat", content=body, headers=JSON | visitor.headers)).status_code == 202
        assert (await visitor.messages())[0]["text"] == "😀 您好 \\ud83d"
