"""What the tests of the edge share: two real back ends on one store, and a real Nginx in front of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.store import embedded
from tests.conftest import SECRET
from tests.deploy.nginx import Nginx
from tests.processes import Server, run_command

PASSWORD = "a good long pass phrase"


@dataclass(frozen=True, slots=True)
class Site:
    """A whole installation: the edge and what stands behind it."""

    nginx: Nginx
    servers: tuple[Server, Server]
    environ: dict[str, str]

    def run(self, *arguments: str, said: str = "") -> str:
        """An operator's command on the store; returns what it printed."""
        done = run_command(*arguments, timeout_s=60, said=said, **self.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def server_at(self, upstream: str) -> Server:
        """The back end with the address that Nginx wrote down."""
        return next(server for server in self.servers if upstream == f"127.0.0.1:{server.port}")


@contextmanager
def built(folder: Path) -> Iterator[Site]:
    """An installation with a store of its own; nothing of it is left in the end."""
    store = embedded.join(folder / "var")
    nginx = Nginx(folder / "nginx", ())
    environ = {
        "REDIS_URL": store.url,
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": nginx.https,
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    servers = (Server(folder / "one.log", environ), Server(folder / "two.log", environ))
    try:
        for server in servers:
            server.start()
        nginx.backends = [f"127.0.0.1:{server.port}" for server in servers]
        nginx.start()
        yield Site(nginx, servers, environ)
    finally:
        nginx.stop()
        for server in servers:
            server.stop()
        store.leave()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation for all tests, which leave it as it was."""
    with built(tmp_path_factory.mktemp("site")) as site:
        yield site
