"""Write the pages of rows: the rows of data that numbers and verdicts come from, a page a table,
with an address for each row.
"""

from __future__ import annotations

from collections.abc import Mapping

from cohortbook.book.myst_text import in_short, raw_html
from cohortbook.book.source_rows import PREFIX, SPEAKERS, SourceRow, in_repository
from cohortbook.study.html_templates import html_template
from cohortbook.study.study import Study
from cohortbook.study.wording import markdown_text

LETTERS = (
    " People who said something are letters here, as on the pages of themes: no page joins what a"
    " person said with who the person is."
)
ROWS = html_template("""
    <div class="cb-table cb-lines" role="region" tabindex="0" aria-label="{{ caption }}"><table>
        <caption>{{ caption }}</caption>
        <thead><tr><th scope="col">Line</th><th scope="col">Row</th></tr></thead>
        <tbody>{% for file, rows in files.items() %}
            <tr class="cb-group"><th scope="rowgroup" colspan="2">
                <a href="../{{ file }}" download>{{ file }}</a>
            </th></tr>
            {% for row, address, anchor in rows %}
                <tr id="{{ anchor }}">
                    <th scope="row">
                        {% if address %}<a href="{{ address }}">{{ row.line }}</a>
                        {% else %}{{ row.line }}{% endif %}
                    </th>
                    <td>{% for name, text in row.cells.items() %}
                        <b>{{ name }}</b> {{ text }}{{ "" if loop.last else " · " }}
                    {% endfor %}</td>
                </tr>
            {% endfor %}
        {% endfor %}</tbody>
    </table></div>""")


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
    files: dict[str, list] = {}
    for row in rows:
        address, anchor = in_repository(study.root, row.file, row.line), row.address
        files.setdefault(row.file, []).append((row, address, anchor.partition("#")[2]))
    table = ROWS(caption=f"Rows: {title}", files=files)
    return f"# Rows: {markdown_text(title)}\n\n{summary}{raw_html(table)}"
