"""Where the guards lead a browser that is not signed in, and how tries are told apart by address."""

import pytest

from app.auth.door import neighbourhood
from app.auth.guards import local_path


@pytest.mark.parametrize(
    "path",
    [
        "/agent",
        "/agent/",
        "/agent/admin/agents",
        "/agent?session=s_1&tab=mine",
        "/agent/admin/shops/my-shop",
        "/agent/x.y",
    ],
)
def test_a_page_of_the_workbench_is_a_place_to_come_back_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/agents",
        "/api/agent/logout",
        "//elsewhere.example",
        "https://elsewhere.example/agent",
        "/agent//elsewhere.example",
        "/agent/../api",
        "/agent/..",
        "/agent/%2e%2e/",
        "/agent\\..\\x",
        "/agent/\n",
        "/agent\r\nSet-Cookie: x=y",
        "/agent?x=<script>",
        "/agent#x",
        "javascript:alert(1)",
        "/agent@elsewhere.example",
    ],
)
def test_anything_else_is_not(path: str) -> None:
    assert local_path(path) == "/agent"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("<local>", "<local>", True),
        ("", "192.0.2.1", False),
    ],
)
def test_an_address_is_its_subscribers(one: str, other: str, same: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is same
