"""Which session a visitor gets: theirs, the one they spoke in, or a new one, and never another person's."""

from dataclasses import replace
from itertools import product

import pytest

from app.domain.arrival import (
    COURSES,
    Course,
    Proof,
    Standing,
    describe,
    is_theirs,
    is_untouched,
    join,
    standing_of,
    tell_row,
    user_data,
)
from app.domain.identity import BY_HASH, BY_JWT, Person
from app.domain.session import Session, Status

ADA, BEN = Person("ada-1", "Ada"), Person("ben-2", "Ben")
EMPTY = Session(name="s_1", shop="demo", visitor_id="v_1", lang="en", version=1)
TALK = replace(EMPTY, last_ms=5, last_role="visitor")


def _of(person: Person, session: Session = TALK, verified: str = "") -> Session:
    return replace(session, user=user_data(replace(person, verified=verified)))


@pytest.mark.parametrize(
    ("session", "person", "standing"),
    [
        (None, None, Standing.ABSENT),
        (None, ADA, Standing.ABSENT),
        (EMPTY, ADA, Standing.EMPTY),
        (_of(BEN, EMPTY), ADA, Standing.EMPTY),
        (TALK, ADA, Standing.ANONYMOUS),
        (TALK, None, Standing.ANONYMOUS),
        (_of(ADA), ADA, Standing.CLAIMED),
        (_of(BEN), ADA, Standing.CLAIMED_BY_ANOTHER),
        (_of(BEN), None, Standing.CLAIMED_BY_ANOTHER),
        (_of(ADA, EMPTY, BY_JWT), ADA, Standing.OWN),
        (_of(ADA, TALK, BY_HASH), ADA, Standing.OWN),
        (_of(BEN, EMPTY, BY_HASH), ADA, Standing.ANOTHERS),
        (_of(BEN, TALK, BY_JWT), None, Standing.ANOTHERS),
    ],
)
def test_a_session_stands_to_who_comes_by_who_spoke_in_it(
    session: Session | None, person: Person | None, standing: Standing
) -> None:
    assert standing_of(session, person) is standing


@pytest.mark.parametrize("status", [Status.PENDING_MANUAL, Status.MANUAL_LIVE, Status.AFTER_HOURS_EMAIL])
def test_who_is_served_by_people_has_a_conversation_before_a_word_is_said(status: Status) -> None:
    assert not is_untouched(replace(EMPTY, status=status))
    assert is_untouched(replace(EMPTY, status=Status.CLOSED))


def test_every_arrival_leads_somewhere() -> None:
    for proof, standing in product(Proof, Standing):
        courses = COURSES[proof][standing]
        assert courses[-1] is not Course.LATEST
        assert standing is not Standing.ABSENT or courses[-1] is Course.BEGIN


def test_nobody_comes_into_another_persons_session_by_what_they_say() -> None:
    for proof in set(Proof) - {Proof.NONE}:
        for standing in (Standing.ANOTHERS, Standing.CLAIMED_BY_ANOTHER):
            courses = set(COURSES[proof][standing])
            assert Course.JOIN not in courses
            assert (
                courses == {Course.STAY}
                if (proof, standing)
                == (
                    Proof.REFUSED,
                    Standing.CLAIMED_BY_ANOTHER,
                )
                else Course.STAY not in courses
            )


def test_only_a_proof_finds_other_conversations() -> None:
    assert {proof for proof, by in COURSES.items() for found in by.values() if Course.LATEST in found} == {
        Proof.VERIFIED
    }


def test_only_a_sound_claim_changes_whose_a_session_is() -> None:
    assert {proof for proof, by in COURSES.items() for found in by.values() if Course.JOIN in found} == {
        Proof.UNVERIFIED,
        Proof.VERIFIED,
    }
    assert COURSES[Proof.UNVERIFIED][Standing.OWN] == (Course.STAY,)


def test_a_session_is_only_a_verified_persons() -> None:
    for session in (TALK, _of(ADA)):
        assert (session.person, is_theirs(session, ADA.digest), is_theirs(session, "")) == ("", False, False)
    session = _of(ADA, TALK, BY_HASH)
    assert is_theirs(session, ADA.digest)
    assert not is_theirs(session, BEN.digest)


def test_a_digest_does_not_weaken_what_a_jwt_has_signed() -> None:
    by_jwt = replace(ADA, verified=BY_JWT, email="ada@shop.example", attributes={"vip": True})
    by_hash = Person("ada-1", "Somebody", "other@shop.example", BY_HASH)
    signed = join(TALK, by_jwt)
    assert join(signed, by_hash) == signed
    assert join(join(TALK, by_hash), by_jwt).user == user_data(by_jwt)
    assert not join(signed, replace(ADA, verified=BY_JWT)).is_vip


@pytest.mark.parametrize(("value", "is_vip"), [(True, True), (False, False), (1, False), ("true", False)])
def test_a_visitor_is_dear_where_the_shop_has_signed_it(value: bool | int | str, is_vip: bool) -> None:
    assert join(TALK, replace(ADA, verified=BY_JWT, attributes={"vip": value})).is_vip is is_vip
    assert not describe(_of(ADA), {"vip": value}).is_vip


def test_what_a_page_says_again_replaces_and_the_oldest_of_too_much_is_forgotten() -> None:
    session = describe(describe(TALK, {"a": 1, "b": 2}), {"a": 3})
    assert session.attributes == {"a": 3, "b": 2}
    full = describe(session, {f"n{number}": number for number in range(19)})
    assert (len(full.attributes), "b" in full.attributes, full.attributes["a"]) == (20, False, 3)


def test_agents_are_told_of_a_change_only() -> None:
    assert tell_row(TALK, TALK).events == ()
    (event,) = tell_row(TALK, _of(ADA)).events
    assert (event.kind, event.data["user"], event.data["version"]) == ("queue", user_data(ADA), 2)
