"""Certificates for real: certbot proves the names to an authority through Nginx, which takes up what comes, unasked."""

import asyncio
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest

from tests.deploy.acme import Authority, Certifier
from tests.deploy.conftest import Site
from tests.deploy.entry import HOST, Entry, until
from tests.live import Visitor, open_visitor

BOTH = f"{HOST} admin.test"
HOUR_S = 3600
HALF_A_DAY_S = 12 * HOUR_S
ALLOWED_AN_HOUR = 5
"""Failures for one name, by Let's Encrypt's table of limits."""


@dataclass(frozen=True, slots=True)
class Estate:
    """An edge without a certificate, somebody who will get one, and the authority to ask, which is not there yet."""

    edge: Entry
    certifier: Certifier
    authority: Authority

    def serial(self) -> str:
        """The number of the certificate that a new handshake gets; "" while none can be verified."""
        return str(self.edge.shown(self.authority.trust()).get("serialNumber", ""))


@contextmanager
def founded(folder: Path, back_end: str, domain: str, days: int) -> Iterator[Estate]:
    """An edge for these names, which runs; the others are ready to. All of it is stopped in the end."""
    edge = Entry(folder / "edge", (back_end,), server_name=domain)
    authority = Authority(folder / "authority", edge.nginx.http_port, days)
    told = {
        "DOMAIN": HOST,
        "ACME_EMAIL": "owner@shop.test",
        "ACME_SERVER": authority.directory,
        "ACME_ROOT": str(edge.acme_root),
        "CERT_DIR": str(edge.cert_dir),
        "REQUESTS_CA_BUNDLE": authority.own.certfile,
    }
    certifier = Certifier(folder / "certifier", told)
    with ExitStack() as stack:
        for process in (edge, authority, certifier):
            stack.callback(process.stop)
        edge.start()
        yield Estate(edge, certifier, authority)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Estate]:
    """One that has got its first certificate, which lasts for three weeks: each further look finds it due."""
    back_end = f"127.0.0.1:{site.servers[0].port}"
    with founded(tmp_path_factory.mktemp("certified"), back_end, BOTH, days=21) as estate:
        estate.authority.start()
        estate.certifier.start()
        estate.certifier.sleeps(1)
        until(estate.serial, "the edge shows a certificate")
        yield estate


@pytest.fixture
def uncertified(tmp_path: Path, site: Site) -> Iterator[Estate]:
    """One that will get a certificate for the usual three months; the authority is not there yet."""
    with founded(tmp_path, f"127.0.0.1:{site.servers[0].port}", HOST, days=90) as estate:
        yield estate


