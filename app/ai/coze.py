"""Coze as a provider, the cloud's and the self-hosted Studio's; how it talks is in the coze_ modules.

Per session we create one conversation, with that session's own token, and always name it: an id
from a browser is never used, and without an id an app's visitors would share one conversation.
Coze remembers the conversation itself, so our history is sent only where it does not know it.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress

from app.ai.coze_auth import FixedToken, OAuthApp, Pat, VisitorTokens, new_id
from app.ai.coze_bot import greeting_of, read_bot
from app.ai.coze_chats import Chats
from app.ai.coze_conversations import Conversations
from app.ai.coze_errors import LOST_CONVERSATION
from app.ai.coze_events import Reading
from app.ai.coze_link import Link, open_client, open_lanes
from app.ai.coze_target import Target, messages_of
from app.ai.provider import (
    AIError,
    Answer,
    Delta,
    Greeting,
    Line,
    Opened,
    Piece,
    Prompt,
    Replaced,
    Run,
    Started,
    State,
)
from app.ai.sse import Frame

CONVERSATION, BOT = "conversation_id", "bot_id"
LINGER_S = 0.2
"""How long to read on after the answer: a stream read to its end leaves its connection to the next."""


class _LostConversation(Exception):
    """Coze does not know the conversation (any more), and nothing was said yet."""


class CozeProvider:
    """Answers from a Coze bot or chat workflow, as `app.ai.provider.Provider` words it."""

    name = "coze"

    def __init__(
        self,
        base_url: str,
        target: Target,
        auth: Pat | OAuthApp,
        *,
        connect_timeout_s: float = 5.0,
        proxy: str | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        """Raises `ValueError` for a token or key that cannot be one; `clock` is in Unix seconds."""
        self._http = open_client(base_url, connect_timeout_s=connect_timeout_s, proxy=proxy)
        lanes = open_lanes(base_url, connect_timeout_s=connect_timeout_s, proxy=proxy)
        tokens = (
            FixedToken(auth)
            if isinstance(auth, Pat)
            else VisitorTokens(auth, base_url, self._http, clock=clock, new_id=new_id)
        )
        self._link, self._target = Link(lanes, tokens), target
        self._chats = Chats(self._link, sleep)
        self._conversations = Conversations(self._link)

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        """Create the session's conversation."""
        conversation_id = await self._conversations.create(session_name, self._target.of(bot_id).conversation())
        return _state(conversation_id, bot_id)

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Answer, piece by piece; a conversation that Coze has lost is made anew once, with our history.

        `Opened` comes when Coze has taken the history in: an attempt that fails before leaves no
        conversation behind that lacks it. A chat that somebody cancelled raises `AIError("gone")`.
        """
        known = prompt.state.get(CONVERSATION)
        # The conversation belongs to the bot it was made for: with another one a new one begins.
        if known and prompt.state.get(BOT, "") == prompt.bot_id:
            missed = await self._conversations.missed(known, prompt.session_name, prompt.history)
            with suppress(_LostConversation):
                async with aclosing(self._answer(prompt, known, missed)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
        async with aclosing(self._begin_anew(prompt)) as pieces:
            async for piece in pieces:
                yield piece

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        """Wait until a chat is complete (asking once a second, for a minute) and return what it said."""
        return await self._chats.wait_for(prompt.session_name, run)

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        """Stop a chat; Coze goes on writing (and billing), but does not remember what it writes."""
        await self._chats.cancel(prompt.session_name, run)

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        """Write lines into the conversation.

        Studio has no address for it: there nothing happens, and the next `stream` sends what the
        AI missed along with the question. Nor does anything for a conversation that is gone: the
        next one is made from our history.
        """
        if conversation_id := state.get(CONVERSATION):
            await self._conversations.write(conversation_id, session_name, lines)

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        """Return None: a bot is asked by visitors alone, and a question of ours would stand in its memory."""
        return None

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """The bot's prologue and questions, in the bot's own language; a workflow has none."""
        return greeting_of(await read_bot(self._link, self._target.of(bot_id)) or {})

    async def check(self) -> None:
        """Read what is public of the bot, or a conversation that does not exist: both need a valid token.

        Neither runs a model. Each is one call of the free plan's 500.
        """
        if await read_bot(self._link, self._target) is None:
            await self._conversations.knock()

    async def close(self) -> None:
        """Release connections."""
        await self._link.close()
        await self._http.aclose()

    async def _begin_anew(self, prompt: Prompt) -> AsyncGenerator[Piece, None]:
        state = await self.open(prompt.session_name, prompt.visitor_id, prompt.bot_id)
        conversation_id = state[CONVERSATION]
        opened: Opened | None = Opened(state)
        try:
            async with aclosing(self._answer(prompt, conversation_id, prompt.history)) as pieces:
                async for piece in pieces:
                    if opened is not None:
                        yield opened
                        opened = None
                    yield piece
        except _LostConversation as error:
            raise error.__cause__ or AIError("config", code="conversation_ignored") from None

    async def _answer(
        self, prompt: Prompt, conversation_id: str, history: Sequence[Line]
    ) -> AsyncGenerator[Piece, None]:
        target = self._target.of(prompt.bot_id)
        messages = messages_of(prompt.fresh, history, target.max_messages)
        asked = target.ask(conversation_id, prompt.visitor_id, messages)
        spoken = False
        try:
            listening = self._link.listen(asked.path, prompt.session_name, params=asked.params, body=asked.body)
            async with listening as (frames, logid):
                reading = Reading(conversation_id, logid)
                async with aclosing(_pieces(frames, reading)) as pieces:
                    async for piece in pieces:
                        spoken = spoken or isinstance(piece, Delta | Replaced)
                        if isinstance(piece, Started):
                            await self._begin(prompt, conversation_id, piece.run)
                        yield piece
                await _linger(frames, reading)
            for piece in reading.end():
                yield piece
            self._chats.ended(conversation_id)
        except AIError as error:
            if error.code in LOST_CONVERSATION and not spoken:
                raise _LostConversation from error
            if error.kind == "busy":
                await self._chats.cancel_running(prompt.session_name, conversation_id)
            raise

    async def _begin(self, prompt: Prompt, conversation_id: str, run: Run) -> None:
        if run[CONVERSATION] == conversation_id:
            self._chats.began(run)
            return
        # Studio answers in a new conversation where it does not know ours: without our history, and
        # in whose memory nobody can tell.
        with suppress(AIError):
            await self._chats.cancel(prompt.session_name, run)
        raise _LostConversation


def _state(conversation_id: str, bot_id: str) -> State:
    """What to remember: the conversation, and the shop's own bot that it was made for."""
    return {CONVERSATION: conversation_id} | ({BOT: bot_id} if bot_id else {})


async def _pieces(frames: AsyncIterator[Frame], reading: Reading) -> AsyncGenerator[Piece, None]:
    async for frame in frames:
        for piece in reading.take(frame):
            yield piece
        if reading.over:
            return


async def _linger(frames: AsyncIterator[Frame], reading: Reading) -> None:
    # The answer is complete: whatever goes wrong now takes nothing from it.
    with suppress(TimeoutError, AIError):
        async with asyncio.timeout(LINGER_S):
            async for frame in frames:
                for _ in reading.take(frame):
                    pass
