"""The shop's word for its visitor: only what its own secret has signed, only while that is good, and nothing else."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest

from app.auth.identity import LEEWAY_S, LIFE_LIMIT_S, Identities
from app.auth.visitors import Visitor
from app.domain.identity import BY_HASH, BY_JWT, Claim, IdentityRefused, Person, read_claim
from tests.keys import visitor_tokens

SECRET = "a secret of tests, long enough for any check"
NOW_S = 1_795_370_519.5
IDENTITIES = Identities(SECRET, lambda: NOW_S)
KEY = IDENTITIES.secret("demo", 1)
ID_KEY = IDENTITIES.secret("demo", 1, BY_HASH)


def _verify(claim: Claim, shop: str = "demo", version: int = 1) -> Person:
    return IDENTITIES.verify(claim, shop, version)


def _claims(**changes: Any) -> dict[str, Any]:
    """A shop's claims; those changed to None are left out."""
    claims = {"sub": "ada-1", "exp": int(NOW_S) + 600, "name": "Ada", "email": "ada@shop.example"} | changes
    return {name: value for name, value in claims.items() if value is not None}


def _sign(claims: Any, key: str = KEY, algorithm: str = "HS256", **header: Any) -> str:
    """A JWT made by hand, so that it may hold what no library would write."""
    head = {"alg": algorithm, "typ": "JWT"} | header
    payload = claims if isinstance(claims, str) else json.dumps(claims)
    parts = [base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in (json.dumps(head), payload)]
    signature = hmac.new(key.encode(), b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def _refused(claim: Claim, shop: str = "demo", version: int = 1) -> IdentityRefused:
    with pytest.raises(IdentityRefused) as refusal:
        _verify(claim, shop, version)
    return refusal.value


def test_a_shops_secret_is_text_that_any_library_takes_and_stays_the_same() -> None:
    derived = hmac.new(SECRET.encode(), b"shop identity", hashlib.sha256).digest()
    digest = hmac.new(derived, b"shop identity jwt demo 1", hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == KEY
    assert len(KEY) == 43
    assert len({IDENTITIES.secret(shop, version) for shop in ("demo", "demo1") for version in (1, 11)}) == 4
    assert Identities(SECRET + "!", lambda: NOW_S).secret("demo", 1) != KEY


def test_no_id_that_a_customer_may_choose_is_signed_into_a_token() -> None:
    head, payload = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256"}, _claims())
    )
    chosen = f"{head.decode()}.{payload.decode()}"
    signed = hmac.new(ID_KEY.encode(), chosen.encode(), hashlib.sha256).digest()
    forged = f"{chosen}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"
    assert _refused(Claim(token=forged)).code == "IDENTITY_INVALID"
    assert ID_KEY != KEY


def test_a_jwt_made_the_usual_way_is_believed_whole() -> None:
    token = jwt.encode(_claims(attributes={"vip": True, "orders": 3}), KEY, "HS256")
    assert _verify(Claim(token=token)) == Person("ada-1", "Ada", "ada@shop.example", BY_JWT, {"vip": True, "orders": 3})


def test_claims_of_no_interest_do_no_harm() -> None:
    odd = {"aud": "shop", "iss": ["x"], "iat": NOW_S + 9_000, "jti": 7, "role": "admin"}
    assert _verify(Claim(token=_sign(_claims(**odd)))).id == "ada-1"


@pytest.mark.parametrize("person_id", ["ada-1", "42", "李伟", "ada@shop.example", "x" * 128])
def test_the_digest_of_an_id_as_php_makes_it_signs_the_id_alone(person_id: str) -> None:
    # hash_hmac('sha256', $id, $secret)
    proof = hmac.new(ID_KEY.encode(), person_id.encode(), hashlib.sha256).hexdigest()
    for spelled in (proof, proof.upper()):
        found = _verify(read_claim({"id": person_id, "hash": spelled, "name": "Ada", "attributes": {"vip": True}}))
        assert found == Person(person_id, "Ada", "", BY_HASH)


def test_an_id_alone_is_not_verified() -> None:
    assert _verify(Claim(id="ada-1", name="Ada")) == Person("ada-1", "Ada")


@pytest.mark.parametrize(
    "proof",
    [
        "0" * 64,
        hashlib.sha256(b"ada-1").hexdigest(),
        hashlib.sha256(KEY.encode() + b"ada-1").hexdigest(),
        hmac.new(b"", b"ada-1", hashlib.sha256).hexdigest(),
        hmac.new(SECRET.encode(), b"ada-1", hashlib.sha256).hexdigest(),
        hmac.new(base64.urlsafe_b64decode(KEY + "="), b"ada-1", hashlib.sha256).hexdigest(),
        hmac.new(ID_KEY.encode(), b"ada-2", hashlib.sha256).hexdigest(),
    ],
)
def test_a_digest_of_anything_else_is_refused(proof: str) -> None:
    assert _refused(Claim(id="ada-1", hash=proof)).code == "IDENTITY_INVALID"


def test_every_changed_digit_of_a_digest_is_noticed() -> None:
    proof = hmac.new(ID_KEY.encode(), b"ada-1", hashlib.sha256).hexdigest()
    for at, digit in enumerate(proof):
        _refused(Claim(id="ada-1", hash=proof[:at] + ("0" if digit != "0" else "1") + proof[at + 1 :]))


def test_what_one_shop_signed_says_nothing_in_another_nor_under_a_new_secret() -> None:
    proof = hmac.new(ID_KEY.encode(), b"ada-1", hashlib.sha256).hexdigest()
    for claim in (Claim(token=_sign(_claims())), Claim(id="ada-1", hash=proof)):
        assert _verify(claim).verified
        for shop, version in (("other", 1), ("demo", 2), ("demo 1", 1), ("", 1)):
            assert _refused(claim, shop, version).code == "IDENTITY_INVALID"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA"])
def test_no_other_algorithm_is_taken_whatever_it_is_signed_with(algorithm: str) -> None:
    token = _sign(_claims(), algorithm=algorithm)
    assert _refused(Claim(token=token)).code == "IDENTITY_INVALID"
    _refused(Claim(token=token.rpartition(".")[0] + "."))


@pytest.mark.parametrize("alg", [None, 1, ["HS256"], {"HS256": 1}, "hs256"])
def test_an_algorithm_that_is_no_word_of_ours_is_refused(alg: Any) -> None:
    _refused(Claim(token=_sign(_claims(), alg=alg)))


@pytest.mark.parametrize("header", [{"b64": False}, {"crit": ["x"], "x": 1}, {"b64": False, "crit": ["b64"]}])
def test_a_header_that_changes_what_is_signed_is_refused(header: dict[str, Any]) -> None:
    _refused(Claim(token=_sign(_claims(), **header)))


def test_a_key_that_a_token_brings_along_is_not_used() -> None:
    key = "a key of the attacker's own, as long as it takes"
    jwk = {"kty": "oct", "k": base64.urlsafe_b64encode(key.encode()).decode()}
    _refused(Claim(token=_sign(_claims(), key, jwk=jwk, kid="../../dev/null", jku="https://evil.example/keys")))


@pytest.mark.parametrize("key", ["", SECRET, "demo", "shop identity demo 1"])
def test_no_guessable_key_signs(key: str) -> None:
    _refused(Claim(token=_sign(_claims(), key)))


def test_our_own_tokens_are_nobodys_proof() -> None:
    token = visitor_tokens(SECRET, clock_s=lambda: NOW_S).issue(Visitor("ada-1", "s_1", "demo"))
    _refused(Claim(token=token))


@pytest.mark.parametrize("token", [".", "..", "a.b.c", "x" * 8_000, "您好", "\ud800", "\x00", "e30.e30.e30", "e30."])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert _refused(Claim(token=token)).code == "IDENTITY_INVALID"


@pytest.mark.parametrize("sub", [None, 42, True, ["ada-1"], {"id": "ada-1"}, "", " ", "x" * 129, "a\x00b", "ada-1 "])
def test_a_token_must_name_somebody(sub: Any) -> None:
    assert _refused(Claim(token=_sign(_claims(sub=sub)))).code == "IDENTITY_INVALID"


@pytest.mark.parametrize("sub", ["\\ud800", "a\\u202eb", "a\\u200bb", "a\\nb"])
def test_an_id_that_nobody_can_see_is_refused(sub: str) -> None:
    _refused(Claim(token=_sign(f'{{"sub": "{sub}", "exp": {int(NOW_S) + 60}}}')))


@pytest.mark.parametrize(
    "exp",
    [
        *("null", '"1795371119"', "true", "[1795371119]", "{}", "NaN", "Infinity", "1e999", "1" + "0" * 400),
        *("9" * 5_000, "253402300799", str(int(NOW_S) * 1000), str(int(NOW_S + LIFE_LIMIT_S + LEEWAY_S + 2))),
    ],
)
def test_a_token_must_end_at_a_moment_that_is_not_far_away(exp: str) -> None:
    assert _refused(Claim(token=_sign(f'{{"sub": "ada-1", "exp": {exp}}}'))).code == "IDENTITY_INVALID"


def test_a_token_without_an_end_is_refused() -> None:
    _refused(Claim(token=_sign(_claims(exp=None))))


@pytest.mark.parametrize("ends_s", [NOW_S - LEEWAY_S + 1, NOW_S + 0.25, NOW_S + LIFE_LIMIT_S])
def test_a_token_is_good_until_its_end_and_a_clocks_error_longer(ends_s: float) -> None:
    assert _verify(Claim(token=_sign(_claims(exp=ends_s)))).verified == BY_JWT


@pytest.mark.parametrize("ends_s", [NOW_S - LEEWAY_S, 0, -1, 1.5])
def test_a_token_that_was_good_once_says_whom_it_named(ends_s: float) -> None:
    refusal = _refused(Claim(token=_sign(_claims(exp=ends_s))))
    assert (refusal.code, refusal.person_id) == ("IDENTITY_EXPIRED", "ada-1")
    forged = _refused(Claim(token=_sign(_claims(exp=ends_s), "another key, and a long one at that")))
    assert (forged.code, forged.person_id) == ("IDENTITY_INVALID", "")


@pytest.mark.parametrize(("begins_s", "is_good"), [(NOW_S + LEEWAY_S, True), (NOW_S + LEEWAY_S + 1, False)])
def test_a_token_is_not_good_before_it_begins(begins_s: float, is_good: bool) -> None:
    claim = Claim(token=_sign(_claims(nbf=begins_s)))
    if is_good:
        _verify(claim)
    else:
        assert _refused(claim).code == "IDENTITY_INVALID"


def test_signed_words_that_cannot_be_shown_are_left_out() -> None:
    attributes = {"vip": "yes", "a b": 1, "deep": {"x": 1}, "none": None, "big": 2**60, "long": "x" * 300}
    claims = _claims(name=7, email="not an address", attributes=attributes)
    found = _verify(Claim(token=_sign(claims)))
    assert (found.name, found.email, found.attributes) == ("", "", {"vip": "yes", "long": "x" * 200})
    assert _verify(Claim(token=_sign(_claims(attributes=["vip"])))).attributes == {}


@pytest.mark.parametrize("payload", ['"ada-1"', "[]", "1", "null", "{", "", "[" * 9_000])
def test_a_payload_that_is_no_object_is_refused(payload: str) -> None:
    _refused(Claim(token=_sign(payload)))
