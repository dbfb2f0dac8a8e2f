"""Write and read parts of pages as MyST text."""

from __future__ import annotations

import re

HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def in_short(text: str) -> str:
    """Return the plain-English summary that a page opens with, as a block of MyST text."""
    return f":::{{admonition}} In short\n:class: tip\n{text}\n:::\n\n"


def raw_html(html: str) -> str:
    """Return HTML as a block of MyST text."""
    return f"```{{raw}} html\n{html}\n```\n"


def title_of(notebook: dict) -> str:
    """Return the heading that an executed notebook begins with."""
    return next(
        (
            found[1]
            for cell in notebook["cells"]
            if (found := HEADING.search("".join(cell["source"])))
        ),
        "",
    )
