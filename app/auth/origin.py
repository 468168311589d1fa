"""Whether a browser asks for a page of ours or for somebody else's; who may ask for what is decided elsewhere."""

from urllib.parse import urlsplit

from quart import request


def is_from_elsewhere(public_netloc: str) -> bool:
    """Whether a page of another site makes the browser ask. What cannot be told counts as elsewhere.

    `public_netloc` is the host and port that visitors see, "" where it is the one they asked by. Browsers send
    Sec-Fetch-Site to HTTPS and localhost only, and Origin with all that is not GET.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    return _host_of(request.headers.get("Origin", "")) not in {request.host, public_netloc} - {""}


def _host_of(origin: str) -> str:
    """The host and port of an origin; "" for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
