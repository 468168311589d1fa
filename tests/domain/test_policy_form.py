"""A policy travels as JSON and comes back the same; what an admin gets wrong is named by its field."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadRequest
from app.domain.escalation import Severity
from app.domain.policy import Policy, policy_data, read_policy
from app.domain.policy_form import LIST_LIMIT, PHRASE_LIMIT_CHARS

PHRASE = st.text(min_size=1, max_size=PHRASE_LIMIT_CHARS).filter(lambda text: any(map(str.isalnum, text.strip())))


def test_the_usual_policy_goes_through_json_and_back() -> None:
    assert read_policy(json.loads(json.dumps(policy_data(Policy())))) == Policy()


def test_what_is_not_sent_is_as_usual() -> None:
    assert read_policy({}) == Policy()
    assert read_policy({"fail_limit": 5}) == Policy(fail_limit=5)


@given(st.lists(PHRASE, max_size=5), st.integers(1, 20), st.booleans(), st.sampled_from(Severity))
def test_every_policy_comes_back_as_it_was_written(
    phrases: list[str], limit: int, at_once: bool, severity: Severity
) -> None:
    sent = {"ask": phrases, "fail_limit": limit, "vip_at_once": at_once, "legal_severity": severity.value}
    policy = read_policy(sent)
    assert read_policy(policy_data(policy)) == policy
    assert (policy.fail_limit, policy.vip_at_once, policy.legal_severity) == (limit, at_once, severity)


def test_phrases_are_tidied_and_kept_once() -> None:
    assert read_policy({"ask": [" 转人工\n", "转人工", "human"]}).ask == ("转人工", "human")


def test_as_many_and_as_long_phrases_as_are_allowed_are_accepted() -> None:
    phrases = [f"{number:0{PHRASE_LIMIT_CHARS}}" for number in range(LIST_LIMIT)]
    assert len(read_policy({"ask": phrases}).ask) == LIST_LIMIT


def test_the_usual_lists_leave_an_admin_room() -> None:
    lists = {name: value for name, value in policy_data(Policy()).items() if isinstance(value, list)}
    assert {name for name, phrases in lists.items() if len(phrases) > LIST_LIMIT - 10} == set()
    assert {name for name, phrases in lists.items() if len(set(phrases)) < len(phrases)} == set()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("colour", "red", "POLICY_INVALID"),
        ("vip_at_once", "yes", "POLICY_INVALID"),
        ("fail_limit", "3", "POLICY_FAIL_LIMIT"),
        ("fail_limit", True, "POLICY_FAIL_LIMIT"),
        ("fail_limit", 0, "POLICY_FAIL_LIMIT"),
        ("fail_limit", 21, "POLICY_FAIL_LIMIT"),
        ("ask", "转人工", "POLICY_INVALID"),
        ("ask", None, "POLICY_INVALID"),
        ("ask", ["x"] * (LIST_LIMIT + 1), "POLICY_TOO_MANY"),
        ("ask", [3], "POLICY_INVALID"),
        ("ask", ["  "], "POLICY_PHRASE_EMPTY"),
        ("ask", ["…"], "POLICY_PHRASE_EMPTY"),
        ("ask", ["x" * (PHRASE_LIMIT_CHARS + 1)], "POLICY_PHRASE_LONG"),
        ("legal_severity", "urgent", "POLICY_INVALID"),
        ("legal_severity", ["low"], "POLICY_INVALID"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(field: str, value: Any, code: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        read_policy({field: value})
    assert (refusal.value.code, refusal.value.status) == (code, 422)
    assert refusal.value.params["field"] == field
