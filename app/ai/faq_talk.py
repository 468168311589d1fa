"""What the FAQ assistant says that is no entry: kind words and an honest "I don't know"; answers live in the book."""

import re

from app.ai.faq_text import clean_text
from app.ai.faq_words import WordList

_MARKS = re.compile(r"[^\w\u3400-\u9fff]+")
_PART = re.compile(r"[^,.?!;，。？！；\n]+[,.?!;，。？！；\n]*")
_KINDS = ("thanks", "bye", "hello", "nice")

REPLIES = {
    "zh": {
        "hello": "您好！很高兴为您服务，请问有什么可以帮您？",
        "thanks": "不客气！还有其他问题的话，随时告诉我。",
        "bye": "再见，祝您生活愉快！需要时随时回来找我。",
        "nice": "好的，还有什么想了解的，直接问我就行。",
        "unknown": "抱歉，这个问题我不知道答案。您可以换个说法再问一次，也可以发送“转人工”，由客服同事为您解答。",
        "guess": "抱歉，我不确定您问的是什么。您可以看看下面有没有想问的，换个说法再问，或发送“转人工”联系客服同事。",
    },
    "en": {
        "hello": "Hello, and welcome! What can I help you with?",
        "thanks": "You are welcome! If anything else comes up, just ask.",
        "bye": "Goodbye, and have a lovely day! I am here whenever you need me.",
        "nice": "All right. If there is anything else you would like to know, just ask.",
        "unknown": (
            "Sorry, I don't know the answer to that. Please try asking in other words, "
            "or send “talk to a person” and a colleague will help you."
        ),
        "guess": (
            "Sorry, I don't know for sure what you mean. Perhaps one of the questions below is yours; otherwise please "
            "try other words, or send “talk to a person” and a colleague will help you."
        ),
    },
}
"""By language: a reply to each kind of small talk, `unknown` for no answer, `guess` where guesses are offered."""


def read_small_talk(text: str, words: WordList) -> str | None:
    """Return which small talk `text` is ("hello", "thanks", "bye", "nice"), or None where it says more."""
    rest = f" {_MARKS.sub(' ', clean_text(text)).strip()} "
    found = []
    terms = [(term, kind) for kind in _KINDS for term in words.social[kind]]
    for term, kind in sorted(terms, key=lambda pair: -len(pair[0])):
        if (left := _take(rest, term)) != rest:
            rest = left
            found.append(kind)
    for term in sorted(words.social_filler, key=len, reverse=True):
        rest = _take(rest, term)
    return min(found, key=_KINDS.index) if found and not rest.strip() else None


def drop_small_talk(text: str, words: WordList) -> str:
    """Return `text` without the parts that are small talk only ("你好，", "hi,"); a text of nothing else stays."""
    parts = [part for part in _PART.findall(text) if not read_small_talk(part, words)]
    return "".join(parts) or text


def _take(text: str, term: str) -> str:
    # English terms are whole words; Chinese ones stand without spaces.
    return text.replace(f" {term} ", "  ") if term.isascii() else text.replace(term, " ")
