"""Ways of speaking that take a request for a person back, pattern by pattern, each beside one that is meant."""

import pytest

from app.domain.policy import Policy, judge_question

POLICY = Policy()


def wants_person(text: str) -> bool:
    """Whether the usual policy hears a request for a person in `text`."""
    decision = judge_question(text, is_vip=False, policy=POLICY)
    return decision is not None and decision.rule == "wants_person"


@pytest.mark.parametrize(
    ("meant", "taken_back"),
    [
        ("if you cannot answer, get me a human", "if it breaks in a year, can I still reach someone?"),
        ("如果你解决不了，就帮我找人工", "如果以后有问题，是找客服还是去门店"),
        ("I don't care what he says, I want to speak to a human", 'my friend wrote "I want to speak to a human" there'),
        ("朋友骑的车坏了，转人工", "朋友让我转人工问问，我先看看"),
        ("I need to talk to an agent again", "I talked to an agent yesterday"),
        ("找客服小李帮我看看", "客服昨天说可以送车铃"),
        ("人工快来", "人工就不必了"),
        ("do I have to beg? get me an agent", "do I need to speak to someone to activate it?"),
        ("我要找客服改地址", "需要联系客服才能改地址吗"),
        ("can someone call me", "will the courier call me"),
        ("需要有人给我解释清楚", "找个人扶着试骑行吗"),
        ("I need somebody to look into my refund", "need somebody to help lift it"),
        ("I'll wait for a person", "I'll ask an agent later"),
        ("I don't want links, get me an agent", "I don't need help from an agent"),
    ],
)
def test_the_same_words_are_meant_in_one_way_of_speaking_and_taken_back_in_another(meant: str, taken_back: str) -> None:
    assert (wants_person(meant), wants_person(taken_back)) == (True, False)


@pytest.mark.parametrize(
    "text", ["转ren工", "赚人工", "转人工课服", "真人客fu", "別再自動回覆，搵個真人嚟", "zhuan人工", "人gong客服"]
)
def test_letters_that_sound_alike_and_pinyin_in_between_are_understood(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize("text", ["专人工作服有吗", "赚人工作的钱多吗"])
def test_letters_that_sound_alike_are_left_alone_in_other_words(text: str) -> None:
    assert not wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "could your workshop have a look at my video",
        "能不能让懂电池的人看看",
        "speak to your most experienced battery technician",
        "reprasentitive",
        "I want some one to call me",
    ],
)
def test_a_request_is_heard_over_words_in_between_and_with_guessed_vowels(text: str) -> None:
    assert wants_person(text)


def test_a_question_about_eu_rules_is_no_complaint() -> None:
    assert judge_question("is it EN15194 compliant", is_vip=False, policy=POLICY) is None


@pytest.mark.parametrize(
    "text",
    [
        "get me a lady or a fella who knows bikes",
        "客服人员在嗎 想問保固",
        "想麻烦真人看一下",
        "好的,转吧",
        "有懂车的吗",
        "搵個職員同我講",
        "有冇人喺度",
        "請業務直接與我聯繫",
        "I'd rather wait an hour for a person",
        "would it be ok if one of the team took it from here",
        "could you ask Mr Becker from your service to write to me",
        "bad review unless someone real talks to me",
    ],
)
def test_a_request_is_heard_in_other_turns_of_phrase(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "有没有真人戴这个头盔的图",
        "does it come with a human readable manual",
        "is it manual or does it need human power",
        "you are quicker than the human agents I dealt with",
        "人工客服收费吗",
        "请快递联系我",
        "can i get someone to assemble it",
        "give me a call when it ships",
    ],
)
def test_the_same_words_in_other_turns_of_phrase_are_no_request(text: str) -> None:
    assert not wants_person(text)
