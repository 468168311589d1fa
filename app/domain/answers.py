"""How the AI answers for one shop, where that differs from the deployment's settings; and as JSON. It asks no AI."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.shop_fields import (
    LANGS,
    ShopRefused,
    no_questions,
    read_list,
    read_members,
    read_prose,
    read_sentence,
)

INSTRUCTIONS_LIMIT_CHARS = 4000
SUGGESTIONS_LIMIT = 4
SUGGESTION_LIMIT_CHARS = 60

_BOT_ID = re.compile(r"[0-9]{1,24}|")


@dataclass(frozen=True, slots=True)
class Answers:
    """What is added to a model's instructions, the first questions by language (none: the AI's own), and Coze's bot."""

    instructions: str = ""
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=no_questions)
    coze_bot_id: str = ""


def answers_data(answers: Answers) -> dict[str, Any]:
    """The settings as JSON that `read_answers` reads."""
    return asdict(answers) | {"suggestions": {lang: list(asked) for lang, asked in answers.suggestions.items()}}


def read_answers(data: Any) -> Answers:
    """The settings that `data` describes, the usual ones where it says nothing; raises `ShopRefused`."""
    given = read_members(data, "answers", {"instructions", "suggestions", "coze_bot_id"})
    asked = read_members(given.get("suggestions", {}), "answers.suggestions", LANGS)
    return Answers(
        read_prose(given.get("instructions", ""), "answers.instructions", INSTRUCTIONS_LIMIT_CHARS),
        {lang: _read_questions(asked.get(lang, ()), f"answers.suggestions.{lang}") for lang in LANGS},
        _read_bot(given.get("coze_bot_id", "")),
    )


def _read_questions(value: Any, field: str) -> tuple[str, ...]:
    questions = read_list(value, field)
    if len(questions) > SUGGESTIONS_LIMIT:
        raise ShopRefused("SHOP_TOO_MANY_SUGGESTIONS", field=field, limit=SUGGESTIONS_LIMIT)
    found = [read_sentence(one, f"{field}.{number}", SUGGESTION_LIMIT_CHARS) for number, one in enumerate(questions)]
    return tuple(dict.fromkeys(question for question in found if question))


def _read_bot(value: Any) -> str:
    if not isinstance(value, str) or not _BOT_ID.fullmatch(value.strip()):
        raise ShopRefused("SHOP_BOT", field="answers.coze_bot_id")
    return value.strip()
