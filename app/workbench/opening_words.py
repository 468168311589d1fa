"""How a shop stands by its hours, in words and on its own clocks; whether it is open is not decided here."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

from app.domain.hours import Hours, closes_at_ms, is_open, next_opening_ms
from app.web.i18n import LOCALES, language, translate
from app.web.sentences import N_

_OPEN_UNTIL = N_("Open now. Closes %(when)s.")
_ALWAYS_OPEN = N_("Open now, and never closed.")
_CLOSED_UNTIL = N_("Closed now. Opens %(when)s.")
_NEVER_OPEN = N_("Closed now, and not open within a year.")
_WHEN = (N_("today at %(time)s"), N_("tomorrow at %(time)s"))
_WHEN_LATER = N_("on %(day)s at %(time)s")


def say_opening(hours: Hours, at_ms: int) -> str:
    """Whether the shop is open at `at_ms`, and until when, in the reader's language."""
    opened = is_open(hours, at_ms)
    until_ms = closes_at_ms(hours, at_ms) if opened else next_opening_ms(hours, at_ms)
    if until_ms is None:
        return translate(_ALWAYS_OPEN if opened else _NEVER_OPEN)
    return translate(_OPEN_UNTIL if opened else _CLOSED_UNTIL, when=_say_when(until_ms, at_ms, hours.time_zone))


def _say_when(moment_ms: int, at_ms: int, time_zone: str) -> str:
    zone, locale = ZoneInfo(time_zone), LOCALES[language()]
    moment, today = (datetime.fromtimestamp(ms // 1000, zone) for ms in (moment_ms, at_ms))
    time = format_time(moment, "HH:mm", locale=locale)
    for days, words in enumerate(_WHEN):
        if moment.date() == today.date() + timedelta(days=days):
            return translate(words, time=time)
    is_far = moment.year != today.year
    return translate(
        _WHEN_LATER, day=format_skeleton("yMMMEd" if is_far else "MMMEd", moment, locale=locale), time=time
    )
