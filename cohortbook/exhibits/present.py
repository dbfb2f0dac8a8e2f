"""What a notebook cell shows: a captioned table or figure that carries the findings it publishes.

A shown thing is HTML for the book, plain text for everybody else, and its findings as JSON, from
which the runner gathers the list of published numbers. Every number in a table leads to its row on
the page of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from cohortbook.exhibits.hidden_notes import hidden_note
from cohortbook.findings.results import CLAIMS_MIME, FILES_MIME, MIME, address_of, as_results
from cohortbook.study.finding import Finding
from cohortbook.study.withheld import HIDDEN
from cohortbook.study.wording import (
    first_sentence,
    label_of,
    typeset,
)

NOTHING_CODED = "Nothing of this kind is coded."
IN_SIGHT = 25  # rows of a long table that are seen at first, as in the style sheet
SLIM_COLUMNS, SLIM = 4, 9  # columns, and letters in a cell, of a table that stays one on a phone


@dataclass(frozen=True)
class Shown:
    """One thing on a page: `html`, the same as `plain` text, and the results it publishes."""

    html: str
    plain: str
    results: list[dict] = field(default_factory=list)
    claims: list[dict] = field(
        default_factory=list
    )  # audited claims, for the pages that are made from them
    files: Mapping[str, str] = field(default_factory=dict)  # text to download, by name

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = {"text/html": self.html, "text/plain": self.plain}
        return (
            bundle
            | ({MIME: self.results} if self.results else {})
            | ({CLAIMS_MIME: self.claims} if self.claims else {})
            | ({FILES_MIME: dict(self.files)} if self.files else {})
        )


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text and, for a number, the id it leads to."""

    text: str
    result_id: str = ""
    depth: int = 0  # how far the heading of a row is indented under the ones above it
    address: str = ""  # the permanent id that the heading of a row can be linked to by
    filters: Mapping[str, str] = field(default_factory=dict)  # what a row can be chosen by

    @property
    def html(self) -> str:
        if not self.result_id:
            return escape(self.text)
        return number_link(self.result_id, self.text)


def number_cell(finding: Finding) -> Cell:
    """Return a number as readers see it, linked to where it is in full."""
    return Cell(finding.text, finding.id)


def number_link(result_id: str, text: str) -> str:
    """Return HTML that links a page in `executed/` to where a number is in full."""
    return f'<a class="cb-number" href="{address_of(result_id)}">{escape(typeset(text))}</a>'


def table(
    caption: str, header: list[str], rows: list[list[Cell]], note: str = "", kind: str = ""
) -> tuple[str, str]:
    """Return HTML and plain text of a table; the first cell of each row is its heading, and a row
    of one cell is the heading of the rows below it. Wide tables are stacked on a phone.
    """
    if not rows:
        return f'<p class="cb-note">{escape(caption)}: none.</p>', f"{caption}: none."
    hidden = [cell.result_id for row in rows for cell in row if cell.text == HIDDEN]
    notes = [(escape(note), note)] * bool(note) + [hidden_note(filter(None, hidden))] * bool(hidden)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(_row(header, row) for row in rows)
    foot = f'<p class="cb-note">{" ".join(html for html, _ in notes)}</p>' if notes else ""
    kind = kind or ("cb-narrow" if len(header) <= 2 or _is_slim(header, rows) else "cb-wide")
    html = (
        f'<div class="cb-table {kind}" role="region" tabindex="0"'
        f' aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{foot}"
    )
    lines = [caption, " | ".join(header), *(" | ".join(cell.text for cell in row) for row in rows)]
    return html, "\n".join([*lines, *([" ".join(text for _, text in notes)] if notes else [])])


def _is_slim(header: list[str], rows: list[list[Cell]]) -> bool:
    """Whether a table of numbers, "9 of 11" at the most, can be read down its columns on a
    phone.
    """
    words = [word for name in header[1:] for word in name.split()] + [
        cell.text for row in rows for cell in row[1:]
    ]
    return len(header) <= SLIM_COLUMNS and all(len(word) <= SLIM for word in words)


def _row(header: list[str], row: list[Cell]) -> str:
    if len(row) == 1:
        heading = f'<th scope="rowgroup" colspan="{len(header)}">{row[0].html}</th>'
        return f'<tr class="cb-group">{heading}</tr>'
    cells = "".join(
        f'<td data-label="{escape(name)}">{cell.html}</td>'
        for name, cell in zip(header[1:], row[1:], strict=True)
    )
    indent = f' class="cb-depth-{row[0].depth}"' if row[0].depth else ""
    attributes = f' id="{escape(row[0].address)}"' if row[0].address else ""
    attributes += "".join(f' data-{by}="{escape(value)}"' for by, value in row[0].filters.items())
    return f'<tr{attributes}><th scope="row"{indent}>{row[0].html}</th>{cells}</tr>'


