"""How a shell reaches the store that REDIS_URL names; it calls nobody, and no password is shown."""

from shlex import quote
from urllib.parse import unquote, urlsplit


def how_to_reach(redis_url: str) -> str:
    """`redis-cli` with its options; it asks for a password, since 7.0 takes no address with a password and no user."""
    parts = urlsplit(redis_url)
    family, _, kind = parts.scheme.partition("+")
    options = ["--tls"] if family == "rediss" else []
    if parts.scheme == "unix":
        options += ["-s", quote(unquote(parts.path))]
    elif kind:
        options += ["-h", "MASTER"]
    else:
        options += ["-h", parts.hostname or "localhost", "-p", str(parts.port or 6379)]
    if parts.username:
        options += ["--user", quote(unquote(parts.username))]
    return " ".join(["redis-cli", *options, *(["--askpass"] if parts.password else [])])
