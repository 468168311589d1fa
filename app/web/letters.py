"""How a mail is put into words for its reader: subject, text and HTML, in their language and zone; it sends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.domain.colour import accent_of, ink_on
from app.domain.mail import FOR_TEAM, Mail, MailKind
from app.domain.session import Session
from app.domain.shop import Shop
from app.notify.letter import Letter
from app.store.sessions import Kept, Sessions
from app.web import letter_words as words
from app.web.i18n import LANGUAGES, translate
from app.web.letter_facts import facts_of
from app.web.letter_lines import Line, lines_of, matter_of
from app.web.letter_links import team_link, visitor_link
from app.web.reading import is_time_zone

LAST_MESSAGES = 10
TRANSCRIPT_MESSAGES = 500

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates" / "web" / "letters"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Office:
    """What the operator decided about letters. `public_url` is where people reach us, `origins` are pages of all shops.

    `team_emails` are written to where a shop names nobody, `team_lang` is what they read.
    """

    public_url: str
    origins: tuple[str, ...] = ()
    team_emails: tuple[str, ...] = ()
    team_lang: str = "zh"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a letter is written: language, time zone, and whether they are one of the team."""

    lang: str
    time_zone: str
    is_team: bool


class Letters:
    """Writes letters. `find_shop` gives the shop of an id, with its settings."""

    def __init__(self, sessions: Sessions, office: Office, *, find_shop: Callable[[str], Shop]) -> None:
        self._sessions = sessions
        self._office = office
        self._find_shop = find_shop

    async def team_of(self, mail: Mail) -> tuple[str, ...]:
        """The team's addresses, each once; raises `SessionNotFound` and `StoreUnavailable`."""
        session = await self._sessions.load(mail.session_name)
        named = self._find_shop(session.shop).service.team_emails or self._office.team_emails
        return tuple(dict.fromkeys(named))

    async def write(self, mail: Mail, job_id: str) -> Letter:
        """The letter to `mail.to`, as the session is now; raises `SessionNotFound` and `StoreUnavailable`."""
        session = await self._sessions.load(mail.session_name)
        limit = TRANSCRIPT_MESSAGES if mail.kind is MailKind.TRANSCRIPT else LAST_MESSAGES
        kept, more = await self._sessions.history(session.name, before="", limit=limit)
        shop = self._find_shop(session.shop)
        reader = self._reader(mail, session, shop)
        values = self._values(mail, session, shop, reader, kept) | {"more": more}
        return Letter(
            to=mail.to,
            subject=values["subject"],
            text=_TEMPLATES.get_template("letter.txt").render(values),
            html=_TEMPLATES.get_template("letter.html").render(values),
            id=job_id,
            thread=session.name,
            sender_name=values["shop"],
            headers={"X-Kefu-Kind": mail.kind.value},
        )

    def _reader(self, mail: Mail, session: Session, shop: Shop) -> Reader:
        is_team = mail.kind in FOR_TEAM
        lang = mail.lang or (self._office.team_lang if is_team else session.lang)
        shops = shop.hours.time_zone
        theirs = session.context.get("time_zone", "")
        zone = theirs if not is_team and is_time_zone(theirs) else shops
        return Reader(lang if lang in LANGUAGES else "en", zone, is_team)

    def _values(
        self, mail: Mail, session: Session, shop: Shop, reader: Reader, kept: tuple[Kept, ...]
    ) -> dict[str, Any]:
        """What the templates show: every text is plain, and escaped by them."""
        name = shop.names.get(reader.lang) or next(iter(shop.names.values()), shop.id)
        say = partial(translate, lang=reader.lang)
        lines: tuple[Line, ...] = lines_of(kept, reader.lang, reader.time_zone, is_team=reader.is_team)
        is_transcript = mail.kind is MailKind.TRANSCRIPT
        accent = accent_of("")
        return {
            "lang": "zh-CN" if reader.lang == "zh" else "en",
            "colon": "：" if reader.lang == "zh" else ": ",
            "subject": say(words.SUBJECTS[mail.kind], shop=name, session=session.name),
            "shop": name,
            "opening": say(words.OPENINGS[mail.kind], shop=name),
            "matter": mail.params.get("text") or matter_of(mail.kind, lines),
            "facts": facts_of(mail.kind, session, reader.lang, reader.time_zone) if reader.is_team else (),
            "heading": say(words.ALL_MESSAGES if is_transcript else words.LAST_MESSAGES),
            "lines": lines,
            "cut": say(words.CUT),
            "action": say(words.OPEN if reader.is_team else words.GO_ON),
            "link": self._link(session, shop, reader),
            "zone": say(words.ZONE, zone=reader.time_zone),
            "footer": say(words.FOOTERS[reader.is_team], shop=name),
            "accent": accent,
            "accent_ink": ink_on(accent),
        }

    def _link(self, session: Session, shop: Shop, reader: Reader) -> str:
        if reader.is_team:
            return team_link(self._office.public_url, session.name)
        page = session.context.get("page", "")
        return visitor_link(page, public_url=self._office.public_url, origins=(*self._office.origins, *shop.origins))
