"""Which coders were given a passage, and which themes they differ about.

Several coders of a file were each given all its passages, unless a passage names those who were, as
where a second coder was given a sample. No one differs about a passage that they were not given.
"""

from __future__ import annotations

import pandas as pd

PAIR = ["passage_id", "theme_id"]
BETWEEN = "; "


def named_coders(passages: pd.DataFrame) -> dict[str, set[str]]:
    """Return the coders of each passage that names those who were given it."""
    named = passages.dropna(subset=["passage_id", "given_to"])
    return {
        passage: set(coders.split(BETWEEN))
        for passage, coders in zip(named["passage_id"], named["given_to"], strict=True)
    }


def differ(codings: pd.DataFrame, passages: pd.DataFrame) -> pd.Series:
    """Return, for each passage and each theme that is put on it, whether a coder who was given the
    passage did not put the theme.
    """
    file = codings["source_row"].str.rsplit(":", n=1).str[0]
    everyone = codings.groupby(file)["coder_id"].nunique()
    put = (
        codings.assign(file=file)
        .groupby(PAIR, sort=False)
        .agg(coders=("coder_id", "nunique"), file=("file", "first"))
    )
    named = {passage: len(coders) for passage, coders in named_coders(passages).items()}
    given = [
        named.get(passage, everyone[file])
        for (passage, _), file in zip(put.index, put["file"], strict=True)
    ]
    return put["coders"] < given
