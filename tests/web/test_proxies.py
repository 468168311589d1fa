"""Behind proxies: whose word about the client's address and scheme is taken, and whose is not."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings
from app.web.proxies import behind_proxies, read_address
from tests.live import serving
from tests.scripted import ScriptedProvider, echo

PROXY, CDN, CLIENT, LIAR = "10.0.0.1", "198.51.100.7", "203.0.113.9", "6.6.6.6"
TRUSTED = ("10.0.0.0/8", "198.51.100.0/24", "2001:db8:1::/48", "::1")

FORWARDED: dict[str, tuple[str, list[str], str]] = {
    "the client's, from a proxy of ours": (PROXY, [CLIENT], CLIENT),
    "a stranger's word about itself": (CLIENT, [LIAR], CLIENT),
    "a stranger that claims to be a proxy of ours": (CLIENT, [f"{LIAR}, {PROXY}"], CLIENT),
    "a lie before what our proxy saw": (PROXY, [f"{LIAR}, {CLIENT}"], CLIENT),
    "a lie that looks like one of ours": (PROXY, [f"{LIAR}, {PROXY}, {CLIENT}"], CLIENT),
    "a lie in a header of its own": (PROXY, [LIAR, CLIENT], CLIENT),
    "two hops": (PROXY, [f"{CLIENT}, {CDN}"], CLIENT),
    "two hops and a lie": (PROXY, [f"{LIAR}, {CLIENT}, {CDN}"], CLIENT),
    "two hops in two headers": (PROXY, [CLIENT, CDN], CLIENT),
    "nobody but ours": (PROXY, [f"10.9.9.9, {CDN}"], "10.9.9.9"),
    "with a port": (PROXY, [f"{CLIENT}:4711"], CLIENT),
    "IPv6": (PROXY, ["2001:db8:2::5"], "2001:db8:2::5"),
    "IPv6 in long": (PROXY, ["2001:0DB8:2:0:0:0:0:5"], "2001:db8:2::5"),
    "IPv6 with a port": (PROXY, ["[2001:db8:2::5]:443"], "2001:db8:2::5"),
    "IPv6 in brackets and quotes": (PROXY, ['"[2001:db8:2::5]"'], "2001:db8:2::5"),
    "an IPv6 proxy": ("2001:db8:1::1", [CLIENT], CLIENT),
    "the loopback": ("::1", [CLIENT], CLIENT),
    "an IPv4 proxy on an IPv6 socket": (f"::ffff:{PROXY}", [CLIENT], CLIENT),
    "an IPv4 client as IPv6": (PROXY, [f"::ffff:{CLIENT}"], CLIENT),
    "spaces and gaps": (PROXY, [f" , {CLIENT} ,,", ""], CLIENT),
    "no header": (PROXY, [], PROXY),
    "an empty header": (PROXY, [""], PROXY),
    "unknown": (PROXY, ["unknown"], PROXY),
    "an obfuscated name": (PROXY, [f"{LIAR}, _hidden"], PROXY),
    "unreadable before ours": (PROXY, [f"{CLIENT}, oops, {CDN}"], CDN),
    "a word": (PROXY, ["localhost"], PROXY),
    "a network": (PROXY, ["10.0.0.0/8"], PROXY),
    "half an address": (PROXY, ["203.0.113"], PROXY),
    "not ASCII": (PROXY, ["２０３.0.113.9"], PROXY),
}


async def seen(peer: str, *, trusted: tuple[str, ...] = TRUSTED, scheme: str = "http", **headers: list[str]) -> Any:
    """The scope that the application gets of a request from `peer`."""
    found: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope)

    given = [(name.replace("_", "-").encode(), line.encode()) for name, lines in headers.items() for line in lines]
    scope = {"type": "http", "scheme": scheme, "client": (peer, 4711), "headers": given}
    before = repr(scope)
    await behind_proxies(app, trusted)(scope, None, None)
    assert repr(scope) == before
    return found[0]


@pytest.mark.parametrize("what", FORWARDED)
async def test_the_address_is_the_first_that_is_not_ours(what: str) -> None:
    peer, forwarded, client = FORWARDED[what]
    assert (await seen(peer, x_forwarded_for=forwarded))["client"][0] == client


@pytest.mark.parametrize(
    ("peer", "addresses", "schemes", "scheme"),
    [
        (PROXY, [CLIENT], ["https"], "https"),
        (PROXY, [CLIENT], ["HTTPS"], "https"),
        (PROXY, [], ["https"], "https"),
        (PROXY, [CLIENT], [], "http"),
        (PROXY, [CLIENT], ["gopher"], "http"),
        (PROXY, [CLIENT], [""], "http"),
        (CLIENT, [], ["https"], "http"),
        (CLIENT, [LIAR], ["https"], "http"),
        # Each hop added its own: the one that saw the client counts, and what is left of it is a lie.
        (PROXY, [f"{CLIENT}, {CDN}"], ["https, http"], "https"),
        (PROXY, [f"{CLIENT}, {CDN}"], ["https", "http"], "https"),
        (PROXY, [f"{LIAR}, {CLIENT}"], ["https, http"], "http"),
        # The outer one said it, the inner one passed it on.
        (PROXY, [f"{CLIENT}, {CDN}"], ["https"], "https"),
    ],
)
async def test_the_scheme_is_what_a_proxy_of_ours_saw(
    peer: str, addresses: list[str], schemes: list[str], scheme: str
) -> None:
    assert (await seen(peer, x_forwarded_for=addresses, x_forwarded_proto=schemes))["scheme"] == scheme


async def test_https_of_our_own_is_not_talked_down_by_strangers() -> None:
    assert (await seen(CLIENT, scheme="https", x_forwarded_proto=["http"]))["scheme"] == "https"


async def test_where_no_proxy_is_trusted_nothing_is_believed() -> None:
    scope = await seen("127.0.0.1", trusted=(), x_forwarded_for=[LIAR], x_forwarded_proto=["https"])
    assert (scope["client"], scope["scheme"]) == (("127.0.0.1", 4711), "http")


@pytest.mark.parametrize("client", [None, ("a socket's path", 0), ("", 0)])
async def test_a_peer_without_an_address_is_no_proxy(client: Any) -> None:
    found = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope)

    headers = [(b"x-forwarded-for", CLIENT.encode())]
    for scope in ({"type": "http", "client": client, "scheme": "http", "headers": headers}, {"type": "lifespan"}):
        await behind_proxies(app, TRUSTED)(scope, None, None)
    assert [scope.get("client") for scope in found] == [client, None]


@given(st.lists(st.text() | st.ip_addresses().map(str), max_size=5).map(",".join), st.text())
async def test_nothing_in_the_headers_breaks_anything(forwarded: str, scheme: str) -> None:
    address = forwarded.encode("utf-8", "surrogatepass").decode("latin-1")
    scope = await seen(PROXY, x_forwarded_for=[address], x_forwarded_proto=[scheme.encode("utf-8", "replace").decode()])
    assert read_address(scope["client"][0])
    assert scope["scheme"] in {"http", "https"}


async def _locked_after_five(http: httpx.AsyncClient, tries: list[dict[str, str]]) -> list[int]:
    guess = {"username": "ada", "password": "a wild guess, one of many", "mode": "token"}
    return [(await http.post("/api/agent/login", json=guess, headers=headers)).status_code for headers in tries]


@pytest.mark.parametrize("trusted", [(), ("10.0.0.1",)])
async def test_a_stranger_cannot_choose_an_address_to_guess_from(trusted: tuple[str, ...], settings: Settings) -> None:
    settings = replace(settings, trusted_proxies=trusted)
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        tries = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(7)]
        assert await _locked_after_five(http, tries) == [401] * 5 + [429] * 2


async def test_nor_through_a_proxy_that_adds_to_what_it_is_told(settings: Settings) -> None:
    settings = replace(settings, trusted_proxies=("127.0.0.1",))
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        tries = [{"X-Forwarded-For": f"203.0.113.{number}, {CLIENT}"} for number in range(7)]
        assert await _locked_after_five(http, tries) == [401] * 5 + [429] * 2
        # Another visitor behind the same proxy is not locked out with them.
        assert await _locked_after_five(http, [{"X-Forwarded-For": f"{CLIENT}, {CDN}"}]) == [401]


async def test_https_at_the_proxy_is_https_for_the_cookies(settings: Settings) -> None:
    body = {"shop": "demo", "remember": True}
    for trusted, is_secure in ((("127.0.0.1",), True), ((), False)):
        async with serving(replace(settings, trusted_proxies=trusted), ScriptedProvider(echo())) as live:
            ours = {"Origin": live.base, "X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}
            async with live.client() as http:
                answer = await http.post("/api/chat/session", json=body, headers=ours)
            assert ("; Secure;" in answer.headers["set-cookie"]) == is_secure
