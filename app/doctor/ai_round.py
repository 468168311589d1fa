"""The look at the AI that answers, and at the shops' own bots; the rules judge."""

from urllib.parse import urlsplit

from app.ai.faq_book import read_book
from app.ai.provider import AIError, Provider
from app.doctor.ai_rules import judge_ai, judge_bot
from app.doctor.finding import Finding, broken
from app.doctor.subject import Subject
from app.settings import Settings

BOTS = 10
"""How many shops' own bots are asked for: each is a call that may be paid for."""


async def look_at_ai(subject: Subject) -> list[Finding]:
    """The AI that answers, and the shops' own bots."""
    provider, settings = subject.provider, subject.settings
    if isinstance(provider, str):
        return [broken("ai_unusable", reason=provider)]
    began_s, refusal = subject.clock_s(), None
    try:
        await provider.check()
    except AIError as error:
        refusal = error
    took_ms = round((subject.clock_s() - began_s) * 1000)
    entries = len(read_book(settings.faq_dir).entries) if settings.ai_provider == "faq" else None
    found = [judge_ai(_name(settings), refusal, took_ms=took_ms, entries=entries)]
    if refusal is not None or settings.ai_provider != "coze":
        return found
    return found + await _look_at_bots(subject, provider)


def _name(settings: Settings) -> str:
    """What people call the AI: Coze, or the host of another one."""
    return urlsplit(settings.openai_base_url).hostname or "AI" if settings.ai_provider == "openai" else "Coze"


async def _look_at_bots(subject: Subject, provider: Provider) -> list[Finding]:
    own = [(shop.id, bot) for shop in subject.shops.all() if (bot := shop.answers.coze_bot_id)]
    return [judge_bot(shop, bot, await _ask_bot(provider, bot)) for shop, bot in own[:BOTS]]


async def _ask_bot(provider: Provider, bot_id: str) -> AIError | None:
    try:
        await provider.greet("en", bot_id)
    except AIError as error:
        return error
    return None
