"""What is asked of Coze: of a bot or a chat workflow, and in which messages; it sends nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.ai.coze_errors import Json
from app.ai.provider import Line

MAX_HISTORY_CHARS = 20_000
"""How much of what was said before goes along; the upstream's own limit (4010) depends on the model."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request for an answer."""

    path: str
    params: dict[str, str]
    body: Json


@dataclass(frozen=True, slots=True)
class BotTarget:
    """A bot published to the API channel."""

    bot_id: str
    max_messages: int = 100

    def of(self, bot_id: str) -> "BotTarget":
        """Return this bot, or the shop's own one where `bot_id` names it."""
        return replace(self, bot_id=bot_id) if bot_id else self

    def ask(self, conversation_id: str, user_id: str, messages: Sequence[Json]) -> Question:
        """Word the question; here the conversation goes into the query."""
        body: Json = {
            "bot_id": self.bot_id,
            "user_id": user_id,
            "stream": True,
            "auto_save_history": True,
            "additional_messages": messages,
        }
        return Question("/v3/chat", {"conversation_id": conversation_id}, body)

    def conversation(self) -> Json:
        """Say whose conversation is to be created."""
        return {"bot_id": self.bot_id}


@dataclass(frozen=True, slots=True)
class WorkflowTarget:
    """A chat workflow of an app."""

    workflow_id: str
    app_id: str
    max_messages: int = 50

    def of(self, bot_id: str) -> "WorkflowTarget":
        """Return this workflow for every shop: a bot cannot take its place."""
        return self

    def ask(self, conversation_id: str, user_id: str, messages: Sequence[Json]) -> Question:
        """Word the question; without its conversation all visitors of an app would share one."""
        body: Json = {
            "workflow_id": self.workflow_id,
            "app_id": self.app_id,
            "conversation_id": conversation_id,
            "additional_messages": messages,
            "parameters": {},
            "ext": {"user_id": user_id},
        }
        return Question("/v1/workflows/chat", {}, body)

    def conversation(self) -> Json:
        """Say whose conversation is to be created."""
        return {}


Target = BotTarget | WorkflowTarget


def said(line: Line) -> Json:
    """Word one line as Coze has it: to the AI, an agent is its own voice."""
    role, kind = ("user", "question") if line.speaker == "visitor" else ("assistant", "answer")
    return {"role": role, "type": kind, "content": line.text, "content_type": "text"}


def messages_of(fresh: Sequence[Line], history: Iterable[Line], limit: int) -> list[Json]:
    """Return at most `limit` messages, the latest, ending with the visitor's (Coze insists).

    The visitor's last lines, if there are several, are one question: Coze answers only the last message.
    """
    before, question = _split(fresh)
    kept: list[Line] = []
    chars = 0
    for line in reversed([line for line in (*history, *before) if line.text.strip()]):
        chars += len(line.text)
        if len(kept) == limit - 1 or chars > MAX_HISTORY_CHARS:
            break
        kept.append(line)
    return [said(line) for line in (*reversed(kept), question)]


def untold(history: Sequence[Line]) -> tuple[Line, ...]:
    """Return what was said since the AI spoke last, if an agent said some of it."""
    start = max((at + 1 for at, line in enumerate(history) if line.speaker == "ai"), default=0)
    tail = tuple(history[start:])
    return tail if any(line.speaker == "agent" for line in tail) else ()


def _split(fresh: Sequence[Line]) -> tuple[list[Line], Line]:
    last = max(at for at, line in enumerate(fresh) if line.speaker == "visitor")
    first = last
    while first > 0 and fresh[first - 1].speaker == "visitor":
        first -= 1
    text = "\n".join(line.text for line in fresh[first : last + 1])
    return [*fresh[:first], *fresh[last + 1 :]], Line("visitor", text)
