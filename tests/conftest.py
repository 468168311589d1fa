"""What all tests share: a real Valkey of their own, emptied for each test, and the settings to use it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import embedded
from app.store.store import Store, open_store

SECRET = "a secret of tests, long enough for any check"


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
