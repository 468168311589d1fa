"""The shop book: what one process saves is true on another, and of two who change at once, both are heard."""

import asyncio
import json
from dataclasses import replace

import pytest

from app.desk.shopbook import ShopBook
from app.domain.errors import BadRequest, KefuError
from app.domain.hours import Hours
from app.domain.shop import DEFAULT_ID, SHOPS, Service, Shop
from app.store.shops import SHOPS_CHANGED
from app.store.store import Store

NAMES = {"zh": "新店", "en": "New shop"}
UTC = Hours("UTC")


def in_utc(shop: Shop) -> Shop:
    return replace(shop, hours=UTC)


def hurried(shop: Shop) -> Shop:
    return replace(shop, service=Service(wait_limit_s=60))


async def test_the_default_shop_is_there_before_anything_is_kept(store: Store) -> None:
    book = ShopBook(store)
    assert book.find(DEFAULT_ID) == SHOPS[DEFAULT_ID]
    await book.reload()
    assert book.all() == (SHOPS[DEFAULT_ID],)


async def test_an_unknown_shop_is_the_default_one_except_for_who_wants_to_change_it(store: Store) -> None:
    book = ShopBook(store)
    assert book.find("unknown") is book.find("") is book.find(DEFAULT_ID)
    with pytest.raises(KefuError, match="SHOP_NOT_FOUND"):
        book.get("unknown")
    with pytest.raises(KefuError, match="SHOP_NOT_FOUND"):
        await book.change("unknown", in_utc)


async def test_what_one_saves_the_other_knows_after_a_reload_and_is_told_of(store: Store) -> None:
    here, there = ShopBook(store), ShopBook(store)
    end = await store.bus.end()
    await here.change(DEFAULT_ID, in_utc)
    assert here.find(DEFAULT_ID).hours == UTC
    assert there.find(DEFAULT_ID).hours != UTC
    told = await store.bus.read(end)
    assert [(event.kind, event.session_name) for event in told] == [(SHOPS_CHANGED.encode(), b"")]
    await there.reload()
    assert there.find(DEFAULT_ID).hours == UTC


async def test_a_new_shop_is_kept_once(store: Store) -> None:
    here, there = ShopBook(store), ShopBook(store)
    made = await asyncio.gather(
        here.create("new", NAMES), there.create("new", NAMES | {"en": "Other"}), return_exceptions=True
    )
    refused = [one for one in made if isinstance(one, KefuError)]
    assert [one.code for one in refused] == ["SHOP_EXISTS"]
    await there.reload()
    await here.reload()
    assert here.get("new") == there.get("new") in made
    assert [shop.id for shop in here.all()] == [DEFAULT_ID, "new"]


async def test_a_shop_that_exists_or_has_no_proper_id_is_not_made(store: Store) -> None:
    book = ShopBook(store)
    with pytest.raises(KefuError, match="SHOP_EXISTS"):
        await book.create(DEFAULT_ID, NAMES)
    with pytest.raises(BadRequest, match="SHOP_ID"):
        await book.create("New Shop", NAMES)
    with pytest.raises(BadRequest, match="SHOP_NAME"):
        await book.create("new", {"zh": "新店"})


async def test_of_two_who_change_at_once_both_are_heard(store: Store) -> None:
    here, there = ShopBook(store), ShopBook(store)
    await asyncio.gather(here.change(DEFAULT_ID, in_utc), there.change(DEFAULT_ID, hurried))
    await here.reload()
    assert (here.find(DEFAULT_ID).hours, here.find(DEFAULT_ID).service.wait_limit_s) == (UTC, 60)


async def test_a_refused_change_changes_nothing(store: Store) -> None:
    book = ShopBook(store)

    def refuse(shop: Shop) -> Shop:
        raise BadRequest("SHOP_INVALID", status=422)

    with pytest.raises(BadRequest):
        await book.change(DEFAULT_ID, refuse)
    assert await store.shops.all() == {}


async def test_a_command_that_is_sent_twice_is_one_change(store: Store) -> None:
    assert await store.shops.put("new", "{}", was="")
    assert await store.shops.put("new", "{}", was="")
    assert not await store.shops.put("new", "[]", was="")
    assert len(await store.bus.read(b"0-0")) == 1


async def test_settings_that_cannot_be_read_leave_the_shop_as_it_was_known(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    book = ShopBook(store)
    await book.change(DEFAULT_ID, in_utc)
    was = (await store.shops.all())[DEFAULT_ID]
    assert await store.shops.put(DEFAULT_ID, json.dumps(json.loads(was) | {"names": "?"}), was=was)
    assert await store.shops.put("broken", "no json", was="")
    await book.reload()
    assert book.find(DEFAULT_ID).hours == UTC
    assert book.find("broken").id == DEFAULT_ID
    assert [record.message for record in caplog.records] == ["shop_unreadable"] * 2
    await book.change(DEFAULT_ID, hurried)
    assert book.find(DEFAULT_ID).hours == UTC


async def test_settings_that_are_gone_are_forgotten(store: Store) -> None:
    book = ShopBook(store)
    await book.change(DEFAULT_ID, in_utc)
    await book.create("new", NAMES)
    await store.redis.flushall()
    await book.reload()
    assert book.all() == (SHOPS[DEFAULT_ID],)
