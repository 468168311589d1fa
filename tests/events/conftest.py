"""What the tests of the streams share."""

from collections.abc import AsyncIterator

import pytest

from app.store.store import Store
from tests.events.room import Room


@pytest.fixture
async def room(store: Store) -> AsyncIterator[Room]:
    """A process whose hub follows the bus of the empty store."""
    opened = Room(store)
    async with opened.running():
        yield opened
