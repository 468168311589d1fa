"""Starts the embedded store again where its process has died under a running server; no other store is its business."""

import asyncio
import logging
from pathlib import Path

from app.store import embedded
from app.telemetry.log import log

LOOK_EVERY_S = 1.0


class Caretaker:
    """Looks after the store of `data_dir`, if it is the one at `url`."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self._url = url
        self._data_dir = data_dir

    @property
    def is_needed(self) -> bool:
        """Whether the program's own store is used at all."""
        return self._url == f"unix://{embedded.socket_path(self._data_dir.resolve())}"

    async def run(self) -> None:
        """Look every second, until cancelled. What was acknowledged is on disk, as after any `kill -9` of a store."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                # In a thread: a start waits until the data are loaded.
                if await asyncio.to_thread(embedded.revive, self._data_dir):
                    log("store_revived", level=logging.WARNING, reason="its process had ended; see store.log")
            except embedded.EmbeddedStoreFailed as error:
                log("store_not_revived", level=logging.ERROR, reason=str(error))
