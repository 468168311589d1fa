"""The certificate of an HTTPS server: what is refused, and that a renewed one is taken up by those who come next."""

import asyncio
import shutil
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.tls import Certificate, CertificateRefused
from tests.wire.certificate import make_certificate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_certificate(tmp_path)
    return tmp_path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    (folder := tmp_path / "other").mkdir()
    make_certificate(folder)
    return folder


def load(folder: Path) -> Certificate:
    return Certificate(folder / "certificate.pem", folder / "key.pem")


def serial(certfile: Path) -> int:
    return x509.load_pem_x509_certificate(certfile.read_bytes()).serial_number


def shake(context: ssl.SSLContext, client: ssl.SSLContext | None = None) -> ssl.SSLObject:
    """A handshake in memory, as event loops do it; returns the client's side."""
    client = client or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    near, far = client.wrap_bio(down, up), context.wrap_bio(up, down, server_side=True)
    for side in (near, far, near, far):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return near


def shown(certificate: Certificate) -> int:
    """The serial number of what a new client is shown."""
    found = shake(certificate.context).getpeercert(binary_form=True)
    assert found
    return x509.load_der_x509_certificate(found).serial_number


def copy(source: Path, target: Path, *names: str) -> None:
    for name in names or ("certificate.pem", "key.pem"):
        shutil.copy(source / name, target / name)


def _fold(folder: Path) -> None:
    (folder / "key.pem").unlink()
    (folder / "key.pem").mkdir()


def _mismatch(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def _mismatch_of_kinds(folder: Path) -> None:
    key = rsa.generate_private_key(65_537, 2048)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def _protect(folder: Path) -> None:
    key = serialization.load_pem_private_key((folder / "key.pem").read_bytes(), None)
    form, hidden = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"word")
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, hidden))


REFUSED: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "no certificate": (lambda f: (f / "certificate.pem").unlink(), ["TLS_CERT_FILE names", "No such file"]),
    "no key": (lambda f: (f / "key.pem").unlink(), ["TLS_KEY_FILE names", "No such file"]),
    "a folder": (_fold, ["TLS_KEY_FILE names", "directory"]),
    "an empty certificate": (lambda f: (f / "certificate.pem").write_bytes(b""), ["TLS_CERT_FILE", "PEM"]),
    "a certificate that is none": (lambda f: (f / "certificate.pem").write_text("hello"), ["TLS_CERT_FILE", "PEM"]),
    "half a certificate": (
        lambda f: (f / "certificate.pem").write_bytes((f / "certificate.pem").read_bytes()[:300]),
        ["TLS_CERT_FILE", "PEM"],
    ),
    "a key that is none": (lambda f: (f / "key.pem").write_bytes(b"\xff\xfe"), ["TLS_KEY_FILE", "PEM"]),
    "another's key": (_mismatch, ["TLS_KEY_FILE", "does not belong", "TLS_CERT_FILE"]),
    "a key of another kind": (_mismatch_of_kinds, ["TLS_KEY_FILE", "TLS_CERT_FILE"]),
    "a key with a password": (_protect, ["TLS_KEY_FILE", "password"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_files_that_are_no_good_are_refused_in_one_line(what: str, folder: Path) -> None:
    spoil, words = REFUSED[what]
    spoil(folder)
    with pytest.raises(CertificateRefused) as refusal:
        load(folder)
    assert [word for word in words if word not in str(refusal.value)] == []
    assert "\n" not in str(refusal.value)


def test_http_2_is_spoken_with_those_who_can_and_http_1_with_others(folder: Path) -> None:
    context = load(folder).context
    for offered, chosen in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), ([], None), (["spdy/3"], None)):
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.set_alpn_protocols(offered)
        assert shake(context, client).selected_alpn_protocol() == chosen


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "DHE+AESGCM"])
def test_old_ciphers_are_refused(ciphers: str, folder: Path) -> None:
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers(ciphers)
    with pytest.raises(ssl.SSLError, match=r"(?i)no.shared.cipher|handshake"):
        shake(load(folder).context, client)


def test_the_next_client_sees_the_renewed_certificate(folder: Path, other: Path) -> None:
    certificate = load(folder)
    context = certificate.context
    before = shown(certificate)
    copy(other, folder)
    assert shown(certificate) == before
    certificate.renew()
    assert shown(certificate) == serial(other / "certificate.pem") != before
    assert certificate.context is context


def test_of_a_renewed_certificate_of_another_kind_nothing_old_is_left(folder: Path, other: Path) -> None:
    make_certificate(folder, is_rsa=True)
    certificate = load(folder)
    copy(other, folder)
    certificate.renew()
    rsa_only = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    rsa_only.maximum_version = ssl.TLSVersion.TLSv1_2
    rsa_only.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    with pytest.raises(ssl.SSLError):
        shake(certificate.context, rsa_only)


def test_a_renewal_that_is_no_good_changes_nothing(folder: Path, other: Path, caplog: pytest.LogCaptureFixture) -> None:
    certificate = load(folder)
    before = shown(certificate)
    copy(other, folder, "certificate.pem")
    certificate.renew()
    assert shown(certificate) == before
    assert [record.message for record in caplog.records] == ["certificate_refused"]
    copy(other, folder, "key.pem")
    certificate.renew()
    assert shown(certificate) == serial(other / "certificate.pem")


async def test_changed_files_are_seen_by_themselves_links_too(folder: Path, other: Path) -> None:
    live = folder / "live"
    live.symlink_to(folder)
    certificate = load(live)
    watching = asyncio.create_task(certificate.watch(look_s=0.01))
    async with asyncio.timeout(10):
        live.unlink()
        live.symlink_to(other)
        while shown(certificate) != serial(other / "certificate.pem"):
            await asyncio.sleep(0.01)
    watching.cancel()


async def test_files_that_are_away_for_a_moment_are_told_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    certificate = load(folder)
    before = shown(certificate)
    (folder / "certificate.pem").rename(folder / "away.pem")
    watching = asyncio.create_task(certificate.watch(look_s=0.001))
    async with asyncio.timeout(10):
        while not caplog.records:
            await asyncio.sleep(0.01)
        (folder / "away.pem").rename(folder / "certificate.pem")
        caplog.set_level("INFO", "kefu")
        while len(caplog.records) < 2:
            await asyncio.sleep(0.01)
    watching.cancel()
    assert [record.message for record in caplog.records] == ["certificate_refused", "certificate_renewed"]
    assert shown(certificate) == before
