"""Every sentence of the doctor by its code, and how a finding is put into them; nothing is printed here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from app.doctor.finding import Finding, Level, Words
from app.doctor.words_ai import AI
from app.doctor.words_mail import MAIL
from app.doctor.words_path import PATH
from app.doctor.words_settings import LABELS, SETTINGS
from app.doctor.words_store import STORE
from app.web.i18n import translate
from app.web.sentences import N_

WORDS: Mapping[str, Words] = {**SETTINGS, **STORE, **AI, **MAIL, **PATH}
LEVELS = {Level.OK: N_("OK"), Level.WARN: N_("WARN"), Level.BROKEN: N_("BROKEN")}
TITLE = N_("What to do")
PATIENCE = N_("Looking. With PUBLIC_URL it takes half a minute, since a stream has to be silent for a while.")
SUMS = N_("%(broken)s broken, %(warn)s to be mended, %(ok)s in order.")

Tell = Callable[[str, Mapping[str, Any]], str]
"""Puts a msgid and its params into the operator's language."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words: what was looked at, what was seen, what to do, and lines to copy."""

    finding: Finding
    check: str
    label: str
    said: str
    cure: str
    paste: tuple[str, ...]


def speak(lang: str) -> Tell:
    """How things are said in `lang`; in English where its catalogue has not been compiled, which is found too."""

    def tell(msgid: str, params: Mapping[str, Any]) -> str:
        try:
            words = translate(msgid, lang)
        except RuntimeError:
            words = msgid
        return words % params

    return tell


def word(finding: Finding, tell: Tell, common: Mapping[str, Any]) -> Told:
    """The finding in words; `common` are params that any sentence may name."""
    words = WORDS[finding.code]
    params = {**common, **finding.params}
    check = finding.check or words.check
    return Told(
        finding=finding,
        check=check,
        label=tell(LABELS[check], {}),
        said=_visible(tell(words.said, params)),
        cure=_visible(tell(words.cure, params)) if words.cure else "",
        paste=tuple(_visible(line % params) for line in words.paste),
    )


def _visible(text: str) -> str:
    """`text` without what commands a terminal: some of it comes from servers that may be anybody's."""
    return "".join("\N{REPLACEMENT CHARACTER}" if category(sign)[0] == "C" and sign != "\n" else sign for sign in text)
