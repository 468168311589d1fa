"""A shop: one site that embeds the widget, and how it serves; how its settings are written and kept is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.hours import Hours
from app.domain.policy import Policy

DEFAULT_ID = "demo"
_HOURS, _POLICY = Hours(), Policy()


@dataclass(frozen=True, slots=True)
class Service:
    """How patiently a shop serves, in seconds, and who is told by mail."""

    wait_limit_s: int = 600
    agent_gone_s: int = 60
    offer_s: int = 60
    mail_wait_s: int = 180
    keeps_company: bool = False
    team_emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """A site by its `id` and its name in each language; when its people are there, and when they are needed."""

    id: str
    names: Mapping[str, str]
    hours: Hours = _HOURS
    policy: Policy = _POLICY
    service: Service = Service()


SHOPS = {DEFAULT_ID: Shop(DEFAULT_ID, {"zh": "飞多单车", "en": "Fiido Cycles"})}


def find_shop(shop_id: str) -> Shop:
    """The built-in shop of that id, else the default one; those with settings are in the desk's `shopbook`."""
    return SHOPS.get(shop_id, SHOPS[DEFAULT_ID])
