"""Event streams as responses: their headers and the id to resume after; what they carry is made in `events`."""

import re
from collections.abc import AsyncGenerator

from quart import Response, request

from app.web.fields import EVENT_ID


def last_event_id() -> str:
    """The id to resume after; one that is no id of ours is as good as one that is too old."""
    asked = request.headers.get("Last-Event-ID", "").strip()
    return asked if not asked or re.match(EVENT_ID, asked) else "0-0"


def event_stream(chunks: AsyncGenerator[bytes, None]) -> Response:
    """The response that sends `chunks` as they come."""
    # HEAD asks what a stream would be like; one that nobody hears would go on for minutes.
    response = Response(b"" if request.method == "HEAD" else chunks, content_type="text/event-stream")
    # Quart ends a response after 60 s, and then says nothing to the client (facts: deploy-and-browsers, 0.4).
    response.timeout = None
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response
