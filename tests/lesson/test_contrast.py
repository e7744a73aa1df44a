# SPDX-License-Identifier: MIT
"""Words on the boards can be read: WCAG 2.1, 1.4.3, level AA asks for a contrast of 4.5 to 1."""

import pytest

from interp.lesson.chips import HATCH, TINT
from interp.lesson.lock_line import KINDS
from interp.lesson.palette import FAINT_INK, INK, PAPER, SHADE, WRONG_INK

GROUNDS = {*TINT.values(), *HATCH.values(), *(ground for _, ground in KINDS.values()), SHADE, PAPER}


def luminance(colour: str) -> float:
    """The relative luminance of a colour #rrggbb, from 0 to 1 (WCAG 2.1)."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(ink), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_words_on_every_ground(ground: str) -> None:
    assert contrast(INK, ground) >= 4.5


@pytest.mark.parametrize("ink", [FAINT_INK, WRONG_INK])
def test_small_and_wrong_words_on_paper(ink: str) -> None:
    assert contrast(ink, PAPER) >= 4.5
