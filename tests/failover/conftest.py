"""The groups of servers that tests may maltreat, each the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.failover.cluster import Cluster, clustered
from tests.failover.sentinels import Watched, watched


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Watched]:
    """A master, two replicas and three Sentinels."""
    with watched(tmp_path / "group") as group:
        yield group


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Three masters with a replica each."""
    with clustered(tmp_path / "cluster") as cluster:
        yield cluster
