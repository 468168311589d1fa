"""Addresses: what people have is taken, what could harm a letter's head is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.address import ascii_address, is_address, read_address

GOOD = [
    "li.wei@example.com",
    "o'brien+shop@mail.example.co.uk",
    "a@b.cn",
    "x_y-z@EXAMPLE.com",
    "wang@例子.中国",
    "juergen-at-home@münchen.example",
    f"{'a' * 64}@{'b' * 63}.com",
]
BAD = [
    "",
    "nobody",
    "@example.com",
    "a@",
    "a@localhost",
    "a b@example.com",
    "a@exam ple.com",
    "a@@example.com",
    "a@b@example.com",
    ".a@example.com",
    "a..b@example.com",
    "a.@example.com",
    "a@-example.com",
    "a@example-.com",
    "a@example..com",
    "a@example.com.",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    "Li Wei <li@example.com>",
    "<li@example.com>",
    "a@example.com,b@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com\n",
    "\na@example.com",
    "a\x00@example.com",
    '"a\\r\\nb"@example.com',
    "名@example.com",
    "a@straße.example",
    f"{'a' * 65}@example.com",
    f"a@{'b' * 64}.com",
    f"a@{'b.' * 126}com",
    f"a@{'例' * 300}.com",
]


@pytest.mark.parametrize("text", ["li@example.com", "first.last+tag@mail.example.co.uk", "O'Brien_1@x-y.io", "1@2.cn"])
def test_an_address_is_taken_as_it_is(text: str) -> None:
    assert read_address(f"  {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "li", "li@", "@example.com", "li@localhost", "li@example..com", "li@-example.com", "a b@example.com"),
        *("li@example.com\nBcc: x@y.z", "li@example.com\r", "li@example.com, wang@example.com", "Li <li@example.com>"),
        *(
            "li@example.com;x",
            "li@@example.com",
            "x" * 65 + "@example.com",
            "l@" + "a." * 130 + "com",
            "李@example.com",
        ),
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert read_address(text + "\x00" if text.endswith("\r") else text) == ""


@pytest.mark.parametrize("text", GOOD)
def test_an_address_that_mail_can_be_sent_to_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)


def test_a_chinese_domain_travels_in_ascii() -> None:
    assert ascii_address("Wang@例子.中国") == "Wang@xn--fsqu00a.xn--fiqs8s"


@given(st.text(max_size=300) | st.from_regex(r"[^@]{1,20}@[^@]{1,20}\.\w{2,10}"))
def test_whatever_is_typed_what_is_sent_is_one_plain_word(text: str) -> None:
    address = ascii_address(text)
    assert address.isascii()
    assert len(address) <= 254
    assert address == "" or (
        address.count("@") == 1 and address.isprintable() and not set(address) & set(' <>,;:()[]\\"')
    )
