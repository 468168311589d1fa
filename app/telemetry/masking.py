"""What a log line must not hold: personal data and secrets are masked here; nothing else is changed."""

import re

_SECRET = re.compile(
    r"(?i)\b(?:bearer\s+)?(?:eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?:pat|czs|czu|sat|sk|fastgpt|app)[_-][\w-]{12,})"
)
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):[^\s/@]+@")
_EMAIL = re.compile(r"([\w.+-])[\w.+-]*@([\w-])[\w-]*(\.[\w.-]+)")
_PHONE = re.compile(r"(?<![\w.:-])(\+?\d{2,3})[\d -]{5,12}(\d{2})(?![\w:-])")


def mask(text: str) -> str:
    """`text` with secrets removed, and e-mail addresses and telephone numbers made unreadable."""
    text = _SECRET.sub("***", text)
    text = _PASSWORD_IN_URL.sub(r"\1:***@", text)
    text = _EMAIL.sub(r"\1***@\2***\3", text)
    return _PHONE.sub(r"\1***\2", text)
