"""The way to the mail server, one connection for each letter; what its refusals mean is in `failure`."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from app.domain.address import ascii_address
from app.notify.failure import MailError, is_passing, meaning
from app.notify.letter import Letter, compose

Security = Literal["none", "starttls", "tls"]
PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}

CONNECT_TRIES = 3
SEND_S = 60.0
"""How long one letter may take in all; whoever leases letters leases them for longer."""

PARTING_S = 2.0


def read_sender(text: str) -> Address | None:
    """The sender that `kefu@example.com` or `Name <kefu@example.com>` means; None where it is no address."""
    name, found = parseaddr(text)
    address = ascii_address(found)
    return Address(name, addr_spec=address) if address and text.isprintable() else None


class Smtp:
    """One mail server. Certificates are verified: by `ca_file` alone where it is given, else by the system's."""

    def __init__(
        self,
        host: str,
        port: int = 0,
        *,
        user: str = "",
        password: str = "",
        security: Security = "tls",
        sender: str,
        timeout_s: float = 20.0,
        ca_file: Path | None = None,
        clock_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Nothing is sent yet; `timeout_s` is for each step, port 0 is the usual one.

        Raises ValueError for a sender that is none, OSError for a `ca_file` that cannot be read.
        """
        address = read_sender(sender)
        if address is None:
            raise ValueError("The sender is no address.")
        self._host, self._port = host, port or PORTS[security]
        self._user, self._password = user, password
        self._security = security
        self._sender = address
        self._timeout_s = timeout_s
        self._tls = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        self._clock_s = clock_s
        self._sleep = sleep

    async def send(self, letter: Letter) -> None:
        """Return when the server has taken the letter; raises `MailError`."""
        try:
            message = compose(letter, sender=self._sender, at_s=self._clock_s())
        except ValueError as error:
            raise MailError(f"unwritable: {error}", retryable=False) from error
        try:
            async with asyncio.timeout(SEND_S):
                client = await self._deliver(letter, message)
        except (SMTPException, OSError) as error:
            # TimeoutError is an OSError, and so is everything of ssl.
            raise meaning(error) from error
        await _part(client)

    async def check(self) -> None:
        """Connect, protect the line and sign in as for a letter, and send none; raises `MailError`."""
        try:
            async with asyncio.timeout(SEND_S):
                client = await self._connect()
        except (SMTPException, OSError) as error:
            raise meaning(error) from error
        await _part(client)

    async def _deliver(self, letter: Letter, message: EmailMessage) -> SMTP:
        client = await self._connect()
        try:
            await client.sendmail(self._sender.addr_spec, [ascii_address(letter.to)], message.as_bytes())
        except BaseException:
            client.close()
            raise
        return client

    async def _connect(self) -> SMTP:
        """A connection with a login, tried again at once where it broke: nothing has been sent yet."""
        tries = AsyncRetrying(
            stop=stop_after_attempt(CONNECT_TRIES),
            wait=wait_exponential(multiplier=0.25, max=4),
            retry=retry_if_exception(is_passing),
            sleep=self._sleep,
            reraise=True,
        )
        async for attempt in tries:
            with attempt:
                client = self._client()
                await client.connect()
        return client

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user or None,
            password=self._password or None,
            # The name we greet with; the default asks the name service, which may take long.
            local_hostname=self._sender.domain,
            timeout=self._timeout_s,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            tls_context=self._tls,
        )


async def _part(client: SMTP) -> None:
    """Say goodbye; the letter is taken, whatever the server answers now."""
    try:
        await client.quit(timeout=PARTING_S)
    except (SMTPException, OSError):
        client.close()
