"""The fixtures of this folder's tests; other folders start a double themselves, as README.md shows."""

from collections.abc import AsyncIterator

import pytest

from tests.coze_double import CozeDouble
from tests.coze_double.stage import Stage, staged
from tests.coze_double.wire import Wire, open_wire


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Yield the official SDK's way to a double."""
    async with staged(CozeDouble()) as made:
        yield made


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """Yield a plain client's way to a double."""
    async for made in open_wire(CozeDouble()):
        yield made


@pytest.fixture
async def studio() -> AsyncIterator[Wire]:
    """Yield a plain client's way to a double of Studio."""
    async for made in open_wire(CozeDouble(dialect="studio")):
        yield made
