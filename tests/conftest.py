"""What all tests share: a real Valkey of their own, emptied for each test, and the settings to use it."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.auth import passwords
from app.settings import Settings
from app.store import embedded
from app.store.store import Store, open_store
from tests import edge
from tests.processes import Server

SECRET = "a secret of tests, long enough for any check"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Behind the edge, leave out what is about the socket of one process."""
    if not edge.is_wanted():
        return
    out = [item for item in items if edge.why_not(item.nodeid)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hashes that cost nothing, in servers of the test's own process: what makes guessing dear makes a run long."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", cheap)
        yield


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Valkey that lives as long as the run."""
    store = embedded.join(tmp_path_factory.mktemp("valkey"))
    yield store.url
    store.leave()


@pytest.fixture
async def store(valkey: str) -> AsyncIterator[Store]:
    """An empty store in which sessions live an hour."""
    opened = open_store(valkey, tag="test", expire_s=3600)
    await opened.redis.flushall()
    yield opened
    await opened.close()


@pytest.fixture
async def settings(valkey: str, store: Store) -> Settings:
    """Settings for an application on the empty store."""
    return Settings(redis_url=valkey, redis_tag="test", secret_key=SECRET, session_expire_seconds=3600)


@pytest.fixture
def project() -> Path:
    """The root of the repository."""
    return Path(__file__).parents[1]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on an embedded store of its own, which is gone afterwards; not started yet."""
    var_dir = tmp_path / "var"
    server = Server(tmp_path / "log", {"VAR_DIR": str(var_dir)})
    yield server
    if server.process and server.process.poll() is None:
        server.kill()
    if embedded._answers(embedded.socket_path(var_dir)):
        embedded._stop(embedded.socket_path(var_dir))
