"""What the lists show of what was said last: an answer's words as they are read, people's as they were typed."""

import pytest

from app.domain.conversation import say
from app.domain.events import last_of
from app.domain.markup import render, render_plain
from app.domain.preview import PREVIEW_CHARS, preview
from app.domain.session import Message, Role, Session

ANSWERS = [
    ("The **C11** goes *60 km*.", "The C11 goes 60 km."),
    ("un**believ**able, `~/.bashrc` and ~~no~~", "unbelievable, ~/.bashrc and no"),
    ('See [our guide](https://shop.example/guide?a=1&b=2 "a > b").', "See our guide."),
    ("## Range\n\n- 60 km\n- *or* 80\n\n1. one", "Range 60 km or 80 one"),
    ("| Bike | Range |\n|---|---|\n| C11 | 60 km |", "Bike Range C11 60 km"),
    ("Run:\n\n```sh\ncat <a> && b\n```\n\n> quoted\n\n---\n\nend", "Run: cat <a> && b quoted end"),
    ("5 < 7 & 3 * 2 = 6, `<b>`", "5 < 7 & 3 * 2 = 6, <b>"),
    ("**电池**可以骑行[60 公里](https://shop.example)\n保修两年", "电池可以骑行60 公里 保修两年"),
]


@pytest.mark.parametrize(("text", "seen"), ANSWERS)
def test_of_an_answer_the_words_are_shown_and_not_its_marks(text: str, seen: str) -> None:
    assert preview("ai", text, render(text)) == seen
    # An answer that was cut off has not been rendered when its end is told.
    assert preview("ai", text, "") == seen


@pytest.mark.parametrize("role", ["visitor", "agent"])
def test_what_people_typed_is_shown_as_they_typed_it(role: str) -> None:
    text = "2 * 3 * 4 | **not** [a link](x) <b>"
    assert preview(role, text, render_plain(text)) == text


@pytest.mark.parametrize("text", ["a" * 500, "**" + "a " * 500, "*[" * 2_000, "<" * 5_000, "|" * 5_000, "字" * 500])
def test_it_is_short_whatever_was_said(text: str) -> None:
    for role in Role:
        assert 0 < len(preview(role, text, "")) <= PREVIEW_CHARS


def test_who_said_it_is_kept_with_it() -> None:
    session = Session(name="s_1", shop="demo", visitor_id="v", lang="en", agent_id="a_ben", agent_name="Ben")
    amy = Message(Role.AGENT, 1_000, "Hello", "<p>Hello</p>", agent_id="a_amy", agent_name="Amy")
    session, _ = say(session, amy)
    assert last_of(session)["by"] == {"id": "a_amy", "name": "Amy"}
    session, _ = say(session, Message(Role.AI, 2_000, "**Hi**", "<p><strong>Hi</strong></p>"))
    assert last_of(session) == {"role": "ai", "text": "Hi", "at": "1970-01-01T00:00:02.000Z", "by": None}
