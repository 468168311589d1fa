"""A shop's settings as an admin writes them and as they are kept: JSON, read with every mistake named."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.domain.address import read_address
from app.domain.errors import BadRequest
from app.domain.hours_form import hours_data, read_hours
from app.domain.policy import Policy, policy_data, read_policy
from app.domain.shop import Service, Shop

NAMES = ("zh", "en")
NAME_LIMIT_CHARS = 60
EMAILS_LIMIT = 20
LIMITS_S = {
    "wait_limit_s": (30, 86_400),
    "agent_gone_s": (15, 3_600),
    "offer_s": (15, 600),
    "mail_wait_s": (30, 86_400),
}
"""How short and how long each of a shop's times may be."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_USUAL_POLICY = policy_data(Policy())


class ShopRefused(BadRequest):
    """Settings that cannot be kept; `params["field"]` says which, e.g. `names.zh` or `service.wait_limit_s`."""

    code = "SHOP_INVALID"
    status = 422


def shop_data(shop: Shop) -> dict[str, Any]:
    """The shop as JSON that `read_shop` reads. Of its policy only what differs: the rest follows the program's own."""
    policy = policy_data(shop.policy)
    return {
        "names": dict(shop.names),
        "service": service_data(shop.service),
        "hours": hours_data(shop.hours),
        "policy": {name: value for name, value in policy.items() if value != _USUAL_POLICY[name]},
    }


def read_shop(shop_id: str, data: Mapping[str, Any]) -> Shop:
    """The shop that `data` describes: `names`, and what it says of `service`, `hours` and `policy`.

    Raises `ShopRefused`, `HoursRefused`, or what `read_policy` raises.
    """
    parts: dict[str, Any] = {}
    if "hours" in data:
        parts["hours"] = read_hours(_members(data, "hours"))
    if "policy" in data:
        parts["policy"] = read_policy(_members(data, "policy"))
    if "service" in data:
        parts["service"] = read_service(_members(data, "service"))
    return Shop(read_shop_id(shop_id), read_names(_members(data, "names")), **parts)


def read_shop_id(text: str) -> str:
    """`text` where it can be a shop's id; raises `ShopRefused` otherwise."""
    if not _ID.fullmatch(text):
        raise ShopRefused("SHOP_ID", field="id")
    return text


def read_names(data: Mapping[str, Any]) -> dict[str, str]:
    """A name in every language, with single spaces; raises `ShopRefused`."""
    if set(data) - set(NAMES):
        raise ShopRefused(field="names")
    return {lang: _read_name(data.get(lang), f"names.{lang}") for lang in NAMES}


def service_data(service: Service) -> dict[str, Any]:
    """How a shop serves, as JSON that `read_service` reads."""
    values = {one.name: getattr(service, one.name) for one in fields(Service)}
    return values | {"team_emails": list(service.team_emails)}


def read_service(data: Mapping[str, Any]) -> Service:
    """How a shop serves; what is missing is as in `Service()`. Raises `ShopRefused`."""
    known = {one.name for one in fields(Service)}
    for name in data:
        if name not in known:
            raise ShopRefused(field=f"service.{str(name)[:64]}")
    return Service(**{name: _read_value(name, value) for name, value in data.items()})


def _members(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    if not isinstance(found, dict):
        raise ShopRefused(field=name)
    return found


def _read_name(text: Any, field: str) -> str:
    tidy = " ".join(_UNSEEN.sub(" ", text).split()) if isinstance(text, str) else ""
    if not 1 <= len(tidy) <= NAME_LIMIT_CHARS:
        raise ShopRefused("SHOP_NAME", field=field, limit=NAME_LIMIT_CHARS)
    return tidy


def _read_value(name: str, value: Any) -> Any:
    field = f"service.{name}"
    if name == "team_emails":
        return _read_emails(value, field)
    if name in LIMITS_S:
        return _read_time(value, field, *LIMITS_S[name])
    if not isinstance(value, bool):
        raise ShopRefused(field=field)
    return value


def _read_time(value: Any, field: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ShopRefused("SHOP_TIME", field=field, least=least, most=most)
    return value


def _read_emails(value: Any, field: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ShopRefused(field=field)
    if len(value) > EMAILS_LIMIT:
        raise ShopRefused("SHOP_TOO_MANY_EMAILS", field=field, limit=EMAILS_LIMIT)
    return tuple(dict.fromkeys(_read_email(one, f"{field}.{number}") for number, one in enumerate(value)))


def _read_email(text: Any, field: str) -> str:
    address = read_address(text) if isinstance(text, str) else ""
    if not address:
        raise ShopRefused("SHOP_EMAIL", field=field)
    return address
