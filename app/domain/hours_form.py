"""Opening hours as an admin writes them: read from JSON with every mistake named, and written back; they judge no time.

{"time_zone": "Asia/Shanghai", "week": [[{"starts": "09:00", "ends": "18:00"}], ... Monday first],
"days": {"2026-10-01": [], "2026-10-10": [{"starts": "09:00", "ends": "12:00"}]}}
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from app.domain.errors import BadRequest
from app.domain.hours import DAY_MIN, Hours, Period

PERIODS_LIMIT = 8
DAYS_LIMIT = 400
WEEKDAYS = 7
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_DATE = re.compile(r"20\d\d-\d\d-\d\d")


class HoursRefused(BadRequest):
    """Hours that cannot be kept; `params["field"]` says where, e.g. `week.0.1.ends` or `days.2026-10-01`."""

    code = "HOURS_INVALID"
    status = 422


@cache
def time_zones() -> tuple[str, ...]:
    """Every place of the IANA database whose clocks a shop can go by, e.g. `Asia/Shanghai`, and UTC; sorted."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def read_hours(data: Mapping[str, Any]) -> Hours:
    """The hours that `data` describes; raises `HoursRefused` for the first thing that is not as it should be."""
    zone, week, days = data.get("time_zone"), data.get("week"), data.get("days", {})
    # Older names of places are accepted, and not offered.
    if not isinstance(zone, str) or zone not in available_timezones() or zone == "localtime":
        raise HoursRefused("HOURS_TIME_ZONE", field="time_zone")
    if not isinstance(week, list) or len(week) != WEEKDAYS:
        raise HoursRefused(field="week")
    if not isinstance(days, dict):
        raise HoursRefused(field="days")
    if len(days) > DAYS_LIMIT:
        raise HoursRefused("HOURS_TOO_MANY_DAYS", field="days", limit=DAYS_LIMIT)
    plan = tuple(_read_periods(periods, f"week.{number}") for number, periods in enumerate(week))
    _check_nights(plan)
    return Hours(zone, plan, {_read_date(day): _read_periods(days[day], f"days.{day}") for day in sorted(days)})


def hours_data(hours: Hours) -> dict[str, Any]:
    """The hours as JSON that `read_hours` reads."""
    return {
        "time_zone": hours.time_zone,
        "week": [_periods_data(periods) for periods in hours.week],
        "days": {day: _periods_data(hours.days[day]) for day in sorted(hours.days)},
    }


def _periods_data(periods: Sequence[Period]) -> list[dict[str, str]]:
    return [{"starts": _time_text(one.starts_min), "ends": _time_text(one.ends_min)} for one in periods]


def _time_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _read_date(text: str) -> str:
    # Python reads 20261001 and 2026-W40-4 too; with two spellings of a date, one of them would be forgotten.
    refused = HoursRefused("HOURS_DATE", field=f"days.{text[:40]}")
    if not _DATE.fullmatch(text):
        raise refused
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise refused from None


def _read_periods(data: Any, field: str) -> tuple[Period, ...]:
    """One day's periods in their order; raises `HoursRefused`."""
    if not isinstance(data, list):
        raise HoursRefused(field=field)
    if len(data) > PERIODS_LIMIT:
        raise HoursRefused("HOURS_TOO_MANY", field=field, limit=PERIODS_LIMIT)
    read = [(_read_period(one, f"{field}.{number}"), f"{field}.{number}") for number, one in enumerate(data)]
    read.sort(key=lambda pair: pair[0].starts_min)
    for (before, _), (after, where) in pairwise(read):
        if after.starts_min < before.until_min:
            raise HoursRefused("HOURS_OVERLAP", field=where)
    return tuple(period for period, _ in read)


def _read_period(data: Any, field: str) -> Period:
    if not isinstance(data, dict) or set(data) != {"starts", "ends"}:
        raise HoursRefused(field=field)
    starts, ends = (_read_time(data[name], f"{field}.{name}") for name in ("starts", "ends"))
    if starts == DAY_MIN:
        raise HoursRefused("HOURS_TIME", field=f"{field}.starts")
    return Period(starts, ends)


def _read_time(text: Any, field: str) -> int:
    """Minutes of the day; raises `HoursRefused`."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise HoursRefused("HOURS_TIME", field=field)
    return int(text[:2]) * 60 + int(text[3:])


def _check_nights(week: Sequence[tuple[Period, ...]]) -> None:
    """Raise `HoursRefused` where a night runs into the next weekday's first period; special dates may do so."""
    for number, periods in enumerate(week):
        following = (number + 1) % WEEKDAYS
        tomorrow = week[following]
        if periods and tomorrow and periods[-1].until_min - DAY_MIN > tomorrow[0].starts_min:
            raise HoursRefused("HOURS_OVERLAP", field=f"week.{following}")
