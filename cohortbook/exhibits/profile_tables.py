"""Tables of how alike cohorts, and award holders and the register, are beyond what is tested."""

from __future__ import annotations

from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    number_cell,
    records,
    sentence,
    shown_table,
)
from cohortbook.findings import registration
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of

OF_BANDS = (
    "No one is registered for longer than qualified, so that at each boundary no more award holders"
    " would be above it by the register’s clock. Only the last band is tested."
)
OF_DIFFERENCES = (
    "In points, the later cohort less the earlier ones, as if each had been drawn at random. The"
    " interval holds what the exact unconditional score test (Barnard’s, of no difference) does not"
    " reject. Fisher’s test, which the book makes, asks how rare this labelling of these people is."
)


def registration_table(findings: Findings, caption: str) -> Shown:
    """Show how many have been qualified for as long as each band of the register, next to the
    published share of it: a row a band.
    """
    if not findings:
        return sentence("No published figure has been seen.")
    rows = []
    for band, same in findings.by(lambda own: own.category).items():
        count, register = (same.by_statistic[name] for name in ("count", "register"))
        published = Cell("not seen") if register.value is None else number_cell(register)
        rows.append([Cell(label_of(band)), Cell(count_text(count), count.id), published])
    header = ["Years", "Social workers, since qualification", "Register, of registration"]
    return shown_table(caption, header, rows, OF_BANDS, findings=findings)


def share_differences_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Show how far shares of cohorts differ, with the interval and the test that it inverts: a row
    a share.
    """
    if not findings:
        return sentence("There is nothing to compare.")
    rows = []
    for (measure, value), same in findings.by(lambda own: (own.measure, own.category)).items():
        found = same.by_statistic
        label = f"{label_of(measure.removesuffix('.between'))}: {label_of(value).lower()}"
        ends = f"{found['points_low'].text} to {found['points_high'].text}"
        rows.append(
            [
                Cell(label),
                number_cell(found["points"]),
                Cell(ends, found["points_low"].id),
                number_cell(found["no_difference"]),
            ]
        )
    header = ["Share", "Difference", "Interval (95%)", "p, no difference"]
    return shown_table(caption, header, rows, OF_DIFFERENCES, findings=findings)


def not_compared_table(study: Study, caption: str) -> Shown:
    """Show what is published of workforces and not known of award holders, with what to look up."""
    frame = registration.not_compared(study)
    if frame.empty:
        return sentence("Whatever is published is known of award holders, too.")
    shown = frame.assign(
        variable=frame["variable"].map(label_of),
        seen=frame["seen"].astype(str),
    )
    headings = {
        "variable": "Not recorded of award holders",
        "population": "Published for",
        "seen": "Figures seen",
        "look_up": "What to look up",
    }
    return records(shown, caption, headings, kind="cb-cards")
