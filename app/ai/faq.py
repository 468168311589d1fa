"""The AI that needs no key and no network: it answers from the shop's own FAQ and never makes anything up."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

from app.ai.faq_book import Book, Entry
from app.ai.faq_match import Matcher, Scored
from app.ai.faq_talk import REPLIES, drop_small_talk, read_small_talk
from app.ai.faq_text import detect_lang, is_follow_up, is_short
from app.ai.faq_words import load_words
from app.ai.provider import Answer, Delta, Greeting, Line, Piece, Prompt, Run, Started, State, Suggested

SURE = 0.33
"""How sure the matcher must be of an entry for its answer to be given."""

_CERTAIN = 0.5
_GUESS = 0.12
_MOST_GUESSES = 3
_MOST_OPENERS = 4
_LONGEST_ANSWER_S = 2.4
_OPENERS = ("shipping-time", "return-policy", "battery-range", "warranty-coverage")
_PIECE = re.compile(r"[\u3400-\u9fff，。！？；：、“”（）]{1,2}|\s*[^\s\u3400-\u9fff，。！？；：、“”（）]+\s*|\s+")


class FaqProvider:
    """Answers out of a `Book`; the same question always gets the same answer."""

    name = "faq"

    def __init__(
        self,
        book: Book,
        *,
        words_per_second: float = 25.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        openers: Sequence[str] = _OPENERS,
    ) -> None:
        """Learn the book (half a second for the shop's own); `openers` are ids of questions to begin with."""
        self._book = book
        self._words = load_words()
        self._matcher = Matcher(book, self._words)
        self._words_per_second = words_per_second
        self._sleep = sleep
        known = [book.by_id[id_] for id_ in openers if id_ in book.by_id]
        self._openers = list({entry.id: entry for entry in (*known, *book.entries)}.values())[:_MOST_OPENERS]

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        """Return nothing to remember: every answer depends on the prompt alone."""
        return {}

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Answer word by word at the pace of quick reading, then suggest what may be asked next."""
        answer = self._answer(prompt)
        yield Started({})
        pieces = cut_pieces(answer.text)
        pause_s = min(1 / self._words_per_second, _LONGEST_ANSWER_S / len(pieces))
        for number, piece in enumerate(pieces):
            if number:
                await self._sleep(pause_s)
            yield Delta(piece)
        if answer.suggestions:
            yield Suggested(answer.suggestions)

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        """Return the whole answer, which is the one that was being streamed."""
        return self._answer(prompt)

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        """Do nothing: there is no upstream that goes on."""

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        """Do nothing: the history comes with each prompt."""

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        """Return None: a list of answers knows no words of its own."""
        return None

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """Return the shop's own welcome (None) and four questions to begin with."""
        return Greeting(None, self._list_questions(self._openers, detect_lang("", lang)))

    async def check(self) -> None:
        """Return at once: the book was read when the server started."""

    async def close(self) -> None:
        """Do nothing: nothing is held."""

    def _answer(self, prompt: Prompt) -> Answer:
        asked = "\n".join(line.text for line in prompt.fresh if line.speaker == "visitor")
        lang = detect_lang(asked, prompt.lang)
        if kind := read_small_talk(asked, self._words):
            return Answer(REPLIES[lang][kind], () if kind == "bye" else self._list_questions(self._openers, lang))
        ranked = self._rank(drop_small_talk(asked, self._words), prompt.history)
        if ranked[0].confidence >= SURE:
            entry = ranked[0].entry
            return Answer(
                entry.wordings[lang].answer, self._list_questions(map(self._book.by_id.__getitem__, entry.next), lang)
            )
        guesses = [scored.entry for scored in ranked[:_MOST_GUESSES] if scored.confidence >= _GUESS]
        if guesses:
            return Answer(REPLIES[lang]["guess"], self._list_questions(guesses, lang))
        return Answer(REPLIES[lang]["unknown"], self._list_questions(self._openers[:_MOST_GUESSES], lang))

    def _rank(self, asked: str, history: Sequence[Line]) -> list[Scored]:
        alone = self._matcher.match(asked)
        before = next((line.text for line in reversed(history) if line.speaker == "visitor"), "")
        leans = is_follow_up(asked)
        if not before or not is_short(asked) or (alone[0].confidence >= SURE and not leans):
            return alone
        together = self._matcher.match(asked, before)
        return together if together[0].confidence >= (SURE if leans else _CERTAIN) else alone

    def _list_questions(self, entries: Iterable[Entry], lang: str) -> tuple[str, ...]:
        return tuple(entry.wordings[lang].question for entry in entries)


def cut_pieces(text: str) -> list[str]:
    """Cut an answer into pieces to show: English word by word, Chinese by two characters; joined, they are `text`."""
    return _PIECE.findall(text)
