"""A page on its way out: its content policy, its language, and compressed where the browser takes that."""

import gzip

from quart import Response, request

from app.web.headers import content_policy

LEVEL = 6


def page(html: str, *, frame_ancestors: tuple[str, ...] = ("'none'",)) -> Response:
    """An HTML page that only `frame_ancestors` may show in a frame. It holds no secret that compression could tell."""
    response = Response(html, content_type="text/html; charset=utf-8")
    if request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(html.encode(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Security-Policy"] = content_policy(frame_ancestors=frame_ancestors)
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return response
