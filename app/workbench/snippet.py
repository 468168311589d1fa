"""The lines that an owner copies into a shop's pages, made of its looks; none of them is a page of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app.domain.colour import DEFAULT_ACCENT
from app.domain.looks import Icon, Looks, Proactive
from app.domain.shop import Shop

LOADER = "/sdk/fiido-kefu.js"
EVERYWHERE = "*"
SIGNS: Mapping[Icon, str] = {"chat": "", "help": "?", "smile": "\u263a\ufe0e"}
"""What stands on the launcher; nothing is the loader's own speech bubble."""

_USUAL = Looks()
_WIDTH_PX, _HEIGHT_PX = 380, 520


@dataclass(frozen=True, slots=True)
class Source:
    """Where the lines lead: the server's `address` without a slash at its end, and the loader of this release.

    `path` has the loader's hash in its name, `integrity` is that of the `integrity` attribute (sha384-...).
    """

    address: str
    path: str
    integrity: str


def write_snippets(shop: Shop, source: Source, lang: str = "") -> dict[str, str]:
    """The three ways to embed, as HTML: `script` (follows our releases), `pinned` (this one only), `iframe`.

    `lang` is the language of the shop's pages, "" where each page says its own in `<html lang>`.
    """
    looks = dict(_attributes(shop, lang))
    pin = {"integrity": source.integrity, "crossorigin": "anonymous"}
    return {
        "script": _script({"src": source.address + LOADER} | looks),
        "pinned": _script({"src": source.address + source.path} | pin | looks),
        "iframe": _iframe(shop, source.address, lang),
    }


def _script(attributes: Mapping[str, str]) -> str:
    return f"<script {_written(attributes)} async></script>"


def _attributes(shop: Shop, lang: str) -> Iterator[tuple[str, str]]:
    """The `data-` attributes: what the loader would do anyway is left out."""
    looks = shop.looks
    yield "data-shop", shop.id
    if lang:
        yield "data-lang", lang
    if looks.color not in ("", DEFAULT_ACCENT):
        yield "data-color", looks.color
    for name, value, usual in (
        ("theme", looks.theme, _USUAL.theme),
        ("position", looks.position, _USUAL.position),
        ("launcher-icon", SIGNS[looks.icon], SIGNS[_USUAL.icon]),
        ("offset-x", looks.offset_x_px, _USUAL.offset_x_px),
        ("offset-y", looks.offset_y_px, _USUAL.offset_y_px),
        ("z-index", looks.z_index, _USUAL.z_index),
    ):
        if value != usual:
            yield f"data-{name}", str(value)
    if looks.hides_launcher:
        yield "data-hide-launcher", "true"
    else:
        yield from _text("launcher-text", looks.label, lang)
    yield from _proactive(shop.proactive, lang)


def _proactive(proactive: Proactive, lang: str) -> Iterator[tuple[str, str]]:
    if not proactive.after_s:
        return
    yield "data-proactive-after", str(proactive.after_s)
    if proactive.pages != EVERYWHERE:
        yield "data-proactive-pages", proactive.pages
    yield from _text("proactive-message", proactive.message, lang)


def _text(name: str, texts: Mapping[str, str], lang: str) -> Iterator[tuple[str, str]]:
    """The text once where one is enough, else one for each language that has it."""
    if lang or len(set(texts.values())) == 1:
        texts = {"": texts.get(lang, "") if lang else next(iter(texts.values()))}
    for code, text in texts.items():
        if text:
            yield f"data-{name}-{code}".rstrip("-"), text


def _iframe(shop: Shop, address: str, lang: str) -> str:
    """The chat page in a corner, without a script: always open. Its colour and its words, it knows by itself."""
    looks = shop.looks
    side = looks.position.removeprefix("bottom-")
    query = urlencode({"shop": shop.id} | ({"lang": lang} if lang else {}))
    style = (
        f"position:fixed;bottom:{looks.offset_y_px}px;{side}:{looks.offset_x_px}px;"
        f"width:{_WIDTH_PX}px;height:{_HEIGHT_PX}px;"
        f"max-width:calc(100% - {2 * looks.offset_x_px}px);max-height:calc(100% - {2 * looks.offset_y_px}px);"
        f"border:none;z-index:{looks.z_index};"
    )
    title = shop.names[lang] if lang else " / ".join(dict.fromkeys(shop.names.values()))
    attributes = {"src": f"{address}/embed?{query}", "title": title, "allow": "clipboard-write", "style": style}
    return f"<iframe {_written(attributes)}></iframe>"


def _written(attributes: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
