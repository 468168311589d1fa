"""What a log must not hold is not readable in it; everything else stays as it is."""

import base64
import random

import pytest

from app.telemetry.masking import mask, mask_values

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2XzEifQ.c2lnbmF0dXJl"
PHONES = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+86 138-1234-5678",
    "+8613812345678",
    "8613812345678",
    "010-88888888",
    "(010) 8888-8888",
    "+1 (555) 123-4567",
    "+49 (0)30 901820",
    "+44 20 7946 0958",
    "01 23 45 67 89",
]
SECRETS = [
    JWT,
    f"Bearer {JWT}",
    "Bearer an-opaque-token",
    "pat_AbCdEfGhIjKlMnOpQrStUvWx",
    "czs_AbCdEfGhIjKlMnOp",
    "sat_AbCdEfGhIjKlMnOp",
    "sk-proj-AbCdEfGhIjKlMnOp",
    "fastgpt-AbCdEfGhIjKlMnOp",
    "app-AbCdEfGhIjKlMnOp",
]
HARMLESS = [
    "1795370519482-0",
    "1795370519482-17",
    "1795370519482-123456",
    "1795370519482",
    "2026-11-22T18:01:59.482Z",
    "2026-11-22 18:01:59",
    "took 150000 ms",
    "7400000000000000000",
    "127.0.0.1:54321",
    "192.168.100.200",
    "unix:///var/lib/kefu/store.sock",
    "redis://localhost:6379/0",
    "https://kefu.example.com/embed?shop=demo&lang=zh",
    "POST /api/chat/session 200",
    "app/store/client.py, line 57",
    "t_AbCd-sk-12345678901234",
]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize(
    "sentence", ["{}", "call {}.", "我的手机号{}，谢谢", "tel:{}", "a line\n{}\n", '"{}"', "{}, {}"]
)
def test_a_telephone_number_is_unreadable(phone: str, sentence: str) -> None:
    masked = mask(sentence.format(phone, phone))
    assert phone not in masked
    assert sum(char.isdigit() for char in masked) <= 5 * sentence.count("{}")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("sentence", ["{}", "Authorization: {}", '{{"token": "{}"}}', "钥匙{}", "failed ({})"])
def test_a_secret_is_gone(secret: str, sentence: str) -> None:
    masked = mask(sentence.format(secret))
    assert "***" in masked
    assert secret.removeprefix("Bearer ")[:20] not in masked


def test_an_address_is_unreadable_but_tells_two_apart() -> None:
    assert (
        mask("from ada.lovelace+x@mail.example.com to b@c.example") == "from a***@m***.example.com to b***@c***.example"
    )


@pytest.mark.parametrize("password", ["secret", "p@ss", "a:b", "%2F%40"])
@pytest.mark.parametrize("user", ["", "kefu"])
def test_a_password_in_an_address_is_gone(user: str, password: str) -> None:
    masked = mask(f"cannot reach redis://{user}:{password}@redis.example:6379/0 now")
    assert masked == f"cannot reach redis://{user}:***@redis.example:6379/0 now"


def test_a_key_in_an_address_is_gone() -> None:
    assert mask("https://hook.example/send?key=0a1b-2c3d&x=1") == "https://hook.example/send?key=***&x=1"


@pytest.mark.parametrize("text", HARMLESS)
@pytest.mark.parametrize("sentence", ["{}", "at {}, then", "({})", "在{}之后"])
def test_what_is_no_secret_stays(text: str, sentence: str) -> None:
    assert mask(sentence.format(text)) == sentence.format(text)


def test_names_of_sessions_and_turns_stay_whatever_chance_makes_of_them() -> None:
    rng = random.Random(1)
    for _ in range(3_000):
        name = base64.urlsafe_b64encode(rng.randbytes(12)).decode()
        for kind in ("s_", "t_", "v_", "s_-sk-", "s_13812345678-", "t_1-2-"):
            assert mask(f"{kind}{name} ended") == f"{kind}{name} ended"


def test_numbers_and_the_names_of_fields_stay() -> None:
    value = {"duration_ms": 13_812_345_678, "at": 1.5, "ok": True, "none": None, "list": [1_795_370_519_482, "x"]}
    assert mask_values(value) == value


def test_every_text_inside_a_value_is_masked() -> None:
    found = mask_values({"a": [{"b": ("13812345678",)}], "error": ValueError("a@b.example")})
    assert found == {"a": [{"b": ["138***78"]}], "error": "a***@b***.example"}
