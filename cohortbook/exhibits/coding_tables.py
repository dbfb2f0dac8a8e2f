"""Tables of coding: the codebook, how two coders agree, and which themes come together."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.present import (
    Cell,
    Shown,
    first_records,
    folded_each,
    joined,
    number_cell,
    sentence,
    shown_table,
)
from cohortbook.exhibits.theme_tables import theme_address, theme_label
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, text_of

OF_EVERY_THEME = (
    "Disagreements are about themes of every level; how far the coders agree is given of the lowest"
    " level alone."
)
VERDICTS = ("kept", "not kept", "not settled")
AGREEMENT = {
    "theme": "Theme",
    "both": "Both",
    "first": "Only first",
    "second": "Only second",
    "positive": "Positive agreement",
    "kappa": "Kappa",
}


def coefficient_table(findings: Findings, caption: str, note: str) -> Shown:
    """Show agreement coefficients with their bases and intervals: a row a coefficient."""
    coefficients = Findings(finding for finding in findings if finding.statistic != "count")
    rows = []
    for name, same in coefficients.by(lambda own: own.measure).items():
        found = same.by_statistic
        value, low, high = found["value"], found["interval_low"], found["interval_high"]
        interval = low.text if low.text == high.text else f"{low.text} to {high.text}"
        base = Cell(f"{value.n:,}")
        rows.append([Cell(label_of(name)), number_cell(value), base, Cell(interval, low.id)])
    header = ["Coefficient", "Value", "Based on", "95% interval"]
    return shown_table(caption, header, rows, note, findings=coefficients)


def pair_table(study: Study, pairs: pd.DataFrame, caption: str) -> Shown:
    """Show themes that are on the same passage."""
    rows = [
        [
            Cell(theme_label(study, row["theme_a"])),
            Cell(theme_label(study, row["theme_b"])),
            Cell(str(row["passages"])),
        ]
        for row in pairs.to_dict("records")
    ]
    return shown_table(caption, ["Theme", "Theme", "Passages"], rows)


def disagreement_table(study: Study, disagreements: pd.DataFrame, caption: str) -> Shown:
    """Show how many disagreements of the coders there are and how they were settled, a row a kind
    of theme; below it, folded by kind, each of them.
    """
    if disagreements.empty:
        return sentence("No disagreement of two coders is to be shown.")
    kinds = disagreements["theme_id"].str.split(".").str[0]
    parts = []
    for kind, held in disagreements.groupby(kinds, sort=False):
        rows = [
            [
                Cell(theme_label(study, row["theme_id"])),
                Cell(row["passage_id"]),
                Cell(row["put_by"]),
                Cell(_verdict(row["is_kept"])),
                Cell("" if pd.isna(row["reason"]) else row["reason"]),
            ]
            for row in held.to_dict("records")
        ]
        title = f"{theme_label(study, kind)} ({len(held)})"
        header = ["Theme", "Passage", "Put by", "Settled", "Why"]
        parts.append((title, shown_table(f"{caption}: {title}", header, rows)))
    return joined([_settled_table(study, disagreements, kinds), folded_each(parts)], "\n\n")


def _settled_table(study: Study, disagreements: pd.DataFrame, kinds: pd.Series) -> Shown:
    verdicts = disagreements["is_kept"].map(_verdict, na_action=None)
    shown = [verdict for verdict in VERDICTS if (verdicts == verdict).any()]
    rows = [
        [
            Cell(theme_label(study, kind)),
            Cell(str(len(held))),
            *(Cell(str((held == verdict).sum())) for verdict in shown),
        ]
        for kind, held in verdicts.groupby(kinds, sort=False)
    ]
    header = ["Kind of theme", "Disagreements", *map(str.capitalize, shown)]
    return shown_table("How disagreements were settled", header, rows, OF_EVERY_THEME)


def _verdict(is_kept) -> str:
    return "not settled" if pd.isna(is_kept) else ("kept" if is_kept else "not kept")


def theme_agreement_table(study: Study, frame: pd.DataFrame, caption: str) -> Shown:
    """Show agreement theme by theme: both, only the first, only the second, positive
    agreement and kappa; the first rows in sight, the others folded. A theme that neither coder put
    is left out.
    """
    used = frame[frame[["both", "first", "second"]].sum(axis=1) > 0]
    texts = pd.DataFrame(
        {
            "theme": [theme_label(study, theme) for theme in used["theme_id"]],
            **{name: used[name].astype(str).tolist() for name in ("both", "first", "second")},
            **{
                name: [text_of(value, "coefficient") for value in used[name]]
                for name in ("positive", "kappa")
            },
        }
    )
    return first_records(texts, caption, AGREEMENT)


def codebook_table(study: Study, caption: str) -> Shown:
    """Show the codebook: definition, what is included and what is not, folded by kind."""
    themes = study.tables["themes"]
    parts = []
    for kind, held in themes.groupby("kind", observed=True):
        rows = [
            [
                Cell(
                    row["label"],
                    depth=row["theme_id"].count("."),
                    address=theme_address(row["theme_id"]),
                ),
                Cell(row["definition"]),
                *(Cell("" if pd.isna(row[c]) else row[c]) for c in ("include", "exclude")),
                Cell(row["origin"]),
            ]
            for row in held.to_dict("records")
        ]
        header = ["Code", "Means", "Counts", "Does not count", "From"]
        shown = shown_table(f"{caption}: {label_of(kind)}", header, rows)
        parts.append((f"{label_of(kind)} ({len(held)})", shown))
    return folded_each(parts)
