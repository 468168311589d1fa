"""Conversations at Coze: created, and told what it did not hear itself; the questions are asked elsewhere."""

from collections.abc import Sequence
from contextlib import suppress

from app.ai.coze_errors import GONE, NO_ROUTE, Json
from app.ai.coze_link import Link
from app.ai.coze_target import said, untold
from app.ai.provider import AIError, Line

_WRITE = "/v1/conversation/message/create"
_UNKNOWN_TO_A_FRIEND = GONE - {NO_ROUTE} | {"400", "4000", "4101", "103000000", "103000001"}
"""How Coze refuses a conversation that does not exist to those whose token it knows."""


class Conversations:
    """The memory that Coze keeps for us, one conversation per session."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._can_be_told: bool | None = None

    async def create(self, session_name: str, creation: Json) -> str:
        """Create one by `creation` with the session's own token, and return its id."""
        body = await self._link.call("POST", "/v1/conversation/create", session_name, body=creation)
        found = body.get("data")
        conversation_id = str(found.get("id") or "") if isinstance(found, dict) else ""
        if not conversation_id:
            raise AIError("server", code="no_conversation")
        return conversation_id

    async def write(self, conversation_id: str, session_name: str, lines: Sequence[Line]) -> None:
        """Add lines; nothing happens where the upstream has no address for it or lost the conversation."""
        for line in lines:
            if self._can_be_told is False:
                return
            if line.text.strip():
                await self._add(conversation_id, session_name, said(line))

    async def missed(self, conversation_id: str, session_name: str, history: Sequence[Line]) -> Sequence[Line]:
        """Return what has to go along with the next question since it could not be written before."""
        lines = untold(history)
        if lines and self._can_be_told is None:
            # Another process may have found out, not this one. An empty message is refused, but
            # only where the address exists; any other trouble will meet the question as well.
            with suppress(AIError):
                await self._add(conversation_id, session_name, {})
        return lines if self._can_be_told is False else ()

    async def knock(self) -> None:
        """Ask for a conversation that does not exist; raises `AIError` unless that is all that is wrong."""
        try:
            await self._link.call("GET", "/v1/conversation/retrieve", "", params={"conversation_id": "1"})
        except AIError as error:
            if error.code not in _UNKNOWN_TO_A_FRIEND:
                raise

    async def _add(self, conversation_id: str, session_name: str, message: Json) -> None:
        params = {"conversation_id": conversation_id}
        body = {name: value for name, value in message.items() if name != "type"}
        try:
            await self._link.call("POST", _WRITE, session_name, params=params, body=body)
        except AIError as error:
            self._learn(error.code)
            if error.code not in GONE:
                raise
        else:
            self._can_be_told = True

    def _learn(self, code: str) -> None:
        if code == NO_ROUTE:
            self._can_be_told = False
        elif code.isdecimal() and int(code) >= 4000:
            # One of Coze's own codes: the address exists.
            self._can_be_told = True
