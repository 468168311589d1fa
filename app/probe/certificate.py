"""What a TLS server shows of itself, and what a certificate's file holds; nothing is sent over the line."""

import asyncio
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from app.domain.address import ascii_host

PROTOCOLS = ["h2", "http/1.1"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """For whom a certificate is (hosts and addresses), by whom, and until when (Unix seconds)."""

    names: tuple[str, ...]
    issuer: str
    ends_s: float

    def covers(self, host: str) -> bool:
        """Whether it is for `host`; a wildcard stands for one label (RFC 6125)."""
        plain = ascii_host(host) or host.lower()
        return plain in self.names or f"*.{plain.partition('.')[2]}" in self.names


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a TLS connection began. `distrust` and `trouble` are why not, in the system's words; `alpn` was agreed on."""

    certificate: Certificate | None = None
    distrust: str = ""
    alpn: str = ""
    trouble: str = ""


def unchecked() -> ssl.SSLContext:
    """A context that believes anybody: for looking at what is there, never for saying anything."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def shake_hands(host: str, port: int) -> Handshake:
    """Begin TLS with the server as browsers do; never raises for what is wrong with it.

    Authorities are the system's, and those of the file that SSL_CERT_FILE names (OpenSSL).
    """
    try:
        return await _connect(host, port, ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        distrust = error.verify_message
    except OSError as error:
        return Handshake(trouble=str(error) or type(error).__name__)
    try:
        return await _connect(host, port, unchecked(), distrust)
    except OSError as error:
        return Handshake(distrust=distrust, trouble=str(error) or type(error).__name__)


async def _connect(host: str, port: int, context: ssl.SSLContext, distrust: str = "") -> Handshake:
    context.set_alpn_protocols(PROTOCOLS)
    _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    try:
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        shown = tls.getpeercert(binary_form=True)
        return Handshake(
            certificate=_read(x509.load_der_x509_certificate(shown)) if shown else None,
            distrust=distrust,
            alpn=tls.selected_alpn_protocol() or "",
        )
    finally:
        # Nobody waits for the other side's goodbye.
        writer.transport.abort()


def read_certificate(path: Path) -> Certificate:
    """The first certificate of a PEM file, the server's own; raises OSError or ValueError."""
    return _read(x509.load_pem_x509_certificate(path.read_bytes()))


def _read(found: x509.Certificate) -> Certificate:
    try:
        listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        listed = x509.SubjectAlternativeName([])
    hosts = (name.lower() for name in listed.get_values_for_type(x509.DNSName))
    addresses = (str(one) for one in listed.get_values_for_type(x509.IPAddress))
    issuer = [
        str(part.value)
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for part in found.issuer.get_attributes_for_oid(oid)
    ]
    return Certificate((*hosts, *addresses), ", ".join(issuer), found.not_valid_after_utc.timestamp())
