"""Where chats stand still until a test lets them go on; it knows nothing about chats."""

import asyncio


class Holds:
    """A gate that everyone at a hold waits for, and a count to wait on."""

    def __init__(self) -> None:
        self.held = 0
        self._gate = asyncio.Event()
        self._moved = asyncio.Event()

    async def stand(self) -> None:
        """Stand still until the next release."""
        gate = self._gate
        self._count(1)
        try:
            await gate.wait()
        finally:
            self._count(-1)

    def release(self) -> None:
        """Let everyone who stands here now go on."""
        self._gate.set()
        self._gate = asyncio.Event()

    async def until_held(self, wanted: int) -> None:
        """Wait until at least `wanted` stand still at the same time."""
        while self.held < wanted:
            await self._moved.wait()

    def _count(self, change: int) -> None:
        self.held += change
        self._moved.set()
        self._moved = asyncio.Event()
