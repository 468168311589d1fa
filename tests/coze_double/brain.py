"""What the double answers: fixed sentences and a memory of this conversation; no timing, no wire."""

import re
from collections.abc import Sequence
from typing import Final

Said = tuple[str, str]
"""(role, text), oldest first."""

_CJK: Final = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_PIECE: Final = re.compile(f"[{_CJK}]{{1,2}}|[^\\s{_CJK}]+\\s*|\\s+")
_NAME: Final = re.compile(
    r"(?:我叫|我的名字是)\s*(?!什么)([\u4e00-\u9fff]{1,4}|[A-Za-z]+)|my name is\s+([A-Za-z][A-Za-z'-]*)",
    re.IGNORECASE,
)
_ASKS_NAME: Final = re.compile(r"我叫什么|我的名字是什么|what(?:'s| is) my name", re.IGNORECASE)
_ASKS_TURNS: Final = re.compile(r"第几轮|how many turns", re.IGNORECASE)
_ASKS_LAST: Final = re.compile(r"刚才说了什么|what did you (?:just )?say", re.IGNORECASE)
_COUNT: Final = re.compile(r"(?:count to|数到)\s*(\d{1,5})", re.IGNORECASE)


def answer(question: str, context: Sequence[Said]) -> str:
    """Return the answer to `question`, knowing nothing but `context` (all that was said before it)."""
    zh = is_chinese(question)
    if counted := _COUNT.search(question):
        return " ".join(str(n) for n in range(1, int(counted[1]) + 1))
    if _ASKS_NAME.search(question):
        return _recall_name([*context, ("user", question)], zh)
    if _ASKS_TURNS.search(question):
        turns = sum(role == "user" for role, _ in context) + 1
        return f"这是第 {turns} 轮。" if zh else f"This is turn {turns}."
    if _ASKS_LAST.search(question):
        return _recall_last(context, zh)
    return answer_to(question)


def answer_to(question: str) -> str:
    """Return the default answer, some thirty words that repeat the question in its own language."""
    if is_chinese(question):
        return (
            f"您问的是：“{question}”。小店可以告诉您：订单一般在两个工作日内发货，三十天内可以免费退货，"
            "如需更多帮助，我们的同事会继续为您服务。"
        )
    return (
        f'You asked: "{question}". Here is what the shop can tell you: orders leave our warehouse within two '
        "working days, returns are free for thirty days, and a colleague can help you further."
    )


def suggest(question: str, wanted: int) -> list[str]:
    """Return `wanted` follow-up questions in the question's language."""
    zh = ["多久能收到货？", "怎么退货？", "有保修吗？"]
    en = ["When will it arrive?", "How do I return it?", "Is there a warranty?"]
    pool = zh if is_chinese(question) else en
    return [pool[n % len(pool)] for n in range(wanted)]


def split_words(text: str) -> list[str]:
    """Cut `text` into what one delta carries: a word with the space after it, or two Chinese characters."""
    return _PIECE.findall(text)


def is_chinese(text: str) -> bool:
    """Say whether there is a Chinese character in `text`."""
    return re.search("[\u4e00-\u9fff]", text) is not None


def _recall_name(said: Sequence[Said], zh: bool) -> str:
    found = [match for role, text in said if role == "user" for match in _NAME.finditer(text)]
    if not found:
        return "我还不知道您叫什么。" if zh else "I do not know your name yet."
    name = found[-1][1] or found[-1][2]
    return f"您叫{name}。" if zh else f"Your name is {name}."


def _recall_last(said: Sequence[Said], zh: bool) -> str:
    spoken = [text for role, text in said if role == "assistant"]
    if not spoken:
        return "我还什么都没说。" if zh else "I have not said anything yet."
    return f"刚才说的是：{spoken[-1]}" if zh else f"I said: {spoken[-1]}"
