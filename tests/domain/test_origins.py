"""Origins: read as browsers write them, and matched without letting a neighbour in."""

import pytest

from app.domain.origins import ORIGINS_LIMIT, fits, fits_any, origin_of, read_origin, read_origins, read_pattern
from app.domain.shop_fields import ShopRefused


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://shop.example.com", "https://shop.example.com"),
        (" HTTPS://Shop.Example.COM:443/ ", "https://shop.example.com"),
        ("http://shop.example.com:80", "http://shop.example.com"),
        ("http://shop.example.com:443", "http://shop.example.com:443"),
        ("https://shop.example.com:08443", "https://shop.example.com:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://飞多.中国", "https://xn--cssv79l.xn--fiqs8s"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://*.Example.com", "https://*.example.com"),
        ("https://*.shop.example.com:8443", "https://*.shop.example.com:8443"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(written: str, origin: str) -> None:
    assert read_pattern(written) == origin
    assert read_pattern(origin) == origin
    assert read_origin(written) == ("" if "*" in origin else origin)


@pytest.mark.parametrize(
    "written",
    [
        *("", "*", "null", "shop.example.com", "//shop.example.com", "ftp://shop.example.com", "https://"),
        *("https://shop.example.com/a", "https://shop.example.com?x", "https://shop.example.com#x"),
        *("https://li@shop.example.com", "https://li:pw@shop.example.com", "https://shop.example.com:0"),
        *("https://shop.example.com:65536", "https://shop.example.com:", "https://shop .example.com"),
        *("https://a..example", "https://-a.example", "https://a-.example", f"https://{'a' * 64}.example"),
        *("https://*", "https://*.com", "https://*.*.example.com", "https://shop.*.com", "https://*shop.example.com"),
        *("https://*.0.0.1", "https://[::1]", "https://shop.example.com;script-src *", "https://a.example 'self'"),
        *("https://straße.example", "https://shop.example.com\nx", "javascript:alert(1)"),
    ],
)
def test_what_is_no_origin_is_none(written: str) -> None:
    assert read_pattern(written) == ""


@pytest.mark.parametrize(
    ("origin", "does"),
    [
        ("https://de.example.com", True),
        ("https://a.b.example.com", True),
        ("https://example.com", False),
        ("https://.example.com", False),
        ("https://evilexample.com", False),
        ("https://de.example.com.evil.com", False),
        ("http://de.example.com", False),
        ("https://de.example.com:8443", False),
    ],
)
def test_a_pattern_stands_for_every_host_below_it_and_nothing_beside(origin: str, does: bool) -> None:
    assert fits(origin, "https://*.example.com") is does
    assert fits_any(origin, ("https://other.example", "https://*.example.com")) is does


def test_a_plain_origin_fits_itself_alone() -> None:
    assert fits("https://a.example", "https://a.example")
    assert not fits("https://a.example:444", "https://a.example")
    assert not fits_any("https://a.example", ())


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Shop.example.com/bikes?x=https://other.example#y", "https://shop.example.com"),
        ("https://shop.example.com:8443/", "https://shop.example.com:8443"),
        ("https://li:pw@shop.example.com/", ""),
        *(("", ""), ("about:blank", ""), ("file:///home/li/shop.html", ""), ("https://[::1", ""), ("/bikes", "")),
    ],
)
def test_the_origin_of_a_page_is_read_from_its_address(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_a_list_is_tidied_and_the_first_that_is_none_is_named() -> None:
    assert read_origins(["https://A.example/", "https://a.example", "https://b.example"]) == (
        "https://a.example",
        "https://b.example",
    )
    for given, code, field in [
        (["https://a.example", "b.example"], "SHOP_ORIGIN", "origins.1"),
        ([7], "SHOP_ORIGIN", "origins.0"),
        ("https://a.example", "SHOP_INVALID", "origins"),
        ([f"https://{n}.example.com" for n in range(ORIGINS_LIMIT + 1)], "SHOP_TOO_MANY_ORIGINS", "origins"),
    ]:
        with pytest.raises(ShopRefused) as refused:
            read_origins(given)
        assert (refused.value.code, refused.value.params["field"]) == (code, field)
