"""Tables of coding: the codebook, how two coders agree, and which themes come together."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.present import Cell, Shown, folded_each, number_cell, shown_table
from cohortbook.exhibits.theme_tables import theme_address, theme_label
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, text_of


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
    """Show each disagreement of the coders with how it was settled, folded by kind of theme."""
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
    return folded_each(parts, "No disagreement of two coders is to be shown.")


def _verdict(is_kept) -> str:
    return "not settled" if pd.isna(is_kept) else ("kept" if is_kept else "not kept")


def theme_agreement_table(study: Study, frame: pd.DataFrame, caption: str) -> Shown:
    """Show agreement theme by theme: both, only the first, only the second, positive
    agreement and kappa.
    """
    rows = [
        [
            Cell(theme_label(study, row["theme_id"])),
            Cell(str(row["both"])),
            Cell(str(row["first"])),
            Cell(str(row["second"])),
            Cell(text_of(row["positive"], "coefficient")),
            Cell(text_of(row["kappa"], "coefficient")),
        ]
        for row in frame.to_dict("records")
    ]
    return shown_table(
        caption,
        ["Theme", "Both", "Only first", "Only second", "Positive agreement", "Kappa"],
        rows,
    )


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
