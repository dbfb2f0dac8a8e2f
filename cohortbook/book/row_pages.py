"""Write the pages of rows: the rows of data that numbers and verdicts come from, a page a table,
with an address for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from cohortbook.book.myst_text import in_short, raw_html
from cohortbook.book.source_rows import PREFIX, SPEAKERS, SourceRow, in_repository
from cohortbook.study.study import Study
from cohortbook.study.wording import markdown_text

LETTERS = (
    " People who said something are letters here, as on the pages of themes: no page joins what a"
    " person said with who the person is."
)


def row_pages(study: Study, rows: Mapping[str, SourceRow]) -> dict[str, str]:
    """Return the MyST text of a page for each table, by page name."""
    by_table: dict[str, list[SourceRow]] = {}
    for row in rows.values():
        if row.address.startswith(PREFIX):
            by_table.setdefault(row.table, []).append(row)
    return {f"{PREFIX}{name}": _row_page(study, name, held) for name, held in by_table.items()}


def _row_page(study: Study, name: str, rows: list[SourceRow]) -> str:
    described = study.dictionary.tables.get(name)
    title = described.title if described else "What is stated of each cohort"
    summary = in_short(
        f"{len(rows):,} rows of “{markdown_text(title)}”, each with its line in the file. Numbers"
        f" that are counted from a row lead to it.{LETTERS if name in SPEAKERS else ''}"
    )
    caption = escape(f"Rows: {title}")
    body = "".join(
        _file_row(file) + "".join(_row(study, row) for row in rows if row.file == file)
        for file in dict.fromkeys(row.file for row in rows)
    )
    return f"# Rows: {markdown_text(title)}\n\n{summary}" + raw_html(
        f'<div class="cb-table cb-lines" role="region" tabindex="0" aria-label="{caption}">'
        f'<table><caption>{caption}</caption><thead><tr><th scope="col">Line</th>'
        f'<th scope="col">Row</th></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _file_row(file: str) -> str:
    return (
        f'<tr class="cb-group"><th scope="rowgroup" colspan="2"><a href="../{escape(file)}"'
        f" download>{escape(file)}</a></th></tr>"
    )


def _row(study: Study, row: SourceRow) -> str:
    address = in_repository(study.root, row.file, row.line)
    line = f'<a href="{escape(address)}">{row.line}</a>' if address else row.line
    cells = " · ".join(f"<b>{escape(name)}</b> {escape(text)}" for name, text in row.cells.items())
    anchor = row.address.partition("#")[2]
    return f'<tr id="{escape(anchor)}"><th scope="row">{line}</th><td>{cells}</td></tr>'
