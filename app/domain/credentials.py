"""What a sign-in name and a password must be like; whether they are the right ones is found out elsewhere."""

import re
from unicodedata import normalize

from app.domain.errors import BadRequest

PASSWORD_MIN_CHARS = 10
PASSWORD_MAX_CHARS = 256
NAME_MAX_CHARS = 64
_USERNAME = re.compile(r"[\w.@+-]{2,64}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ORNAMENT = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_WORST = frozenset(
    (
        *("password", "passwort", "administrator", "iloveyou", "letmein", "welcome", "changeme", "kefukefukefu"),
        *("qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t", "1qaz2wsx3edc", "q1w2e3r4t5"),
        *("1234567890", "0123456789", "9876543210", "0987654321", "12345678910", "1234512345", "1231231231"),
        *("5201314520", "woaini1314", "woaini5201314", "abcdefghij", "abcdefghijk", "qazwsxedcrfv"),
        *("abc1234567", "a123456789", "123456789a"),
    )
)


def plain_username(username: str) -> str:
    """The sign-in name as it is compared: without the spaces around it, the width of its signs, and capitals."""
    return normalize("NFKC", username).strip().casefold()


def check_username(username: str) -> str:
    """`username` as it is compared; raises `BadRequest` unless it is 2 to 64 letters, digits or any of `._@+-`."""
    plain = plain_username(username)
    if not _USERNAME.fullmatch(plain):
        raise BadRequest("USERNAME_INVALID", status=422)
    return plain


def check_name(name: str) -> str:
    """The name that people see, with single spaces; raises `BadRequest` where nothing, or too much, is left of it."""
    tidy = " ".join(_UNSEEN.sub(" ", name).split())
    if not 1 <= len(tidy) <= NAME_MAX_CHARS:
        raise BadRequest("NAME_INVALID", status=422, limit=NAME_MAX_CHARS)
    return tidy


def check_password(password: str, *, username: str) -> None:
    """Raise `BadRequest` for a password that is too short, too long, or among the first that anybody would try."""
    if len(password) < PASSWORD_MIN_CHARS:
        raise BadRequest("PASSWORD_TOO_SHORT", status=422, limit=PASSWORD_MIN_CHARS)
    if len(password) > PASSWORD_MAX_CHARS:
        raise BadRequest("PASSWORD_TOO_LONG", status=422, limit=PASSWORD_MAX_CHARS)
    plain = plain_username(password)
    core = _ORNAMENT.sub("", plain)
    if {plain, core} & (_WORST | {plain_username(username)}) or len(set(plain)) <= 2:
        raise BadRequest("PASSWORD_TOO_COMMON", status=422)
