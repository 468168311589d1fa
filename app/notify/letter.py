"""A letter as it travels: head and body of an e-mail, safe whatever was written in it; how it is sent is in `smtp`."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.domain.address import ascii_address

SUBJECT_LIMIT_CHARS = 200
NAME_LIMIT_CHARS = 80
_HEADER = re.compile(r"(?!content-)[a-z][a-z-]{0,60}", re.IGNORECASE)
# Old relays change bytes over 127: bodies travel as base64 or quoted-printable, whichever is shorter.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to one address. `id` names it, the same each time it is sent; `thread` what it belongs to.

    `sender_name` stands before the sender's address where the operator has named none; `headers` are further ones.
    """

    to: str
    subject: str
    text: str
    html: str
    id: str
    thread: str
    sender_name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def compose(letter: Letter, *, sender: Address, at_s: float) -> EmailMessage:
    """The letter as a message from `sender`, dated `at_s` (Unix time).

    It says that no person sent it, so that no out-of-office reply answers. Raises ValueError for an address or a
    header that is none.
    """
    to = ascii_address(letter.to)
    if not to:
        raise ValueError("not an address")
    message = EmailMessage(policy=_POLICY)
    name = sender.display_name or one_line(letter.sender_name, NAME_LIMIT_CHARS)
    message["From"] = Address(name, sender.username, sender.domain)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = one_line(letter.subject, SUBJECT_LIMIT_CHARS)
    message["Date"] = format_datetime(datetime.fromtimestamp(at_s, UTC))
    message["Message-ID"] = _message_id("mail", letter.id, sender.domain)
    thread = _message_id("session", letter.thread, sender.domain)
    message["In-Reply-To"] = message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    for header, value in letter.headers.items():
        if not _HEADER.fullmatch(header):
            raise ValueError("not a header")
        message[header] = one_line(value, SUBJECT_LIMIT_CHARS)
    message.set_content(_sound(letter.text))
    message.add_alternative(_sound(letter.html), subtype="html")
    return message


def one_line(text: str, limit_chars: int) -> str:
    """`text` as it may stand in a header: line breaks and all else that is no visible character become spaces."""
    visible = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit_chars else line[: limit_chars - 1] + "…"


def _message_id(kind: str, name: str, domain: str) -> str:
    """An id that says nothing of `name`, which may hold an address."""
    return f"<{kind}.{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"


def _sound(text: str) -> str:
    """`text` without halves of characters, which JavaScript can send and no encoding can write."""
    return text.encode("utf-8", "replace").decode()
