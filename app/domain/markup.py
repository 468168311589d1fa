"""What people and models wrote, as safe HTML: Markdown for answers, plain text with links for visitors; never a page.

Answers are rendered block by block while they grow. For a block to be rendered alone exactly as within the
whole text, nothing may reach across blocks: link references and raw HTML are switched off.
"""

import re
from dataclasses import dataclass
from html import unescape
from importlib import import_module

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    *(
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
    ),
    *("pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto", "tel"}

# A row that is shorter than its table's head is filled up; 65,536 such cells, as the library allows, make two
# thousand characters into seven hundred thousand, and a second of work.
import_module("markdown_it.rules_block.table").MAX_AUTOCOMPLETED_CELLS = 1_000  # type: ignore[attr-defined]


class _Links(LinkifyIt):  # type: ignore[misc]  # it carries no types
    """Finds addresses in text, and sees at a glance where there are none."""

    def pretest(self, text: str) -> bool:
        """Whether an address may be there: each one has `//` or `@`; the base class searches long for that."""
        return "//" in text or "@" in text


_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    .enable(["table", "strikethrough", "linkify"])
    .disable(["reference", "image", "html_block", "html_inline"])
)
# "x.md" and "node.js" are file names in an answer, not addresses; only what says http or www is a link.
_markdown.linkify = _Links(options={"fuzzy_link": False, "fuzzy_email": True})
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    # Seen from the chat's frame a relative address leads to us and not into the shop: it is no link.
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；！？、）】》]+", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
"""Where a line is complete, as the parser counts them."""
_WITHIN_WORDS = re.compile(r"</?(?:a|code|del|em|s|strong)(?: [^>]*)?>")
_TAG = re.compile(r"<[^>]*>")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def utf16_units(text: str) -> int:
    """The length of `text` as JavaScript counts it."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF) if not text.isascii() else len(text)


def render_plain(text: str) -> str:
    """Text as it was typed: escaped, line breaks kept, http addresses made links."""
    parts: list[str] = []
    start = 0
    for found in _ADDRESS.finditer(text):
        parts.append(text[start : found.start()].translate(_ESCAPES))
        address = found[0].translate(_ESCAPES)
        parts.append(f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">{address}</a>')
        start = found.end()
    parts.append(text[start:].translate(_ESCAPES))
    return "<p>" + "".join(parts).replace("\n", "<br>") + "</p>"


def strip_tags(html: str) -> str:
    """The words of sanitized HTML in one line, with a space where an element of its own begins or ends.

    That tags end at the first ">" holds for what the cleaner has written: it escapes those of texts and attributes.
    """
    return " ".join(unescape(_TAG.sub(" ", _WITHIN_WORDS.sub("", html))).split())


def _blocks(tokens: list[Token]) -> list[tuple[int, list[Token]]]:
    """The top-level blocks with the line each begins on."""
    blocks: list[tuple[int, list[Token]]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append((token.map[0] if token.map else 0, []))
        blocks[-1][1].append(token)
    return blocks


def _html(tokens: list[Token]) -> str:
    return _cleaner.clean(_markdown.renderer.render(tokens, _markdown.options, {}).strip())


def render(text: str) -> str:
    """A whole Markdown text as sanitized HTML: one element a block, nothing between them."""
    return "".join(_html(tokens) for _, tokens in _blocks(_markdown.parse(text)))


@dataclass(slots=True)
class GrowingText:
    """A Markdown text that is still being written, of which only the last block is rendered anew."""

    text: str = ""
    _settled_chars: int = 0
    _settled_blocks: int = 0

    def grow(self, text: str) -> tuple[int, str]:
        """Take `text` as the whole text now: (index of the first block that may differ, HTML from there on)."""
        if not text.startswith(self.text[: self._settled_chars]):
            self._settled_chars = self._settled_blocks = 0
        self.text = text
        rest = text[self._settled_chars :]
        blocks = _blocks(_markdown.parse(rest))
        first = self._settled_blocks
        self._settle(rest, [line for line, _ in blocks])
        return first, "".join(_html(tokens) for _, tokens in blocks)

    def _settle(self, rest: str, starts: list[int]) -> None:
        """Let go of the blocks before the last one whose beginning no further word can undo.

        Where a block begins is decided by its first line and, for a table, the next; both must be complete
        ("---" is a rule until it grows into "--- and so on", which continues the list above it).
        """
        ends = [found.end() for found in _LINE_END.finditer(rest)]
        firm = max((at for at, line in enumerate(starts) if line + 2 <= len(ends)), default=0)
        if firm:
            self._settled_chars += ends[starts[firm] - 1]
            self._settled_blocks += firm
