"""What the tests of the desk share."""

import pytest

from app.store.store import Store
from tests.desk.floor import Floor
from tests.desk.stage import Stage


@pytest.fixture
async def stage(store: Store) -> Stage:
    """A desk on the empty store."""
    return Stage(store)


@pytest.fixture
async def floor(store: Store) -> Floor:
    """A desk with room for people on the empty store."""
    return Floor(store)
