"""The codebook as a tree: the themes above a theme, and all themes in the order of the tree."""

from __future__ import annotations

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
