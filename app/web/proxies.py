"""Who is at the other end of a request that came through proxies: what those we trust say, and nobody else's word."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from app.web.gate import ASGI

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Headers = Sequence[tuple[bytes, bytes]]


def behind_proxies(asgi_app: ASGI, trusted: Sequence[str]) -> ASGI:
    """`asgi_app`, told the client's own address and scheme where a proxy of `trusted` (addresses, networks) brings it.

    X-Forwarded-For and X-Forwarded-Proto of anybody else, and whatever strangers wrote into them before a proxy of
    ours did, change nothing. Raises ValueError for what is no network.
    """
    if not trusted:
        return asgi_app
    networks = [ip_network(text, strict=False) for text in trusted]

    async def told(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope.get("client"):
            scope = scope | _origin(scope, networks)
        await asgi_app(scope, receive, send)

    return told


def _origin(scope: Any, networks: list[Network]) -> dict[str, Any]:
    """What of the scope is another: nothing, unless a proxy of ours is at the other end."""
    peer = read_address(scope["client"][0])
    if not peer or not _is_in(peer, networks):
        return {}
    client, hops = _client(peer, _values(scope["headers"], b"x-forwarded-for"), networks)
    scheme = _scheme(_values(scope["headers"], b"x-forwarded-proto"), hops)
    return {"client": (str(client), 0), "scheme": scheme or scope["scheme"]}


def _client(peer: Address, forwarded: list[str], networks: list[Network]) -> tuple[Address, int]:
    """The first address, from our end of the chain, that is not ours; and how many entries were believed for that.

    Each proxy adds whom it saw at the right. An entry that cannot be read ends the chain: nobody is known beyond it.
    """
    hops = 0
    while hops < len(forwarded) and _is_in(peer, networks):
        further = read_address(forwarded[-1 - hops])
        if not further:
            break
        peer, hops = further, hops + 1
    return peer, hops


def _scheme(forwarded: list[str], hops: int) -> str:
    """What the proxy said that saw the client; some proxies add to the list, most replace it. "" where none is said."""
    if not forwarded:
        return ""
    scheme = forwarded[-min(max(hops, 1), len(forwarded))].lower()
    return scheme if scheme in {"http", "https"} else ""


def read_address(text: str) -> Address | None:
    """The address in `text`, which may have a port, brackets and quotes around it; None where there is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: list[Network]) -> bool:
    return any(address in network for network in networks)


def _values(headers: Headers, name: bytes) -> list[str]:
    """All that the header holds, in order, however many times it comes."""
    lines = (value.decode("latin-1") for given, value in headers if given.lower() == name)
    return [part.strip() for line in lines for part in line.split(",") if part.strip()]
