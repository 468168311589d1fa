"""When a shop is open: the requirement's hours, nights, holidays, make-up days, and clocks that change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.hours import Hours, Period, closes_at_ms, is_open, next_opening_ms

NIGHT = Period(22 * 60, 6 * 60)
MORNING = Period(9 * 60, 12 * 60)
AFTERNOON = Period(13 * 60, 18 * 60)
HOUR_MS = 3_600_000
SHUT: tuple[tuple[Period, ...], ...] = ((),) * 7


def at(local: str, zone: str = "Asia/Shanghai", fold: int = 0) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


def daily(*periods: Period, zone: str = "Asia/Shanghai", **days: tuple[Period, ...]) -> Hours:
    return Hours(zone, (periods,) * 7, {day[1:].replace("_", "-"): plan for day, plan in days.items()})


@pytest.mark.parametrize(
    ("local", "open_now"),
    [
        ("2025-11-23T08:59:59.999", False),
        ("2025-11-23T09:00", True),
        ("2025-11-23T17:59:59.999", True),
        ("2025-11-23T18:00", False),
    ],
)
def test_a_shop_is_open_from_nine_to_six_in_shanghai_unless_it_says_otherwise(local: str, open_now: bool) -> None:
    assert is_open(Hours(), at(local)) is open_now


def test_the_next_opening_may_be_later_today() -> None:
    hours = daily(MORNING, AFTERNOON)
    assert next_opening_ms(hours, at("2025-11-23T12:30")) == at("2025-11-23T13:00")
    assert next_opening_ms(hours, at("2025-11-23T18:00")) == at("2025-11-24T09:00")
    assert next_opening_ms(hours, at("2025-11-23T10:00")) == at("2025-11-23T13:00")


def test_a_shop_that_opens_this_moment_is_open_and_its_next_opening_is_another() -> None:
    assert next_opening_ms(Hours(), at("2025-11-23T09:00")) == at("2025-11-24T09:00")


def test_the_next_opening_goes_over_a_closed_weekend() -> None:
    hours = Hours(week=((AFTERNOON,),) * 5 + ((),) * 2)
    assert next_opening_ms(hours, at("2025-11-21T18:00")) == at("2025-11-24T13:00")


def test_a_night_belongs_to_the_day_on_which_it_starts() -> None:
    hours = daily(NIGHT, d2026_10_01=())
    assert is_open(hours, at("2026-10-01T05:59"))
    assert closes_at_ms(hours, at("2026-10-01T05:59")) == at("2026-10-01T06:00")
    assert not is_open(hours, at("2026-10-01T22:00"))
    assert not is_open(hours, at("2026-10-02T05:00"))
    assert next_opening_ms(hours, at("2026-10-01T06:00")) == at("2026-10-02T22:00")


def test_a_make_up_day_opens_a_closed_weekday() -> None:
    hours = Hours(week=SHUT, days={"2026-10-10": (MORNING,)})
    assert next_opening_ms(hours, at("2026-10-01T00:00")) == at("2026-10-10T09:00")
    assert is_open(hours, at("2026-10-10T11:59"))
    assert next_opening_ms(hours, at("2026-10-10T12:00")) is None


def test_an_opening_goes_over_midnight_and_adjoining_periods() -> None:
    hours = daily(Period(20 * 60, 1440), Period(0, 60), Period(60, 120))
    assert closes_at_ms(hours, at("2025-11-23T20:00")) == at("2025-11-24T02:00")


def test_a_shop_that_never_opens_or_never_closes_says_so() -> None:
    now = at("2025-11-23T12:00")
    assert (is_open(Hours(week=SHUT), now), next_opening_ms(Hours(week=SHUT), now)) == (False, None)
    for always in (daily(Period(0, 1440)), daily(Period(0, 0)), daily(Period(9 * 60, 9 * 60))):
        assert is_open(always, now)
        assert (closes_at_ms(always, now), next_opening_ms(always, now)) == (None, None)


def test_a_holiday_ends_an_opening_that_never_ends() -> None:
    hours = daily(Period(0, 1440), d2026_10_01=())
    assert closes_at_ms(hours, at("2026-09-01T12:00")) == at("2026-10-01T00:00")
    assert next_opening_ms(hours, at("2026-09-01T12:00")) == at("2026-10-02T00:00")


def test_a_closed_shop_closes_at_no_time() -> None:
    assert closes_at_ms(Hours(), at("2025-11-23T18:00")) is None


def test_what_is_more_than_a_year_ahead_is_not_promised() -> None:
    hours = Hours(week=SHUT, days={"2026-11-25": (MORNING,)})
    assert next_opening_ms(hours, at("2025-11-23T08:00")) is None
    assert next_opening_ms(hours, at("2025-11-25T08:00")) == at("2026-11-25T09:00")


def test_the_same_wall_clock_time_stays_when_summer_time_begins() -> None:
    zone = "America/New_York"
    hours = daily(MORNING, zone=zone)
    before, after = at("2026-03-07T09:00", zone), at("2026-03-08T09:00", zone)
    assert after - before == 23 * HOUR_MS
    assert next_opening_ms(hours, before) == after


def test_an_hour_that_is_skipped_opens_at_the_first_moment_after_it() -> None:
    zone = "Europe/Berlin"
    jump = at("2026-03-29T03:00", zone)
    hours = daily(Period(150, 300), zone=zone)
    assert next_opening_ms(hours, at("2026-03-29T01:00", zone)) == jump
    assert not is_open(hours, jump - 1)
    assert closes_at_ms(daily(Period(60, 150), zone=zone), jump - 1) == jump
    assert next_opening_ms(daily(Period(130, 170), zone=zone), jump - 1) == at("2026-03-30T02:10", zone)


def test_an_hour_that_is_doubled_is_open_from_the_first_to_the_last() -> None:
    zone = "America/New_York"
    hours = daily(Period(90, 105), zone=zone)
    first = at("2026-11-01T01:30", zone)
    assert is_open(hours, first)
    assert closes_at_ms(hours, first) == at("2026-11-01T01:45", zone, fold=1) == first + HOUR_MS + 15 * 60_000


def test_clocks_that_move_half_an_hour_are_followed() -> None:
    zone = "Australia/Lord_Howe"
    hours = daily(Period(0, 180), zone=zone)
    long_night, short_night = at("2026-04-05T00:00", zone), at("2026-10-04T00:00", zone)
    assert closes_at_ms(hours, long_night) == long_night + 3.5 * HOUR_MS
    assert closes_at_ms(hours, short_night) == short_night + 2.5 * HOUR_MS


def test_a_day_that_a_country_left_out_has_no_hours() -> None:
    zone = "Pacific/Apia"
    assert next_opening_ms(daily(MORNING, zone=zone), at("2011-12-29T12:00", zone)) == at("2011-12-31T09:00", zone)
