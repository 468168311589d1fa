"""What an AI's refusals mean for its operator; pure: it asks nobody."""

from app.ai.provider import AIError
from app.doctor.finding import Finding, broken, ok, warn

_BY_CODE = {
    "4015": "ai_unpublished",
    "4006": "ai_no_bot",
    "103100002": "ai_no_bot",
    "4101": "ai_not_permitted",
    "4012": "ai_no_model",
    "model_not_found": "ai_no_model",
    "4021": "ai_no_workflow",
    "103200004": "ai_no_workflow",
    "not_json": "ai_no_api",
}
"""Codes of Coze, its Studio and OpenAI-compatible servers that have a cure of their own."""

_PASSING = frozenset({"rate", "busy", "server"})
SLOW_MS = 3_000


def judge_ai(name: str, refusal: AIError | None, *, took_ms: int, entries: int | None) -> Finding:
    """What became of asking the AI `name`; `entries` is how long the FAQ is, None where it is another AI."""
    if refusal is not None:
        return judge_refusal(name, refusal)
    if entries is not None:
        return ok("ai_faq", entries=entries) if entries else broken("ai_faq_empty")
    return (warn if took_ms > SLOW_MS else ok)("ai_slow" if took_ms > SLOW_MS else "ai_good", name=name, ms=took_ms)


def judge_refusal(name: str, refusal: AIError) -> Finding:
    """The finding for a refusal: by its code where that has a cure of its own, else by its kind."""
    code = _BY_CODE.get(refusal.code, f"ai_{refusal.kind}")
    told = {"name": name, "reason": " ".join(filter(None, (refusal.kind, refusal.code))), "logid": refusal.logid}
    return (warn if refusal.kind in _PASSING else broken)(code, **told)


def judge_bot(shop: str, bot_id: str, refusal: AIError | None) -> Finding:
    """What became of asking for a shop's own bot."""
    if refusal is None:
        return ok("bot_good", shop=shop, bot=bot_id)
    return broken("bot_refused", shop=shop, bot=bot_id, reason=str(refusal))
