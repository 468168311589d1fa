"""Hours as an admin writes them: what is kept is what was meant, and every mistake is named with its place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.hours import Hours, Period
from app.domain.hours_form import DAYS_LIMIT, HoursRefused, hours_data, read_hours, time_zones
from app.web.sentences import ERRORS


def period(starts: Any, ends: Any) -> dict[str, Any]:
    return {"starts": starts, "ends": ends}


def data(*monday: Any, tuesday: tuple[Any, ...] = (), **rest: Any) -> dict[str, Any]:
    return {"time_zone": "Asia/Shanghai", "week": [list(monday), list(tuesday), [], [], [], [], []], "days": {}} | rest


def refusal(given: Any) -> tuple[str, str]:
    with pytest.raises(HoursRefused) as refused:
        read_hours(given)
    assert refused.value.status == 422
    assert refused.value.code in ERRORS
    return refused.value.code, refused.value.params["field"]


def test_the_default_hours_read_as_they_are_written() -> None:
    written = hours_data(Hours())
    assert written["week"][6] == [period("09:00", "18:00")]
    assert read_hours(written) == Hours()


_cuts = st.lists(st.integers(0, 1439), max_size=8, unique=True).map(sorted)


def _periods(cuts: list[int], overnight: bool) -> tuple[Period, ...]:
    pairs = [Period(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return (*pairs, Period(1439, 0)) if overnight and (not cuts or cuts[-1] < 1439) else tuple(pairs)


plans = st.builds(_periods, _cuts, st.booleans())


@settings(max_examples=60)
@given(
    st.builds(
        Hours,
        st.sampled_from(("Asia/Shanghai", "UTC", "America/New_York")),
        st.tuples(*[plans] * 7),
        st.dictionaries(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)).map(str), plans, max_size=4),
    )
)
def test_what_is_written_is_read_as_the_same(hours: Hours) -> None:
    assert read_hours(hours_data(hours)) == hours


def test_periods_are_kept_in_their_order() -> None:
    read = read_hours(data(period("13:00", "24:00"), period("09:00", "12:00")))
    assert read.week[0] == (Period(540, 720), Period(780, 1440))


def test_periods_may_touch_and_nights_may_run_to_the_next_morning() -> None:
    read_hours(data(period("09:00", "12:00"), period("12:00", "18:00")))
    read_hours(data(period("22:00", "06:00"), tuesday=(period("06:00", "12:00"),)))


def test_a_special_date_may_begin_before_the_night_before_has_ended() -> None:
    read_hours(data(period("22:00", "06:00"), days={"2026-10-06": [period("05:00", "12:00")]}))


@pytest.mark.parametrize("text", ["9:00", "09:60", "25:00", "24:01", "09:00 ", "09:00\n", "０９:００", "", None, 540])
def test_a_time_that_is_none_is_refused_where_it_stands(text: Any) -> None:
    assert refusal(data(period("08:00", "08:30"), period("09:00", text))) == ("HOURS_TIME", "week.0.1.ends")


def test_a_day_cannot_start_at_its_end() -> None:
    assert refusal(data(period("24:00", "06:00"))) == ("HOURS_TIME", "week.0.0.starts")


def test_overlapping_periods_are_refused() -> None:
    assert refusal(data(period("09:00", "12:00"), period("11:59", "18:00"))) == ("HOURS_OVERLAP", "week.0.1")
    assert refusal(data(period("22:00", "06:00"), period("23:00", "23:30"))) == ("HOURS_OVERLAP", "week.0.1")
    night = period("22:00", "06:00")
    assert refusal(data(night, tuesday=(period("05:00", "12:00"),))) == ("HOURS_OVERLAP", "week.1")
    special = {"2026-10-01": [period("09:00", "12:00"), period("10:00", "11:00")]}
    assert refusal(data(days=special)) == ("HOURS_OVERLAP", "days.2026-10-01.1")


def test_sunday_night_may_not_run_into_monday() -> None:
    week = [[period("05:00", "12:00")], [], [], [], [], [], [period("22:00", "06:00")]]
    assert refusal(data(week=week)) == ("HOURS_OVERLAP", "week.0")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", None, "../etc/passwd", "localtime", "asia/shanghai", ["UTC"]])
def test_an_unknown_time_zone_is_refused(zone: Any) -> None:
    assert refusal(data(time_zone=zone)) == ("HOURS_TIME_ZONE", "time_zone")


@pytest.mark.parametrize("day", ["2026-02-30", "20261001", "2026-W40-4", "1999-12-31", "yesterday", ""])
def test_a_date_that_is_none_is_refused(day: str) -> None:
    assert refusal(data(days={day: []})) == ("HOURS_DATE", f"days.{day}")


def test_more_than_anybody_needs_is_refused() -> None:
    nine = [period(f"{hour:02}:00", f"{hour:02}:30") for hour in range(9)]
    assert refusal(data(*nine)) == ("HOURS_TOO_MANY", "week.0")
    many: dict[str, list[str]] = {f"{2000 + n // 300}-{n % 12 + 1:02}-{n % 25 + 1:02}": [] for n in range(3000)}
    assert len(many) > DAYS_LIMIT
    assert refusal(data(days=many)) == ("HOURS_TOO_MANY_DAYS", "days")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"time_zone": "UTC"}, "week"),
        (data(week=[[]] * 6), "week"),
        (data(week="daily"), "week"),
        (data(days=[]), "days"),
        (data("09:00-18:00"), "week.0.0"),
        (data({"starts": "09:00"}), "week.0.0"),
        (data(week=[[], {}, [], [], [], [], []]), "week.1"),
        (data(days={"2026-10-01": None}), "days.2026-10-01"),
    ],
)
def test_a_wrong_shape_is_refused_where_it_stands(given: dict[str, Any], field: str) -> None:
    assert refusal(given) == ("HOURS_INVALID", field)


def test_the_zones_on_offer_can_all_be_chosen() -> None:
    assert {"UTC", "Asia/Shanghai", "America/New_York"} <= set(time_zones())
    for zone in time_zones():
        read_hours(data(time_zone=zone))
