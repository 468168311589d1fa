"""The shops that every installation has."""

from app.domain.shop import DEFAULT_ID, SHOPS


def test_the_default_shop_is_built_in() -> None:
    assert SHOPS[DEFAULT_ID].id == DEFAULT_ID


def test_every_shop_has_a_name_in_both_languages() -> None:
    for shop in SHOPS.values():
        assert sorted(shop.names) == ["en", "zh"]
