"""The findings as people read them in 80 columns, and as monitoring reads them; what they mean is decided elsewhere."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from app.doctor.finding import Finding, Level
from app.doctor.words import LEVELS, SUMS, TITLE, Tell, Told, word
from app.doctor.words_settings import LABELS

COLUMNS = 80
_MARGIN = 2
_ORDER = {check: place for place, check in enumerate(LABELS)}
_NO_START = "，。！？；：、）”」』,.!?;:)"
_NO_END = "（“「『"
"""Signs that begin no line, and such as end none."""


def arrange(findings: Iterable[Finding], tell: Tell, common: Mapping[str, Any]) -> list[Told]:
    """The findings in words, in the order of what was looked at."""
    return sorted((word(one, tell, common) for one in findings), key=lambda told: _ORDER[told.check])


def write_text(told: Sequence[Told], tell: Tell) -> str:
    """The report: one aligned line for each finding, then the cures, the worst first."""
    levels = {level: tell(LEVELS[level], {}) for level in Level}
    level_wide = max(width(text) for text in levels.values())
    label_wide = max((width(one.label) for one in told), default=0)
    lines: list[str] = []
    for one in told:
        level = _pad(levels[one.finding.level], level_wide)
        lines += _hang(f"{' ' * _MARGIN}{level}  {_pad(one.label, label_wide)}  ", one.said)
    counts = Counter(one.finding.level for one in told)
    sums = tell(SUMS, {level.value: counts[level] for level in Level})
    return "\n".join([*lines, *_write_cures(told, levels, tell), "", f"{' ' * _MARGIN}{sums}"])


def _write_cures(told: Sequence[Told], levels: Mapping[Level, str], tell: Tell) -> Iterator[str]:
    order = (Level.BROKEN, Level.WARN, Level.OK)
    cures = sorted((one for one in told if one.cure), key=lambda one: order.index(one.finding.level))
    if cures:
        yield from ("", f"{' ' * _MARGIN}{tell(TITLE, {})}")
    for number, one in enumerate(cures, 1):
        yield ""
        head = f"{number:>{_MARGIN + 1}}. "
        yield f"{head}{levels[one.finding.level]} · {one.label} · {one.finding.code}"
        indent = " " * len(head)
        yield from _hang(indent, one.said)
        yield from _hang(indent, one.cure)
        # Not wrapped: lines to copy must stay lines.
        yield from (f"{indent}    {line}" for line in one.paste)


def write_json(told: Sequence[Told]) -> str:
    """The report for monitoring: a list; `check` and `code` are stable, the words are in the language asked for."""
    return json.dumps(
        [
            {
                "check": one.check,
                "code": one.finding.code,
                "level": one.finding.level.value,
                "said": one.said,
                "cure": one.cure,
                "paste": list(one.paste),
                "seen": dict(one.finding.params),
            }
            for one in told
        ],
        ensure_ascii=False,
        indent=2,
    )


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def width(text: str) -> int:
    """How many columns `text` takes in a terminal: a Chinese sign takes two."""
    return sum(2 if _is_wide(sign) else 1 for sign in text)


def _pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _hang(head: str, text: str) -> list[str]:
    """`text` behind `head`, its further lines indented as far."""
    lines = wrap(text, COLUMNS - width(head))
    return [head + lines[0], *(" " * width(head) + line for line in lines[1:])]


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of `columns` at most: broken at spaces, and between Chinese signs; longer words stay whole."""
    lines = [""]
    for piece in _pieces(" ".join(text.split(" ")).replace("\n", " ")):
        if width(lines[-1] + piece.rstrip()) <= columns or not lines[-1].strip():
            lines[-1] += piece
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """What no line may end within: a word, or a Chinese sign with the marks that belong to it."""
    piece = ""
    for sign in text:
        is_bound = sign in _NO_START or piece[-1:] in _NO_END
        if piece and not is_bound and (piece[-1] == " " or _is_wide(sign) or _is_wide(piece[-1])):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece
