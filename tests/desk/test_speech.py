"""An answer while it is spoken: what streams are told, word by word, and that it adds up to what is kept."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import speech
from app.desk.speech import ANSWER_LIMIT_CHARS, Speech, presentable
from app.domain.markup import render
from app.store.commits import TurnLost
from app.store.embedded import join
from app.store.store import open_store
from tests.desk.stage import Stage, no_pause, until


async def spoken(stage: Stage, *changes: Callable[[Speech], None]) -> list[str]:
    """What a page draws after each of `changes`, every one of which is shown before the next is made."""
    lease = await stage.ask()
    saying = Speech(stage.store.turns, lease, 1, pause_s=no_pause)
    writing = asyncio.create_task(saying.write())
    for change in changes:
        change(saying)
        await until(lambda: _is_stored(stage, lease.session_name, saying.text))
    saying.complete()
    await asyncio.wait_for(writing, 10)
    return await stage.shown(lease.session_name)


async def _is_stored(stage: Stage, name: str, text: str) -> bool:
    return (await stage.store.turns.draft(name)).text == text


def say(words: str) -> Callable[[Speech], None]:
    return lambda speech: speech.say(words)


def replace(text: str) -> Callable[[Speech], None]:
    return lambda speech: speech.replace(text)


async def test_words_are_shown_as_they_come(stage: Stage) -> None:
    assert await spoken(stage, say("Hello"), say(" there"), say(" 您好")) == [
        "Hello",
        "Hello there",
        "Hello there 您好",
    ]


async def test_only_what_is_new_is_sent_and_counted_as_javascript_counts(stage: Stage) -> None:
    lease_deltas = await spoken(stage, say("😀😀 one"), say(" two"), say("\n\nthree"))
    assert lease_deltas[-1] == "😀😀 one two\n\nthree"
    name = stage.leases[-1].session_name
    deltas = [data for kind, data in await stage.heard(name) if kind == "delta"]
    assert [(delta["offset"], delta["text"]) for delta in deltas] == [(0, "😀😀 one"), (8, " two"), (12, "\n\nthree")]


async def test_the_html_of_the_deltas_is_that_of_the_whole(stage: Stage) -> None:
    await spoken(stage, say("**one"), say("**\n\ntwo\n"), say("two\n\n- three\n"), say("- four"))
    deltas = [data for kind, data in await stage.heard(stage.leases[-1].session_name) if kind == "delta"]
    assert [delta["block"] for delta in deltas] == [0, 0, 0, 1]
    assert deltas[2]["html"] == render("**one**\n\ntwo\ntwo\n\n- three\n")
    assert deltas[3]["html"] == render("two\ntwo\n\n- three\n- four")


async def test_a_replaced_answer_differs_from_where_it_differs(stage: Stage) -> None:
    assert await spoken(stage, say("It costs 10 euro"), replace("It costs 12 euro"), replace("It"), say("s")) == [
        *("It costs 10 euro", "It costs 12 euro", "It", "Its"),
    ]
    deltas = [data for kind, data in await stage.heard(stage.leases[-1].session_name) if kind == "delta"]
    assert [(delta["offset"], delta["text"]) for delta in deltas[1:]] == [(10, "2 euro"), (2, ""), (2, "s")]


async def test_halves_of_a_character_are_joined(stage: Stage) -> None:
    assert await spoken(stage, say("a\ud83d"), say("\ude00 b")) == ["a", "a😀 b"]


async def test_half_a_character_alone_is_shown_as_damaged_and_breaks_nothing(stage: Stage) -> None:
    assert await spoken(stage, say("a\ud83d b"), say("\ude00 c"), say("\ud83d")) == ["a\ufffd b", "a\ufffd b\ufffd c"]


async def test_what_cannot_be_shown_is_left_out(stage: Stage) -> None:
    assert await spoken(stage, say("\n  \x00 a\x00b\r\nc")) == ["ab\nc"]


async def test_nothing_is_appended_where_nothing_changed(stage: Stage) -> None:
    assert await spoken(stage, say("a"), replace("a"), say("")) == ["a"]


async def test_words_that_come_fast_are_gathered(stage: Stage) -> None:
    """While the writer pauses all that comes goes out together."""
    lease = await stage.ask()
    pauses = list[float]()

    def pause_s() -> float:
        for word in ("b ", "c ", "d ") if not pauses else ():
            saying.say(word)
        pauses.append(0.001)
        return 0.001

    saying = Speech(stage.store.turns, lease, 1, pause_s=pause_s)
    saying.say("a ")
    writing = asyncio.create_task(saying.write())
    await until(lambda: _is_stored(stage, lease.session_name, "a b c d "))
    saying.complete()
    await asyncio.wait_for(writing, 10)
    assert await stage.shown(lease.session_name) == ["a ", "a b c d "]


async def test_an_answer_is_cut_at_its_limit(stage: Stage) -> None:
    lease = await stage.ask()
    saying = Speech(stage.store.turns, lease, 1, pause_s=no_pause)
    saying.say("x" * (ANSWER_LIMIT_CHARS - 1))
    assert not saying.is_full
    saying.say("您" * 10)
    assert saying.is_full
    assert saying.text == "x" * (ANSWER_LIMIT_CHARS - 1) + "您"


async def test_who_lost_the_turn_is_told_when_he_speaks(stage: Stage) -> None:
    lease = await stage.ask()
    await stage.take_over(lease)
    saying = Speech(stage.store.turns, lease, 1, pause_s=no_pause)
    saying.say("late")
    with pytest.raises(TurnLost):
        await asyncio.wait_for(saying.write(), 10)
    assert await stage.shown(lease.session_name) == []


async def test_a_store_that_is_away_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "RETRY_S", 0.01)
    share = join(tmp_path)
    stage = Stage(open_store(share.url, tag="test", expire_s=3600))
    lease = await stage.ask()
    saying = Speech(stage.store.turns, lease, 1, pause_s=no_pause)
    writing = asyncio.create_task(saying.write())
    saying.say("before")
    await until(lambda: _is_stored(stage, lease.session_name, "before"))
    await asyncio.to_thread(share.leave)
    saying.say(" and during")
    share = await asyncio.to_thread(join, tmp_path)
    await until(lambda: _is_stored(stage, lease.session_name, "before and during"))
    saying.complete()
    await asyncio.wait_for(writing, 10)
    await stage.store.close()
    share.leave()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  a\r\nb\x00 ", "a\nb "),
        ("\ud83d\ude00", "😀"),
        ("a\ud83d", "a"),
        ("x" * 30_000, "x" * ANSWER_LIMIT_CHARS),
        ("", ""),
    ],
)
def test_a_whole_text_is_tidied_like_a_growing_one(text: str, shown: str) -> None:
    assert presentable(text) == shown
