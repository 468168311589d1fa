"""What a visitor who leaves a message is promised: a letter only where letters are sent, and nothing twice."""

from dataclasses import replace

import pytest

from app.settings import Settings
from tests.live import Visitor, open_visitor
from tests.workbench.office import Office, office


async def _leave(place: Office, visitor: Visitor) -> None:
    body = {"message": "call me", "email": "anna@example.com"}
    answer = await place.http.post("/api/chat/offline-message", json=body, headers=visitor.headers)
    assert answer.is_success, answer.text


@pytest.mark.parametrize(("smtp_host", "code"), [("", "offline_kept_here"), ("127.0.0.1", "offline_kept")])
async def test_an_answer_by_letter_is_promised_only_where_letters_are_sent(
    smtp_host: str, code: str, settings: Settings
) -> None:
    settings = replace(settings, smtp_host=smtp_host, smtp_port=1 if smtp_host else 0, smtp_from="kefu@example.com")
    async with office(settings) as place:
        visitor = await place.visitor(lang="en")
        await _leave(place, visitor)
        *_, notice = await visitor.messages()
        page = (await place.http.get("/embed/people?lang=en")).text
        assert (notice["code"], "anna@example.com" in notice["text"]) == (code, bool(smtp_host))
        assert ("by e-mail" in page, "will answer to" in page) == (bool(smtp_host), bool(smtp_host))


async def test_a_message_that_was_answered_is_not_waited_for_any_more(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        await _leave(place, visitor)
        assert (await open_visitor(place.http, visitor.token)).opened["email"]
        await place.do(mei, visitor, "takeover")
        await place.do(mei, visitor, "messages", message="hello")
        assert (await open_visitor(place.http, visitor.token)).opened["email"] == ""
