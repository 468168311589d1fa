"""The beginning of what was said, as one line of the lists shows it; never the message itself, and no HTML."""

from app.domain.markup import render, strip_tags
from app.domain.session import Role

PREVIEW_CHARS = 120


def preview(role: str, text: str, html: str) -> str:
    """Up to `PREVIEW_CHARS` of what `role` said: of an answer the words that its reader sees, without Markdown's marks.

    People's words stand as they were typed. `html` is the sanitized rendering of `text`, or "" where there is none yet.
    """
    said = strip_tags(html or render(text)) if role == Role.AI else text
    return said[:PREVIEW_CHARS]
