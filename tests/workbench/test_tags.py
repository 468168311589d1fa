"""Tags are words that can be seen: what cannot be seen is no part of them."""

import pytest

from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import hire, sign_in
from tests.web.refusals import refuse


@pytest.mark.parametrize(
    ("tag", "kept"),
    [
        ("  two\n words ", "two words"),
        ("VI\u200bP", "VI P"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b", "a b"),
        ("退款", "退款"),
        ("<b>", "<b>"),
    ],
)
async def test_a_tag_is_kept_without_what_cannot_be_seen(tag: str, kept: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada, visitor = await sign_in(http, await hire(live, "ada")), await open_visitor(http)
        answer = await ada.ask("POST", f"/api/sessions/{visitor.session_name}/tags", tags=[tag])
        assert answer.json()["session"]["tags"] == [kept]


@pytest.mark.parametrize("tag", ["", " ", "\u200b", "\x00", "\u202e\u202c", "x" * 33])
async def test_a_tag_that_cannot_be_seen_or_is_too_long_is_refused(tag: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada, visitor = await sign_in(http, await hire(live, "ada")), await open_visitor(http)
        path = f"/api/sessions/{visitor.session_name}/tags"
        await refuse(http, "POST", path, 422, "INVALID_FIELDS", json={"tags": [tag]}, headers=ada.headers)
