# SPDX-License-Identifier: MIT
"""Colours after Okabe and Ito, each always shown together with a letter, a mark or a hatch."""

BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
BLUISH_GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
REDDISH_PURPLE = "#CC79A7"

# Views bring their own paper and ink, so that they read alike in a light and in a dark notebook.
PAPER = "#ffffff"
SHADE = "#f3f5f7"
INK = "#1b1f24"
FAINT_INK = "#57606a"
# Vermillion, darker, so that small text in it can be read on paper.
WRONG_INK = "#a34700"
RULE = "#d0d7de"

SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Arial,sans-serif"
MONO = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"

CHANGED_MARK = "•"
CURRENT_MARK = "▶"
WRONG_MARK = "≠"

CHANGED_BORDER = f"2px solid {BLACK}"


def stripes(light: str, dark: str) -> str:
    """A style: slanted stripes, the hatch of what cannot be used."""
    return (
        f"background-image:repeating-linear-gradient(135deg,{light} 0px,{light} 4px,"
        f"{dark} 4px,{dark} 6px);"
    )
