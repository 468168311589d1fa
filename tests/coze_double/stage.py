"""A running double and the official SDK beside it, for the tests of this folder; no test is in here."""

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.coze_double import CozeDouble, new_key, running

with warnings.catch_warnings():
    # The SDK signs with authlib.jose, which announces its end on import, whatever filters are set; authlib
    # sets its own when this class is imported, so ours must come after it. The product uses neither.
    from authlib.deprecate import AuthlibDeprecationWarning  # type: ignore[import-untyped]

    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    import cozepy
    from cozepy import ChatEventType, CozeAPIError, Message
    from cozepy.request import AsyncHTTPClient

CLIENT_ID, KID = "1177000000001", "Xb1-fingerprint"
KEYS = new_key()
USER = "visitor-1"


@dataclass(frozen=True, slots=True)
class Stage:
    """A running double and the way to it."""

    double: CozeDouble
    base_url: str
    http: AsyncHTTPClient

    def client(self, token: str = "") -> cozepy.AsyncCoze:
        """Return the SDK with a personal or access token."""
        auth = cozepy.AsyncTokenAuth(token or self.double.pat)
        return cozepy.AsyncCoze(auth=auth, base_url=self.base_url, http_client=self.http)

    async def mint(self, session_name: str | None = None, private_key: str = KEYS[0]) -> cozepy.OAuthToken:
        """Return an access token, as the SDK mints it."""
        app = cozepy.AsyncJWTOAuthApp(CLIENT_ID, private_key, KID, base_url=self.base_url)
        app._requester._async_client = self.http
        return await app.get_access_token(900, session_name=session_name)


def open_http() -> AsyncHTTPClient:
    return AsyncHTTPClient()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def staged(double: CozeDouble) -> AsyncIterator[Stage]:
    double.register_oauth(CLIENT_ID, KID, KEYS[1])
    async with running(double) as base_url, open_http() as http:
        yield Stage(double, base_url, http)


def ask(text: str) -> list[Message]:
    return [Message.build_user_question_text(text)]


async def talk(coze: cozepy.AsyncCoze, bot_id: str, text: str, conversation_id: str | None = None) -> list[Any]:
    stream = coze.chat.stream(
        bot_id=bot_id, user_id=USER, conversation_id=conversation_id, additional_messages=ask(text)
    )
    return [event async for event in stream]


def final_text(events: list[Any]) -> str:
    done = ChatEventType.CONVERSATION_MESSAGE_COMPLETED
    return "".join(e.message.content for e in events if e.event == done and e.message.type == "answer")


async def refused_with(code: int | None, job: Any) -> CozeAPIError:
    with pytest.raises(CozeAPIError) as caught:
        await job
    assert caught.value.code == code
    assert caught.value.logid
    return caught.value
