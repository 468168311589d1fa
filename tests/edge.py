"""The edge switch: with KEFU_TEST_EDGE=nginx, tests reach two applications through Nginx, without sticky sessions.

Tests that are about the socket of one process, and not about what comes through it, stay out; `OWN_SOCKET` lists them.
"""

import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.deploy.nginx import Nginx
from tests.processes import free_port
from tests.wire.certificate import Certificate

VARIABLE = "KEFU_TEST_EDGE"
PORTS = 3

OWN_SOCKET = {
    "tests/wire/test_disconnect.py::test_leaving_before_the_headers_leaks_nothing": (
        "counts what one process holds for each connection, and Nginx keeps its own open"
    ),
    "tests/wire/test_connections.py": "counts what one process holds for each connection",
    "tests/wire/test_hello.py::test_nothing_between_may_keep_buffer_or_change_a_stream": (
        "looks for the header that tells Nginx not to buffer, which Nginx takes off"
    ),
    "tests/wire/test_many.py::test_a_stream_outlives_a_thousand_requests_on_its_connection": (
        "is about Hypercorn's limit; Nginx has one too, and lets open streams finish"
    ),
    "tests/wire/test_slow_reader.py::test_over_http_2_a_slow_reader_holds_up_no_neighbour": (
        "is about Hypercorn's HTTP/2, which is not spoken behind Nginx"
    ),
}
"""Files and tests that stay out, each with the reason."""


@dataclass(slots=True)
class Front:
    """A real Nginx as it is shipped, that also listens without TLS, which nobody is shipped.

    `base` is its address on the one way that the test asked for.
    """

    nginx: Nginx
    plain_port: int
    is_tls: bool

    @property
    def base(self) -> str:
        return self.nginx.https if self.is_tls else f"http://127.0.0.1:{self.plain_port}"

    def named(self, host: str) -> str:
        """Its address by the host name of its PUBLIC_URL."""
        return self.base.replace("127.0.0.1", host)

    @property
    def h2(self) -> tuple[str, ssl.SSLContext]:
        """The address for HTTP/2 and what its clients trust: Nginx speaks it over TLS alone."""
        return self.nginx.https, self.nginx.trusted()

    def open(self, *bases: str) -> None:
        """Let people in to the applications at these addresses."""
        self.nginx.backends = [urlsplit(base).netloc for base in bases]
        self.nginx.start()


def is_wanted() -> bool:
    """Whether tests are to go through the edge."""
    return os.environ.get(VARIABLE) == "nginx"


def why_not(node_id: str) -> str:
    """Why the test of that id stays out; "" where it does not."""
    parts = re.split(r"(?=::|\[)", node_id)
    return next(
        (OWN_SOCKET[name] for end in range(1, len(parts) + 1) if (name := "".join(parts[:end])) in OWN_SOCKET), ""
    )


@contextmanager
def front(certfile: str = "", keyfile: str = "") -> Iterator[Front]:
    """A door that is not open yet; it speaks TLS with that certificate, or none."""
    with TemporaryDirectory(prefix="kefu-edge-") as folder:
        ports: set[int] = set()
        while len(ports) < PORTS:
            ports.add(free_port())
        plain_port, http_port, https_port = ports

        def change(configuration: str) -> str:
            # Each in turn: whoever has fewer connections would often be the same one.
            configuration = configuration.replace("least_conn;", "")
            return re.sub(r"(listen \S+ ssl(?: http2)?;)", rf"\1 listen 127.0.0.1:{plain_port};", configuration)

        nginx = Nginx(Path(folder), [], change=change, http_port=http_port, https_port=https_port)
        if certfile:
            nginx.certificate = Certificate(certfile, keyfile)
        opened = Front(nginx, plain_port, is_tls=bool(certfile))
        try:
            yield opened
        finally:
            if nginx.process and nginx.process.poll() is None:
                nginx.kill()
