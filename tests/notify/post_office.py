"""A real mail server on the loopback, inside the test's own loop: it keeps what it is given, or refuses as told."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.notify.smtp import Security, Smtp
from tests.wire.certificate import Certificate

USER, PASSWORD, SENDER = "kefu@shop.example", "only-for-tests", "Kefu <kefu@shop.example>"
NOW_S = 1_795_370_519.0
OK = "250 OK"


@dataclass(slots=True)
class PostOffice:
    """What has been delivered, and what is said to the next deliveries (`rcpt`, `data`; then everything is fine)."""

    port: int = 0
    delivered: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    logins: int = 0
    connections: int = 0

    @property
    def letters(self) -> list[EmailMessage]:
        """The delivered messages, read as a mail program would."""
        return [message_from_bytes(raw, policy=default) for raw in self.delivered]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else OK
        if answer == OK:
            self.delivered.append(envelope.content or b"")  # type: ignore[arg-type]
            self.recipients.append([str(address) for address in envelope.rcpt_tos])
        return answer

    def admit(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Whether the login is right."""
        self.logins += 1
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def post_office(
    *, security: Security = "none", certificate: Certificate | None = None, needs_login: bool = False
) -> AsyncIterator[PostOffice]:
    """A mail server that runs until the block ends."""
    office, loop, context = PostOffice(), asyncio.get_running_loop(), None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certfile, certificate.keyfile)

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            # It dislikes logins without TLS; here they never leave the machine.
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            return speak()

    def speak() -> SMTP:
        return SMTP(
            office,
            loop=loop,
            hostname="mail.shop.example",
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_required=needs_login,
            auth_require_tls=security == "starttls",
            authenticator=office.admit if needs_login else None,
        )

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()


async def at_once(_: float) -> None:
    """No wait between tries."""


def smtp_to(port: int, **options: Any) -> Smtp:
    """A way to the server at `port`."""
    known: dict[str, Any] = {"security": "none", "sender": SENDER, "timeout_s": 10.0, "sleep": at_once}
    return Smtp("127.0.0.1", port, clock_s=lambda: NOW_S, **(known | options))
