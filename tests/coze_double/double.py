"""The double itself: its settings, its memory, and the handles a test holds; no HTTP lives here."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from .auth import Keyring, OAuthApp
from .frames import CLOUD, STUDIO, Dialect
from .holds import Holds
from .memory import Chat, Conversation, Owner
from .mint import Mint
from .mischief import Mischief

KEPT_REQUESTS = 20_000
"""A bench sends many; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it arrived; header names are in lower case, `json` is None if there was no JSON."""

    at: float
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    json: Any
    account_id: str
    session_name: str


@dataclass(slots=True)
class Bot:
    """One bot; an unpublished one answers 4015."""

    name: str = "Shop assistant"
    published: bool = True


@dataclass
class CozeDouble:
    """A Coze with one account, one token, one bot, one workflow and one app; see README.md."""

    dialect: Literal["cloud", "studio"] = "cloud"
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    rng: Random = field(default_factory=lambda: Random(7))
    words_per_second: float | None = None
    pat: str = "pat_double_0123456789"
    account_id: str = "7300000000000000001"
    bot_id: str = "7300000000000000101"
    workflow_id: str = "7300000000000000201"
    app_id: str = "7300000000000000301"
    follow_ups: int = 0
    prologue: str = "Hello {{user_name}}, how can I help?"
    suggested_questions: list[str] = field(default_factory=lambda: ["Where is my order?", "怎么退货？"])
    app_shares_conversation: bool = True
    auth_code: int = 700012006
    auth_status: int = 200

    def __post_init__(self) -> None:
        self.mint = Mint(self.rng)
        self.keyring = Keyring(self.clock, self.mint)
        self.holds = Holds()
        self.mischief = Mischief()
        self.bots: dict[str, Bot] = {self.bot_id: Bot()}
        self.conversations: dict[str, Conversation] = {}
        self.chats: dict[str, Chat] = {}
        self.shared: dict[str, Conversation] = {}
        self.recorded: deque[Recorded] = deque(maxlen=KEPT_REQUESTS)
        self._tasks: set[asyncio.Task[None]] = set()
        self.broken: list[BaseException] = []
        self.add_pat(self.pat, self.account_id)

    @property
    def words(self) -> Dialect:
        """Return the words of the dialect."""
        return STUDIO if self.dialect == "studio" else CLOUD

    @property
    def requests(self) -> list[Recorded]:
        """Return what has arrived, oldest first."""
        return list(self.recorded)

    @property
    def held(self) -> int:
        """Return how many chats stand still at a hold."""
        return self.holds.held

    @property
    def running(self) -> int:
        """Return how many chats are still being answered, cancelled ones that go on talking included."""
        return len(self._tasks)

    def requests_to(self, path: str) -> list[Recorded]:
        """Return what has arrived at exactly `path`."""
        return [one for one in self.recorded if one.path == path]

    def forget_requests(self) -> None:
        """Empty the record."""
        self.recorded.clear()

    def add_pat(self, token: str, account_id: str) -> None:
        """Add a personal access token of an account; conversations of two accounts are strangers."""
        self.keyring.add_pat(token, account_id)

    def register_oauth(self, client_id: str, kid: str, public_key_pem: str, account_id: str | None = None) -> None:
        """Register an OAuth app; `kid` is what Coze shows as the public key's fingerprint."""
        self.keyring.register(kid, OAuthApp(client_id, account_id or self.account_id, public_key_pem))

    def revoke(self, token: str) -> None:
        """Let one token be dead from now on."""
        self.keyring.revoke(token)

    def expire_tokens(self) -> None:
        """Let all access tokens that OAuth apps minted be dead from now on."""
        self.keyring.expire_minted()

    def misbehave(self, *modes: str, times: int = 1, path: str | None = None) -> None:
        """Let the next `times` requests meet all `modes`; raises UnknownMode."""
        self.mischief.order(modes, times, path)

    def release(self) -> None:
        """Let all chats that stand still go on."""
        self.holds.release()

    async def until_held(self, wanted: int = 1) -> None:
        """Wait until `wanted` chats stand still at the same time."""
        await self.holds.until_held(wanted)

    async def until_idle(self) -> None:
        """Wait until no chat is being answered."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def now(self) -> int:
        """Return Unix seconds, as the API shows moments."""
        return int(self.clock())

    def new_conversation(self, owner: Owner, bot_id: str = "") -> Conversation:
        """Create and keep an empty conversation."""
        made = Conversation(self.mint.new_id(), owner, self.mint.new_id(), self.now(), bot_id)
        self.conversations[made.id] = made
        return made

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Run a chat apart from the request that asked for it."""
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    async def close(self) -> None:
        """End every chat where it stands, and its stream; raises what went wrong in one of them."""
        running = list(self._tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        # A chat that was cancelled before its first step has told nobody.
        for chat in self.chats.values():
            if chat.outlet is not None:
                chat.outlet.put_nowait(None)
        self.release()
        if self.broken:
            raise self.broken[0]

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.broken.append(error)
