"""What the policy promises: who is heard, who is not, in which order, and when enough answers have failed."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.escalation import Decision, Reason, Severity
from app.domain.policy import Policy, judge_answer, judge_question

REQUESTS = Path(__file__).parent / "policy_requests.yml"
POLICY = Policy()
SILENT = replace(POLICY, ask=(), want=(), person=(), staff=(), weary=())
VIP = Policy(vip_at_once=True)
WORDS = st.text(alphabet=st.sampled_from("转人工客服不要真找a human bot别机器 ,，。!?…｜人呢谁"), max_size=60)


def read_lines(name: str) -> list[str]:
    """The sentences under `name` in policy_requests.yml."""
    return [str(text) for text in yaml.safe_load(REQUESTS.read_text("utf-8"))[name]]


def judge(text: str, policy: Policy = POLICY) -> Decision | None:
    """What the policy says to a visitor who is no VIP."""
    return judge_question(text, is_vip=False, policy=policy)


def rule_of(text: str, policy: Policy = POLICY) -> str:
    """The rule that decides, or ""."""
    decision = judge(text, policy)
    return decision.rule if decision else ""


def test_a_vip_gets_a_person_at_once_where_the_shop_says_so() -> None:
    decision = judge_question("运费多少", is_vip=True, policy=VIP)
    assert decision == Decision("vip", Reason.VIP, Severity.HIGH)
    assert judge_question("运费多少", is_vip=True, policy=POLICY) is None
    assert judge_question("运费多少", is_vip=False, policy=VIP) is None


def test_being_a_vip_comes_before_what_was_said() -> None:
    decision = judge_question("转人工，电池着火了", is_vip=True, policy=VIP)
    assert decision is not None
    assert decision.rule == "vip"


def test_asking_for_a_person_comes_before_trouble_and_danger_before_the_law_and_the_law_before_a_complaint() -> None:
    assert rule_of("我要投诉，找律师，电池着火了，转人工") == "wants_person"
    assert rule_of("我要投诉，找律师，电池着火了") == "safety"
    assert rule_of("我要投诉，我的律师会联系你们") == "legal"
    assert rule_of("我要投诉") == "complaint"


def test_a_decision_says_which_words_it_heard() -> None:
    assert judge("I am so annoyed. Let me talk to a human!") == Decision(
        "wants_person", Reason.KEYWORD, Severity.HIGH, "let me talk to a human"
    )
    decision = judge("昨天充电的时候电池冒烟了")
    assert decision is not None
    assert (decision.rule, decision.evidence) == ("safety", "冒烟了")


@pytest.mark.parametrize("text", read_lines("requests"))
def test_who_does_nothing_but_ask_for_a_person_leaves_no_question(text: str) -> None:
    decision = judge(text)
    assert decision is not None
    assert (decision.rule, decision.is_request) == ("wants_person", True)


@pytest.mark.parametrize("text", read_lines("questions"))
def test_who_asks_for_a_person_and_says_why_has_a_question_too(text: str) -> None:
    decision = judge(text)
    assert decision is not None
    assert (decision.rule, decision.is_request) == ("wants_person", False)


@pytest.mark.parametrize(
    "text", ["客服几点上班", "人工智能是什么", "is this product human tested", "人工费多少", "real leather?"]
)
def test_the_mere_word_is_no_request(text: str) -> None:
    assert judge(text) is None


@pytest.mark.parametrize(
    "text", ["不用转人工", "no need for a human", "I don't want to talk to a human, just the price"]
)
def test_who_declines_a_person_gets_none(text: str) -> None:
    assert judge(text) is None


@pytest.mark.parametrize(
    "text", ["转 人 工", "转，人，工", "轉人工", "转人エ", "ｈｕｍａｎ", "H.U.M.A.N", "huamn", "humannnn"]
)
def test_a_request_is_heard_however_it_is_spelled(text: str) -> None:
    assert rule_of(text) == "wants_person"


@pytest.mark.parametrize("text", ["电池会爆炸吗", "can the battery catch fire?", "nobody was injured", "没有着火"])
def test_what_might_be_or_was_not_is_no_danger(text: str) -> None:
    assert judge(text) is None


@pytest.mark.parametrize(
    ("without", "text"),
    [
        (replace(POLICY, hears_requests=False), "转人工"),
        (replace(POLICY, hears_complaints=False), "我要投诉"),
        (replace(POLICY, hears_legal=False), "see you in court"),
        (replace(POLICY, hears_safety=False), "电池着火了"),
    ],
)
def test_a_rule_that_is_switched_off_is_silent(without: Policy, text: str) -> None:
    assert judge(text) is not None
    assert judge(text, without) is None


def test_a_shop_says_how_urgent_a_rule_is_and_adds_words_of_its_own() -> None:
    policy = replace(POLICY, complaint_severity=Severity.LOW, complaint=("not … impressed",))
    decision = judge("I am not at all impressed", policy)
    assert decision == Decision("complaint", Reason.KEYWORD, Severity.LOW, "not at all impressed")
    assert judge("我要投诉", policy) is None


def test_a_policy_without_words_hears_nothing() -> None:
    assert judge("转人工", SILENT) is None
    assert judge("could your mechanic look at it", SILENT) is None
    assert judge("你们找个懂技术的人跟我说", SILENT) is None


@pytest.mark.parametrize("failed", [True, False])
def test_the_third_failed_answer_in_a_row_calls_a_person_and_the_count_begins_anew(failed: bool) -> None:
    text = "" if failed else "抱歉，这个问题我不知道答案。"
    fails, decision = judge_answer(text, failed=failed, fails=0, policy=POLICY)
    assert (fails, decision) == (1, None)
    fails, decision = judge_answer(text, failed=failed, fails=fails, policy=POLICY)
    assert (fails, decision) == (2, None)
    fails, decision = judge_answer(text, failed=failed, fails=fails, policy=POLICY)
    assert (fails, decision) == (0, Decision("fail_loop", Reason.FAIL_LOOP, Severity.LOW, "3"))


def test_one_good_answer_forgives_the_failed_ones() -> None:
    assert judge_answer("发货后 3 天送达。", failed=False, fails=2, policy=POLICY) == (0, None)


def test_a_limit_that_was_lowered_meanwhile_is_reached_at_once() -> None:
    fails, decision = judge_answer("", failed=True, fails=5, policy=replace(POLICY, fail_limit=2))
    assert fails == 0
    assert decision is not None


def test_fails_that_are_not_counted_never_call_anybody() -> None:
    assert judge_answer("", failed=True, fails=19, policy=replace(POLICY, counts_fails=False)) == (0, None)


@given(st.text() | WORDS, st.booleans())
def test_no_text_makes_the_policy_stumble(text: str, is_vip: bool) -> None:
    judge_question(text, is_vip=is_vip, policy=POLICY)
    fails, decision = judge_answer(text, failed=False, fails=2, policy=POLICY)
    assert (fails == 0) or decision is None


@given(WORDS, st.sampled_from(["", " ", "\n", "\t ", "  　"]))
def test_space_around_a_text_changes_nothing(text: str, space: str) -> None:
    assert judge(space + text + space) == judge(text)


@given(WORDS)
def test_capitals_change_nothing(text: str) -> None:
    assert judge(text.upper()) == judge(text)


@given(WORDS)
def test_the_evidence_of_a_decision_is_never_empty(text: str) -> None:
    decision = judge(text)
    assert decision is None or decision.evidence


def test_policies_with_lists_of_one_length_are_heard_each_by_its_own_words() -> None:
    one, other = replace(SILENT, ask=("apple",)), replace(SILENT, ask=("pear",))
    assert hash(one) == hash(other)
    assert [rule_of("apple", policy) for policy in (one, other, one)] == ["wants_person", "", "wants_person"]
