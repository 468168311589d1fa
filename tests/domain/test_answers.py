"""How a shop's AI answers: written and read without loss, every mistake named with its place."""

from typing import Any

import pytest

from app.domain.answers import Answers, answers_data, read_answers
from app.domain.shop_fields import ShopRefused
from app.web.sentences import ERRORS


def test_what_is_written_is_read_as_the_same() -> None:
    answers = Answers(
        "Be brief.\n\nNo prices.", {"zh": ("多久到？",), "en": ("When?", "Where?")}, "7300000000000000000"
    )
    assert read_answers(answers_data(answers)) == answers
    assert read_answers({}) == Answers()


def test_what_is_written_is_tidied() -> None:
    read = read_answers({"suggestions": {"zh": [" 多久\n到？", "", "多久 到？"]}, "coze_bot_id": " 73 "})
    assert read == Answers(suggestions={"zh": ("多久 到？",), "en": ()}, coze_bot_id="73")


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"instructions": "x" * 4001}, "SHOP_TEXT", "answers.instructions"),
        ({"instructions": None}, "SHOP_INVALID", "answers.instructions"),
        ({"suggestions": {"en": ["a", "b", "c", "d", "e"]}}, "SHOP_TOO_MANY_SUGGESTIONS", "answers.suggestions.en"),
        ({"suggestions": {"en": ["a", "x" * 61]}}, "SHOP_TEXT", "answers.suggestions.en.1"),
        ({"suggestions": {"en": "When?"}}, "SHOP_INVALID", "answers.suggestions.en"),
        ({"suggestions": {"de": []}}, "SHOP_INVALID", "answers.suggestions.de"),
        ({"coze_bot_id": "bot"}, "SHOP_BOT", "answers.coze_bot_id"),
        ({"coze_bot_id": 73}, "SHOP_BOT", "answers.coze_bot_id"),
        ({"coze_bot_id": "٧٣"}, "SHOP_BOT", "answers.coze_bot_id"),
        ({"temperature": 1}, "SHOP_INVALID", "answers.temperature"),
    ],
)
def test_what_cannot_be_kept_is_named(data: Any, code: str, field: str) -> None:
    with pytest.raises(ShopRefused) as refused:
        read_answers(data)
    assert code in ERRORS
    assert (refused.value.code, refused.value.params["field"]) == (code, field)
