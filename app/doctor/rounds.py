"""All checks at once, each with an end of its own: what hangs or breaks is a finding, and holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.doctor.finding import Finding, broken

Look = Callable[[], Awaitable[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Round:
    """One part of a deployment: `check` is said where looking at it takes longer than `limit_s`, or breaks."""

    check: str
    look: Look
    limit_s: float = 20.0


async def go_rounds(rounds: Sequence[Round]) -> list[Finding]:
    """Everything that was found."""
    found = await asyncio.gather(*(_go(one) for one in rounds))
    return [finding for findings in found for finding in findings]


async def _go(one: Round) -> list[Finding]:
    limit = asyncio.timeout(one.limit_s)
    try:
        async with limit:
            return await one.look()
    except Exception as error:  # noqa: BLE001 - one broken check must not hide what the others find: it is told
        if limit.expired():
            return [broken("check_timeout", seconds=round(one.limit_s)).about(one.check)]
        # Only its kind: what an error says may hold what should not be shown.
        return [broken("check_failed", reason=type(error).__name__).about(one.check)]
