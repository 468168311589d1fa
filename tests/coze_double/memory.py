"""What the double remembers: conversations, messages and chats, and their JSON; no rules live here."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from .frames import CUT, Cut, Frame

Owner = tuple[str, str]
"""(account_id, session_name); session_name is empty for tokens without one."""

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """One message; `in_context` says whether the brain may read it, `at` is Unix seconds."""

    id: str
    conversation_id: str
    section_id: str
    role: str
    type: str
    content: str
    at: int
    content_type: str = "text"
    bot_id: str = ""
    chat_id: str = ""
    meta_data: dict[str, str] = field(default_factory=dict)
    reasoning_content: str = ""
    in_context: bool = True

    def shown(self) -> Json:
        """Return the Message object of the API."""
        shown: Json = {
            "id": self.id,
            "conversation_id": self.conversation_id,
            "bot_id": self.bot_id,
            "chat_id": self.chat_id,
            "section_id": self.section_id,
            "role": self.role,
            "type": self.type,
            "content": self.content,
            "content_type": self.content_type,
            "meta_data": self.meta_data,
            "created_at": self.at,
            "updated_at": self.at,
        }
        return shown | ({"reasoning_content": self.reasoning_content} if self.reasoning_content else {})


@dataclass(slots=True)
class Conversation:
    """One context container; only `owner` may touch it."""

    id: str
    owner: Owner
    section_id: str
    created_at: int
    bot_id: str = ""
    name: str = ""
    connector_id: str = "1024"
    meta_data: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    running: "Chat | None" = None

    def context(self) -> list[Message]:
        """Return the messages an answer may draw on: this section's, without cancelled turns."""
        return [m for m in self.messages if m.in_context and m.section_id == self.section_id]

    def shown(self) -> Json:
        """Return the Conversation object of the API."""
        return {
            "id": self.id,
            "name": self.name,
            "meta_data": self.meta_data,
            "creator_id": self.owner[0],
            "connector_id": self.connector_id,
            "created_at": self.created_at,
            "updated_at": max([self.created_at, *(m.at for m in self.messages)]),
            "last_section_id": self.section_id,
        }


@dataclass(slots=True)
class Chat:
    """One answer in the making; `text` is what it has said, `stream` what became of the client's stream."""

    id: str
    conversation: Conversation
    bot_id: str
    created_at: int
    auto_save_history: bool = True
    meta_data: dict[str, str] = field(default_factory=dict)
    questions: list[Message] = field(default_factory=list)
    context: list[Message] = field(default_factory=list)
    status: str = "created"
    cancelled: bool = False
    text: str = ""
    messages: list[Message] = field(default_factory=list)
    last_error: tuple[int, str] = (0, "")
    completed_at: int | None = None
    failed_at: int | None = None
    usage: tuple[int, int] | None = None
    required_action: Json | None = None
    outlet: "asyncio.Queue[Frame | Cut | None] | None" = None
    stream: Literal["none", "open", "finished", "abandoned", "cut"] = "none"
    stream_over: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: str, data: str) -> None:
        """Hand a frame to the client's stream, if there still is one."""
        if self.outlet is not None:
            self.outlet.put_nowait(Frame(event, data))

    def hang_up(self) -> None:
        """Break the client's stream here; the chat itself goes on."""
        if self.outlet is not None:
            self.outlet.put_nowait(CUT)
            self.outlet = None

    def shown(self) -> Json:
        """Return the Chat object of the API."""
        shown: Json = {
            "id": self.id,
            "conversation_id": self.conversation.id,
            "bot_id": self.bot_id,
            "created_at": self.created_at,
            "meta_data": self.meta_data,
            "last_error": {"code": self.last_error[0], "msg": self.last_error[1]},
            "status": self.status,
            "section_id": self.conversation.section_id,
            "inserted_additional_messages": [{"id": m.id} for m in self.questions],
        }
        if self.usage is not None:
            count = {
                "token_count": sum(self.usage),
                "input_count": self.usage[0],
                "output_count": self.usage[1],
            }
            shown["usage"] = count
        late = {"completed_at": self.completed_at, "failed_at": self.failed_at}
        shown |= {name: value for name, value in late.items() if value is not None}
        return shown | ({"required_action": self.required_action} if self.required_action else {})
