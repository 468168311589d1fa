"""What the tests of the desk share."""

import pytest

from app.store.store import Store
from tests.desk.stage import Stage


@pytest.fixture
async def stage(store: Store) -> Stage:
    """A desk on the empty store."""
    return Stage(store)
