"""A conversation that begins anew does not carry the last one's reasons."""

from app.domain.conversation import visitor_speaks
from app.domain.session import Message, Role, Session, Status

BEFORE = Session(
    "s_1",
    "demo",
    "v_1",
    "en",
    status=Status.CLOSED,
    version=9,
    reason="keyword",
    severity="high",
    rule="legal",
    evidence="lawyer",
    rating=2,
)
MESSAGE = Message(Role.VISITOR, 1_795_370_519_482, "how far does it go?", client_id="c1")


def why(session: Session) -> tuple[str, str, str, str]:
    return session.reason, session.severity, session.rule, session.evidence


def test_a_session_that_begins_anew_was_handed_over_for_nothing() -> None:
    outcome = visitor_speaks(BEFORE, MESSAGE, "t_1")
    assert why(outcome.session) == ("", "", "", "")
    (row,) = [event.data for event in outcome.events if event.kind == "queue"]
    assert (row["reason"], row["evidence"]) == ("", "")


def test_why_somebody_left_an_offline_message_stays_known() -> None:
    before = Session(**{name: getattr(BEFORE, name) for name in BEFORE.__slots__} | {"offline_ms": 1, "email": "a@b.c"})
    assert why(visitor_speaks(before, MESSAGE, "t_1").session) == why(BEFORE)
