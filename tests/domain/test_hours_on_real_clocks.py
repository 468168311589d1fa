"""Opening hours against a slow count of minutes, around every kind of change that clocks make."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.hours import Hours, Period, closes_at_ms, is_open, next_opening_ms
from tests.domain.clockwork import MINUTE_MS, look

DAYS = 14
CHANGES = (
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Shanghai", date(2026, 10, 1)),
    ("Asia/Shanghai", date(1991, 9, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Beirut", date(2026, 10, 25)),
    ("Asia/Beirut", date(2026, 3, 29)),
)
"""A zone and a day on which its clocks change, or do not; Apia left that day out, Beirut changes at midnight."""

_odd = st.integers(0, 1439)
_usual = st.integers(0, 95).map(lambda quarter: quarter * 15)
_small = st.integers(0, 4 * 12).map(lambda fifth: fifth * 5)
_starts = st.one_of(_usual, _small, _odd)
_ends = st.one_of(_usual, _small, _odd, st.just(1440))
periods = st.builds(Period, _starts, _ends)
plans = st.lists(periods, max_size=3).map(tuple)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Hours, datetime, int]:
    """Hours of any kind, the first day to look at, and a moment within three days of a change of clocks."""
    zone, change = draw(st.sampled_from(CHANGES))
    week = draw(st.one_of(plans.map(lambda plan: (plan,) * 7), st.tuples(*[plans] * 7)))
    near = st.integers(-4, 5).map(lambda days: (change + timedelta(days=days)).isoformat())
    days = draw(st.dictionaries(near, plans, max_size=3))
    begins = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=5)
    midnight_ms = int(datetime(change.year, change.month, change.day, tzinfo=ZoneInfo(zone)).timestamp() * 1000)
    # The hours in which clocks change are few: half of all moments are among them.
    minutes = draw(st.one_of(st.integers(-60, 300), st.integers(-3 * 1440, 3 * 1440)))
    at_ms = midnight_ms + minutes * MINUTE_MS + draw(st.sampled_from((0, 1, 59_999)))
    return Hours(zone, week, days), begins, at_ms


@settings(max_examples=200, deadline=None)
@given(moments())
def test_hours_agree_with_a_count_of_minutes(moment: tuple[Hours, datetime, int]) -> None:
    hours, begins, at_ms = moment
    slow = look(hours, begins, DAYS)
    beyond_ms = slow.at_ms(len(slow.open))
    assert is_open(hours, at_ms) == slow.is_open(at_ms)
    # What lies beyond the days that were counted is not known here, only that it lies beyond.
    opening, closing = next_opening_ms(hours, at_ms), closes_at_ms(hours, at_ms)
    assert (opening if (opening or beyond_ms) < beyond_ms else None) == slow.next_opening_ms(at_ms)
    assert (closing if (closing or beyond_ms) < beyond_ms else None) == slow.closes_at_ms(at_ms)


@settings(max_examples=60, deadline=None)
@given(moments())
def test_hours_change_exactly_when_they_say(moment: tuple[Hours, datetime, int]) -> None:
    hours, _, at_ms = moment
    if (opening := next_opening_ms(hours, at_ms)) is not None:
        assert opening > at_ms
        assert is_open(hours, opening) and not is_open(hours, opening - 1)
    if (closing := closes_at_ms(hours, at_ms)) is not None:
        assert closing > at_ms
        assert is_open(hours, closing - 1) and not is_open(hours, closing)
        assert is_open(hours, at_ms)
