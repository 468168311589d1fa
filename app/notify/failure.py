"""What a mail server's refusals mean for a letter; when it is tried again is not decided here."""

import ssl

from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)


class MailError(Exception):
    """A letter was not sent. `retryable`: it may well be later. `is_setup`: only the operator can mend it."""

    def __init__(self, reason: str, *, retryable: bool, is_setup: bool = False) -> None:
        self.reason = reason
        self.retryable = retryable
        self.is_setup = is_setup
        super().__init__(reason)


def is_passing(error: BaseException) -> bool:
    """Whether a connection may well be had at once: it broke, and not for its certificate or by waiting."""
    if isinstance(error, SMTPResponseException | SMTPTimeoutError) or _is_untrusted(error):
        return False
    return isinstance(error, SMTPConnectError | SMTPServerDisconnected | OSError)


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def meaning(error: SMTPException | OSError) -> MailError:
    """What a failure means for the letter, by RFC 5321 section 4.2.1: 4yz passes, 5yz stays."""
    if _is_untrusted(error):
        return MailError(f"certificate refused: {error}", retryable=True, is_setup=True)
    if isinstance(error, SMTPRecipientsRefused):
        return meaning(error.recipients[0])
    if isinstance(error, SMTPResponseException):
        stays = error.code >= 500
        # These say nothing about the letter: the password, the sender or this machine is not liked.
        ours = (SMTPAuthenticationError, SMTPSenderRefused, SMTPHeloError, SMTPConnectResponseError)
        is_setup = stays and isinstance(error, ours)
        what = "login refused: " if isinstance(error, SMTPAuthenticationError) else ""
        return MailError(f"{what}{error.code} {error.message}", retryable=not stays or is_setup, is_setup=is_setup)
    if isinstance(error, OSError):
        return MailError(f"network: {error or type(error).__name__}", retryable=True)
    # The server offers no STARTTLS, or no way to log in.
    return MailError(f"not supported: {error}", retryable=True, is_setup=True)
