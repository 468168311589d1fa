"""The certificate of an HTTPS server: how it is loaded, checked and renewed while it runs; it listens to nobody."""

import asyncio
import logging
import ssl
from pathlib import Path
from typing import Any, Self

from app.telemetry.log import log

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: forward secrecy and authenticated encryption (RFC 9325, 4.2); TLS 1.3 has nothing else."""

PROTOCOLS = ["h2", "http/1.1"]
LOOK_S = 60.0
"""How often the files are looked at; certificates are renewed weeks before they expire."""

Stamp = tuple[tuple[int, ...], ...]


class CertificateRefused(Exception):
    """A certificate cannot be used; the message tells the operator in one line what to do."""


class _Doorway(ssl.SSLContext):
    """Hands each new connection to the newest context.

    A context that loads a second certificate may keep the first beside it (one per kind of key), and may be left with
    half of it where the second is no good; so each certificate has a context of its own.
    """

    newest: ssl.SSLContext

    def __new__(cls, newest: ssl.SSLContext) -> Self:
        """A context that serves with `newest`."""
        made = super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)
        made.newest = newest
        return made

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        """What event loops begin a connection with."""
        return self.newest.wrap_bio(*args, **kwargs)


class Certificate:
    """A certificate with its chain, and its key, as PEM files; raises `CertificateRefused` where they are no good."""

    def __init__(self, certfile: Path, keyfile: Path) -> None:
        self._certfile, self._keyfile = certfile, keyfile
        self._stamp = self._look()
        self._doorway = _Doorway(load(certfile, keyfile))

    @property
    def context(self) -> ssl.SSLContext:
        """What a server listens with; it stays the same, and new connections see the newest certificate."""
        return self._doorway

    def renew(self) -> None:
        """Take up what the files hold now; what cannot be used is logged, and the old certificate stays."""
        self._stamp = self._look()
        try:
            self._doorway.newest = load(self._certfile, self._keyfile)
        except CertificateRefused as error:
            log("certificate_refused", level=logging.ERROR, reason=str(error))
        else:
            log("certificate_renewed", file=str(self._certfile))

    async def watch(self, look_s: float = LOOK_S) -> None:
        """Look at the files again and again, and renew when they have changed."""
        while True:
            await asyncio.sleep(look_s)
            if self._look() != self._stamp:
                self.renew()

    def _look(self) -> Stamp:
        """What changes when a file does, or when a link (as certbot's are) points to another; () for one not there."""
        return tuple(_stamp(path) for path in (self._certfile, self._keyfile))


def load(certfile: Path, keyfile: Path) -> ssl.SSLContext:
    """A server's context: TLS 1.2 or later, HTTP/2 or HTTP/1.1; raises `CertificateRefused`."""
    key = ""
    for name, path in (("TLS_CERT_FILE", certfile), ("TLS_KEY_FILE", keyfile)):
        try:
            key = path.read_text("latin-1")
        except OSError as error:
            raise CertificateRefused(f"{name} names {path}, which cannot be read ({error.strerror}).") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(PROTOCOLS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    try:
        # Without an answer OpenSSL would ask for a password on the terminal.
        context.load_cert_chain(certfile, keyfile, password=lambda: "")
    except OSError as error:
        raise CertificateRefused(_reason(error, certfile, keyfile, is_protected="ENCRYPTED" in key)) from error
    return context


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _reason(error: OSError, certfile: Path, keyfile: Path, *, is_protected: bool) -> str:
    found = getattr(error, "reason", "") or "no PEM"
    if found == "KEY_VALUES_MISMATCH":
        return f"TLS_KEY_FILE ({keyfile}) does not belong to the certificate in TLS_CERT_FILE ({certfile})."
    if is_protected:
        return f"TLS_KEY_FILE ({keyfile}) is protected by a password; store it without one, readable by us alone."
    return f"TLS_CERT_FILE ({certfile}) or TLS_KEY_FILE ({keyfile}) cannot be used ({found}); both must be PEM files."
