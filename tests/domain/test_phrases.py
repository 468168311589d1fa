"""Phrases are found word for word, with gaps where they have them, and never across the end of a clause."""

from app.domain.phrases import Hit, PhraseBook
from app.domain.tokens import split_tokens

BOOK = PhraseBook({"ask": ["转人工", "talk to … human", "a human"], "robot": ["bot", "a human"]})


def find(text: str) -> dict[str, list[Hit]]:
    """What the book finds in `text`."""
    return BOOK.find(split_tokens(text))


def test_a_phrase_is_found_by_whole_words_only() -> None:
    assert find("a bot") == {"robot": [Hit(1, 2)]}
    assert find("a robot, bottom") == {}


def test_a_phrase_may_be_on_two_lists() -> None:
    assert find("a human") == {"ask": [Hit(0, 2)], "robot": [Hit(0, 2)]}


def test_a_gap_stands_for_a_few_words_of_the_same_clause() -> None:
    assert find("talk to some real human")["ask"] == [Hit(0, 5)]
    assert find("talk to me. human") == {}
    assert find("talk to one two three four five six seven human") == {}


def test_of_phrases_that_begin_at_one_place_the_longest_comes_first() -> None:
    book = PhraseBook({"want": ["转", "转接"]})
    assert book.find(split_tokens("转接线员")) == {"want": [Hit(0, 2), Hit(0, 1)]}


def test_a_text_that_ends_within_a_phrase_is_not_one() -> None:
    book = PhraseBook({"want": ["talk", "talk to"], "ask": ["talk to me"]})
    assert book.find(split_tokens("talk")) == {"want": [Hit(0, 1)]}
    assert book.find(split_tokens("talk to")) == {"want": [Hit(0, 2), Hit(0, 1)]}


def test_a_phrase_of_nothing_but_signs_is_never_found() -> None:
    assert PhraseBook({"ask": ["…", "!?"]}).find(split_tokens("hello!? …")) == {}


def test_a_book_knows_its_words() -> None:
    assert PhraseBook({"ask": ["talk to … human"]}).words == {"talk", "to", "human"}
