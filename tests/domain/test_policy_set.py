"""The policy against labelled sentences: those it was tuned on, and those of somebody who never saw the rules."""

from collections import Counter

import pytest

from tests.domain.policy_set import LABELS, SEEN, UNSEEN, measure, read_part

SEEN_FLOOR = 0.97
UNSEEN_FLOOR = 0.95


@pytest.mark.parametrize("label", LABELS)
def test_the_policy_hears_what_it_was_tuned_on(label: str) -> None:
    score = measure(SEEN)[label]
    assert (score.precision >= SEEN_FLOOR, score.recall >= SEEN_FLOOR) == (True, True), score


def test_the_policy_hears_who_wants_a_person_in_sentences_it_has_never_seen() -> None:
    score = measure(UNSEEN)["wants_person"]
    assert (score.precision >= UNSEEN_FLOOR, score.recall >= UNSEEN_FLOOR) == (True, True), score


def test_both_parts_are_large_and_know_every_label() -> None:
    seen, unseen = read_part(SEEN), read_part(UNSEEN)
    assert len(seen) >= 250
    assert len(unseen) >= 150
    assert {want for _, want in (*seen, *unseen)} == set(LABELS)


def test_no_sentence_stands_twice_in_the_seen_part() -> None:
    counts = Counter(text for text, _ in read_part(SEEN))
    assert [text for text, count in counts.items() if count > 1] == []


def test_the_unseen_part_is_no_copy_of_the_seen_one() -> None:
    # A few short ones ("human") are everybody's; how many there are may be told, not which.
    shared = len({text for text, _ in read_part(SEEN)} & {text for text, _ in read_part(UNSEEN)})
    assert shared <= 20
