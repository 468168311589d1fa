"""A shop's settings as an admin writes them and as they are kept: JSON, read with every mistake named."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.answers import answers_data, read_answers
from app.domain.hours_form import hours_data, read_hours
from app.domain.looks_form import looks_data, proactive_data, read_looks, read_proactive, read_texts, texts_data
from app.domain.origins import read_origins
from app.domain.policy import Policy, policy_data, read_policy
from app.domain.service_form import read_service, service_data
from app.domain.shop import Shop
from app.domain.shop_fields import LANGS, ShopRefused, read_number, tidy_name

NAME_LIMIT_CHARS = 60
RETENTION_LIMIT_DAYS = 3650
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_USUAL_POLICY = policy_data(Policy())
_WHOLE = {"days"}
"""Members that list what there is, and are never completed from what there was."""


def shop_data(shop: Shop) -> dict[str, Any]:
    """The shop as JSON that `read_shop` reads. Of its policy only what differs: the rest follows the program's own."""
    policy = policy_data(shop.policy)
    return {
        "names": dict(shop.names),
        "service": service_data(shop.service),
        "hours": hours_data(shop.hours),
        "policy": {name: value for name, value in policy.items() if value != _USUAL_POLICY[name]},
        "origins": list(shop.origins),
        "looks": looks_data(shop.looks),
        "texts": texts_data(shop.texts),
        "proactive": proactive_data(shop.proactive),
        "answers": answers_data(shop.answers),
        "retention_days": shop.retention_days,
        "identity_version": shop.identity_version,
    }


def read_shop(shop_id: str, data: Mapping[str, Any]) -> Shop:
    """The shop that `data` describes: `names`, and what it says of the rest, which else is as usual.

    Raises `ShopRefused`, `HoursRefused`, or what `read_policy` raises.
    """
    parts = {name: read(data[name]) for name, read in _PARTS.items() if name in data}
    return Shop(read_shop_id(shop_id), read_names(data.get("names")), **parts)


def settings_data(shop: Shop) -> dict[str, Any]:
    """What an admin writes of a shop, as JSON; the version of its secret changes in a way of its own."""
    data = shop_data(shop)
    del data["identity_version"]
    return {"id": shop.id} | data


def amend(shop: Shop, data: Any) -> Shop:
    """The shop with what `data` says, such as `settings_data` gives; what is missing stays, the id always does.

    Raises `ShopRefused`, `HoursRefused`, or what `read_policy` raises.
    """
    was = settings_data(shop)
    given = data if isinstance(data, Mapping) else None
    if given is None or set(given) - set(was):
        raise ShopRefused(field=str(min(set(given or ()) - set(was), default=""))[:64])
    version = {"identity_version": shop.identity_version}
    return read_shop(shop.id, {**_complete(was, given), **version})


def read_shop_id(text: str) -> str:
    """`text` where it can be a shop's id; raises `ShopRefused` otherwise."""
    if not _ID.fullmatch(text):
        raise ShopRefused("SHOP_ID", field="id")
    return text


def read_names(data: Any) -> dict[str, str]:
    """A name in every language, with single spaces; raises `ShopRefused`."""
    if not isinstance(data, Mapping) or set(data) - set(LANGS):
        raise ShopRefused(field="names")
    return {lang: _read_name(data.get(lang), f"names.{lang}") for lang in LANGS}


def read_retention(value: Any) -> int:
    """For how many days a conversation is kept; raises `ShopRefused`."""
    return read_number(value, "retention_days", 1, RETENTION_LIMIT_DAYS, code="SHOP_DAYS")


def _complete(was: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`given`, and from `was` what it does not say."""
    both = {
        name: _complete(was[name], value)
        for name, value in given.items()
        if name not in _WHOLE and isinstance(value, Mapping) and isinstance(was.get(name), Mapping)
    }
    return {**was, **given, **both}


def _read_name(text: Any, field: str) -> str:
    tidy = tidy_name(text) if isinstance(text, str) else ""
    if not 1 <= len(tidy) <= NAME_LIMIT_CHARS:
        raise ShopRefused("SHOP_NAME", field=field, limit=NAME_LIMIT_CHARS)
    return tidy


def _object(name: str, read: Callable[[Mapping[str, Any]], Any]) -> Callable[[Any], Any]:
    def reading(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ShopRefused(field=name)
        return read(value)

    return reading


_PARTS: dict[str, Callable[[Any], Any]] = {
    "hours": _object("hours", read_hours),
    "policy": _object("policy", read_policy),
    "service": read_service,
    "origins": read_origins,
    "looks": read_looks,
    "texts": read_texts,
    "proactive": read_proactive,
    "answers": read_answers,
    "retention_days": read_retention,
    "identity_version": lambda value: read_number(value, "identity_version", 1, 1_000_000_000),
}
