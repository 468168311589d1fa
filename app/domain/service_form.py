"""How a shop serves, as an admin writes it and as it is kept: JSON, read with every mistake named."""

from dataclasses import fields
from typing import Any

from app.domain.address import read_address
from app.domain.shop import Service
from app.domain.shop_fields import ShopRefused, read_flag, read_list, read_members, read_number

EMAILS_LIMIT = 20
LIMITS_S = {
    "wait_limit_s": (30, 86_400),
    "agent_gone_s": (15, 3_600),
    "offer_s": (15, 600),
    "mail_wait_s": (30, 86_400),
}
"""How short and how long each of a shop's times may be."""


def service_data(service: Service) -> dict[str, Any]:
    """How a shop serves, as JSON that `read_service` reads."""
    values = {one.name: getattr(service, one.name) for one in fields(Service)}
    return values | {"team_emails": list(service.team_emails)}


def read_service(data: Any) -> Service:
    """How a shop serves; what is missing is as in `Service()`. Raises `ShopRefused`."""
    given = read_members(data, "service", {one.name for one in fields(Service)})
    return Service(**{name: _read_value(name, value) for name, value in given.items()})


def _read_value(name: str, value: Any) -> Any:
    field = f"service.{name}"
    if name == "team_emails":
        return _read_emails(value, field)
    if name in LIMITS_S:
        return read_number(value, field, *LIMITS_S[name], code="SHOP_TIME")
    return read_flag(value, field)


def _read_emails(value: Any, field: str) -> tuple[str, ...]:
    emails = read_list(value, field)
    if len(emails) > EMAILS_LIMIT:
        raise ShopRefused("SHOP_TOO_MANY_EMAILS", field=field, limit=EMAILS_LIMIT)
    return tuple(dict.fromkeys(_read_email(one, f"{field}.{number}") for number, one in enumerate(emails)))


def _read_email(text: Any, field: str) -> str:
    address = read_address(text) if isinstance(text, str) else ""
    if not address:
        raise ShopRefused("SHOP_EMAIL", field=field)
    return address
