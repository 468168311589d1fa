"""What a page may say of its visitor: everything is read as it can be kept and shown, or not at all."""

import hashlib
from typing import Any

import pytest

from app.domain.identity import (
    Claim,
    IdentityRefused,
    Person,
    digest_of,
    read_attributes,
    read_claim,
    read_name,
)

PROOF = "0123456789abcdef" * 4


def test_a_token_is_the_whole_claim() -> None:
    assert read_claim({"token": "a.b.c", "id": "bob", "name": "Bob"}) == Claim(token="a.b.c")


def test_an_id_may_come_with_its_proof_a_name_and_an_address() -> None:
    user = {"id": "ada-1", "hash": PROOF, "name": " Ada \n Lovelace ", "email": " ada@shop.example "}
    assert read_claim(user) == Claim("", "ada-1", PROOF, "Ada Lovelace", "ada@shop.example")
    assert read_claim({"id": "ada-1"}) == Claim(id="ada-1")


@pytest.mark.parametrize(("number", "kept"), [(0, "0"), (42, "42"), (2**53 - 1, "9007199254740991")])
def test_a_number_is_an_id_as_php_writes_it(number: int, kept: str) -> None:
    assert read_claim({"id": number}).id == kept


@pytest.mark.parametrize("value", [True, False, -1, 2**53, 1.5, None, [], {}, "", " ", " ada", "ada ", "x" * 129])
def test_what_is_no_id_is_refused(value: Any) -> None:
    with pytest.raises(IdentityRefused):
        read_claim({"id": value, "name": "Ada"})


@pytest.mark.parametrize(
    "value", ["a\x00", "a\nb", "a\u202eb", "a\u200bb", "\ufeffa", "a\u2028b", "\ud800", "a\u00a0b"]
)
def test_an_id_holds_no_sign_that_cannot_be_seen(value: str) -> None:
    with pytest.raises(IdentityRefused):
        read_claim({"id": value})


@pytest.mark.parametrize(
    "proof",
    ["", "0", PROOF[:-1], PROOF + "0", PROOF[:-1] + "g", PROOF[:-1] + "\uff10", PROOF[:-1] + "\n", 7, [PROOF], False],
)
def test_what_is_no_digest_is_a_wrong_proof_and_not_none(proof: Any) -> None:
    with pytest.raises(IdentityRefused):
        read_claim({"id": "ada-1", "hash": proof})


@pytest.mark.parametrize("token", ["", 7, ["a"], {}, False, "x" * 8_193])
def test_what_is_no_token_is_a_wrong_proof_and_not_none(token: Any) -> None:
    with pytest.raises(IdentityRefused):
        read_claim({"token": token, "id": "ada-1"})


def test_ids_that_look_alike_are_different_people() -> None:
    alike = ("ada", "Ada", "\u0430da", "\uff41da", "adà", "ada\u0300")
    assert len({Person(person_id).digest for person_id in alike}) == len(alike)
    assert digest_of("ada") == hashlib.sha256(b"ada").hexdigest()


def test_a_name_fits_on_a_line() -> None:
    assert read_name("a\u202egnp\x00 b") == "a gnp b"
    assert read_name("x" * 63 + " yz") == "x" * 63
    assert read_name(["x"]) == ""


def test_attributes_are_texts_numbers_and_truth_values() -> None:
    said = {"plan": " pro \n x", "orders": 3, "rate": 0.5, "vip": True, "off": False, "会员等级": "金"}
    assert read_attributes(said) == said | {"plan": "pro x"}


@pytest.mark.parametrize(
    "value", [None, [], {}, [1], {"a": 1}, float("nan"), float("inf"), float("-inf"), 2**53, -(2**53), 10**400]
)
def test_other_values_are_left_out(value: Any) -> None:
    assert read_attributes({"a": value, "b": 1}) == {"b": 1}


@pytest.mark.parametrize("name", ["", " ", "a b", "a\n", "x" * 41, "a/b", "<b>", "a\u202e"])
def test_other_names_are_left_out(name: str) -> None:
    assert read_attributes({name: 1, "b": 1}) == {"b": 1}


def test_there_are_at_most_twenty_attributes_of_bounded_length() -> None:
    kept = read_attributes({f"a{number}": "x" * 500 for number in range(50)})
    assert list(kept) == [f"a{number}" for number in range(20)]
    assert set(kept.values()) == {"x" * 200}


@pytest.mark.parametrize("said", [None, [], "a", 7, [["a", 1]]])
def test_what_is_no_object_has_no_attributes(said: Any) -> None:
    assert read_attributes(said) == {}
