"""An answer rendered while it grows is, block by block, what the whole answer is at that moment."""

from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.domain.markup import GrowingText, render

VOID = {"br", "hr"}
PIECES = st.sampled_from(
    [
        *("word", "您好", "😀", " ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\n \n"),
        *("#", "# ", "## ", "- ", "* ", "+ ", "-", "1. ", "2) ", "9. ", "> ", ">", "```", "~~~", "`", "```py\n"),
        *("---", "***", "___", "===", "=", "--", "|", "| a | b |", "|---|---|", "-|-", "\n|-|-|\n"),
        *("**", "*", "_", "~~", "[", "](", ")", "[x](https://a.example)", "https://a.example", "a@b.example"),
        *("[x]: /y", "<b>", "<div>\n", "</div>", "<!--", "-->", "&amp;", "&", "\\", "\\\n", "!", "![x](y)", "\x00"),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)


class Splitter(HTMLParser):
    """Cuts HTML into its top-level elements; what stands between them is an element of its own."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.elements: list[str] = []
        self._open = 0
        self.feed(html)
        self.close()
        assert self._open == 0

    def _add(self, piece: str) -> None:
        if self._open:
            self.elements[-1] += piece
        else:
            self.elements.append(piece)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(self.get_starttag_text() or "")
        self._open += tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        self.elements[-1] += f"</{tag}>"
        self._open -= 1

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")


def elements(html: str) -> list[str]:
    return Splitter(html).elements


def block_count(text: str) -> int:
    """How many top-level blocks the parser sees in `text`, by a parser of the test's own."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    parser.disable(["reference", "image", "html_block", "html_inline"])
    return sum(1 for token in parser.parse(text) if token.level == 0 and token.nesting >= 0)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=8))
@example(text="- a\n---b", cuts=[7])
@example(text="a\n\nb | c\n-|-\nd", cuts=[5, 9, 11])
@example(text="a\r\rb\n\nc\n\nd\n\ne", cuts=[8, 11])
@example(text="1. a\n\n   b\n\nc", cuts=[4, 10])
@settings(derandomize=True, deadline=None, max_examples=400)
def test_the_page_always_shows_what_the_whole_text_would_be(text: str, cuts: list[int]) -> None:
    growing, shown = GrowingText(), list[str]()
    for end in [*sorted(cut for cut in cuts if cut < len(text)), len(text)]:
        first, html = growing.grow(text[:end])
        assert first <= len(shown)
        shown[first:] = elements(html)
        assert shown == elements(render(text[:end]))


@given(text=TEXTS)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_the_page_is_right_after_every_single_character(text: str) -> None:
    growing, shown = GrowingText(), list[str]()
    for end in range(len(text) + 1):
        first, html = growing.grow(text[:end])
        shown[first:] = elements(html)
    assert shown == elements(render(text))


@given(before=TEXTS, after=TEXTS)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_an_answer_that_is_replaced_is_drawn_anew_as_far_as_it_differs(before: str, after: str) -> None:
    growing, shown = GrowingText(), list[str]()
    for text in (before, after, before + after):
        first, html = growing.grow(text)
        shown[first:] = elements(html)
        assert shown == elements(render(text))


@given(text=TEXTS)
@settings(derandomize=True, deadline=None, max_examples=400)
def test_every_block_is_exactly_one_element(text: str) -> None:
    found = elements(render(text))
    assert all(element.startswith("<") for element in found)
    assert len(found) == block_count(text)


def test_a_long_answer_is_not_rendered_from_its_beginning_each_time() -> None:
    growing = GrowingText()
    paragraphs = [f"Paragraph {number}.\nIt has two lines.\n\n" for number in range(200)]
    for count in range(1, 201):
        first, html = growing.grow("".join(paragraphs[:count]))
        assert first >= count - 2
        assert len(html) < 200
