"""A shop's accent: whatever it chooses, what stands on it and beside it can be read."""

from itertools import product

import pytest

from app.domain.colour import AA_CONTRAST, DEFAULT_ACCENT, accent_of, contrast, ink_on, readable_on
from app.widget.pages import SURFACES

STEPS = (*range(0, 256, 15), 128)
ACCENTS = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(STEPS, repeat=3)]


def test_the_ink_on_every_accent_reaches_aa() -> None:
    assert [accent for accent in ACCENTS if contrast(accent, ink_on(accent)) < AA_CONTRAST] == []


@pytest.mark.parametrize("theme", sorted(SURFACES))
def test_every_accent_reaches_aa_as_text_in_both_themes(theme: str) -> None:
    surface = SURFACES[theme]
    assert [one for one in ACCENTS if contrast(readable_on(one, surface), surface) < AA_CONTRAST] == []


@pytest.mark.parametrize("theme", sorted(SURFACES))
def test_an_accent_that_can_be_read_is_left_as_it_is(theme: str) -> None:
    surface = SURFACES[theme]
    fine = [one for one in ACCENTS if contrast(one, surface) >= AA_CONTRAST]
    assert fine
    assert [readable_on(one, surface) for one in fine] == fine


@pytest.mark.parametrize("text", ["#0F766E", "0f766e", "#0f766e"])
def test_a_colour_is_read_with_or_without_its_hash(text: str) -> None:
    assert accent_of(text) == "#0f766e"


def test_three_digits_are_six() -> None:
    assert accent_of("#a1F") == accent_of("a1f") == "#aa11ff"


@pytest.mark.parametrize(
    "text", ["", "#", "red", "#12345", "#1234567", "#ggg", "#fff;}", "url(x)", "#ff\n", "＃fff", "#１２３"]
)
def test_what_is_no_colour_is_the_default(text: str) -> None:
    assert accent_of(text) == DEFAULT_ACCENT


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == pytest.approx(1)
