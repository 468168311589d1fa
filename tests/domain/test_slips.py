"""Slips of the finger are mended towards known words, and plain words are left alone."""

import pytest

from app.domain.slips import Mender, is_slip

MENDER = Mender({"human", "agent", "representative", "转"}, {"humane", "again"})


@pytest.mark.parametrize("word", ["huamn", "humn", "humann", "hunan", "agnet", "agennt", "represenative", "humam"])
def test_one_slip_is_mended(word: str) -> None:
    assert MENDER.mend(word) in {"human", "agent", "representative"}


@pytest.mark.parametrize("word", ["humane", "again", "man", "hat", "woman", "regent", "agendas", "2024", "转"])
def test_other_words_stay(word: str) -> None:
    assert MENDER.mend(word) == word


def test_what_is_spelled_letter_by_letter_is_put_together() -> None:
    assert MENDER.mend_all(["a", "h", "u", "m", "a", "n", "x"]) == ["a", "human", "x"]
    assert MENDER.mend_all(["a", "b", "c", "d", "e"]) == ["a", "b", "c", "d", "e"]


def test_a_slip_is_one_letter_or_two_neighbours_swapped() -> None:
    assert is_slip("human", "huamn")
    assert is_slip("human", "humans")
    assert not is_slip("human", "hmuna")
    assert not is_slip("human", "hats")
