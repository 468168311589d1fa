"""What a rule decides, as data to commit: the session as it should be, and everything that goes with it."""

from dataclasses import dataclass, replace

from app.domain.events import Event
from app.domain.mail import Mail
from app.domain.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """The session as it should be, what to tell the outside, and which turns end and begin.

    `ends_turn` also fences: the commit is refused unless that turn and attempt are still current. With `stops_turn`
    what was shown of its answer becomes a message, marked as stopped, before all `events`.
    `silent_after` is True where the visitor's silence is to be measured anew from now. `claim` is how many sessions
    the new owner may own with this one: the commit is refused beyond it. `mails` are sent later, if this is
    committed. `waited_ms` is how long the visitor waited for the person who came now, for later estimates. `siblings`
    is how many sessions of its verified person are known: the commit is refused where others came (None: they may).
    """

    session: Session
    events: tuple[Event, ...] = ()
    starts_turn: str = ""
    ends_turn: str = ""
    stops_turn: bool = False
    silent_after: bool = False
    claim: int = 0
    mails: tuple[Mail, ...] = ()
    waited_ms: int = 0
    siblings: int | None = None


def join(first: Outcome, second: Outcome) -> Outcome:
    """Two decisions as one change: the second was made on the first one's session, and its row is the truer one."""
    is_older = any(event.kind == "queue" for event in second.events)
    told = first.events if not is_older else tuple(event for event in first.events if event.kind != "queue")
    return replace(
        first,
        session=second.session,
        events=(*told, *second.events),
        starts_turn=second.starts_turn or first.starts_turn,
        silent_after=first.silent_after or second.silent_after,
        mails=(*first.mails, *second.mails),
    )
