"""An operator's FAQ folder: what is read from it, and which file and entry a mistake is said to be in."""

import re
from pathlib import Path

import pytest

from app.ai.faq_book import read_book
from app.ai.faq_file import FaqError

_ENTRY = """
- id: one
  zh: {question: 问, also: [再问], answer: 答}
  en: {question: Ask, also: [Ask again], answer: Answer}
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("just words", ["a.yml", "list"]),
        ("- zh: {}", ["a.yml", "entry 1", "id"]),
        ("- id: 7", ["a.yml", "entry 1", "id"]),
        ("- {id: one, [", ["a.yml"]),
        (_ENTRY + _ENTRY, ["a.yml", "one", "earlier"]),
        (_ENTRY + "  next: [two]", ["one", "next", "two"]),
        (_ENTRY + "  next: two", ["a.yml", "one", "next", "list"]),
        (_ENTRY + "  tags: []", ["a.yml", "one", "tags"]),
        ("- id: one\n  zh: {question: 问, answer: 答}", ["a.yml", "one", "en", "missing"]),
        (_ENTRY.replace("answer: Answer", "answer: ''"), ["a.yml", "one", "en", "answer"]),
        (_ENTRY.replace("question: Ask,", ""), ["a.yml", "one", "en", "question"]),
        (_ENTRY.replace("Ask again", "no"), ["a.yml", "one", "en", "also", "False", "quotes"]),
        (_ENTRY.replace("also: [Ask again]", "alos: [Ask again]"), ["a.yml", "one", "en", "alos"]),
        (_ENTRY.replace("Ask again", "x" * 201), ["a.yml", "one", "en", "too long"]),
    ],
)
def test_tells_the_operator_which_file_and_entry_is_wrong(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "a.yml").write_text(text, "utf-8")
    with pytest.raises(FaqError) as caught:
        read_book(tmp_path)
    assert [word for word in words if word not in str(caught.value)] == []


def test_tells_the_operator_that_there_is_no_file_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r"no \*\.yml"):
        read_book(tmp_path)
    (tmp_path / "a.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FaqError, match=r"a\.yml"):
        read_book(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("zh.yml", "two: [问]", ["zh.yml", "two", "no entry"]),
        ("en.yml", "one: ask", ["en.yml", "one", "list"]),
        ("en.yml", "one: [yes]", ["en.yml", "one", "True", "quotes"]),
        ("en.yml", "[ask]", ["en.yml", "names"]),
        ("elsewhere.yml", "fr: [où]", ["elsewhere.yml", "fr", "zh and en"]),
        ("elsewhere.yml", "zh: {a: b}", ["elsewhere.yml", "zh", "list"]),
    ],
)
def test_tells_the_operator_which_wordings_are_wrong(tmp_path: Path, name: str, text: str, words: list[str]) -> None:
    (tmp_path / "a.yml").write_text(_ENTRY, "utf-8")
    (tmp_path / "wordings").mkdir()
    (tmp_path / "wordings" / name).write_text(text, "utf-8")
    with pytest.raises(FaqError) as caught:
        read_book(tmp_path)
    assert [word for word in words if word not in str(caught.value)] == []


def test_reads_what_visitors_type_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(_ENTRY, "utf-8")
    (tmp_path / "wordings").mkdir()
    (tmp_path / "wordings" / "zh.yml").write_text("one: [问问]", "utf-8")
    (tmp_path / "wordings" / "en.yml").write_text("one: [' pls ask ']", "utf-8")
    (tmp_path / "wordings" / "elsewhere.yml").write_text("en: [moon]\nzh: [月亮]", "utf-8")
    book = read_book(tmp_path)
    assert book.by_id["one"].typed == ("问问", "pls ask")
    assert book.entries[0] is book.by_id["one"]
    assert book.elsewhere == ("moon", "月亮")


def test_the_shops_own_book_leaves_hours_to_the_chat_which_knows_them() -> None:
    book = read_book(Path(__file__).parents[2] / "faq")
    answers = [wording.answer for entry in book.entries for wording in entry.wordings.values()]
    assert answers
    assert [answer for answer in answers if re.search(r"\d[:：]\d\d\b|\d\s?[ap]\.?m\b|\d\s?点", answer)] == []
