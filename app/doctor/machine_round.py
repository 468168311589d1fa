"""The look at the settings that are easily forgotten, and at what the program leans on here; the rules judge."""

import sys
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.doctor.finding import Finding
from app.doctor.setting_rules import judge_machine, judge_settings
from app.doctor.subject import Subject
from app.web.i18n import LANGUAGES, catalogue


async def look_at_settings(subject: Subject) -> list[Finding]:
    """The settings that are easily forgotten, and what the program leans on here."""
    settings = subject.settings
    found = judge_settings(settings.public_url, has_demo=settings.demo_shop, log_level=settings.log_level)
    return found + look_at_machine()


def look_at_machine() -> list[Finding]:
    """Python, time zones and languages."""
    missing = [lang for lang in LANGUAGES if not _is_compiled(lang)]
    major, minor, micro = sys.version_info[:3]
    return judge_machine((major, minor, micro), has_zones=_has_zones(), missing_languages=missing)


def _is_compiled(lang: str) -> bool:
    try:
        catalogue(lang)
    except RuntimeError:
        return False
    return True


def _has_zones() -> bool:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return False
    return True
