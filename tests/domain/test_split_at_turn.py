"""Which messages one turn must answer, and which were only said before."""

from collections.abc import Sequence

from app.domain.conversation import split_at_turn
from app.domain.session import Message, Role


def said(text: str, turn_id: str = "", role: Role = Role.VISITOR) -> Message:
    return Message(role=role, at_ms=0, text=text, turn_id=turn_id)


def answer(text: str, turn_id: str) -> Message:
    return said(text, turn_id, Role.AI)


def texts(messages: Sequence[Message]) -> list[str]:
    return [message.text for message in messages]


def split(messages: Sequence[Message], turn_id: str) -> tuple[list[str], list[str]]:
    history, fresh = split_at_turn(messages, turn_id)
    return texts(history), texts(fresh)


def test_the_first_question_has_no_history() -> None:
    assert split([said("q", "t1")], "t1") == ([], ["q"])


def test_what_was_answered_is_history() -> None:
    assert split([said("q1", "t1"), answer("a1", "t1"), said("q2", "t2")], "t2") == (["q1", "a1"], ["q2"])


def test_what_waited_during_an_answer_is_answered_together() -> None:
    messages = [said("q1", "t1"), said("q2", "t2"), said("q3", "t2"), answer("a1", "t1")]
    assert split(messages, "t2") == (["q1", "a1"], ["q2", "q3"])


def test_what_a_failed_turn_left_unanswered_is_asked_again() -> None:
    apology = said("", "t1", Role.SYSTEM)
    assert split([said("q1", "t1"), apology, said("q2", "t2")], "t2") == ([], ["q1", "q2"])


def test_what_waited_for_a_turn_that_failed_is_asked_again() -> None:
    messages = [said("q1", "t1"), said("q2", "t2"), answer("a1", "t1"), said("", "t2", Role.SYSTEM), said("q3", "t3")]
    assert split(messages, "t3") == (["q1", "a1"], ["q2", "q3"])


def test_what_a_later_turn_has_answered_too_is_history() -> None:
    messages = [said("q1", "t1"), said("", "t1", Role.SYSTEM), said("q2", "t2"), answer("a2", "t2"), said("q3", "t3")]
    assert split(messages, "t3") == (["q1", "q2", "a2"], ["q3"])


def test_what_a_stopped_turn_began_to_answer_is_not_asked_again() -> None:
    stopped = Message(role=Role.AI, at_ms=0, text="half", turn_id="t1", stopped=True)
    assert split([said("q1", "t1"), stopped, said("q2", "t2")], "t2") == (["q1", "half"], ["q2"])


def test_what_an_agent_answered_is_history() -> None:
    messages = [said("q1"), said("a person's words", role=Role.AGENT), said("q2", "t1")]
    assert split(messages, "t1") == (["q1", "a person's words"], ["q2"])


def test_what_the_system_says_is_shown_to_no_ai() -> None:
    assert split([said("notice", role=Role.SYSTEM), said("q", "t1")], "t1") == ([], ["q"])


def test_what_is_promised_to_a_later_turn_is_left_to_it() -> None:
    """A turn that begins late, or a second time after its owner died, finds the next question waiting already."""
    messages = [said("q1", "t1"), said("q2", "t2")]
    assert split(messages, "t1") == ([], ["q1"])
    assert split([*messages, answer("a1", "t1")], "t2") == (["q1", "a1"], ["q2"])


def test_a_question_is_answered_by_exactly_one_turn_when_all_goes_well() -> None:
    messages = [said("q1", "t1"), said("q2", "t2"), answer("a1", "t1"), said("q3", "t3"), answer("a2", "t2")]
    asked = [split(messages[:end], turn)[1] for end, turn in ((1, "t1"), (2, "t1"), (3, "t2"), (4, "t2"), (5, "t3"))]
    assert asked == [["q1"], ["q1"], ["q2"], ["q2"], ["q3"]]
