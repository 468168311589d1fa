"""An answer as plain text, for letters and other places without markup: lines, marks and addresses; never HTML."""

from html.parser import HTMLParser

from app.domain.markup import render

_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "table", "hr"})
"""Elements with an empty line around them, unless they stand in a list."""
_LINES = frozenset({"li", "tr", "br"})


def plain_text(text: str, html: str = "") -> str:
    """What the reader of the Markdown `text` sees, in lines; a link's address stands behind its words.

    `html` is the sanitized rendering of `text`, or "" where there is none yet.
    """
    reader = _Reader()
    reader.feed(html or render(text))
    reader.close()
    return reader.said()


class _Reader(HTMLParser):
    """Reads what the cleaner has written: well-formed, and nothing but the tags it lets through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._wanted = 0
        """Line breaks that stand before the next words."""
        self._lists: list[int | None] = []
        """The open lists: the next number of an ordered one, None for another."""
        self._links: list[tuple[str, int]] = []
        self._verbatim = 0
        self._is_marked = False
        """Whether the mark of a list was the last thing said."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._is_marked = self._is_marked and tag != "li"
        self._break(tag)
        if tag in ("ul", "ol"):
            self._lists.append(int(known.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._mark()
        elif tag == "a":
            self._links.append((known.get("href") or "", len(self._parts)))
        elif tag in ("td", "th") and self._is_within_line():
            self._parts.append(" | ")
        self._verbatim += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "a":
            self._name_address()
        self._verbatim -= tag == "pre"
        self._is_marked = self._is_marked and tag != "li"
        if tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        words = data if self._verbatim else data.replace("\n", "")
        if words:
            self._say(words)

    def said(self) -> str:
        """All that was read."""
        return "".join(self._parts).strip()

    def _say(self, words: str) -> None:
        if self._parts and self._wanted:
            self._parts.append("\n" * self._wanted)
        self._wanted = 0
        self._is_marked = False
        self._parts.append(words)

    def _break(self, tag: str) -> None:
        if self._is_marked:
            return
        if tag in _APART:
            self._wanted = max(self._wanted, 1 if self._lists else 2)
        elif tag in _LINES:
            self._wanted = max(self._wanted, 1)

    def _mark(self) -> None:
        number = self._lists[-1] if self._lists else None
        self._say("  " * (len(self._lists) - 1) + (f"{number}. " if number is not None else "- "))
        self._is_marked = True
        if number is not None:
            self._lists[-1] = number + 1

    def _name_address(self) -> None:
        address, begun = self._links.pop()
        words = "".join(self._parts[begun:]).strip()
        if address and words not in (address, address.removeprefix("mailto:"), address.removeprefix("tel:")):
            self._say(f" ({address})")

    def _is_within_line(self) -> bool:
        return not self._wanted and bool(self._parts)
