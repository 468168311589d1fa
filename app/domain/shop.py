"""A shop: one site that embeds the widget, and how it serves; how its settings are written and kept is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.answers import Answers
from app.domain.hours import Hours
from app.domain.looks import Looks, Proactive, Texts
from app.domain.policy import Policy

DEFAULT_ID = "demo"
_HOURS, _POLICY, _ANSWERS = Hours(), Policy(), Answers()
_LOOKS, _TEXTS, _PROACTIVE = Looks(), Texts(), Proactive()


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
    """A site by its `id` and its name in each language; when its people are there, and when they are needed.

    `origins` are the web origins (and patterns) that may embed it; `retention_days` is how long a conversation is kept
    after its last word; `identity_version` counts the secrets with which the site has signed who somebody is.
    """

    id: str
    names: Mapping[str, str]
    hours: Hours = _HOURS
    policy: Policy = _POLICY
    service: Service = Service()
    origins: tuple[str, ...] = ()
    looks: Looks = _LOOKS
    texts: Texts = _TEXTS
    proactive: Proactive = _PROACTIVE
    answers: Answers = _ANSWERS
    retention_days: int = 30
    identity_version: int = 1


def with_next_secret(shop: Shop) -> Shop:
    """The shop with another secret: what it has signed with the old one is refused from then on."""
    return replace(shop, identity_version=shop.identity_version + 1)


SHOPS = {DEFAULT_ID: Shop(DEFAULT_ID, {"zh": "飞多单车", "en": "Fiido Cycles"})}
