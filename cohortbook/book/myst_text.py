"""Write parts of the pages that are made from results and claims, as MyST text."""

from __future__ import annotations


def in_short(text: str) -> str:
    """Return the plain-English summary that a page opens with, as a block of MyST text."""
    return f":::{{admonition}} In short\n:class: tip\n{text}\n:::\n\n"


def raw_html(html: str) -> str:
    """Return HTML as a block of MyST text."""
    return f"```{{raw}} html\n{html}\n```\n"
