"""Visitors' keys as tests make and read them: no session is anybody's, unless a test says so."""

from collections.abc import Callable, Mapping

from app.auth.visitors import VisitorTokens


def visitor_tokens(
    secret_key: str, *, clock_s: Callable[[], float], persons: Mapping[str, str] | None = None
) -> VisitorTokens:
    """Tokens of an installation whose shops have their first secret; `persons` are sessions' owners by name."""

    async def person_of(name: str) -> str:
        return (persons or {}).get(name, "")

    return VisitorTokens(secret_key, clock_s=clock_s, person_of=person_of, version_of=lambda _: 1)
