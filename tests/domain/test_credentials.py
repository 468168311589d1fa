"""Names and passwords: what is accepted, and what is too easy."""

import pytest

from app.domain.credentials import check_name, check_password, check_username, plain_username
from app.domain.errors import BadRequest


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("Ada", "ada"), ("  ada ", "ada"), ("ＡＤＡ", "ada"), ("王芳", "王芳"), ("ada@shop.example", "ada@shop.example")],
)
def test_a_sign_in_name_is_the_same_however_it_is_typed(typed: str, plain: str) -> None:
    assert check_username(typed) == plain_username(typed) == plain


@pytest.mark.parametrize("name", ["", "a", " ", "a b", "a\tb", "x" * 65, "a\u200bb", "a\nb", "a/b", "<b>", "a.b:c"])
def test_what_cannot_be_a_sign_in_name_is_refused(name: str) -> None:
    with pytest.raises(BadRequest) as refused:
        check_username(name)
    assert (refused.value.code, refused.value.status) == ("USERNAME_INVALID", 422)


@pytest.mark.parametrize(("typed", "tidy"), [(" Wang  Fang ", "Wang Fang"), ("A\u202eB", "A B"), ("Zoë", "Zoë")])
def test_a_name_is_shown_without_what_cannot_be_seen(typed: str, tidy: str) -> None:
    assert check_name(typed) == tidy


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "x" * 65])
def test_a_name_of_nothing_or_too_much_is_refused(name: str) -> None:
    with pytest.raises(BadRequest, match="NAME_INVALID"):
        check_name(name)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "PASSWORD_TOO_SHORT"),
        ("123456789", "PASSWORD_TOO_SHORT"),
        ("x" * 257, "PASSWORD_TOO_LONG"),
        ("1234567890", "PASSWORD_TOO_COMMON"),
        ("Password123!", "PASSWORD_TOO_COMMON"),
        ("aaaaaaaaaaaa", "PASSWORD_TOO_COMMON"),
        ("abababababab", "PASSWORD_TOO_COMMON"),
        ("wang.fang.2", "PASSWORD_TOO_COMMON"),
        ("Wang.Fang.2025", "PASSWORD_TOO_COMMON"),
        ("１２３４５６７８９０", "PASSWORD_TOO_COMMON"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str, code: str) -> None:
    with pytest.raises(BadRequest) as refused:
        check_password(password, username="wang.fang")
    assert (refused.value.code, refused.value.status) == (code, 422)


@pytest.mark.parametrize("password", ["correct horse", "密码要长一点才好记住它", "x7" * 5 + "q", "a b c d e f"])
def test_a_password_of_some_length_is_fine(password: str) -> None:
    check_password(password, username="ada")
