"""Slips of the finger in Latin words ("huamn", "h u m a n"); which words are worth mending is the caller's affair."""

from collections.abc import Iterable, Sequence

_SHORTEST = 5
_SHORTEST_SPELLED = 4
_SHORTEST_SOUND = 9
_SOUNDS = str.maketrans("czq", "ssk", "aeiouyhw")


class Mender:
    """Finds the known word that a mistyped one was meant to be."""

    def __init__(self, words: Iterable[str], plain: Iterable[str] = ()) -> None:
        """Take the `words` worth finding, and `plain` words that look like them and are meant as they stand."""
        self._known = frozenset(words) | frozenset(plain)
        self._longest = max(map(len, self._known), default=0)
        self._by_sound = {_sound(word): word for word in sorted(words) if len(word) >= _SHORTEST_SOUND}
        self._by_shorter: dict[str, tuple[str, ...]] = {}
        for word in sorted(words):
            if len(word) >= _SHORTEST and word.isascii() and word.isalpha():
                for shorter in _list_shorter(word):
                    self._by_shorter[shorter] = (*self._by_shorter.get(shorter, ()), word)

    def mend_all(self, tokens: Sequence[str]) -> list[str]:
        """Return `tokens` mended, known words that were spelled letter by letter put together."""
        if not any(map(str.isascii, tokens)):
            return list(tokens)
        mended: list[str] = []
        at = 0
        while at < len(tokens):
            size = self._measure_spelled(tokens, at) if _is_letter(tokens[at]) else 1
            mended.append("".join(tokens[at : at + size]) if size > 1 else self.mend(tokens[at]))
            at += size
        return mended

    def mend(self, word: str) -> str:
        """Return the known word that `word` is one slip away from, or a long one it sounds like, else `word`.

        The first letter is always right.
        """
        if len(word) < _SHORTEST - 1 or word in self._known or not word.isalpha():
            return word
        for shorter in _list_shorter(word):
            for known in self._by_shorter.get(shorter, ()):
                if known[0] == word[0] and is_slip(word, known):
                    return known
        sounds_like = self._by_sound.get(_sound(word), "") if len(word) >= _SHORTEST_SOUND - 1 else ""
        return sounds_like if sounds_like[:1] == word[0] else word

    def _measure_spelled(self, tokens: Sequence[str], at: int) -> int:
        # How many letters from `at` on spell a known word; 1 for none.
        size = 0
        while at + size < len(tokens) and size < self._longest and _is_letter(tokens[at + size]):
            size += 1
        while size >= _SHORTEST_SPELLED and "".join(tokens[at : at + size]) not in self._known:
            size -= 1
        return size if size >= _SHORTEST_SPELLED else 1


def is_slip(a: str, b: str) -> bool:
    """Whether one letter is added, dropped or replaced, or two neighbours are swapped, between `a` and `b`."""
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return max(len(a), len(b)) <= 1 or (len(a) == 2 and a == b[::-1])


def _sound(word: str) -> str:
    # What is left of a long word whose vowels somebody guessed: none of them, and no letter doubled.
    letters = word.translate(_SOUNDS)
    return "".join(a for a, b in zip(letters, " " + letters, strict=False) if a != b)


def _list_shorter(word: str) -> list[str]:
    # Two words one slip apart share a form with one letter less, or one is the other with one less.
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isascii() and token.isalnum()
