"""What the tests of the desk share."""

import pytest

from app.desk.identity import IdentityDesk
from app.store.store import Store
from tests.desk.arriving import Arrive, way_in
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


@pytest.fixture
def identity_desk(floor: Floor) -> IdentityDesk:
    """The use cases of being somebody, on the floor."""
    return IdentityDesk(floor.store, floor.changes, floor.desk)


@pytest.fixture
def arrive(floor: Floor, identity_desk: IdentityDesk) -> Arrive:
    """How people come to the shop."""
    return way_in(floor, identity_desk)
