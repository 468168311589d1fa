"""Texts as tokens: every spelling of the same words gives the same ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tokens import BREAK, clean_text, split_tokens


def test_chinese_falls_into_letters_english_into_words_and_signs_end_clauses() -> None:
    assert split_tokens("我要转human，谢谢!") == ("我", "要", "转", "human", BREAK, "谢", "谢", BREAK)


@pytest.mark.parametrize(
    "text", ["转人工", "转 人 工", "转-人-工", "转.人.工", "转，人，工", "轉人工", "转人エ", "转\u200b人\u200b工"]
)
def test_spaces_signs_and_other_letters_within_a_word_do_not_matter(text: str) -> None:
    assert split_tokens(text) == ("转", "人", "工")


def test_a_space_between_chinese_words_is_the_end_of_a_clause() -> None:
    assert split_tokens("有真人吗 没有的话我走了")[4] == BREAK


def test_cantonese_and_traditional_letters_are_the_plain_ones() -> None:
    assert split_tokens("有冇人喺度呀 唔好俾機械人答我") == split_tokens("有没有人在呀 不要给机器人答我")


def test_wide_accented_stretched_and_shortened_words_are_the_plain_ones() -> None:
    assert split_tokens("Ｃａｎ’ｔ sömebody pleeease thru") == ("cant", "someone", "please", "through")


def test_a_dot_within_a_number_ends_no_clause() -> None:
    assert BREAK not in split_tokens("3.5 km")


def test_letters_of_other_languages_are_kept_so_that_nothing_seems_to_be_nothing() -> None:
    assert split_tokens("привет 転") != ()


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
