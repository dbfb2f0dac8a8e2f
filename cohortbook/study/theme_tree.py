"""The codebook as a tree: the themes above a theme, and all themes in the order of the tree."""

from __future__ import annotations

from collections import Counter

import pandas as pd


def lineage(theme_id: str) -> list[str]:
    """Return a theme and those above it: a.b.c gives a, a.b and a.b.c."""
    parts = theme_id.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def in_tree_order(themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes with each below the one above it, and those next to each other in the order
    of the file.
    """
    ids = [str(theme_id) for theme_id in themes["theme_id"]]
    row = {theme_id: place for place, theme_id in enumerate(ids)}
    ways = [
        [row.get(above, place) for above in lineage(theme_id)] for place, theme_id in enumerate(ids)
    ]
    return themes.iloc[sorted(range(len(ids)), key=ways.__getitem__)].reset_index(drop=True)


def tool_labels(themes: pd.DataFrame) -> dict[str, str]:
    """Return the label that each theme has in a codebook for coding tools: its own and, where
    another theme has the same, that of the theme above it in brackets.

    QualCoder 4.0 drops the second code of a name without a word, wherever it is in the tree.
    """
    label = dict(zip(themes["theme_id"], themes["label"], strict=True))
    times = Counter(name.casefold() for name in label.values())
    above = {theme: lineage(theme)[-2:][0] for theme in label}
    return {
        theme: f"{name} ({label[above[theme]]})"
        if times[name.casefold()] > 1 and above[theme] != theme
        else name
        for theme, name in label.items()
    }
