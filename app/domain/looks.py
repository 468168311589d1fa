"""How the chat looks on a shop's page, what it says there and when it speaks first; no style sheet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.shop_fields import no_words

Theme = Literal["auto", "light", "dark"]
Position = Literal["bottom-right", "bottom-left"]
Icon = Literal["chat", "help", "smile"]


@dataclass(frozen=True, slots=True)
class Looks:
    """The launcher and the chat's colours. `color` is `#rrggbb` or "" for ours; `label` is the launcher's text."""

    color: str = ""
    theme: Theme = "auto"
    position: Position = "bottom-right"
    icon: Icon = "chat"
    label: Mapping[str, str] = field(default_factory=no_words)
    offset_x_px: int = 20
    offset_y_px: int = 20
    z_index: int = 2_147_483_000
    hides_launcher: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """What a new chat says by language: "" as a welcome is the usual one, "" as `consent` asks for none."""

    welcome: Mapping[str, str] = field(default_factory=no_words)
    consent: Mapping[str, str] = field(default_factory=no_words)


@dataclass(frozen=True, slots=True)
class Proactive:
    """A message beside the launcher, `after_s` (0: never) after a page opens whose path and query fit `pages`."""

    after_s: int = 0
    pages: str = "*"
    message: Mapping[str, str] = field(default_factory=no_words)


def consent_text(texts: Texts, lang: str) -> str:
    """What a visitor who reads `lang` agrees to: the other language's text where there is only that one."""
    return texts.consent[lang] or next((text for text in texts.consent.values() if text), "")


def consent_mark(texts: Texts) -> str:
    """A short name of what is to be agreed to, another one after every change of it; "" where nothing is."""
    said = "\n".join(texts.consent[lang] for lang in sorted(texts.consent))
    return hashlib.sha256(said.encode()).hexdigest()[:16] if said.strip() else ""
