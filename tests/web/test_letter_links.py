"""Where letters lead: to us and to the shops, without anything that opens a door."""

import pytest

from app.web.letter_links import plain_page, team_link, visitor_link

OURS = "https://kefu.example"
SHOPS = ("https://shop.example", "https://other.example:8443", "https://*.many.example")


def test_the_team_is_led_to_the_session() -> None:
    assert team_link(f"{OURS}/", "s_1") == "https://kefu.example/agent/sessions/s_1"
    assert team_link(OURS, "../?x#") == "https://kefu.example/agent/sessions/..%2F%3Fx%23"


@pytest.mark.parametrize(
    "page",
    [
        "https://shop.example/bikes?id=2",
        "https://shop.example/",
        "https://other.example:8443/a/b",
        "https://de.many.example/bikes",
        "https://kefu.example/",
    ],
)
def test_the_visitor_is_led_back_to_the_page(page: str) -> None:
    assert visitor_link(page, public_url=OURS, origins=SHOPS) == page


@pytest.mark.parametrize(
    "page",
    [
        *("", "javascript:alert(1)", "data:text/html,x", "//shop.example/", "/bikes", "ftp://shop.example/"),
        *("https://evil.example/", "https://shop.example.evil.example/", "https://shop.example@evil.example/"),
        *("https://many.example/", "https://de.many.example.evil.example/"),
        *("http://shop.example/", "https://shop.example:444/", "https://evil.example\\@shop.example/"),
        *("https://shop.example/\r\nx", "https://shop.example/ x", 'https://shop.example/"onclick="', "https://[/"),
    ],
)
def test_nobody_is_led_elsewhere(page: str) -> None:
    assert visitor_link(page, public_url=OURS, origins=SHOPS) == OURS


@pytest.mark.parametrize(
    ("page", "plain"),
    [
        ("https://li:pw@shop.example/x", "https://shop.example/x"),
        ("https://shop.example/x#access_token=1", "https://shop.example/x"),
        ("https://shop.example/x?id=2&reset_token=s&API_KEY=k&sid=9&email=a", "https://shop.example/x?id=2"),
        ("HTTPS://shop.example/车?q=红 色".replace(" ", "+"), "https://shop.example/车?q=%E7%BA%A2+%E8%89%B2"),
    ],
)
def test_no_secret_of_a_page_is_told(page: str, plain: str) -> None:
    assert plain_page(page) == plain
