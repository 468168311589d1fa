"""A letter has no markup: an answer's lines, lists, tables and addresses stand in it as one would type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.markup import render, strip_tags
from app.domain.plaintext import plain_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("Hello", "Hello"),
        ("**Bold** and *soft*, `code` too", "Bold and soft, code too"),
        ("One\nTwo", "One\nTwo"),
        ("One\n\nTwo", "One\n\nTwo"),
        ("# Title\nText", "Title\n\nText"),
        ("See [our FAQ](https://shop.example/faq).", "See our FAQ (https://shop.example/faq)."),
        ("See https://shop.example/faq", "See https://shop.example/faq"),
        ("Write to help@shop.example", "Write to help@shop.example"),
        ("- one\n- two\n\nthen", "- one\n- two\n\nthen"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- one\n  - inner\n- two", "- one\n  - inner\n- two"),
        ("- one\n\n- two", "- one\n- two"),
        ("-\n- two\n\nthen", "- \n- two\n\nthen"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("```\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
        ("5 < 6 & 7 > 6", "5 < 6 & 7 > 6"),
        ("您好，**运费**为 10 元。", "您好，运费为 10 元。"),
        ("<b>no markup of theirs</b>", "<b>no markup of theirs</b>"),
    ],
)
def test_what_the_reader_saw_stands_there(text: str, wanted: str) -> None:
    assert plain_text(text) == wanted
    assert plain_text("ignored", render(text) or "<p></p>") == wanted


@given(st.text(alphabet=st.sampled_from("ab *_`#-|[](1.)\n>~您"), max_size=200))
def test_no_word_is_lost_whatever_a_model_writes(text: str) -> None:
    letters = [char for char in strip_tags(render(text)) if char.isalpha()]
    assert [char for char in plain_text(text) if char.isalpha()][: len(letters)] == letters or "(" in plain_text(text)
