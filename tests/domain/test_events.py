"""What the outside hears: the shape of each event, as the contract has it."""

from app.domain.events import TurnState, answer_grew, iso, message_posted, status_changed, turn_changed
from app.domain.session import Message, Role, Session


def test_a_moment_is_iso_8601_in_utc_to_the_millisecond() -> None:
    assert iso(0) == "1970-01-01T00:00:00.000Z"
    assert iso(1_795_370_519_482) == "2026-11-22T18:01:59.482Z"


def test_a_message_leaves_out_what_is_empty() -> None:
    message = Message(role=Role.VISITOR, at_ms=0, text="hi", html="<p>hi</p>")
    assert message_posted(message, 2).data == {
        "role": "visitor",
        "at": "1970-01-01T00:00:00.000Z",
        "epoch": 2,
        "text": "hi",
        "html": "<p>hi</p>",
    }


def test_a_message_carries_all_that_it_has() -> None:
    message = Message(
        role=Role.AI, at_ms=0, text="hi", client_id="c", turn_id="t", suggestions=("more?",), stopped=True
    )
    told = message_posted(message, 2).data
    assert (told["client_id"], told["turn_id"], told["suggestions"], told["stopped"]) == ("c", "t", ["more?"], True)


def test_the_system_speaks_in_codes_and_not_in_words() -> None:
    message = Message(role=Role.SYSTEM, at_ms=0, code="ai_unavailable", params={"name": "Li"})
    told = message_posted(message, 2).data
    assert (told["code"], told["params"]) == ("ai_unavailable", {"name": "Li"})
    assert "text" not in told
    assert "html" not in told


def test_only_the_growing_answer_is_not_kept() -> None:
    session = Session(name="s", shop="demo", visitor_id="v", lang="en")
    grew = answer_grew("t", 3, offset=5, text="x", block=1, html="<p>x</p>")
    assert not grew.kept
    assert grew.data == {"turn_id": "t", "epoch": 3, "offset": 5, "text": "x", "block": 1, "html": "<p>x</p>"}
    kept = [status_changed(session), turn_changed("t", TurnState.FAILED, 3)]
    assert all(event.kept for event in kept)
