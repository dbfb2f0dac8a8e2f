"""Show a long table of which a reader chooses rows: by style sheet alone, so that no script is
needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape

from cohortbook.exhibits.present import IN_SIGHT, Cell, Shown


def filtered(shown: Shown, rows: list[list[Cell]], filters: Mapping[str, str]) -> Shown:
    """Show a table of `rows` below one choice for each of `filters`, from its name to its label;
    the first cell of a row holds the row's value of each.
    """
    return replace(shown, html=with_choices(shown.html, filters, [row[0].filters for row in rows]))


def with_choices(table: str, filters: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> str:
    """Return HTML of a table below its choices: a list for each filter and, of a long table, a box
    that shows every row. `rows` are the values of each row, which it carries as `data-` attributes.
    """
    values = {name: list(dict.fromkeys(row[name] for row in rows if row[name])) for name in filters}
    lists = "".join(_choice(name, label, values[name]) for name, label in filters.items())
    every = (
        f'<label class="cb-every"><input type="checkbox"> all {len(rows)} rows</label>'
        if len(rows) > IN_SIGHT
        else ""
    )
    return (
        '<div class="cb-ledger"><div class="cb-filters" role="group" aria-label="Show only">'
        f'{lists}{every}</div>{table}<p class="cb-shown">Rows shown: </p></div>'
        f"<style>{_rules(values)}</style>"
    )


def _choice(name: str, label: str, values: Iterable[str]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(value)}</option>' for value in values
    )
    return (
        f'<label>{escape(label)} <select name="{name}" autocomplete="off"><option value="">all'
        f"</option>{options}</select></label>"
    )


def _rules(values: Mapping[str, Iterable[str]]) -> str:
    """The style rules that hide the rows which are not chosen."""
    held = []
    for name, each in values.items():
        for value in each:
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            held.append(
                f'.cb-ledger:has(select[name={name}] option[value="{quoted}"]:checked) tbody'
                f' tr:not([data-{name}="{quoted}"]){{display:none}}'
            )
    return "".join(held).replace("<", "\\3c ")
