"""What the regression cases share: one scene for all of them."""

from collections.abc import Iterator

import pytest

from app.store import embedded
from tests.browser.conftest import browser, playwright
from tests.regression.scene import Scene, running_scene

__all__ = ["browser", "playwright"]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory, valkey_of_our_own: str) -> Iterator[Scene]:
    """The shop; it lives as long as the run, beside whatever other tests do to their stores."""
    with running_scene(tmp_path_factory.mktemp("regression"), valkey_of_our_own) as running:
        yield running


@pytest.fixture(scope="session")
def valkey_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store that no other test empties."""
    store = embedded.join(tmp_path_factory.mktemp("regression-store"))
    yield store.url
    store.leave()
