"""What the events of one Coze chat mean, as pieces of an answer; it opens no connection.

Events: Coze's page on v3/chat, and what Coze Studio sends instead (`cancelled`,
`required_action`, `conversation.stream.done`, plain-text errors).
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from app.ai.coze_errors import Json, named, object_of
from app.ai.provider import AIError, Answer, Delta, Piece, Replaced, Started, Suggested
from app.ai.sse import Frame

CANCELLED = frozenset({"canceled", "cancelled"})
NEEDS_ACTION = frozenset({"requires_action", "required_action"})
BETWEEN_ANSWERS = "\n\n"


def text_of(message: Json) -> str:
    """Return the words of a message; "" for cards, sound and pictures."""
    content, kind = message.get("content"), message.get("content_type") or "text"
    if not isinstance(content, str) or kind not in ("text", "object_string"):
        return ""
    return content if kind == "text" else _words_in(content)


def answer_in(messages: Iterable[object]) -> Answer | None:
    """Return the answer in a chat's list of messages; None where it holds no words."""
    found = [message for message in messages if isinstance(message, dict)]
    texts = [text_of(message) for message in found if message.get("type") == "answer"]
    questions = tuple(text_of(message) for message in found if message.get("type") == "follow_up")
    text = BETWEEN_ANSWERS.join(text for text in texts if text)
    return Answer(text, tuple(filter(None, questions))) if text else None


class Reading:
    """One chat as it is told: feed it frames, pass on the pieces.

    `over` is True once the answer is complete; `text` is the answer so far.
    """

    def __init__(self, conversation_id: str, logid: str) -> None:
        self._conversation_id, self._logid = conversation_id, logid
        self._texts: dict[str, str] = {}
        self._finished = 0
        self._questions: list[str] = []
        self.over = False

    @property
    def text(self) -> str:
        """The answer so far; several messages are parted by a blank line."""
        return BETWEEN_ANSWERS.join(filter(None, self._texts.values()))

    def take(self, frame: Frame) -> Iterator[Piece]:
        """Yield the pieces that one frame holds; raises `AIError` where it says that the chat has failed."""
        name = frame.event.removeprefix("conversation.")
        if self.over and name != "message.completed":
            return
        if name in ("done", "stream.done") or frame.data.strip(' "') == "[DONE]":
            self.over = True
        elif name.startswith("message."):
            yield from self._hear(name, self._parsed(frame))
        elif name.startswith("chat."):
            yield from self._follow(name.removeprefix("chat."), self._parsed(frame))
        elif name in ("error", "message"):
            self._check(name, object_of(frame.data))

    def end(self) -> Iterator[Piece]:
        """Yield what comes last; raises `AIError` where the stream broke off or held no words."""
        if not self.over:
            raise AIError("network", code="cut", logid=self._logid)
        if not self.text.strip():
            raise AIError("content", code="empty", logid=self._logid)
        if self._questions:
            yield Suggested(tuple(self._questions))

    def _hear(self, name: str, message: Json) -> Iterator[Piece]:
        kind, text = message.get("type"), text_of(message)
        if name == "message.completed" and kind == "follow_up" and text:
            self._questions.append(text)
        if kind != "answer" or self.over:
            return
        # A message without an id is the one that is being told.
        key = str(message.get("id") or f"nameless {self._finished}")
        if name == "message.completed":
            self._finished += 1
            yield from self._settle(key, text)
        elif name == "message.delta" and message.get("content_type") != "object_string":
            yield from self._append(key, text)

    def _append(self, key: str, text: str) -> Iterator[Piece]:
        if not text:
            return
        before = self.text
        self._texts[key] = self._texts.get(key, "") + text
        after = self.text
        # Pieces of two messages may alternate: then the first one grows in the middle of the answer.
        yield Delta(after[len(before) :]) if after.startswith(before) else Replaced(after)

    def _settle(self, key: str, text: str) -> Iterator[Piece]:
        told = self._texts.get(key, "")
        if not told:
            yield from self._append(key, text)
        elif text and text != told:
            self._texts[key] = text
            yield Replaced(self.text)

    def _follow(self, step: str, chat: Json) -> Iterator[Piece]:
        status = chat.get("status")
        if step == "created" and chat.get("id"):
            yield Started({"chat_id": str(chat["id"]), "conversation_id": self._own(chat)})
        elif step in NEEDS_ACTION or status in NEEDS_ACTION:
            # The bot waits for a program of the client's, and there is none.
            raise self._failed(AIError("config", code="requires_action", logid=self._logid))
        elif step in CANCELLED or status in CANCELLED:
            # Somebody stopped it: there is no more to come, and it is nobody's fault.
            raise AIError("gone", code="canceled", logid=self._logid)
        elif step == "failed" or status == "failed":
            raise self._failed(self._reason(chat))
        elif step == "completed":
            self.over = True

    def _own(self, chat: Json) -> str:
        told = str(chat.get("conversation_id") or "")
        return told if told not in ("", "0") else self._conversation_id

    def _check(self, name: str, body: Json | None) -> None:
        # A frame without a name counts only if it is plainly a refusal; an error counts in any shape.
        if name == "error" or (body is not None and "msg" in body and str(body.get("code") or "0") != "0"):
            raise self._failed(self._reason(body or {}))

    def _reason(self, body: Json) -> AIError:
        last = body.get("last_error")
        said: Mapping[str, object] = last if isinstance(last, dict) and last.get("code") else body
        return named(str(said.get("code") or ""), str(said.get("msg") or ""), self._logid)

    def _failed(self, error: AIError) -> AIError:
        # Once words have been shown, asking again would say them twice.
        error.retryable = error.retryable and not self.text
        return error

    def _parsed(self, frame: Frame) -> Json:
        body = object_of(frame.data)
        if body is None and frame.event in _KNOWN:
            raise AIError("server", code="bad_event", logid=self._logid)
        return body or {}


_KNOWN = frozenset({"conversation.message.delta", "conversation.message.completed", "conversation.chat.created"})


def _words_in(content: str) -> str:
    try:
        items = json.loads(content)
    except ValueError:
        return ""
    parts = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return "\n".join(str(item["text"]) for item in parts if item.get("type") == "text" and item.get("text"))
