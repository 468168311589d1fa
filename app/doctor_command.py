"""`python -m app doctor`: opens what a deployment leans on and has it looked at; what is found, others say."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.ai.choice import choose_provider
from app.ai.provider import Provider
from app.desk.shopbook import ShopBook
from app.doctor.ai_round import look_at_ai
from app.doctor.certificate_round import look_at_certificates
from app.doctor.finding import Finding, broken, exit_code
from app.doctor.machine_round import look_at_settings
from app.doctor.mail_round import look_at_mail
from app.doctor.public_round import look_from_outside
from app.doctor.report import arrange, write_json, write_text
from app.doctor.rounds import Round, go_rounds
from app.doctor.site_round import look_at_sites
from app.doctor.store_reach import how_to_reach
from app.doctor.store_round import look_at_store
from app.doctor.subject import Subject
from app.doctor.words import PATIENCE, speak
from app.domain.errors import StoreUnavailable
from app.domain.origins import origin_of, read_pattern
from app.engine import find_mail_server, new_id, now_ms
from app.settings import Settings, SettingsError
from app.store.keys import Keys
from app.store.store import Store, open_store
from app.store.trials import Trials
from app.web.i18n import LANGUAGES

NOWHERE = "unix:///nowhere/store.sock"
"""Stands for an embedded store that cannot be used: what needs it finds that it is away."""

OUTSIDE_S = 60.0
"""The stream is listened to until its first ping, behind pages that may be slow."""


def describe(commands: Any, *, run: Callable[[Settings, argparse.Namespace], int]) -> None:
    """Give the command line its verb `doctor`, which `run` does."""
    command = commands.add_parser("doctor", help="look whether all is set up well, and say how to cure what is not")
    command.add_argument("--json", action="store_true", help="a list of findings, for monitoring")
    command.add_argument("--strict", action="store_true", help="exit code 1 also for what had better be mended")
    command.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of the report; en")
    command.set_defaults(run=run)


def answer(settings: Settings, chosen: argparse.Namespace, *, store_trouble: str = "") -> tuple[str, int]:
    """Look at everything; returns what to print, and the exit code: 1 where something is broken.

    `settings` name a store that is there, unless `store_trouble` says why the embedded one is not.
    """
    tell = speak(chosen.lang)
    if sys.stderr.isatty():
        print(tell(PATIENCE, {}), file=sys.stderr)  # noqa: T201 - for whoever waits; the report is printed elsewhere
    findings = asyncio.run(examine(settings, store_trouble))
    told = arrange(findings, tell, _common(settings))
    text = write_json(told) if chosen.json else write_text(told, tell)
    return text, exit_code(findings, is_strict=chosen.strict)


def _common(settings: Settings) -> Mapping[str, Any]:
    """What sentences may name beside what was found: where things are, and how a shell speaks to the store."""
    return {
        "url": settings.public_url.rstrip("/"),
        "folder": settings.var_dir,
        "cli": how_to_reach(settings.redis_url),
        "base": settings.openai_base_url if settings.ai_provider == "openai" else settings.coze_api_base,
        "key": "OPENAI_API_KEY" if settings.ai_provider == "openai" else "COZE_API_TOKEN",
    }


async def examine(settings: Settings, store_trouble: str = "") -> list[Finding]:
    """Everything that is found."""
    store = open_store(settings.redis_url or NOWHERE, tag=settings.redis_tag, expire_s=settings.session_expire_seconds)
    provider = _open_provider(settings)
    try:
        subject = _subject(settings, store, provider)
        found = [broken("store_embedded", reason=store_trouble)] if store_trouble else []
        return found + await go_rounds(await _plan(subject, has_store=not store_trouble))
    finally:
        if not isinstance(provider, str):
            await provider.close()
        await store.close()


def _open_provider(settings: Settings) -> Provider | str:
    try:
        return choose_provider(settings)
    except SettingsError as error:
        return str(error)


def _subject(settings: Settings, store: Store, provider: Provider | str) -> Subject:
    keys = Keys(settings.redis_tag)
    allowed = tuple(map(read_pattern, settings.allowed_origins))
    return Subject(
        settings=settings,
        store=store,
        trials=Trials(store.redis, keys),
        shops=ShopBook(store, allowed=allowed, own=origin_of(settings.public_url)),
        provider=provider,
        smtp=find_mail_server(settings),
        clock_ms=now_ms,
        clock_s=time.monotonic,
        new_id=new_id,
    )


async def _plan(subject: Subject, *, has_store: bool) -> list[Round]:
    """What is looked at; what is told of shops only where they can be read."""
    rounds = [
        Round("address", partial(look_at_settings, subject)),
        Round("ai", partial(look_at_ai, subject), 40.0),
        Round("mail", partial(look_at_mail, subject), 30.0),
        Round("certificate", partial(look_at_certificates, subject)),
        Round("public", partial(look_from_outside, subject), OUTSIDE_S),
    ]
    if has_store:
        rounds.append(Round("store", partial(look_at_store, subject)))
        try:
            await subject.shops.reload()
            rounds.append(Round("origins", partial(look_at_sites, subject)))
        except StoreUnavailable:
            # Why not is told where the store is looked at.
            return rounds
    return rounds
