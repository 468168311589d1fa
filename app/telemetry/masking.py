"""What a log line must not hold: personal data and secrets are masked here; nothing else is changed."""

import re
from collections.abc import Mapping
from typing import Any

_SECRET = re.compile(
    r"(?i)(?<![A-Za-z0-9_-])(?:bearer\s+[^\s\"',;]{8,}"
    r"|(?:bearer\s+)?(?:eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?:pat|czs|czu|sat|sk|fastgpt|app)[_-][\w-]{12,}))"
)
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/@:\"]*):[^\s/\"]+@")
_SECRET_IN_QUERY = re.compile(r"(?i)([?&](?:access_token|api_key|key|password|secret|sign|token)=)[^\s&#\"']+")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-])[\w.+-]*@([\w-])[\w-]*(\.[\w.-]+)")
_NO_PHONE = r"(?!\d{13}-\d+(?!\d)|(?:1[5-9]|2\d)\d{11}(?!\d)|\d{4}-\d\d-\d\d(?!\d))"
"""Event ids, milliseconds since 1970 (from 2017 on) and dates are made of digits and hyphens too."""

_PHONE = re.compile(
    rf"(?<![A-Za-z0-9_.-])(\+\d{{1,3}}|\(?{_NO_PHONE}\d{{2,3}})"
    r"(?:[ ()-]{0,2}\d){4,10}[ ()-]{0,2}(\d\d)(?![A-Za-z0-9_:-])"
)


def mask(text: str) -> str:
    """`text` with secrets removed, and e-mail addresses and telephone numbers made unreadable."""
    text = _SECRET.sub("***", text)
    # Functions, not templates: before Python 3.12 a template costs more than the search, found or not.
    text = _PASSWORD_IN_URL.sub(lambda found: f"{found[1]}:***@", text)
    text = _SECRET_IN_QUERY.sub(lambda found: f"{found[1]}***", text)
    text = _EMAIL.sub(lambda found: f"{found[1]}***@{found[2]}***{found[3]}", text)
    return _PHONE.sub(lambda found: f"{found[1]}***{found[2]}", text)


def mask_values(value: Any) -> Any:
    """A JSON value in which every text is masked; numbers are ours, and stay. What is no JSON becomes text."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(name): mask_values(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [mask_values(member) for member in value]
    return value if value is None or isinstance(value, bool | int | float) else mask(str(value))
