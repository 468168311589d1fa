"""Which session a visitor gets who comes with a key and a claim: the rules, as data; nothing is looked up or signed."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.domain.events import row_changed
from app.domain.identity import ATTRIBUTES_LIMIT, BY_HASH, BY_JWT, Attribute, Person
from app.domain.outcome import Outcome
from app.domain.session import Session, Status


class Proof(StrEnum):
    """What a page says of its visitor, and whether the shop has signed it."""

    NONE = "none"
    REFUSED = "refused"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"


class Standing(StrEnum):
    """How the session that a visitor holds stands to whom they are said to be."""

    ABSENT = "absent"
    EMPTY = "empty"
    ANONYMOUS = "anonymous"
    CLAIMED = "claimed"
    CLAIMED_BY_ANOTHER = "claimed_by_another"
    OWN = "own"
    ANOTHERS = "anothers"


class Course(StrEnum):
    """What may be done: stay, let the session be the person's, go to their latest one if there is any, begin anew."""

    STAY = "stay"
    JOIN = "join"
    LATEST = "latest"
    BEGIN = "begin"


_STAY, _JOIN, _BEGIN = (Course.STAY,), (Course.JOIN,), (Course.BEGIN,)
_ELSEWHERE = (Course.LATEST, Course.BEGIN)
COURSES: Mapping[Proof, Mapping[Standing, tuple[Course, ...]]] = {
    # Who says nothing of themselves has what their key opens.
    Proof.NONE: dict.fromkeys(Standing, _STAY) | {Standing.ABSENT: _BEGIN},
    # A refused claim costs nobody the chat; but whoever it is sees no conversation of a verified person.
    Proof.REFUSED: dict.fromkeys(Standing, _STAY) | {Standing.ABSENT: _BEGIN, Standing.ANOTHERS: _BEGIN},
    # Anybody can say any id: that finds nothing, and changes nothing that is verified.
    Proof.UNVERIFIED: dict.fromkeys(Standing, _BEGIN)
    | {Standing.EMPTY: _JOIN, Standing.ANONYMOUS: _JOIN, Standing.CLAIMED: _JOIN, Standing.OWN: _STAY},
    # What was said before the sign-in stays on screen, unless somebody else is said to have said it.
    Proof.VERIFIED: dict.fromkeys(Standing, _ELSEWHERE)
    | {
        Standing.EMPTY: (Course.LATEST, Course.JOIN),
        Standing.ANONYMOUS: _JOIN,
        Standing.CLAIMED: _JOIN,
        Standing.OWN: _JOIN,
    },
}
"""What to do by proof and standing: the first course that is possible."""


def is_theirs(session: Session, digest: str) -> bool:
    """Whether the session is that verified person's, by the digest of their id ("" is nobody)."""
    return bool(digest) and session.person == digest


def standing_of(session: Session | None, person: Person | None) -> Standing:
    """How the session that a visitor holds (None for none) stands to `person` (None for nobody known)."""
    if session is None:
        return Standing.ABSENT
    user = session.user
    is_same = bool(user) and person is not None and user["id"] == person.id
    if session.person:
        return Standing.OWN if is_same else Standing.ANOTHERS
    if is_untouched(session):
        return Standing.EMPTY
    if not user:
        return Standing.ANONYMOUS
    return Standing.CLAIMED if is_same else Standing.CLAIMED_BY_ANOTHER


def is_untouched(session: Session) -> bool:
    """Whether nothing has happened in the session: nobody said anything, and nobody is waited for."""
    return not session.last_ms and session.status in (Status.BOT_ACTIVE, Status.CLOSED)


def user_data(person: Person) -> dict[str, Any]:
    """The person as a session keeps them."""
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "verified": person.verified,
        "attributes": dict(person.attributes),
    }


def join(session: Session, person: Person) -> Session:
    """The session as the person's from now on, as they are known now; whose it is must have been weighed before.

    What a JWT has signed stays until the next one: a hash signs the id alone, and the rest is what the page says.
    """
    is_weaker = person.verified == BY_HASH and session.user.get("verified") == BY_JWT
    return session if is_weaker else replace(session, user=user_data(person))


def describe(session: Session, said: Mapping[str, Attribute]) -> Session:
    """The session with what its page says besides, unsigned: of too much, what was said first is forgotten."""
    # What is said again moves to the end.
    kept = {name: value for name, value in session.attributes.items() if name not in said} | dict(said)
    return replace(session, attributes=dict(list(kept.items())[-ATTRIBUTES_LIMIT:]))


def tell_row(before: Session, after: Session) -> Outcome:
    """The change of what agents see of a visitor; nothing new where it is none."""
    return Outcome(after, (row_changed(after),) if after != before else ())
