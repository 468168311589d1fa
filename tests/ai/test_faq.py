"""The AI without a key: whole answers, honest ignorance, both languages, words at a pace."""

from pathlib import Path

import pytest

from app.ai.faq import FaqProvider, cut_pieces
from app.ai.faq_book import Book, read_book
from app.ai.faq_talk import REPLIES
from app.ai.provider import Answer, Delta, Greeting, Line, Piece, Prompt, Provider, Started, Suggested

_FAQ = Path(__file__).parents[2] / "faq"


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(_FAQ)


class _Sleeper:
    def __init__(self) -> None:
        self.slept_s: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept_s.append(seconds)


@pytest.fixture(scope="module")
def bed() -> _Sleeper:
    return _Sleeper()


@pytest.fixture(scope="module")
def provider(book: Book, bed: _Sleeper) -> FaqProvider:
    return FaqProvider(book, sleep=bed)


@pytest.fixture
def sleeper(bed: _Sleeper) -> _Sleeper:
    bed.slept_s.clear()
    return bed


def _prompt(text: str, lang: str = "zh", before: str = "") -> Prompt:
    history = (Line("visitor", before), Line("ai", "…")) if before else ()
    return Prompt("s-1", "v-1", lang, (Line("visitor", text),), history)


async def _stream(provider: FaqProvider, prompt: Prompt) -> list[Piece]:
    return [piece async for piece in provider.stream(prompt)]


async def _ask(provider: FaqProvider, text: str, lang: str = "zh", before: str = "") -> Answer:
    answer = await provider.recover(_prompt(text, lang, before), {})
    assert answer is not None
    return answer


def test_fulfils_the_contract(provider: FaqProvider) -> None:
    fulfilled: Provider = provider
    assert fulfilled.name == "faq"


@pytest.mark.parametrize(
    "text", ["运费是多少", "How do I cancel my order?", "保修期是多久", "你好", "人生的意义是什么"]
)
async def test_streams_word_by_word_what_recover_finds_whole(
    provider: FaqProvider, sleeper: _Sleeper, text: str
) -> None:
    pieces = await _stream(provider, _prompt(text))
    answer = await _ask(provider, text)
    deltas = [piece.text for piece in pieces if isinstance(piece, Delta)]
    assert pieces[0] == Started({})
    assert "".join(deltas) == answer.text
    assert len(deltas) > 5
    assert pieces[-1] == Suggested(answer.suggestions)
    assert len(sleeper.slept_s) == len(deltas) - 1


async def test_the_longest_answer_is_out_in_two_and_a_half_seconds(
    book: Book, provider: FaqProvider, sleeper: _Sleeper
) -> None:
    for entry in book.entries:
        for wording in entry.wordings.values():
            sleeper.slept_s.clear()
            await _stream(provider, _prompt(wording.question))
            assert sum(sleeper.slept_s) <= 2.5


async def test_a_short_answer_keeps_the_pace(provider: FaqProvider, sleeper: _Sleeper) -> None:
    await _stream(provider, _prompt("hello", "en"))
    assert set(sleeper.slept_s) == {1 / 25}


@pytest.mark.parametrize(
    ("text", "most"),
    [("整车免运费，配件 6.90 欧元，满 99 欧元免运费。", 4), ("It is **free** of charge.\n\nSee below.", 12)],
)
def test_pieces_are_small_and_lose_nothing(text: str, most: int) -> None:
    pieces = cut_pieces(text)
    assert "".join(pieces) == text
    assert all(len(piece.strip()) <= most for piece in pieces)


def test_no_answer_loses_a_character_in_the_cutting(book: Book) -> None:
    texts = [wording.answer for entry in book.entries for wording in entry.wordings.values()]
    for text in (*texts, *REPLIES["zh"].values(), *REPLIES["en"].values(), " a\t\n 中 \n", "🙂，🙂"):
        assert "".join(cut_pieces(text)) == text


async def test_suggests_the_entrys_next_questions_in_the_language_of_the_answer(
    book: Book, provider: FaqProvider
) -> None:
    answer = await _ask(provider, "怎么取消订单", "en")
    assert answer.text == book.by_id["order-cancel"].wordings["zh"].answer
    assert answer.suggestions == tuple(book.question(id_, "zh") for id_ in book.by_id["order-cancel"].next)
    answer = await _ask(provider, "how do I cancel my order", "zh")
    assert answer.text == book.by_id["order-cancel"].wordings["en"].answer
    assert answer.suggestions == tuple(book.question(id_, "en") for id_ in book.by_id["order-cancel"].next)


@pytest.mark.parametrize(
    ("text", "lang"), [("今天北京天气怎么样", "zh"), ("who painted the mona lisa", "en"), ("!!!", "zh")]
)
async def test_says_honestly_that_it_does_not_know(book: Book, provider: FaqProvider, text: str, lang: str) -> None:
    answer = await _ask(provider, text, lang)
    assert answer.text == REPLIES[lang]["unknown"]
    assert 1 <= len(answer.suggestions) <= 3
    assert "转人工" in REPLIES["zh"]["unknown"]
    assert "talk to a person" in REPLIES["en"]["unknown"]


