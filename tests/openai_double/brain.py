"""What the double says: a pure function of the messages it was sent; it keeps no memory of its own."""

import re
from collections.abc import Mapping, Sequence

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAMED = re.compile(r"我叫(?!什么)([\u4e00-\u9fff\w]{1,10})|my name is ([A-Za-z][\w'-]*)", re.IGNORECASE)
_ASKED_NAME = re.compile(r"我叫什么|what(?:'s| is) my name", re.IGNORECASE)
_COUNT = re.compile(r"(?:count to|数到)\s*(\d{1,6})", re.IGNORECASE)
_WORD = re.compile(r"[\u4e00-\u9fff]{1,2}[，。！？：；”」]*|\S+\s*|\s+")


def read_text(message: Mapping[str, object]) -> str:
    """Return a message's text, whether its content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def last_question(messages: Sequence[Mapping[str, object]]) -> str:
    """Return what the user said last, or an empty text."""
    return next((read_text(m) for m in reversed(messages) if m.get("role") == "user"), "")


def think(messages: Sequence[Mapping[str, object]], question: str) -> str:
    """Answer `question` from `messages`; the same input always gives the same answer."""
    chinese = bool(_CHINESE.search(question))
    if counted := _COUNT.search(question):
        return " ".join(f"word{n}" for n in range(1, int(counted[1]) + 1))
    if _ASKED_NAME.search(question):
        return _tell_name(_find_name(messages), chinese)
    if named := _find_name([{"role": "user", "content": question}]):
        return f"您好，{named}！很高兴为您服务。" if chinese else f"Hello, {named}! How can I help you today?"
    return _repeat(question, chinese)


def cut_words(text: str) -> list[str]:
    """Cut a text into the pieces it is spoken in; joined they are the text again."""
    return _WORD.findall(text)


def _find_name(messages: Sequence[Mapping[str, object]]) -> str:
    for message in reversed(messages):
        if message.get("role") == "user" and (found := _NAMED.search(read_text(message))):
            return found[1] or found[2]
    return ""


def _tell_name(name: str, chinese: bool) -> str:
    if chinese:
        return f"您叫{name}。" if name else "您还没有告诉我您的名字。"
    return f"Your name is {name}." if name else "You have not told me your name yet."


def _repeat(question: str, chinese: bool) -> str:
    if chinese:
        return (
            f"您好，您问的是：“{question}”。我们一般在二十四小时内发货，付款后您会收到带有物流单号的邮件，"
            "签收后三十天内可以申请退换。还有什么可以帮您？"
        )
    return (
        f'You asked: "{question}". We usually ship within one day, you receive a tracking number by e-mail '
        "after payment, and you may return your order within thirty days."
    )
