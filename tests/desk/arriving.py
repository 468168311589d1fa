"""People who come to the shop on the stage, with a proof of who they are or without."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.desk.identity import Guest, IdentityDesk
from app.domain.arrival import Proof
from app.domain.identity import BY_JWT, Person
from app.domain.session import Session
from tests.desk.floor import Floor

ADA, BEN = Person("ada-1", "Ada", verified=BY_JWT), Person("ben-2", "Ben", verified=BY_JWT)
Arrive = Callable[..., Awaitable[Session]]


def way_in(floor: Floor, desk: IdentityDesk) -> Arrive:
    """How to come to the shop: as somebody or nobody, with the key of a session or none; gives that one's session."""

    async def come(person: Person | None = None, session_name: str = "", **more: Any) -> Session:
        proof = Proof.NONE if not person else Proof.VERIFIED if person.verified else Proof.UNVERIFIED
        digest = person.digest if person and person.verified else ""
        guest = Guest("demo", "v_1", "en", session_name, proof=proof, person=person, digest=digest)
        found = (await desk.arrive(replace(guest, **more))).session
        return await floor.store.sessions.load(found.name)

    return come


async def talk(floor: Floor, text: str = "hello") -> str:
    """A session in which somebody said `text`, a second ago."""
    name = await floor.open()
    await floor.say(name, text)
    floor.now_ms += 1_000
    return name


async def noted(floor: Floor, person: Person, shop: str = "demo") -> list[str]:
    """The sessions that the store has noted for the person."""
    return (await floor.store.persons.sessions(shop, person.digest, limit=50))[0]
