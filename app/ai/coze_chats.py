"""Chats under way at Coze: to be stopped, or waited for after their stream was lost; none starts here."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.ai.coze_errors import GONE, Json
from app.ai.coze_events import CANCELLED, NEEDS_ACTION, answer_in
from app.ai.coze_link import Link
from app.ai.provider import AIError, Answer, Run

POLLS = 60
POLL_S = 1.0
"""Coze asks for at most one question a second about a chat."""

REMEMBERED = 10_000
_LOST = CANCELLED | NEEDS_ACTION | {"failed"}


class Chats:
    """What can be done about a chat whose id is known."""

    def __init__(self, link: Link, sleep: Callable[[float], Awaitable[object]]) -> None:
        self._link, self._sleep = link, sleep
        self._running: OrderedDict[str, str] = OrderedDict()

    def began(self, run: Run) -> None:
        """Remember which chat a conversation is busy with."""
        self._running[run["conversation_id"]] = run["chat_id"]
        self._running.move_to_end(run["conversation_id"])
        while len(self._running) > REMEMBERED:
            self._running.popitem(last=False)

    def ended(self, conversation_id: str) -> None:
        """The conversation is free."""
        self._running.pop(conversation_id, None)

    async def cancel(self, session_name: str, run: Run) -> None:
        """Stop a chat; one that has ended, or is not known, is fine."""
        query = _query(run)
        if query is None:
            return
        try:
            await self._link.call("POST", "/v3/chat/cancel", session_name, body=query)
        except AIError as error:
            if error.code not in GONE:
                raise
        self.ended(query["conversation_id"])

    async def cancel_running(self, session_name: str, conversation_id: str) -> None:
        """Stop what keeps the conversation busy, as far as this process knows its id."""
        chat_id = self._running.get(conversation_id, "")
        # The caller is about to say that the conversation is busy, which stays true if this fails.
        with suppress(AIError):
            await self.cancel(session_name, {"conversation_id": conversation_id, "chat_id": chat_id})

    async def wait_for(self, session_name: str, run: Run) -> Answer | None:
        """Return a chat's answer when it is complete; None where it failed, is unknown or takes too long."""
        query = _query(run)
        if query is None:
            return None
        for poll in range(POLLS):
            if poll:
                await self._sleep(POLL_S)
            try:
                status = await self._status(session_name, query)
                if status == "completed":
                    return await self._said(session_name, query)
                if status in _LOST:
                    return None
            except AIError as error:
                if error.code in GONE:
                    return None
                # Asking changes nothing, so here it may be repeated after any accident on the way.
                if not error.retryable and error.kind not in ("network", "timeout"):
                    raise
        return None

    async def _status(self, session_name: str, query: dict[str, str]) -> str:
        chat = _data(await self._link.call("GET", "/v3/chat/retrieve", session_name, params=query))
        return str(chat.get("status") or "") if isinstance(chat, dict) else ""

    async def _said(self, session_name: str, query: dict[str, str]) -> Answer | None:
        found = _data(await self._link.call("GET", "/v3/chat/message/list", session_name, params=query))
        return answer_in(found) if isinstance(found, list) else None


def _data(body: Json) -> object:
    return body.get("data")


def _query(run: Run) -> dict[str, str] | None:
    query = {name: run.get(name, "") for name in ("conversation_id", "chat_id")}
    return query if all(query.values()) else None
