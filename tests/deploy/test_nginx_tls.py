"""TLS as testssl.sh and plain handshakes see it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.deploy.conftest import Site
from tests.deploy.nginx import Nginx

LOOKED_AT = (
    *("--protocols", "--headers", "--heartbleed", "--ccs-injection", "--robot", "--renegotiation", "--crime"),
    *("--breach", "--poodle", "--tls-fallback", "--sweet32", "--freak", "--logjam", "--drown"),
)
"""Not the certificate, which is made for the test, nor a list of all ciphers, which takes minutes: see below."""

EXPLAINED = {
    "engine_problem": "about the openssl that testssl itself uses",
    "BREACH": "pages are compressed and hold no secret to be guessed: tokens travel in headers and in answers to POST",
}
GOOD = {"OK", "INFO", "LOW", "DEBUG"}


def test_testssl_finds_nothing_to_complain_about(site: Site, tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    options = ["--quiet", "--warnings", "off", "--color", "0", "--ip", "127.0.0.1", "--fast", "--jsonfile", str(found)]
    command = ["testssl", *options, *LOOKED_AT, f"{site.nginx.named}/"]
    subprocess.run(command, capture_output=True, check=False, timeout=240)
    told = {finding["id"]: finding for finding in json.loads(found.read_text())}
    for version in ("SSLv2", "SSLv3", "TLS1", "TLS1_1"):
        assert told[version]["finding"].startswith("not offered"), told[version]
    for version in ("TLS1_2", "TLS1_3"):
        assert told[version]["finding"].startswith("offered"), told[version]
    assert {"heartbleed", "CCS", "ROBOT", "CRIME_TLS", "POODLE_SSL", "SWEET32", "LOGJAM", "HSTS_time"} <= set(told)
    bad = [finding for finding in told.values() if finding["severity"] not in GOOD]
    assert [finding for finding in bad if finding["id"] not in EXPLAINED] == []


def handshake(nginx: Nginx, *options: str) -> str:
    """What openssl tells of one connection."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{nginx.https_port}", "-servername", "chat.test"]
    done = subprocess.run([*command, *options], input="", capture_output=True, text=True, check=False, timeout=20)
    return done.stdout + done.stderr


def test_no_session_is_kept_in_a_ticket_that_a_stolen_key_would_open(site: Site) -> None:
    told = handshake(site.nginx, "-tls1_2")
    assert "Session-ID: " in told
    assert "TLS session ticket" not in told


@pytest.mark.parametrize(
    ("ciphers", "is_taken"),
    [
        ("ECDHE-ECDSA-AES256-SHA384", False),
        ("ECDHE-ECDSA-AES128-SHA", False),
        ("DHE-RSA-AES128-GCM-SHA256", False),
        ("AES128-GCM-SHA256", False),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", True),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", True),
    ],
)
def test_ciphers_of_yesterday_are_refused(site: Site, ciphers: str, is_taken: bool) -> None:
    told = handshake(site.nginx, "-tls1_2", "-cipher", ciphers)
    assert (f"Cipher is {ciphers}" in told, "handshake failure" in told) == (is_taken, not is_taken)
