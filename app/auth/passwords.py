"""Passwords turned into Argon2id hashes and compared with them, off the event loop; they are kept by nobody."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import TooBusy

LANES = 2
WAITING = 100
"""How many may wait for a lane: each takes the time and the memory (64 MiB) that make guessing dear."""

Result = TypeVar("Result")


class Passwords:
    """Hashes and verifies, `LANES` at a time. Every method that does may raise `TooBusy`."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Threads of our own: a caller that is cancelled frees no thread before its hash is done.
        self._lanes = ThreadPoolExecutor(LANES, thread_name_prefix="passwords")
        self._waiting = 0
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """The hash to keep, with its parameters in it."""
        return await self._run(lambda: self._hasher.hash(_plain(password)))

    async def verify(self, password: str, password_hash: str) -> bool:
        """Whether the hash is that of `password`; with "" it is nobody's, which takes just as long to say."""
        return await self._run(lambda: self._compare(_plain(password), password_hash))

    def expect_room(self) -> None:
        """Raise `TooBusy` where a hash would have to wait too long, before anything is made of the request."""
        if self._waiting >= WAITING:
            raise TooBusy()

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(password_hash)

    def _compare(self, password: str, password_hash: str) -> bool:
        self._nobodys = self._nobodys or self._hasher.hash("nobody's")
        try:
            return self._hasher.verify(password_hash or self._nobodys, password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        self.expect_room()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lanes, work)
        finally:
            self._waiting -= 1


def _plain(password: str) -> str:
    """The same characters however a keyboard composes them (NIST SP 800-63B, 5.1.1.2)."""
    return normalize("NFKC", password)
