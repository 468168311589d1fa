"""What the tests of streams share: a certificate, the roads, and processes of the program."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.store.store import Store
from tests.wire.certificate import Certificate, make_certificate
from tests.wire.fleet import Fleet, mustered
from tests.wire.roads import ROADS, Road, all_roads


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that lives as long as the run."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest, certificate: Certificate) -> Road:
    """Each of the three roads in turn."""
    return next(road for road in all_roads(certificate) if road.name == request.param)


@pytest.fixture
async def fleet(tmp_path: Path, valkey: str, store: Store) -> AsyncIterator[Fleet]:
    """Processes of the program on the empty store, as many as the test starts."""
    async with mustered(tmp_path, valkey) as fleet:
        yield fleet
