"""Make files of a figure, SVG and PNG, that say what its caption says and where it is from."""

from __future__ import annotations

import re
import textwrap
from html import escape
from pathlib import Path
from typing import NamedTuple

MARGIN, GAP = 14, 6  # points
INK, GREY = "#212529", "#5c6370"
FONT = "DejaVu Sans"
OTHERS = "Verdana, sans-serif"  # as wide, where that font is not installed
SHOWN, DRAWN = 1.5, 2  # pixels a point, in programs that show the SVG; and of the PNG, to each
VIEW = re.compile(r'<svg [^>]*viewBox="0 0 (\S+) (\S+)"[^>]*>')


class Kind(NamedTuple):
    """How a text is set: letters a line, the height of a line and of its letters, and its look."""

    letters: int
    line: float
    size: float
    look: str


TITLE = Kind(41, 17, 12.5, f"fill: {INK}; font-weight: 700")
NOTE = Kind(68, 12.5, 9, f"fill: {INK}")
SOURCE = Kind(76, 11, 8, f"fill: {GREY}")


def as_file(svg: str, title: str, note: str, description: str, source: str) -> str:
    """Return the SVG of a page as a file of its own: on white, under its title and note, above the
    line that says where it is from, and described for people who do not see it.
    """
    width, height = (float(length) for length in VIEW.findall(svg)[0])
    heading, y = _set(title, TITLE, MARGIN)
    below, y = _set(note, NOTE, y + GAP / 2)
    origin, end = _set(source, SOURCE, y + GAP + height)
    body = VIEW.sub("", svg).removesuffix("</svg>").replace("currentColor", INK)
    across, down = width + 2 * MARGIN, end + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}"'
        f' width="{across * SHOWN:g}" height="{down * SHOWN:g}" role="img"'
        f" font-family=\"'{FONT}', {OTHERS}\">\n"
        f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n"
        f'<rect width="{across:g}" height="{down:g}" fill="#ffffff"/>\n{heading}{below}'
        f'<g transform="translate({MARGIN} {y + GAP:g})">{body}</g>\n{origin}</svg>\n'
    )


def _set(text: str, kind: Kind, y: float) -> tuple[str, float]:
    """A text in lines from a height down, as SVG, and the height at which it ends."""
    lines = [
        f'<text x="{MARGIN}" y="{y + place * kind.line:g}" font-size="{kind.size}"'
        f' style="{kind.look}">{escape(line)}</text>\n'
        for place, line in enumerate(textwrap.wrap(text, kind.letters), start=1)
    ]
    return "".join(lines), y + len(lines) * kind.line


def as_png(file: str) -> bytes:
    """Return what `as_file` made as PNG: the same bytes on every computer, because the font is the
    one that matplotlib brings.
    """
    import matplotlib
    import resvg_py

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return resvg_py.svg_to_bytes(
        svg_string=file,
        zoom=DRAWN,
        font_files=[str(fonts / f"DejaVuSans{style}.ttf") for style in ("", "-Bold")],
        skip_system_fonts=True,
        font_family=FONT,
    )
