"""A letter's head and body: nothing that was written in it can add a header, and it reads as it was written."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notify.letter import Letter, compose, one_line

SENDER = Address("", "kefu", "shop.example")
NOW_S = 1_795_370_519.0
LETTER = Letter(
    "li@例子.中国", "会话 s_1 转人工", "您好\n第二行", "<p>您好</p>", id="reply:s_1:li@x.example", thread="s_1"
)
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
}


def read(letter: Letter, sender: Address = SENDER) -> EmailMessage:
    """The letter as the reader's mail program sees it."""
    raw = compose(letter, sender=sender, at_s=NOW_S).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return message_from_bytes(raw, policy=default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_chinese_arrives_as_it_was_written() -> None:
    message = read(LETTER)
    assert message["Subject"] == "会话 s_1 转人工"
    assert message["To"] == "li@xn--fsqu00a.xn--fiqs8s"
    assert body(message, "plain").split() == ["您好", "第二行"]
    assert body(message, "html").strip() == "<p>您好</p>"


def test_a_long_chinese_subject_survives_its_folding() -> None:
    subject = "这是一个很长的标题，" * 15
    assert read(replace(LETTER, subject=subject))["Subject"] == subject


def test_no_machine_answers_a_machine() -> None:
    assert read(LETTER)["Auto-Submitted"] == "auto-generated"


def test_a_letter_sent_twice_is_recognized_and_tells_nothing_by_its_id() -> None:
    one, again, other = read(LETTER), read(LETTER), read(replace(LETTER, id="reply:s_1:8"))
    assert one["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert re.fullmatch(r"<mail\.[0-9a-f]{32}@shop\.example>", one["Message-ID"])


def test_letters_of_one_session_are_one_thread() -> None:
    one, other, elsewhere = (
        read(replace(LETTER, id=i, thread=t)) for i, t in (("a", "s_1"), ("b", "s_1"), ("c", "s_2"))
    )
    assert one["References"] == other["References"] == other["In-Reply-To"] != elsewhere["References"]


def test_the_shop_signs_where_the_operator_has_named_nobody() -> None:
    letter = replace(LETTER, sender_name='飞多"单车, <x@y.example>')
    (address,) = read(letter)["From"].addresses
    assert (address.display_name, address.addr_spec) == ('飞多"单车, <x@y.example>', "kefu@shop.example")
    (address,) = read(letter, Address("Kefu", "kefu", "shop.example"))["From"].addresses
    assert address.display_name == "Kefu"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a_line_break_in_a_header_adds_none(end: str) -> None:
    evil = f"Hello{end}Bcc: all@shop.example{end}{end}<script>"
    message = read(replace(LETTER, subject=evil, sender_name=evil, headers={"X-Kefu-Kind": evil}))
    assert set(message.keys()) == {*HEADERS, "X-Kefu-Kind"}
    assert message["Subject"] == "Hello Bcc: all@shop.example <script>"


@given(st.text(max_size=400), st.text(max_size=100))
def test_whatever_a_subject_holds_there_is_one_and_no_other_header(subject: str, name: str) -> None:
    message = read(replace(LETTER, subject=subject, sender_name=name, text=subject, html=subject))
    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)


@pytest.mark.parametrize("name", ["Bcc: x", "X\r\nBcc", "", "X Y", "Content-Type"])
def test_a_header_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="header"):
        read(replace(LETTER, headers={name: "x"}))


@pytest.mark.parametrize("to", ["", "li", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="address"):
        read(replace(LETTER, to=to))


def test_a_subject_is_cut_where_it_is_endless() -> None:
    assert one_line("字" * 500, 200) == "字" * 199 + "…"
