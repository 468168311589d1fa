"""How a session changes: what is true is loaded, decided, committed, and decided anew where somebody was quicker."""

from dataclasses import replace

import pytest

from app.domain.conversation import visitor_speaks
from app.domain.errors import NotAllowed, SessionNotFound, TooBusy
from app.domain.outcome import Outcome
from app.domain.session import Message, Role, Session
from app.store.commits import Conflict, Duplicate, TurnLost
from app.store.turns import Lease
from tests.desk.stage import NOW_MS, Stage


def rated(session: Session) -> Outcome:
    return Outcome(replace(session, rating=session.rating + 1))


async def test_what_was_changed_is_given_back_as_it_is_kept(stage: Stage) -> None:
    name = await stage.open()
    changed = await stage.changes.make(name, rated)
    assert changed.session == await stage.store.sessions.load(name)
    assert (changed.before.rating, changed.session.rating) == (0, 1)


async def test_what_is_nothing_new_is_not_written(stage: Stage) -> None:
    name = await stage.open()
    before = await stage.store.sessions.load(name)
    changed = await stage.changes.make(name, Outcome)
    assert changed.session == before == await stage.store.sessions.load(name)


async def test_what_was_sent_before_changes_nothing_and_says_so(stage: Stage) -> None:
    name = await stage.open()
    message = Message(role=Role.VISITOR, at_ms=NOW_MS, text="hello", client_id="c1")
    await stage.changes.make(name, lambda session: visitor_speaks(session, message, "t_1"))
    again = await stage.changes.make(name, lambda session: visitor_speaks(session, message, "t_2"))
    assert isinstance(again.written, Duplicate)
    assert again.session == await stage.store.sessions.load(name)
    assert stage.leases == [Lease(name, "t_1", 1)]


@pytest.mark.parametrize("failure", [Conflict, TurnLost])
async def test_who_was_outrun_decides_anew_by_what_is_true_then(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    name, commit, tries = await stage.open(), stage.store.commits.commit, list[int]()

    async def outrun(before: Session, outcome: Outcome, *, now_ms: int) -> object:
        tries.append(before.rating)
        if len(tries) < 3:
            await commit(before, rated(before), now_ms=now_ms)
            raise failure()
        return await commit(before, outcome, now_ms=now_ms)

    monkeypatch.setattr(stage.store.commits, "commit", outrun)
    assert (await stage.changes.make(name, rated)).session.rating == 3
    assert tries == [0, 1, 2]


async def test_who_is_always_outrun_is_told_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    name = await stage.open()

    async def lose(*arguments: object, **named: object) -> None:
        raise Conflict()

    monkeypatch.setattr(stage.store.commits, "commit", lose)
    with pytest.raises(TooBusy):
        await stage.changes.make(name, rated)


async def test_a_refusal_of_the_rule_changes_nothing(stage: Stage) -> None:
    name = await stage.open()
    before = await stage.store.sessions.load(name)

    def refuse(session: Session) -> Outcome:
        raise NotAllowed()

    with pytest.raises(NotAllowed):
        await stage.changes.make(name, refuse)
    with pytest.raises(SessionNotFound):
        await stage.changes.make("s_none", rated)
    assert await stage.store.sessions.load(name) == before
