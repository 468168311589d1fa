"""Opening hours the slow way: every minute of some weeks is looked at on the wall clock; nothing of `hours` is used."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.hours import Hours

MINUTE_MS = 60_000


@lru_cache(maxsize=64)
def _shown(zone: str, begins: datetime, minutes: int) -> dict[datetime, list[int]]:
    """Each wall-clock minute, and which minutes after `begins` show it: none, one or two."""
    shown: dict[datetime, list[int]] = {}
    for minute in range(minutes):
        local = (begins + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
        shown.setdefault(local.replace(tzinfo=None, fold=0), []).append(minute)
    return shown


@dataclass(frozen=True)
class Clockwork:
    """Some days of minutes from `begins` (UTC) on, each one open or not."""

    begins: datetime
    open: tuple[bool, ...]

    def minute_of(self, at_ms: int) -> int:
        return (at_ms - int(self.begins.timestamp() * 1000)) // MINUTE_MS

    def at_ms(self, minute: int) -> int:
        return int(self.begins.timestamp() * 1000) + minute * MINUTE_MS

    def is_open(self, at_ms: int) -> bool:
        return self.open[self.minute_of(at_ms)]

    def next_opening_ms(self, at_ms: int) -> int | None:
        later = range(self.minute_of(at_ms) + 1, len(self.open))
        return next((self.at_ms(m) for m in later if self.open[m] and not self.open[m - 1]), None)

    def closes_at_ms(self, at_ms: int) -> int | None:
        later = range(self.minute_of(at_ms) + 1, len(self.open))
        return next((self.at_ms(m) for m in later if not self.open[m]), None) if self.is_open(at_ms) else None


def look(hours: Hours, begins: datetime, days: int) -> Clockwork:
    """Every minute of `days` days: a period is open from the first minute that shows one of its own to the last."""
    minutes = days * 1440
    shown = _shown(hours.time_zone, begins.astimezone(UTC), minutes)
    is_open = [False] * minutes
    for ahead in range(-3, days + 3):
        midnight = datetime(begins.year, begins.month, begins.day) + timedelta(days=ahead)  # noqa: DTZ001 - a wall clock
        special = hours.days.get(f"{midnight:%Y-%m-%d}")
        for period in hours.week[midnight.weekday()] if special is None else special:
            lasts = period.ends_min - period.starts_min
            if lasts <= 0:
                lasts += 1440
            walls = (midnight + timedelta(minutes=period.starts_min + minute) for minute in range(lasts))
            found = [minute for wall in walls for minute in shown.get(wall, [])]
            for minute in range(min(found, default=0), max(found, default=-1) + 1):
                is_open[minute] = True
    return Clockwork(begins, tuple(is_open))
