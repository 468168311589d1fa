"""Findings put into both languages, as every test of a rule does: a sentence must have all that it names; no test."""

from collections.abc import Iterable

from app.doctor.finding import Finding
from app.doctor.words import Told, speak, word

COMMON = {"url": "https://chat.test", "folder": "var", "cli": "redis-cli", "base": "https://ai.test", "key": "KEY"}


def codes(findings: Iterable[Finding]) -> dict[str, str]:
    """The level of each finding by its code; each was said in both languages."""
    found = {}
    for finding in findings:
        for lang in ("zh", "en"):
            say(finding, lang)
        found[finding.code] = finding.level.value
    return found


def say(finding: Finding, lang: str = "en") -> Told:
    """One finding in words, none of which has a gap."""
    told = word(finding, speak(lang), COMMON)
    assert told.said and "%(" not in "".join((told.said, told.cure, *told.paste)), told
    assert told.cure or not told.paste, f"{finding.code}: lines to copy, and no word what for"
    assert told.cure or finding.level.value == "ok", f"{finding.code} has no cure"
    return told
