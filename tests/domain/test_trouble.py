"""Danger, the law and complaints: in one phrase or in two words near each other, denied, asked about or told."""

from dataclasses import replace

import pytest

from app.domain.policy import Policy, judge_question

POLICY = Policy()


def rule_of(text: str, policy: Policy = POLICY) -> str:
    """The rule the policy hears in `text`, or ""."""
    decision = judge_question(text, is_vip=False, policy=policy)
    return decision.rule if decision else ""


@pytest.mark.parametrize(
    "text",
    [
        "the pack is puffed up and warm",
        "battry gone all swollen and hissing",
        "charger: sizzling, smells of burnt plastic",
        "电池一直嘶嘶响，还有怪味",
        "充電器燒化了",
        "brakes gave out downhill",
        "刹车捏到底没反应",
        "煞車突然冇反應",
        "handlebar came off while riding",
        "骑着骑着车把断了",
        "my wrist is fractured",
        "手指被夹住拔不出来",
        "我骑车摔沟里了",
        "bike took off on its own",
        "油门卡住松不开",
        "my toddler licked the battery",
        "我仔吞咗粒電池",
        "跌親個頭流緊血",
        "the whole garage is full of smoke",
    ],
)
def test_danger_is_heard_in_words_that_only_together_mean_it(text: str) -> None:
    assert rule_of(text) == "safety"


@pytest.mark.parametrize(
    "text",
    [
        "does the charger get too hot to touch in summer?",
        "电池会不会发烫冒烟",
        "smoke grey battery in stock?",
        "brake light not working",
        "brake pads for the front brake",
        "手机架断货了吗",
        "这款卖爆了",
        "bike wont stop beeping",
        "the charger is not swollen",
        "is the charger certified? i read they melt",
    ],
)
def test_a_question_a_denial_and_another_meaning_are_no_danger(text: str) -> None:
    assert rule_of(text) == ""


@pytest.mark.parametrize("text", ["if the battery is swollen what should i do?", "why does the charger smell burnt"])
def test_who_asks_because_it_happens_is_in_danger(text: str) -> None:
    assert rule_of(text) == "safety"


@pytest.mark.parametrize(
    "text",
    [
        "I am reporting you to the consumer ombudsman",
        "by law you must refund me",
        "letter before action is in the post",
        "我會向法院申訴",
        "限你们三天，否则提告",
        "已经报警了",
        "我要维护自己的合法权益",
        "section 75 claim",
    ],
)
def test_the_law_is_heard_under_many_names(text: str) -> None:
    assert rule_of(text) == "legal"


@pytest.mark.parametrize(
    "text", ["is it legal to ride on the road?", "改装限速犯法吗", "bike was stolen, police need the serial number"]
)
def test_a_question_about_rules_is_no_threat(text: str) -> None:
    assert rule_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "putting this all over tiktok",
        "expect a really bad review",
        "reporting this store to paypal",
        "your support is absolutely pathetic",
        "six weeks of being fobbed off",
        "我去小红书避雷你们家",
        "这服务真是差到爆",
        "收了钱就不理人，太让人寒心",
        "我會上討論區唱衰你哋",
        "今晚就向消協投訴貴店",
    ],
)
def test_a_complaint_is_heard_as_a_threat_or_as_how_one_was_treated(text: str) -> None:
    assert rule_of(text) == "complaint"


@pytest.mark.parametrize(
    "text",
    [
        "i read your support is awful, is it true?",
        "听说你们售后太差",
        "can i post this on facebook for the discount?",
        "在抖音看到你们",
        "love how you treat customers",
    ],
)
def test_what_others_say_and_praise_are_no_complaint(text: str) -> None:
    assert rule_of(text) == ""


def test_two_words_in_different_clauses_have_nothing_to_do_with_each_other() -> None:
    assert rule_of("I need a charger. The pan is sizzling") == ""


@pytest.mark.parametrize(
    ("without", "text"),
    [
        (replace(POLICY, safety=()), "handlebar came off while riding"),
        (replace(POLICY, legal=()), "by law you must refund me"),
        (replace(POLICY, complaint=()), "putting this all over tiktok"),
    ],
)
def test_a_list_that_is_emptied_silences_what_goes_with_it(without: Policy, text: str) -> None:
    assert rule_of(text)
    assert rule_of(text, without) == ""
