"""HTTPS and HTTP/2 straight from the program, as other people's programs speak them: curl, h2load, OpenSSL."""

import re
import shutil
import signal
import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.processes import Server, run_command
from tests.wire.certificate import Certificate, make_certificate
from tests.wire.fleet import complaints
from tests.wire.watching import see_now


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate, valkey: str) -> Iterator[Server]:
    """One server for the tests that change nothing; it ends in order, and never had anything to complain of."""
    folder = tmp_path_factory.mktemp("https")
    environ = {"REDIS_URL": valkey, "REDIS_TAG": "https", "SECRET_KEY": "s" * 32, **tls(certificate)}
    server = Server(folder / "log", environ)
    server.start()
    yield server
    assert server.stop() == 0
    assert complaints(server) == []


def tls(certificate: Certificate) -> dict[str, str]:
    return {"TLS_CERT_FILE": certificate.certfile, "TLS_KEY_FILE": certificate.keyfile}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def curl(server: Server, *options: str) -> str:
    """What curl writes out: the HTTP version and the status."""
    trust = ["--cacert", server.environ["TLS_CERT_FILE"]]
    shown = ["--silent", "--show-error", "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}"]
    return run("curl", *trust, *shown, *options, f"{server.base}/api/health/ready")


def shown(server: Server) -> str:
    """The certificate that a new client is shown."""
    return ssl.get_server_certificate(("127.0.0.1", server.port))


@pytest.mark.parametrize(("option", "version"), [("--http2", "2"), ("--http1.1", "1.1"), ("--tlsv1.3", "2")])
def test_curl_is_served_as_it_likes(option: str, version: str, https: Server) -> None:
    assert curl(https, option) == f"{version} 200"


def test_browsers_are_told_not_to_come_without_tls(https: Server) -> None:
    head = run("curl", "--cacert", https.environ["TLS_CERT_FILE"], "--silent", "--head", f"{https.base}/embed")
    assert "strict-transport-security: max-age=31536000" in head.lower()


def test_h2load_has_every_request_answered(https: Server) -> None:
    told = run("h2load", "-n", "1000", "-c", "4", "-m", "25", f"{https.base}/api/health/live")
    assert re.search(r"Application protocol: h2$", told, re.MULTILINE)
    assert "1000 done, 1000 succeeded, 0 failed, 0 errored" in told
    assert "status codes: 1000 2xx" in told


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_only_tls_1_2_and_later_are_spoken(version: ssl.TLSVersion, https: Server) -> None:
    client = https.trust
    with warnings.catch_warnings():
        # That nobody should speak the old one is the point.
        warnings.simplefilter("ignore", DeprecationWarning)
        client.minimum_version = client.maximum_version = version
    client.set_ciphers("DEFAULT@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", https.port), timeout=10) as plain:
        if version == ssl.TLSVersion.TLSv1_1:
            with pytest.raises(ssl.SSLError, match=r"(?i)EOF|alert.protocol.version"):
                client.wrap_socket(plain, server_hostname="127.0.0.1")
        else:
            with client.wrap_socket(plain, server_hostname="127.0.0.1") as secured:
                assert (secured.version() or "").replace(".", "_") == version.name


def test_who_speaks_no_tls_is_turned_away_without_a_word_in_the_log(https: Server) -> None:
    with socket.create_connection(("127.0.0.1", https.port), timeout=10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        while plain.recv(4096):
            continue
    assert curl(https) == "2 200"


def test_the_banner_says_https_and_what_it_says_is_there(https: Server) -> None:
    addresses = re.findall(r"https?://[^\s#]+", https.log.read_text())
    assert addresses[:2] == [f"{https.base}/", f"{https.base}/agent"]
    for address in addresses:
        answer = httpx.get(address, headers={"Accept": "text/html"}, verify=https.trust, follow_redirects=True)
        assert answer.status_code == 200


def test_cookies_are_secure(https: Server) -> None:
    ours = {"Origin": https.base}
    answer = httpx.post(f"{https.base}/api/chat/session", json={"remember": True}, headers=ours, verify=https.trust)
    assert "; Secure;" in answer.headers["set-cookie"]


def test_files_that_do_not_belong_together_are_one_line_at_the_start(certificate: Certificate, tmp_path: Path) -> None:
    other = make_certificate(tmp_path)
    outcome = run_command(
        "serve", TLS_CERT_FILE=certificate.certfile, TLS_KEY_FILE=other.keyfile, VAR_DIR=str(tmp_path / "var")
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert len(outcome.stderr.splitlines()) == 1
    assert "TLS_KEY_FILE" in outcome.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sighup_takes_a_renewed_certificate_up(workers: str, tmp_path: Path, server: Server) -> None:
    (renewed := tmp_path / "renewed").mkdir()
    first, second = make_certificate(tmp_path), make_certificate(renewed)
    before, after = Path(first.certfile).read_text(), Path(second.certfile).read_text()
    server.environ |= tls(first)
    server.arguments = ("--workers", workers)
    server.start()
    assert shown(server) == before
    with httpx.Client(base_url=server.base, verify=server.trust) as old:
        assert old.get("/api/health/live").status_code == 200
        shutil.copy(second.certfile, first.certfile)
        shutil.copy(second.keyfile, first.keyfile)
        server.signal(signal.SIGHUP)
        see_now(lambda: server.log.read_text().count('"certificate_renewed"') == int(workers), "the renewed one")
        assert {shown(server) for _ in range(10)} == {after}
        # Who was connected stays so.
        assert old.get("/api/health/live").status_code == 200
    assert server.stop() == 0
    assert complaints(server) == []