def shown_table(
    caption: str,
    header: list[str],
    rows: list[list[Cell]],
    note: str = "",
    kind: str = "",
    findings: Iterable[Finding] = (),
) -> Shown:
    """Show a table, which publishes the findings it is given."""
    html, plain = table(caption, header, rows, note, kind)
    return Shown(html, plain, as_results(findings))


def records(
    frame: pd.DataFrame, caption: str, headings: dict[str, str], note: str = "", kind: str = ""
) -> Shown:
    """Show a frame as it is, the columns of `headings` under their headings. It
    publishes no number.
    """
    rows = [
        [Cell("" if pd.isna(row[column]) else str(row[column])) for column in headings]
        for row in frame.to_dict("records")
    ]
    return shown_table(caption, list(headings.values()), rows, note, kind)


def first_records(
    frame: pd.DataFrame, caption: str, headings: dict[str, str], kind: str = ""
) -> Shown:
    """Show the first rows of a frame as `records` does, and the others folded below them."""
    first = records(frame[:IN_SIGHT], caption, headings, kind=kind)
    if len(frame) <= IN_SIGHT:
        return first
    title = f"{caption}: {len(frame) - IN_SIGHT} more"
    return folded(records(frame[IN_SIGHT:], title, headings, kind=kind), title, first)


def figure(svg: str, caption: str, description: str, frame: pd.DataFrame | None = None) -> Shown:
    """Show a figure under its caption, which begins with the finding; the description says in words
    what the picture shows.

    With a frame, the figure's own table lies folded below it.
    """
    first = first_sentence(caption)
    html = (
        f'<figure class="cb-figure"><figcaption><strong>{escape(first)}</strong>'
        f"{escape(caption.removeprefix(first))}</figcaption>"
        f'<div role="img" aria-label="{escape(description)}">{svg}</div></figure>'
    )
    return Shown(
        html + ("" if frame is None else _twin(frame, caption)), f"{caption}\n{description}"
    )


def _twin(frame: pd.DataFrame, caption: str) -> str:
    """The same as a figure shows, as a table; an index that has a name is its first column."""
    frame = frame.reset_index() if frame.index.name else frame
    rows = [[Cell(_cell_text(value)) for value in row] for row in frame.to_numpy().tolist()]
    shown, _ = table(caption, [_heading(column) for column in frame.columns], rows)
    return f'<details class="cb-twin"><summary>The figure as a table</summary>{shown}</details>'


def _heading(name) -> str:
    """A code as a label; what has a capital is one already."""
    text = str(name)
    return text if any(map(str.isupper, text)) else label_of(text)


def _cell_text(value) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def details(title: str, html: str) -> str:
    """Return HTML folded behind a title."""
    return f"<details><summary>{escape(title)}</summary>{html}</details>"


def joined(shown: Iterable[Shown], between: str = "\n") -> Shown:
    """Return several shown things as one, each below the last; `between` parts them as text."""
    parts = list(shown)
    return Shown(
        "".join(part.html for part in parts),
        between.join(part.plain for part in parts),
        [result for part in parts for result in part.results],
    )


def folded_each(shown: Iterable[tuple[str, Shown]], nothing: str = NOTHING_CODED) -> Shown:
    """Show things below each other, each folded behind its title, or a sentence where there are
    none.
    """
    parts = list(shown)
    return Shown(
        "".join(details(title, part.html) for title, part in parts) or f"<p>{nothing}</p>",
        "\n\n".join(part.plain for _, part in parts) or nothing,
    )


def folded(shown: Shown, title: str, above: Shown | None = None) -> Shown:
    """Show a thing folded behind its title, below another if there is one."""
    return Shown(
        (above.html if above else "") + details(title, shown.html),
        "\n\n".join([*([above.plain] if above else []), shown.plain]),
    )


def sentence(text: str) -> Shown:
    """Show a sentence that is computed."""
    return Shown(f"<p>{escape(text)}</p>", text)


def not_drawn(caption: str) -> Shown:
    """Show, in the place of a figure, that it would give away what is hidden."""
    html, plain = hidden_note(text=f"Not drawn, because a number in it is hidden: {caption}.")
    return noted(html, plain)


def noted(html: str, plain: str) -> Shown:
    """Show a note."""
    return Shown(f'<p class="cb-note">{html}</p>', plain)
