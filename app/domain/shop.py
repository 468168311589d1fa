"""A shop: one site that embeds the widget, as far as a visitor's page needs to know it."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_ID = "demo"


@dataclass(frozen=True, slots=True)
class Shop:
    """A site by its `id` and its name in each language."""

    id: str
    names: Mapping[str, str]


SHOPS = {DEFAULT_ID: Shop(DEFAULT_ID, {"zh": "飞多单车", "en": "Fiido Cycles"})}


def find_shop(shop_id: str) -> Shop:
    """The shop of that id, else the default one: a wrong id in somebody's page must not cost them the chat."""
    return SHOPS.get(shop_id, SHOPS[DEFAULT_ID])
