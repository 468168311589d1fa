"""What people and models wrote, as HTML that does no harm: by the attacks, and by what must come through."""

from html.parser import HTMLParser

import pytest

from app.domain.markup import render, render_plain, utf16_units

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/path)",
    "<javascript:alert(1)>",
    "javascript:alert(1)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "![x](https://evil.example/pixel.png)",
    "[![x](https://evil.example/pixel.png)](https://a.example)",
    "[x]: javascript:alert(1)\n\n[x]",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>`",
    "<!-- --><style>*{display:none}</style>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<div style='position:fixed;inset:0'>x</div>",
    "\x00<script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "https://a.example/<script>",
    "https://a.example/'onmouseover='alert(1)",
    'https://a.example/"onmouseover="alert(1)',
]
TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {("a", name) for name in ("href", "title", "target", "rel")} | {("code", "class"), ("ol", "start")}


class Inspector(HTMLParser):
    """Sees every tag, attribute and address of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[tuple[str, str], str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {(tag, name): value or "" for name, value in attrs}

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_becomes_words(text: str) -> None:
    for html in (render(text), render_plain(text)):
        seen = Inspector(html)
        assert set(seen.tags) <= TAGS
        assert set(seen.attributes) <= ATTRIBUTES
        address = seen.attributes.get(("a", "href"), "https:")
        assert address.startswith(("http:", "https:", "mailto:", "tel:")), address


@pytest.mark.parametrize("text", [text for text in ATTACKS if "https" not in text])
def test_no_attack_becomes_a_link(text: str) -> None:
    assert "<a href" not in render(text)
    assert "<a href" not in render_plain(text)


@pytest.mark.parametrize("address", ["/products/1", "products", "?x=1", "#top", "../x"])
def test_an_address_without_a_server_is_no_link(address: str) -> None:
    assert "href" not in render(f"[x]({address})")


def test_every_link_leaves_in_a_tab_of_its_own_without_telling_where_from() -> None:
    for html in (render("[x](https://a.example)"), render("https://a.example"), render_plain("https://a.example")):
        attributes = Inspector(html).attributes
        assert attributes["a", "target"] == "_blank"
        assert attributes["a", "rel"] == "noopener noreferrer nofollow"


def test_an_image_is_never_fetched() -> None:
    assert "<img" not in render("![a picture](https://evil.example/x.png)")


@pytest.mark.parametrize("text", [">" * 5_000 + "x", "- " * 5_000 + "x", "*" * 5_000, "[" * 5_000, "`" * 5_001 + "x"])
def test_huge_nesting_is_borne(text: str) -> None:
    assert Inspector(render(text)).tags.count("blockquote") <= 20


def test_markdown_comes_through() -> None:
    assert render("# T") == "<h1>T</h1>"
    assert render("**b** *e* ~~s~~ `c`") == "<p><strong>b</strong> <em>e</em> <s>s</s> <code>c</code></p>"
    assert render("a\nb") == "<p>a<br>\nb</p>"
    assert Inspector(render("| a |\n|---|\n| b |")).tags == ["table", "thead", "tr", "th", "tbody", "tr", "td"]
    assert Inspector(render("3. a\n4. b")).attributes == {("ol", "start"): "3"}
    assert Inspector(render("```python\nx\n```")).attributes == {("code", "class"): "language-python"}


def test_nothing_is_nothing() -> None:
    assert render("") == render(" \n\n ") == ""


@pytest.mark.parametrize("text", ["see readme.md", "node.js", "fiido.com"])
def test_a_file_name_is_no_link(text: str) -> None:
    assert "href" not in render(text)


def test_what_was_typed_stays_as_it_was_typed() -> None:
    assert render_plain("a < b & \"c\"\n*d* 'e'") == "<p>a &lt; b &amp; &quot;c&quot;<br>*d* &#39;e&#39;</p>"


def test_a_typed_address_ends_where_chinese_punctuation_begins() -> None:
    html = render_plain("请看https://a.example/x?a=1&b=2，谢谢")
    assert Inspector(html).attributes["a", "href"] == "https://a.example/x?a=1&b=2"
    assert html.endswith("</a>，谢谢</p>")


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("您好", 2), ("é", 1), ("😀", 2), ("a😀您", 4)])
def test_text_is_measured_as_javascript_does(text: str, units: int) -> None:
    assert utf16_units(text) == units == len(text.encode("utf-16-le")) // 2


def test_a_table_of_short_rows_does_not_grow_out_of_proportion() -> None:
    bomb = "x\n\n" + "|a" * 120 + "|\n" + "|-" * 120 + "|\n" + "x\n" * 700
    assert len(render(bomb)) < 20 * len(bomb)
