"""A session as a hash: whatever a session can be comes back as it was, and only what has changed is written."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import SessionNotFound
from app.domain.session import Session, Status
from app.store.records import changed_fields, session_of, to_json

TEXT = st.text(max_size=40)
NUMBER = st.integers(0, 2**53)
PARTS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: NUMBER,
    bool: st.booleans(),
    Status: st.sampled_from(Status),
    tuple[str, ...]: st.lists(TEXT, max_size=4).map(tuple),
}
MAPPING = st.dictionaries(TEXT, TEXT, max_size=4)
SESSIONS = st.builds(Session, **{one.name: PARTS.get(one.type, MAPPING) for one in fields(Session)})
NEW = st.builds(replace, SESSIONS, version=st.just(0))


def stored(changed: dict[str, str], version: int, known: dict[bytes, bytes] | None = None) -> dict[bytes, bytes]:
    """The hash after `changed` was written over what was `known`."""
    written = {name.encode(): text.encode() for name, text in changed.items()}
    return (known or {}) | written | {b"version": str(version).encode()}


@settings(deadline=None)
@given(NEW)
def test_a_new_session_comes_back_as_it_was(session: Session) -> None:
    kept = stored(changed_fields(session, session), 1)
    assert session_of(session.name, kept) == replace(session, version=1)


@settings(deadline=None)
@given(NEW, SESSIONS, SESSIONS)
def test_a_changed_session_comes_back_as_it_is_now(first: Session, second: Session, third: Session) -> None:
    kept, before = stored(changed_fields(first, first), 1), replace(first, version=1)
    for version, after in enumerate((second, third), 2):
        kept = stored(changed_fields(before, replace(after, name=first.name)), version, kept)
        before = replace(after, name=first.name, version=version)
        assert session_of(first.name, kept) == before


def test_only_what_has_changed_is_written() -> None:
    before = Session(name="s", shop="demo", visitor_id="v", lang="en", version=4, tags=("vip",))
    after = replace(before, epoch=2, tags=(), at_head=True, status=Status.PENDING_MANUAL)
    assert changed_fields(before, before) == {}
    assert changed_fields(before, after) == {"epoch": "2", "tags": "[]", "at_head": "1", "status": "pending_manual"}


def test_a_new_session_writes_no_defaults_but_those_that_scripts_compare() -> None:
    new = Session(name="s", shop="demo", visitor_id="v", lang="en")
    assert changed_fields(new, new) == {
        "shop": "demo",
        "visitor_id": "v",
        "lang": "en",
        "epoch": "1",
        "turn_id": "",
        "turn_attempt": "0",
    }


def test_what_a_later_program_has_written_is_passed_over() -> None:
    known = stored({"shop": "demo", "visitor_id": "v", "lang": "en", "colour": "red"}, 3)
    assert session_of("s", known) == Session(name="s", shop="demo", visitor_id="v", lang="en", version=3)


def test_a_hash_without_a_version_is_no_session() -> None:
    for found in ({}, {b"shop": b"demo"}):
        with pytest.raises(SessionNotFound):
            session_of("s", found)


def test_json_is_compact_and_says_every_character_as_itself() -> None:
    assert to_json({"a": ["您好", 1]}) == '{"a":["您好",1]}'
