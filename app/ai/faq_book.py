"""The shop's questions and answers as its operator wrote them, read and checked; nothing is matched here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.ai.faq_file import FaqError, load_file, read_texts
from app.ai.faq_wordings import read_elsewhere, read_wordings

LANGS = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry in one language: the `question` as shown, other ways to ask it, the answer in Markdown."""

    question: str
    also: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer, in each of `LANGS`; `next` are the ids of what is asked after it.

    `typed` are further ways to ask it, of any language, from the folder `wordings`.
    """

    id: str
    wordings: Mapping[str, Wording]
    next: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()

    def list_shown(self) -> list[str]:
        """Return the ways to ask it that the operator wrote beside the answer, of every language."""
        return [text for wording in self.wordings.values() for text in (wording.question, *wording.also)]

    def list_questions(self) -> list[str]:
        """Return every way to ask it that is known."""
        return [*self.list_shown(), *self.typed]


@dataclass(frozen=True, slots=True)
class Book:
    """All entries, in the order of the files and in them; `elsewhere` are questions that none of them answers."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry] = field(repr=False)
    elsewhere: tuple[str, ...] = field(default=(), repr=False)

    def question(self, entry_id: str, lang: str) -> str:
        """Return an entry's question as it is shown; raises `KeyError` where there is no such entry."""
        return self.by_id[entry_id].wordings[lang].question


def read_book(folder: Path) -> Book:
    """Read every `*.yml` of `folder`, by name, and what visitors type (`faq_wordings`), where it is there.

    Raises `FaqError` for what is missing, misspelt or doubled.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise FaqError(f"{folder}: no *.yml file with questions and answers here")
    found: dict[str, Entry] = {}
    for path in files:
        for entry in _read_file(path):
            if entry.id in found:
                raise FaqError(f"{path}, {entry.id}: this id is used by an earlier entry")
            found[entry.id] = entry
            _check_wordings(path, entry)
    _check_next(folder, found)
    for id_, typed in read_wordings(folder, found).items():
        found[id_] = replace(found[id_], typed=typed)
    return Book(tuple(found.values()), found, read_elsewhere(folder))


def _read_file(path: Path) -> Iterator[Entry]:
    data = load_file(path)
    if not isinstance(data, list):
        raise FaqError(f"{path}: must be a list of entries, each beginning with “- id:”")
    for number, item in enumerate(data, 1):
        if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
            raise FaqError(f"{path}, entry {number}: must have an “id” that is a word")
        yield _read_entry(f"{path}, {item['id']}", item)


def _read_entry(where: str, item: Mapping[str, object]) -> Entry:
    if unknown := set(map(str, item)) - {"id", "next", *LANGS}:
        raise FaqError(f"{where}: does not know “{min(unknown)}”; an entry has id, zh, en and next")
    wordings = {lang: _read_wording(f"{where}, {lang}", item.get(lang)) for lang in LANGS}
    return Entry(str(item["id"]), wordings, read_texts(f"{where}: “next”", item.get("next", [])))


def _read_wording(where: str, item: object) -> Wording:
    if not isinstance(item, dict):
        raise FaqError(f"{where}: is missing; it has question, also and answer")
    if unknown := set(map(str, item)) - {"question", "also", "answer"}:
        raise FaqError(f"{where}: does not know “{min(unknown)}”; it has question, also and answer")
    texts = [item.get(name) for name in ("question", "answer")]
    for name, text in zip(("question", "answer"), texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            raise FaqError(f"{where}: “{name}” must be a text that is not empty")
    return Wording(str(texts[0]).strip(), read_texts(f"{where}: “also”", item.get("also", [])), str(texts[1]).strip())


def _check_wordings(path: Path, entry: Entry) -> None:
    for lang, wording in entry.wordings.items():
        for text in (wording.question, *wording.also):
            if len(text) > 200:
                raise FaqError(
                    f"{path}, {entry.id}, {lang}: “{text[:40]}…” is too long for a question (200 characters)"
                )


def _check_next(folder: Path, found: Mapping[str, Entry]) -> None:
    for entry in found.values():
        for other in entry.next:
            if other not in found:
                raise FaqError(f"{folder}, {entry.id}: “next” names “{other}”, which is no entry")
