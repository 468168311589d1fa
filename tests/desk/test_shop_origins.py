"""The shop book on origins: who may embed which shop, and whose shop a site is."""

from dataclasses import replace
from functools import partial

import pytest

from app.desk.shopbook import ShopBook
from app.domain.shop import DEFAULT_ID
from app.store.store import Store

NAMES = {"zh": "新店", "en": "New shop"}
EVERYWHERE = ("https://all.example", "https://*.partner.example")


@pytest.fixture
async def book(store: Store) -> ShopBook:
    """A book with a shop that lists a site and a pattern, and one that lists a host below it."""
    book = ShopBook(store, allowed=EVERYWHERE, own="https://kefu.example")
    for shop_id, origins in {
        "a": ("https://shop.example", "https://*.shop.example"),
        "b": ("https://de.shop.example", "https://all.example"),
    }.items():
        await book.create(shop_id, NAMES)
        await book.change(shop_id, partial(replace, origins=origins))
    return book


async def test_a_shops_sites_are_told_once(book: ShopBook) -> None:
    assert book.embedders(book.get("b")) == (*EVERYWHERE, "https://de.shop.example")
    assert book.embedders(book.get(DEFAULT_ID)) == EVERYWHERE


async def test_a_site_belongs_to_the_shop_that_names_it_before_one_whose_pattern_does(book: ShopBook) -> None:
    found = {
        origin: shop.id if (shop := book.of_origin(origin)) else None
        for origin in (
            *("https://shop.example", "https://de.shop.example", "https://fr.shop.example"),
            *("https://all.example", "https://x.partner.example", "https://else.example", ""),
        )
    }
    assert list(found.values()) == ["a", "b", "a", "b", None, None, None]


@pytest.mark.parametrize(
    ("origin", "shops"),
    [
        ("https://shop.example", "a"),
        ("https://de.shop.example", "ab"),
        ("https://fr.shop.example", "a"),
        ("https://all.example", "abd"),
        ("https://x.partner.example", "abd"),
        ("https://partner.example", ""),
        ("https://kefu.example", "abd"),
        ("http://shop.example", ""),
        ("https://else.example", ""),
        ("", ""),
    ],
)
async def test_a_site_embeds_the_shops_that_list_it_and_no_other(book: ShopBook, origin: str, shops: str) -> None:
    assert "".join(one for one in "ab" if book.allows(book.get(one), origin)) == shops.removesuffix("d")
    assert book.allows(book.get(DEFAULT_ID), origin) is shops.endswith("d")
    assert book.knows(origin) is (bool(shops) and origin != "https://kefu.example")


async def test_what_one_process_lists_the_other_lists_after_a_reload(book: ShopBook, store: Store) -> None:
    other = ShopBook(store)
    assert not other.knows("https://shop.example")
    await other.reload()
    assert other.knows("https://shop.example")
    assert not other.knows("https://all.example.evil")
    await book.change("a", lambda shop: replace(shop, origins=()))
    await other.reload()
    assert not other.knows("https://shop.example")
    assert not book.knows("https://fr.shop.example")
