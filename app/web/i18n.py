"""The reader's language: how it is chosen, and the catalogues behind every visible word; no word stands here."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.support import Translations
from quart import Quart, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_CN", "en": "en_GB"}
FALLBACK = "en"
CATALOGUES = Path(__file__).parents[2] / "translations"


class TranslationsMissing(RuntimeError):
    """The catalogues are not compiled; the message tells the operator in one line what to do."""


_language: ContextVar[str] = ContextVar("language", default=FALLBACK)


def language() -> str:
    """The language of the reader of this request: `zh` or `en`."""
    return _language.get()


def other_language() -> str:
    """The language the reader can switch to."""
    return next(lang for lang in LANGUAGES if lang != language())


async def choose_language() -> None:
    """Take `?lang=`, then Accept-Language. An async hook, since what a thread sets in a context is lost."""
    # Most requests have no query, and to parse nothing takes time too.
    asked = request.args.get("lang", "").partition("-")[0].lower() if request.query_string else ""
    _language.set(asked if asked in LANGUAGES else _accepted(request.headers.get("Accept-Language", "")))


def prefer_language(lang: str) -> None:
    """Let what follows be said in `lang`, the reader's own, unless this request asks for a language by `?lang=`."""
    if request.args.get("lang", "").partition("-")[0].lower() not in LANGUAGES and lang in LANGUAGES:
        _language.set(lang)


@lru_cache(512)
def _accepted(header: str) -> str:
    for tag, _ in parse_accept_header(header, LanguageAccept):
        short = tag.partition("-")[0].lower()
        if short in LANGUAGES:
            return short
    return FALLBACK


@cache
def catalogue(lang: str) -> Translations:
    """The compiled catalogue of `lang`; raises `TranslationsMissing` where they are not made."""
    found = Translations.load(str(CATALOGUES), [lang])
    if not isinstance(found, Translations):
        raise TranslationsMissing(f"The {lang} translations are not compiled; run: make translations")
    return found


def translate(msgid: str, lang: str = "", **params: Any) -> str:
    """`msgid` (English) in `lang`, the reader's own by default, its `%(name)s` filled from `params`."""
    words = catalogue(lang or language()).ugettext(msgid)
    return words % params if params else words


def say_in(lang: str, sentences: Mapping[str, str], time_zone: str = "UTC") -> Callable[[str, Mapping[str, Any]], str]:
    """A function that puts (code, params) into `lang`, by the msgids of `sentences`.

    Params whose names end in `_at` are moments (ISO 8601), and are said in the reader's `time_zone`.
    """

    def say(code: str, params: Mapping[str, Any]) -> str:
        told = {name: _told(name, value, lang, time_zone) for name, value in params.items()}
        return translate(sentences[code], lang, **told)

    return say


def _told(name: str, value: Any, lang: str, time_zone: str) -> Any:
    return tell_moment(datetime.fromisoformat(value), lang, time_zone) if name.endswith("_at") else value


def tell_moment(moment: datetime, lang: str, time_zone: str) -> str:
    """Day and time of `moment` in `lang`, as clocks in `time_zone` show it."""
    tell = partial(format_skeleton, datetime=moment, tzinfo=ZoneInfo(time_zone), locale=LOCALES[lang])
    return f"{tell('MMMEd')} {tell('Hm')}"


def install_i18n(app: Quart) -> None:
    """Give templates `_` and its kin in the reader's language, and choose that language for every request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda msgid: catalogue(language()).ugettext(msgid),
        lambda one, many, count: catalogue(language()).ungettext(one, many, count),
        newstyle=True,
    )
    app.before_request(choose_language)
