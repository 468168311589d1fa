"""What one turn of the AI goes by: the question, what came before it, and what people said that the AI was not told."""

from dataclasses import dataclass

from app.ai.provider import Line, Prompt
from app.domain.answers import Answers
from app.domain.conversation import split_at_turn
from app.domain.session import Message, Role, Session
from app.store.bus import order
from app.store.sessions import Sessions
from app.store.turns import Lease

FRESH_LINES = 10


@dataclass(frozen=True, slots=True)
class Thread:
    """The question in `prompt`, and the `untold` lines that the AI's memory lacks, the last of them `untold_id`.

    When it has answered, it knows all up to `told_id`.
    `fails` is how many answers in a row were none.
    """

    prompt: Prompt
    epoch: int
    shop: str
    fails: int
    untold: tuple[Line, ...]
    untold_id: str
    told_id: str


async def read_thread(sessions: Sessions, lease: Lease, session: Session, answers: Answers) -> Thread:
    """What the turn goes by, from what was said so far and how the shop wants it answered."""
    history, fresh = split_at_turn(await sessions.said(session.name), lease.turn_id)
    prompt = Prompt(
        session_name=session.name,
        visitor_id=session.visitor_id,
        lang=session.lang,
        fresh=tuple(_line(message) for message in fresh[-FRESH_LINES:]),
        # More questions than one can answer at a time are at least known to have been asked.
        history=tuple(_line(message) for message in (*history, *fresh[:-FRESH_LINES])),
        state=session.ai_state,
        instructions=answers.instructions,
        bot_id=answers.coze_bot_id,
    )
    untold = [message for message in history if _is_untold(message, session.told_id)]
    return Thread(
        prompt,
        session.epoch,
        session.shop,
        session.fails,
        untold=tuple(_line(message) for message in untold),
        untold_id=untold[-1].id if untold else "",
        told_id=fresh[-1].id if fresh else session.told_id,
    )


async def read_whole(sessions: Sessions, session: Session) -> Prompt:
    """All that was said, as one who is asked to sum it up reads it: there is no question left."""
    said = [message for message in await sessions.said(session.name) if message.role is not Role.SYSTEM]
    lines = tuple(_line(message) for message in said)
    return Prompt(session.name, session.visitor_id, session.lang, fresh=(), history=lines, state=session.ai_state)


def _is_untold(message: Message, told_id: str) -> bool:
    """Whether a visitor or an agent said this after the last message that the AI was told of."""
    is_peoples = message.role in {Role.VISITOR, Role.AGENT}
    return is_peoples and (not told_id or order(message.id) > order(told_id))


def _line(message: Message) -> Line:
    speaker = {Role.VISITOR: "visitor", Role.AI: "ai"}.get(message.role, "agent")
    return Line(speaker, message.text)  # type: ignore[arg-type]