async def test_offers_its_best_guesses_where_it_is_not_sure(book: Book, provider: FaqProvider) -> None:
    answer = await _ask(provider, "多少钱")
    assert answer.text == REPLIES["zh"]["guess"]
    assert 1 <= len(answer.suggestions) <= 3
    assert set(answer.suggestions) <= {entry.wordings["zh"].question for entry in book.entries}


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        ("你好", "en", "hello"),
        ("您好，在吗？", "zh", "hello"),
        ("Hi there!", "zh", "hello"),
        ("谢谢您", "zh", "thanks"),
        ("Thanks a lot, bye", "en", "thanks"),
        ("再见", "zh", "bye"),
        ("ok", "en", "nice"),
    ],
)
async def test_answers_small_talk_kindly(provider: FaqProvider, text: str, lang: str, kind: str) -> None:
    answer = await _ask(provider, text, lang)
    spoken = "en" if text.isascii() else "zh"
    assert answer.text == REPLIES[spoken][kind]
    assert bool(answer.suggestions) == (kind != "bye")


async def test_answers_every_question_it_shows_itself(book: Book, provider: FaqProvider) -> None:
    for entry in book.entries:
        for lang, wording in entry.wordings.items():
            assert (await _ask(provider, wording.question, lang)).text == wording.answer


async def test_a_question_after_a_greeting_is_a_question(book: Book, provider: FaqProvider) -> None:
    assert (await _ask(provider, "你好，请问怎么开发票")).text == book.by_id["invoice"].wordings["zh"].answer
    assert (await _ask(provider, "hi, where is my parcel?")).text == book.by_id["tracking"].wordings["en"].answer


@pytest.mark.parametrize(
    ("before", "text", "id_"),
    [
        ("运费是多少", "那欧洲呢？", "shipping-cost"),
        ("下单后多久能发货", "那英国呢", "shipping-time"),
        ("how long is the warranty", "and for batteries?", "warranty-length"),
        ("how much is shipping", "what about Norway?", "shipping-cost"),
        ("可以退货吗", "那换货呢？", "exchange"),
        ("how long is the warranty", "How do I cancel my order?", "order-cancel"),
    ],
)
async def test_a_short_question_leans_on_the_one_before(
    book: Book, provider: FaqProvider, before: str, text: str, id_: str
) -> None:
    answers = {wording.answer for wording in book.by_id[id_].wordings.values()}
    assert (await _ask(provider, text, before=before)).text in answers


@pytest.mark.parametrize(("before", "text"), [("运费是多少", "那天气呢"), ("how much is shipping", "and the weather?")])
async def test_leaning_is_no_excuse_for_a_wrong_answer(provider: FaqProvider, before: str, text: str) -> None:
    assert (await _ask(provider, text, before=before)).text in {REPLIES["zh"]["unknown"], REPLIES["en"]["unknown"]}


async def test_lines_sent_together_are_one_question(book: Book, provider: FaqProvider) -> None:
    fresh = (Line("visitor", "在吗"), Line("visitor", "我想取消订单"))
    answer = await provider.recover(Prompt("s", "v", "zh", fresh), {})
    assert answer is not None
    assert answer.text == book.by_id["order-cancel"].wordings["zh"].answer


async def test_greets_with_four_questions_in_the_language(book: Book, provider: FaqProvider) -> None:
    for lang in ("zh", "en"):
        greeting = await provider.greet(lang)
        assert greeting.text is None
        assert len(set(greeting.suggestions)) == 4
        assert set(greeting.suggestions) <= {entry.wordings[lang].question for entry in book.entries}


async def test_needs_nothing_and_holds_nothing(provider: FaqProvider) -> None:
    prompt = _prompt("你好")
    assert await provider.open("s", "v") == {}
    await provider.tell({}, "s", [Line("agent", "我来回答")])
    await provider.cancel(prompt, {})
    await provider.check()
    await provider.close()


_ENTRY = """
- id: one
  zh: {question: 问, also: [再问], answer: 答}
  en: {question: Ask, also: [Ask again], answer: Answer}
"""


async def test_a_book_of_one_entry_is_enough(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(_ENTRY.replace("问,", "怎么浇花,"), "utf-8")
    provider = FaqProvider(read_book(tmp_path))
    assert await provider.greet("zh") == Greeting(None, ("怎么浇花",))
    assert (await _ask(provider, "怎么浇花")).text == "答"


async def test_an_entry_that_says_nothing_is_never_the_answer(tmp_path: Path) -> None:
    mute = "- id: mute\n  zh: {question: 吗, answer: 无}\n  en: {question: is it, answer: None}\n"
    (tmp_path / "a.yml").write_text(mute + _ENTRY.replace("问,", "怎么浇花,"), "utf-8")
    provider = FaqProvider(read_book(tmp_path))
    assert (await _ask(provider, "怎么浇花")).text == "答"
    assert (await _ask(provider, "是吗")).text == REPLIES["zh"]["unknown"]
