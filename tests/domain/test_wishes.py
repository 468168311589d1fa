"""How a request for a person is put together from the lists, rule by rule."""

import pytest

from app.domain.hearing import make_ear
from app.domain.policy_form import Policy
from app.domain.wishes import Wish, find_wish

LISTS = Policy(
    ask=("转人工",),
    want=("talk to", "need", "找"),
    person=("human",),
    staff=("客服", "someone"),
    weary=("stop", "useless"),
    robot=("bot",),
    refuse=("dont", "不用", "no need"),
    about=("几点", "hours"),
    not_person=("human sized", "找客服电话"),
)


def wish(text: str) -> Wish | None:
    """What the small policy hears in `text`."""
    return find_wish(make_ear(LISTS).hear(text))


@pytest.mark.parametrize(
    "text", ["我要转人工看看", "talk to a human", "找一下你们客服", "stop sending me this bot", "bot is useless"]
)
def test_a_phrase_a_wish_for_a_person_or_being_tired_of_robots_is_a_request(text: str) -> None:
    assert wish(text) is not None


def test_between_the_wish_and_the_person_only_small_words_stand() -> None:
    assert wish("I need to please just talk with an actual human") is not None
    assert wish("I need a bike for a tall human") is None


def test_a_word_for_a_person_is_a_request_as_a_clause_a_word_for_staff_only_as_the_whole_message() -> None:
    assert wish("My bike is broken. Human!") == Wish("human", False)
    assert wish("客服！") == Wish("客服", True)
    assert wish("客服，几号发货") is None


def test_a_refusal_counts_right_before_the_wish_or_as_its_first_word() -> None:
    assert wish("不用给我转人工") is None
    assert wish("dont talk to a human") is None
    assert wish("no need human") is None
    assert wish("不用解释了，转人工") is not None


def test_staff_that_are_only_spoken_about_are_not_asked_for() -> None:
    assert wish("几点能找客服") is None
    assert wish("I need someone, what are your hours") is not None


def test_within_a_harmless_phrase_nothing_is_heard() -> None:
    assert wish("need human sized frame") is None
    assert wish("找客服电话") is None


def test_robots_and_weariness_in_different_clauses_have_nothing_to_do_with_each_other() -> None:
    assert wish("the stop button broke. nice bot") is None
