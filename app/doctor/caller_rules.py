"""Whether the program tells its callers apart by their addresses; pure: what it saw is handed in."""

from dataclasses import dataclass

from app.doctor.finding import Finding, broken, ok, warn
from app.probe.visit import FORGED

HERE = {"127.0.0.1": "127.0.0.1", "::/64": "::1"}
"""This machine as its callers are counted (IPv6 by networks, see `auth.door`), and its addresses."""


@dataclass(frozen=True, slots=True)
class Callers:
    """Which address of a caller the program saw ("" for none that was thought of), and which we called from.

    `has_front` says that something else must stand before the program; `trusted` are the proxies that it believes.
    """

    seen: str
    own: str
    has_front: bool
    trusted: tuple[str, ...] = ()


def judge_callers(seen: Callers) -> Finding:
    """Whether visitors are told apart by their addresses, and cannot choose them."""
    if seen.seen == FORGED:
        return broken("caller_forged")
    # Where the program sees this machine or a proxy, and we came from another address, everybody looks like that one.
    is_proxy = seen.seen in {*HERE, *seen.trusted} and seen.own not in {"", seen.seen}
    if is_proxy or (seen.has_front and not seen.trusted):
        return warn("caller_shared", seen=HERE.get(seen.seen, seen.seen or "127.0.0.1"))
    return ok("caller_good")
