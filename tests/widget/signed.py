"""What a shop's page says of its visitor, signed as shops sign it: by PyJWT, or as PHP's `hash_hmac` does."""

import hashlib
import hmac
import time
from typing import Any

import jwt

from app.auth.identity import Identities
from app.domain.identity import BY_HASH
from tests.conftest import SECRET

KEY = Identities(SECRET, time.time).secret("demo", 1)
ID_KEY = Identities(SECRET, time.time).secret("demo", 1, BY_HASH)
Told = dict[str, Any]


def by_jwt(person_id: str = "ada-1", key: str = KEY, *, for_s: float = 600, **claims: Any) -> Told:
    """What a shop's page says of somebody who is signed in there."""
    claims |= {"sub": person_id, "exp": int(time.time() + for_s)}
    return {"token": jwt.encode(claims, key, "HS256")}


def by_hash(person_id: str = "ada-1", key: str = ID_KEY, **more: Any) -> Told:
    return {"id": person_id, "hash": hmac.new(key.encode(), person_id.encode(), hashlib.sha256).hexdigest(), **more}