def curl(estate: Estate, path: str) -> subprocess.CompletedProcess[str]:
    """A client that trusts the authority's root alone; it prints the version of HTTP and the status."""
    port = estate.edge.nginx.https_port
    command = ["curl", "--silent", "--http2", "--cacert", str(estate.authority.root), "--max-time", "20"]
    command += ["--resolve", f"{HOST}:{port}:127.0.0.1", "--output", os.devnull]
    command += ["--write-out", "%{http_version} %{http_code}", f"https://{HOST}:{port}{path}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_first_certificate_came_and_is_shown_unasked(certified: Estate) -> None:
    assert curl(certified, "/api/health/ready").stdout == "2 200"
    assert certified.certifier.said[0].startswith(f"certify: the certificate for {HOST} lasts until ")
    assert HALF_A_DAY_S <= certified.certifier.naps_s[0] < HALF_A_DAY_S * 1.1


def test_private_keys_are_readable_by_their_owner_alone(certified: Estate) -> None:
    keys = [path for path in certified.edge.cert_dir.rglob("*") if path.is_file() and is_private(path)]
    assert {"privkey1.pem", "private_key.json"} <= {path.name for path in keys}
    for path in keys:
        about = path.stat()
        assert (stat.S_IMODE(about.st_mode) & 0o077, about.st_uid) == (0, os.geteuid()), path


def is_private(path: Path) -> bool:
    return "PRIVATE KEY" in path.read_text() or path.name == "private_key.json"


async def test_neither_a_renewal_that_fails_nor_one_that_succeeds_harms_a_stream(certified: Estate) -> None:
    before = certified.serial()
    trust = certified.authority.trust()
    async with certified.edge.client(trust) as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await ear.until("hello")
            await asyncio.to_thread(renew, certified, "127.0.0.2")
            assert certified.certifier.said[-1].startswith("certify: no new certificate")
            assert certified.serial() == before
            await asyncio.to_thread(renew, certified, "127.0.0.1")
            await asyncio.to_thread(until, lambda: certified.serial() not in {"", before}, "a new one is shown")
            async with certified.edge.client(trust) as other:
                later = Visitor(other, visitor.token, visitor.session_name, "", {})
                assert (await later.say("Are you still there?")).status_code == 202
            await ear.until("message", text="Are you still there?")
            await ear.until("turn", state="finished")


def renew(estate: Estate, address: str) -> None:
    """The next look, when the name leads to `address`; returns when it is over."""
    times = len(estate.certifier.naps_s)
    estate.authority.lead_names_to(address)
    estate.certifier.wake()
    estate.certifier.sleeps(times + 1)


def test_a_name_can_be_added_to_the_certificate(certified: Estate) -> None:
    before = certified.serial()
    done = certified.certifier.once(DOMAIN=BOTH)
    assert done.returncode == 0, done.stdout + done.stderr
    until(lambda: certified.serial() not in {"", before}, "the edge shows the new certificate")
    for host in BOTH.split():
        shown = certified.edge.shown(certified.authority.trust(), host)["subjectAltName"]
        assert sorted(name for _, name in shown) == sorted(BOTH.split())


@pytest.mark.parametrize("is_another", [False, True])
def test_a_certificate_of_another_authority_is_replaced_at_once(certified: Estate, is_another: bool) -> None:
    """One that was got in a trial is believed by no browser, and would last for months."""
    server = "https://127.0.0.1:9/dir" if is_another else certified.authority.directory
    certified.certifier.put("certbot", 'echo "$@"')
    try:
        asked = certified.certifier.once(ACME_SERVER=server).stdout
    finally:
        certified.certifier.take_away("certbot")
    assert f"--server {server}" in asked
    assert ("--force-renewal" in asked) is is_another


def test_a_failure_is_told_in_a_line_and_tried_again_later_while_all_goes_on(uncertified: Estate) -> None:
    edge, certifier, authority = uncertified.edge, uncertified.certifier, uncertified.authority
    certifier.start()
    assert 60 <= certifier.sleeps(1) < 66
    assert len(certifier.said) == 1
    assert certifier.said[0].startswith(f"certify: no new certificate for {HOST}; trying again in some 1 min")
    assert certifier.said[0].endswith("Connection refused")
    assert (edge.asks("/edge-health"), edge.asks("/")) == (204, 301)

    authority.start()
    authority.lead_names_to("127.0.0.2")
    certifier.wake()
    assert 240 <= certifier.sleeps(2) < 264
    assert len(certifier.said) == 2
    assert "in some 4 min" in certifier.said[1]
    assert f"The reason: {HOST}: " in certifier.said[1]
    assert certifier.said[1].endswith("Does each name lead to this machine, and is port 80 open to everybody?")
    handshake_refused = 35
    assert curl(uncertified, "/").returncode == handshake_refused
    assert (edge.asks("/edge-health"), edge.asks("/")) == (204, 301)

    authority.lead_names_to("127.0.0.1")
    certifier.wake()
    assert certifier.sleeps(3) >= HALF_A_DAY_S
    until(uncertified.serial, "the edge shows a certificate")

    serial, one_refused_one_granted = uncertified.serial(), 2
    certifier.wake()
    assert certifier.sleeps(4) >= HALF_A_DAY_S
    assert (uncertified.serial(), authority.orders) == (serial, one_refused_one_granted)
    assert ["lasts until" in line for line in certifier.said] == [False, False, True, True]
    assert certifier.stop() == 0


def test_however_long_it_fails_no_limit_of_the_authority_is_met(tmp_path: Path) -> None:
    told = {"DOMAIN": HOST, "ACME_ROOT": str(tmp_path), "CERT_DIR": str(tmp_path)}
    certifier = Certifier(tmp_path / "certifier", told)
    certifier.put("certbot", "exit 1")
    certifier.start()
    try:
        for times in range(1, 10):
            certifier.sleeps(times)
            certifier.wake()
        asked_at_s = [0, *accumulate(certifier.naps_s)]
    finally:
        certifier.stop()
    for begin_s in asked_at_s:
        assert sum(begin_s <= at_s < begin_s + HOUR_S for at_s in asked_at_s) < ALLOWED_AN_HOUR
    assert max(certifier.naps_s) < 7 * HOUR_S
