"""The shops of this deployment, known by heart: read from memory, changed in the store, by one after the other."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence

from app.domain.errors import KefuError, TooBusy
from app.domain.origins import fits_any
from app.domain.shop import DEFAULT_ID, SHOPS, Shop
from app.domain.shop_form import read_names, read_shop, read_shop_id, shop_data
from app.store.records import to_json
from app.store.store import Store
from app.telemetry.log import log

SHOPS_LIMIT = 200
TRIES = 5


class ShopBook:
    """Every shop with its settings. What others change is known after a `reload`; the built-in shops always are."""

    def __init__(self, store: Store, *, allowed: Sequence[str] = (), own: str = "") -> None:
        """`allowed` are the origins and patterns that may embed every shop, `own` is the origin we are known by."""
        self._shops = store.shops
        self._allowed, self._own = tuple(allowed), own
        self._texts: dict[str, str] = {}
        self._known: dict[str, Shop] = dict(SHOPS)
        self._exact, self._wild = _split(self._allowed)
        self._reading = asyncio.Lock()

    def find(self, shop_id: str) -> Shop:
        """The shop of that id, else the default one: a wrong id in somebody's page must not cost them the chat."""
        return self._known.get(shop_id) or self._known[DEFAULT_ID]

    def get(self, shop_id: str) -> Shop:
        """The shop of that id; raises KefuError `SHOP_NOT_FOUND` for an unknown one."""
        if shop_id not in self._known:
            raise KefuError("SHOP_NOT_FOUND", status=404)
        return self._known[shop_id]

    def all(self) -> tuple[Shop, ...]:
        """All shops, the default one first."""
        return tuple(sorted(self._known.values(), key=lambda shop: (shop.id != DEFAULT_ID, shop.id)))

    def embedders(self, shop: Shop) -> tuple[str, ...]:
        """The origins and patterns that may embed `shop`, each once; our own may too."""
        return tuple(dict.fromkeys((*self._allowed, *shop.origins)))

    def of_origin(self, origin: str) -> Shop | None:
        """The shop that lists `origin` itself, else one that does so by a pattern; None where none does."""
        shops = self.all()
        exact = next((shop for shop in shops if origin in shop.origins), None)
        return exact or next((shop for shop in shops if fits_any(origin, shop.origins)), None)

    def allows(self, shop: Shop, origin: str) -> bool:
        """Whether pages of `origin` may embed `shop` and speak for its visitors."""
        return origin == self._own or fits_any(origin, self.embedders(shop))

    def knows(self, origin: str) -> bool:
        """Whether pages of `origin` may embed any of our shops."""
        return origin in self._exact or fits_any(origin, self._wild)

    async def reload(self) -> None:
        """Learn what others have changed; raises `StoreUnavailable`."""
        # One after the other: an older reading that arrives late must not replace a newer one.
        async with self._reading:
            texts = await self._shops.all()
            known = {**SHOPS, **{shop_id: shop for shop_id, shop in self._known.items() if shop_id in texts}}
            for shop_id, text in texts.items():
                if text != self._texts.get(shop_id) and (shop := _read(shop_id, text)):
                    known[shop_id] = shop
            self._texts, self._known = texts, known
            listed = (origin for shop in known.values() for origin in shop.origins)
            self._exact, self._wild = _split((*self._allowed, *listed))

    async def change(self, shop_id: str, make: Callable[[Shop], Shop]) -> Shop:
        """Keep what `make` makes of the shop as it is in the store now; of two who change at once, both are heard.

        Raises KefuError `SHOP_NOT_FOUND`, `TooBusy`, `StoreUnavailable`, and what `make` raises.
        """
        for _ in range(TRIES):
            was = await self._shops.get(shop_id)
            if not was and shop_id not in SHOPS:
                raise KefuError("SHOP_NOT_FOUND", status=404)
            shop = make((_read(shop_id, was) if was else None) or self.get(shop_id))
            if await self._shops.put(shop_id, _text_of(shop), was=was):
                await self.reload()
                return shop
        raise TooBusy()

    async def create(self, shop_id: str, names: Mapping[str, str]) -> Shop:
        """A new shop with everything as usual.

        Raises `ShopRefused`, KefuError `SHOP_EXISTS` or `SHOP_TOO_MANY`, `StoreUnavailable`.
        """
        shop = Shop(read_shop_id(shop_id), read_names(names))
        await self.reload()
        if shop_id in self._known:
            raise KefuError("SHOP_EXISTS", status=409, field="id")
        if len(self._known) >= SHOPS_LIMIT:
            raise KefuError("SHOP_TOO_MANY", status=409, field="id", limit=SHOPS_LIMIT)
        if not await self._shops.put(shop_id, _text_of(shop), was=""):
            raise KefuError("SHOP_EXISTS", status=409, field="id")
        await self.reload()
        return shop


def _read(shop_id: str, text: str) -> Shop | None:
    """The shop that is kept, or None: what cannot be read, a newer program may have written."""
    try:
        return read_shop(shop_id, json.loads(text))
    except (KefuError, ValueError, AttributeError) as error:
        log("shop_unreadable", level=logging.ERROR, shop=shop_id, reason=repr(error))
        return None


def _split(patterns: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """What names one origin, which a set finds at once, and what names many: every request of a page asks."""
    wild = tuple(dict.fromkeys(pattern for pattern in patterns if "*" in pattern))
    return frozenset(patterns) - set(wild), wild


def _text_of(shop: Shop) -> str:
    return to_json(shop_data(shop))
