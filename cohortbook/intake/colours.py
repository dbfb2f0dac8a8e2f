"""Name the colours behind words, as people see them, by their value: Word and LibreOffice write the
same highlight in different ways.
"""

from __future__ import annotations

import colorsys
import re

WORD = {  # the highlights of Word by their names in the file: their value, and what Word shows
    "yellow": ("ffff00", "yellow"),
    "green": ("00ff00", "bright green"),
    "cyan": ("00ffff", "turquoise"),
    "magenta": ("ff00ff", "pink"),
    "blue": ("0000ff", "blue"),
    "red": ("ff0000", "red"),
    "darkBlue": ("000080", "dark blue"),
    "darkCyan": ("008080", "teal"),
    "darkGreen": ("008000", "green"),
    "darkMagenta": ("800080", "violet"),
    "darkRed": ("800000", "dark red"),
    "darkYellow": ("808000", "dark yellow"),
    "darkGray": ("808080", "grey 50%"),
    "lightGray": ("c0c0c0", "grey 25%"),
    "black": ("000000", "black"),
}
NAMES = dict(WORD.values())
HUES = (  # the degree of the circle of colours up to which each goes
    (15, "red"),
    (50, "orange"),
    (70, "yellow"),
    (165, "green"),
    (195, "turquoise"),
    (260, "blue"),
    (290, "violet"),
    (345, "pink"),
    (360, "red"),
)
WHITE = "ffffff"


def highlight(colour: str) -> str:
    """Return what people call a colour that a file has as #FFFF00, or by a name of Word; empty if
    it is none, or is white.

    Colours that are no highlight of Word have their value in the name, which keeps them apart.
    """
    value = WORD.get(colour, (colour.lower().removeprefix("#"),))[0]
    if not re.fullmatch("[0-9a-f]{6}", value) or value == WHITE:
        return ""
    return f"{NAMES.get(value) or _described(value)} highlight"


def _described(value: str) -> str:
    """A colour by its hue and its value: light orange (#ffe599)."""
    parts = (int(value[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(*parts)
    name = next(name for end, name in HUES if hue * 360 <= end) if strength > 0.1 else "grey"
    shade = "light " if light > 0.7 else "dark " if light < 0.3 else ""
    return f"{shade}{name} (#{value})"
