"""Shops: a wrong id costs nobody the chat."""

import pytest

from app.domain.shop import DEFAULT_ID, SHOPS, find_shop


@pytest.mark.parametrize("shop_id", ["", "unknown", DEFAULT_ID])
def test_an_unknown_shop_is_the_default_one(shop_id: str) -> None:
    assert find_shop(shop_id).id == DEFAULT_ID


def test_every_shop_has_a_name_in_both_languages() -> None:
    for shop in SHOPS.values():
        assert sorted(shop.names) == ["en", "zh"]
