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


def notice(code: str, turn_id: str = "") -> Message:
    return Message(role=Role.SYSTEM, at_ms=0, code=code, turn_id=turn_id)


def cut(text: str, turn_id: str) -> Message:
    return Message(role=Role.AI, at_ms=0, text=text, turn_id=turn_id, stopped=True)


def test_a_wish_for_a_person_that_met_a_notice_is_not_put_to_the_ai() -> None:
    messages = [said("a person please"), notice("queued"), notice("cancelled"), said("price?", "t1")]
    assert split(messages, "t1") == (["a person please"], ["price?"])


def test_what_was_said_to_people_who_never_came_is_answered_when_the_ai_has_the_word_again() -> None:
    closed = ("after_hours", "after_hours_open_end", "after_hours_kept", "after_hours_kept_open_end")
    for code in ("cancelled", "waited_too_long", *closed):
        messages = [said("it is broken"), notice("queued"), said("hello?"), notice(code)]
        assert split(messages, "t9") == ([], ["it is broken", "hello?"]), code


def test_what_an_agent_left_open_is_answered_and_what_the_agent_took_up_is_not() -> None:
    agent = said("hi, I am Li", role=Role.AGENT)
    messages = [said("q1"), notice("joined"), agent, said("q2"), notice("released")]
    assert split(messages, "t9") == (["q1", "hi, I am Li"], ["q2"])


def test_an_answer_that_an_agent_cut_off_and_did_not_give_is_given_anew() -> None:
    messages = [said("q1", "t1"), said("q2", "t2"), cut("half", "t1"), notice("joined"), notice("released")]
    assert split(messages, "t9") == (["half"], ["q1", "q2"])


def test_what_is_said_after_the_ai_got_the_word_is_left_to_the_next_turn() -> None:
    messages = [said("q1"), notice("queued"), notice("cancelled"), said("q2", "t2")]
    assert split(messages, "t9") == ([], ["q1"])
    assert split([*messages, answer("a1", "t9")], "t2") == (["q1", "a1"], ["q2"])


def test_an_old_wish_does_not_hide_a_question_that_was_cut_off_later() -> None:
    agent = said("hi", role=Role.AGENT)
    messages = [said("a person please"), notice("queued"), agent, notice("released"), said("q1", "t1")]
    messages += [notice("joined"), notice("released")]
    assert split(messages, "t9") == (["a person please", "hi"], ["q1"])


def test_a_notice_takes_nothing_from_a_turn_that_runs() -> None:
    for code in ("offline_kept", "offline_kept_here"):
        messages = [said("q1", "t1"), said("write to me"), notice(code)]
        assert split(messages, "t1") == (["write to me"], ["q1"]), code
    messages = [said("q1", "t1"), said("a person please"), notice("after_hours"), said("q2", "t2")]
    assert split(messages, "t1") == (["a person please"], ["q1"])
