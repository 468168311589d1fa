"""Colours a shop may choose, and the ink that can be read on them; no style sheet."""

import re

DEFAULT_ACCENT = "#0f766e"
DARK_INK, LIGHT_INK, BLACK = "#111418", "#ffffff", "#000000"
AA_CONTRAST = 4.5
"""The least contrast of ordinary text, WCAG 2.2 success criterion 1.4.3."""


def read_colour(text: str) -> str:
    """`text` as `#rrggbb` where it is a hexadecimal colour (with or without #, 3 or 6 digits), else ""."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text)
    if not found:
        return ""
    digits = found[1].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def accent_of(text: str) -> str:
    """`text` as a colour where it is one, else the default."""
    return read_colour(text) or DEFAULT_ACCENT


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """The ink, dark or light, that is easier to read on `colour`; it reaches AA on every colour."""
    ink = max((LIGHT_INK, DARK_INK), key=lambda ink: contrast(colour, ink))
    # Between the two lie colours on which neither reaches AA; black does, wherever white does not.
    return ink if contrast(colour, ink) >= AA_CONTRAST else BLACK


def readable_on(colour: str, surface: str) -> str:
    """`colour`, moved towards black or white just as far as text of it on `surface` reaches AA."""
    aim = 0 if _luminance(surface) > 0.18 else 255
    channels = _channels(colour)
    for step in range(21):
        moved = "#" + "".join(f"{round(value + (aim - value) * step / 20):02x}" for value in channels)
        if contrast(moved, surface) >= AA_CONTRAST:
            return moved
    return DARK_INK if aim == 0 else LIGHT_INK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
