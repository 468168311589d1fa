"""A REDIS_URL that names several machines, taken apart; which of them is the master is not known here."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from app.store.finders import Address


@dataclass(frozen=True, slots=True)
class Machines:
    """Sentinels that know the master as `name`, or, where that is "", nodes of a cluster.

    User and password are the store's; "" where it asks for none.
    """

    nodes: tuple[Address, ...]
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = ""
    database: int = 0


def read_machines(url: str) -> Machines | None:
    """The machines of a `redis+sentinel://`, `redis+cluster://` or `rediss+...` URL; None for any other URL.

    `redis+sentinel://[user:password@]host:port,.../NAME[/DB]`, `redis+cluster://[user:password@]host:port,...`.
    """
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[2] not in {"sentinel", "cluster"}:
        return None
    place, _, path = rest.partition("/")
    access, _, hosts = place.rpartition("@")
    user, _, password = access.partition(":")
    name, _, database = path.partition("/")
    return Machines(
        nodes=tuple(map(_address, hosts.split(","))),
        is_tls=scheme.startswith("rediss+"),
        user=unquote(user),
        password=unquote(password),
        name=name,
        database=int(database or 0),
    )


def _address(text: str) -> Address:
    parts = urlsplit(f"//{text}")
    return Address(parts.hostname or "", parts.port or 0)
