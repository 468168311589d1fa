"""What Coze tells about a bot: its welcome and first questions; nobody chats with it here."""

import re

from app.ai.coze_errors import NO_ROUTE, Json
from app.ai.coze_link import Link
from app.ai.coze_target import BotTarget, Target
from app.ai.provider import AIError, Greeting

MAX_QUESTIONS = 4

_NAME = r"\{\{\s*user_name\s*\}\}"
_AT_START = re.compile(rf"(?m)^[ \t]*{_NAME}[ \t]*[,，、!！:：]?[ \t]*")
_BEFORE_A_STOP = re.compile(rf"[ \t]*[,，、]?[ \t]*{_NAME}(?=[ \t]*(?:[,，、.。!！?？:：;；~～)）]|$))", re.MULTILINE)
_ELSEWHERE = re.compile(rf"[ \t]?{_NAME}")


async def read_bot(link: Link, target: Target) -> Json | None:
    """Return what is public of the bot; None for a workflow, and where the upstream has no address for it."""
    if not isinstance(target, BotTarget):
        return None
    # Coze is replacing the first address by the second; Studio has neither or one, by version.
    by_id: dict[str, str] = {}
    places = (("/v1/bot/get_online_info", {"bot_id": target.bot_id}), (f"/v1/bots/{target.bot_id}", by_id))
    for path, params in places:
        try:
            found = (await link.call("GET", path, "", params=params)).get("data")
        except AIError as error:
            if error.code != NO_ROUTE:
                raise
        else:
            return found if isinstance(found, dict) else {}
    return None


def greeting_of(bot: Json) -> Greeting:
    """Return the greeting in a bot's `onboarding_info`; an empty one where there is none."""
    info = bot.get("onboarding_info")
    if not isinstance(info, dict):
        return Greeting()
    questions = info.get("suggested_questions")
    words = [str(one).strip() for one in questions if one] if isinstance(questions, list) else []
    text = without_name(str(info.get("prologue") or "")).strip()
    return Greeting(text or None, tuple(word for word in words if word)[:MAX_QUESTIONS])


def without_name(text: str) -> str:
    """Take the place of the visitor's name out of a sentence: nobody has told it yet."""
    return _ELSEWHERE.sub("", _BEFORE_A_STOP.sub("", _AT_START.sub("", text)))
