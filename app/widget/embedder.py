"""Which page shows the chat in a frame, as the browser tells; whether it may, the shops' own lists say."""

from urllib.parse import urlsplit

from quart import request

from app.domain.origins import origin_of

_FRAMES = {"iframe", "frame", "embed", "object"}


def embedder() -> str:
    """The origin of the page that led here; "" where that is ours, has none, or the browser does not say."""
    origin = origin_of(request.referrer or "")
    return "" if urlsplit(origin).netloc == request.host else origin


def is_framed() -> bool:
    """Whether the page is for a frame. Without the browser's word (over plain HTTP it gives none), it may be."""
    purpose = request.headers.get("Sec-Fetch-Dest")
    return purpose is None or purpose in _FRAMES
