"""Letters and words of a visitor's question: cleaning, splitting, stems, slips of the finger; no meaning here."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_NO_ENDING = frozenset(["evening", "during", "morning", "nothing", "something", "anything", "everything"])
_FOLLOW_UP = re.compile(r"^(那么?|还有|如果|要是|换成)|呢\W*$|^(and|what about|how about|what if|or|also)\b")
_SHORT_HAN = 12
_SHORT_WORDS = 7
_PLAIN_WORD = re.compile(r"[a-z]{2,}")


def clean_text(text: str) -> str:
    """Return `text` in lower case and narrow forms, with apostrophes gone and "e-bike" as one word."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    text = re.sub(r"['’‘`´]", "", text)
    return re.sub(r"\be[- ](?=bike|mail)", "e", text)


def has_han(text: str) -> bool:
    """Tell whether `text` holds a Chinese character."""
    return _HAN.search(text) is not None


def detect_lang(text: str, page_lang: str) -> str:
    """Return "zh" or "en": the script the question is written in, else the page's language.

    A Chinese sentence may hold Latin names ("App 连不上"); a single short Latin word ("ok", "E21") says
    nothing about the language of its writer.
    """
    page = "zh" if page_lang.lower().startswith("zh") else "en"
    cleaned = clean_text(text)
    han, latin = len(_HAN.findall(cleaned)), _PLAIN_WORD.findall(cleaned)
    if han:
        return "zh" if han * 2 >= len(latin) else "en"
    if len(latin) > 1 or (latin and len(latin[0]) > 3):
        return "en"
    return page


def is_short(text: str) -> bool:
    """Tell whether `text` is so short that it may lean on what was asked before."""
    cleaned = clean_text(text)
    return len(_HAN.findall(cleaned)) <= _SHORT_HAN and len(split_words(cleaned)) <= _SHORT_WORDS


def is_follow_up(text: str) -> bool:
    """Tell whether `text` is worded as leaning on what was asked before ("那欧洲呢", "and for batteries")."""
    return _FOLLOW_UP.search(clean_text(text).strip()) is not None


def split_words(cleaned: str) -> list[str]:
    """Return the Latin words and numbers of a cleaned text, in order."""
    return _WORD.findall(cleaned)


def split_runs(cleaned: str) -> list[tuple[int, str]]:
    """Return the stretches of Chinese characters of a cleaned text, each with where it begins."""
    return [(found.start(), found[0]) for found in _RUN.finditer(cleaned)]


@lru_cache(maxsize=8192)
def stem_word(word: str) -> str:
    """Return what an English word keeps through its common endings ("charging", "charged": "charg")."""
    if len(word) <= 3 or not word.isalpha() or word in _NO_ENDING:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, shortest in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= shortest:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def count_slips(a: str, b: str, most: int) -> int:
    """Return how many letters are added, dropped, replaced or swapped between `a` and `b`; `most` + 1 when over."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def mend_word(word: str, known: Iterable[str]) -> str | None:
    """Return the word of `known` that `word` is a slip of, or None: one slip from five letters, two from eight.

    Of words as near as each other the first is taken.
    """
    if len(word) < 5 or not word.isalpha():
        return None
    allowed = 2 if len(word) >= 8 else 1
    best, fewest = None, allowed + 1
    letters = set(word)
    for other in known:
        # A slip changes two letters at most, which is quick to see.
        if abs(len(word) - len(other)) >= fewest or len(letters.symmetric_difference(other)) > 2 * allowed:
            continue
        slips = count_slips(word, other, allowed) if len(other) >= 4 else fewest
        if slips < fewest:
            best, fewest = other, slips
    return best
