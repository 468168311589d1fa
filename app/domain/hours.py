"""Opening hours: when a shop's people are there, on real clocks; it does not know who is there, nor how hours are sent.

A period is opened by the first moment at which the shop's clocks have reached its start, and closed by the last at
which they have not reached its end: what summer time skips is not there, what it repeats is there twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

DAY_MIN = 1_440
HORIZON_DAYS = 366
"""How far ahead an opening is looked for."""

CLOSING_DAYS = 31
"""How far ahead a closing is looked for: a shop that is open day and night is asked for it with every new session."""

_HORIZON_MS = HORIZON_DAYS * DAY_MIN * 60_000
_SECOND = timedelta(seconds=1)
_DAYS_BACK = 2
"""How many days before today a period that still runs may have begun: it lasts a day at most, or two by repetition."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_min` (0 to 1439) to `ends_min` (0 to 1440), minutes of the local day.

    An end that is not after the start is on the next day.
    """

    starts_min: int
    ends_min: int

    @property
    def until_min(self) -> int:
        """The end as minutes since the midnight before the start, over 1440 for a period that runs overnight."""
        return self.ends_min if self.ends_min > self.starts_min else self.ends_min + DAY_MIN


WORKDAY = (Period(9 * 60, 18 * 60),)


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of periods, Monday first, in a time zone of the IANA database; `days` are the dates that are otherwise.

    The key is an ISO date, () a holiday. A period belongs to the day on which it starts: a holiday takes away the night
    that begins on it, not the rest of the night before.
    """

    time_zone: str = "Asia/Shanghai"
    week: tuple[tuple[Period, ...], ...] = (WORKDAY,) * 7
    days: Mapping[str, tuple[Period, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """What that day's hours are, whatever began the day before."""
        special = self.days.get(day.isoformat())
        return self.week[day.weekday()] if special is None else special


def is_open(hours: Hours, at_ms: int) -> bool:
    """Whether the shop is open at `at_ms` (Unix time): from the moment it opens, until just before it closes."""
    return any(opens_ms <= at_ms < closes_ms for opens_ms, closes_ms in _periods(hours, at_ms, days=1))


def next_opening_ms(hours: Hours, at_ms: int) -> int | None:
    """When the shop opens next after `at_ms` (while it is open: after it has closed); None for not within 366 days."""
    found = next((opens_ms for opens_ms, _ in _openings(hours, at_ms) if opens_ms > at_ms), at_ms + _HORIZON_MS)
    return found if found < at_ms + _HORIZON_MS else None


def closes_at_ms(hours: Hours, at_ms: int) -> int | None:
    """When the opening that runs at `at_ms` ends; None where the shop is closed, or does not close within 31 days."""
    opens_ms, closes_ms = next(_openings(hours, at_ms, days=CLOSING_DAYS), (at_ms + 1, 0))
    return closes_ms if opens_ms <= at_ms and closes_ms < at_ms + CLOSING_DAYS * DAY_MIN * 60_000 else None


def _openings(hours: Hours, at_ms: int, *, days: int = HORIZON_DAYS) -> Iterator[tuple[int, int]]:
    """The openings that end after `at_ms`, in order: periods that touch or overlap are one."""
    running: tuple[int, int] | None = None
    for opens_ms, closes_ms in _periods(hours, at_ms, days=days + 2):
        if running and opens_ms <= running[1]:
            running = running[0], max(running[1], closes_ms)
            continue
        if running:
            yield running
        running = (opens_ms, closes_ms) if closes_ms > at_ms else None
    if running:
        yield running


def _periods(hours: Hours, at_ms: int, *, days: int) -> Iterator[tuple[int, int]]:
    """When each period opens and closes, ordered by opening, from the days before `at_ms` to `days` after it."""
    zone = ZoneInfo(hours.time_zone)
    today = datetime.fromtimestamp(at_ms // 1000, zone).date()
    for ahead in range(-_DAYS_BACK, days + 1):
        day = today + timedelta(days=ahead)
        midnight = datetime.combine(day, time())
        for period in sorted(hours.periods_on(day), key=lambda one: one.starts_min):
            opens_s = _reached_s(midnight + timedelta(minutes=period.starts_min), zone)
            closes_s = _left_s(midnight + timedelta(minutes=period.until_min), zone)
            if opens_s < closes_s:
                yield opens_s * 1000, closes_s * 1000


def _reached_s(wall: datetime, zone: ZoneInfo) -> int:
    """The first moment (Unix time) at which clocks in `zone` show `wall` or later."""
    shown = _shown_s(wall, zone)
    return _jump_s(wall, zone) if shown is None else shown


def _left_s(wall: datetime, zone: ZoneInfo) -> int:
    """The moment after the last at which clocks in `zone` show less than `wall`."""
    shown = _shown_s((wall - _SECOND).replace(fold=1), zone)
    return _jump_s(wall - _SECOND, zone) if shown is None else shown + 1


def _shown_s(wall: datetime, zone: ZoneInfo) -> int | None:
    """When clocks show `wall` (its `fold` chooses the first time or the second); None where they jump over it."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    is_shown = moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(fold=0)
    return int(moment.timestamp()) if is_shown else None


def _jump_s(wall: datetime, zone: ZoneInfo) -> int:
    """When clocks jump over `wall`: between its readings by the offset from then on, and by the one until then."""
    early, late = (int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (1, 0))
    while late - early > 1:
        middle = (early + late) // 2
        is_past = datetime.fromtimestamp(middle, zone).replace(tzinfo=None) > wall
        early, late = (early, middle) if is_past else (middle, late)
    return late
