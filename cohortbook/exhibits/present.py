"""What a notebook cell shows: captioned tables and figures, each carrying the findings it
publishes.

A shown thing is HTML for the book, plain text for everybody else, and its findings as JSON, from
which the runner gathers the list of published numbers. Every number in a table leads to its row on
the page of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from urllib.parse import quote

import pandas as pd

from cohortbook import exact
from cohortbook.exhibits import curves, figures
from cohortbook.findings import baselines
from cohortbook.findings.finding import value_of
from cohortbook.findings.hiding import drawable, is_any_withheld
from cohortbook.findings.results import CLAIMS_MIME, MIME, address_of, as_results
from cohortbook.study.dictionary import Table
from cohortbook.study.layout import POOLED
from cohortbook.study.study import MANY, Study
from cohortbook.study.withheld import HIDDEN, NOTE, is_withheld
from cohortbook.study.wording import (
    NOT_KNOWN,
    counted,
    date_text,
    first_sentence,
    label_of,
    of_text,
    sentence_list,
    text_of,
    typeset,
)

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

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = {"text/html": self.html, "text/plain": self.plain}
        return (
            bundle
            | ({MIME: self.results} if self.results else {})
            | ({CLAIMS_MIME: self.claims} if self.claims else {})
        )


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text and, for a number, the id it leads to."""

    text: str
    result_id: str = ""
    depth: int = 0  # how far the heading of a row is indented under the ones above it
    address: str = ""  # the permanent id that the heading of a row can be linked to by

    @property
    def html(self) -> str:
        if not self.result_id:
            return escape(self.text)
        return number_link(self.result_id, self.text)


def number_link(result_id: str, text: str) -> str:
    """Return HTML that leads from a page in `executed/` to where a number stands in full."""
    return f'<a class="cb-number" href="{address_of(result_id)}">{escape(typeset(text))}</a>'


def table(
    caption: str, header: list[str], rows: list[list[Cell]], note: str = "", kind: str = ""
) -> tuple[str, str]:
    """Return HTML and plain text of a table; the first cell of each row is its heading. Wide tables
    are stacked on a phone.
    """
    if not rows:
        return f'<p class="cb-note">{escape(caption)}: none.</p>', f"{caption}: none."
    is_any_hidden = any(cell.text == HIDDEN for row in rows for cell in row)
    note = f"{note} {NOTE}".strip() if is_any_hidden else note
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(_row(header, row) for row in rows)
    foot = f'<p class="cb-note">{escape(note)}</p>' if note else ""
    kind = kind or ("cb-narrow" if len(header) <= 3 or _is_slim(header, rows) else "cb-wide")
    html = (
        f'<div class="cb-table {kind}" role="region" tabindex="0"'
        f' aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{foot}"
    )
    lines = [caption, " | ".join(header), *(" | ".join(cell.text for cell in row) for row in rows)]
    return html, "\n".join(lines + ([note] if note else []))


def _is_slim(header: list[str], rows: list[list[Cell]]) -> bool:
    """Whether a table of numbers, "9 of 11" at the most, can be read down its columns on a
    phone.
    """
    words = [word for name in header[1:] for word in name.split()] + [
        cell.text for row in rows for cell in row[1:]
    ]
    return len(header) <= SLIM_COLUMNS and all(len(word) <= SLIM for word in words)


def _row(header: list[str], row: list[Cell]) -> str:
    cells = "".join(
        f'<td data-label="{escape(name)}">{cell.html}</td>'
        for name, cell in zip(header[1:], row[1:], strict=True)
    )
    indent = f' class="cb-depth-{row[0].depth}"' if row[0].depth else ""
    address = f' id="{escape(row[0].address)}"' if row[0].address else ""
    return f'<tr{address}><th scope="row"{indent}>{row[0].html}</th>{cells}</tr>'


def count_table(
    study: Study, findings: pd.DataFrame, caption: str, heading: str, note: str = ""
) -> Shown:
    """Show counts of people: a row a category, a column a scope, each cell "5 of 7". Empty "not
    given" rows are left out.
    """
    scopes = list(dict.fromkeys(findings["scope"]))
    found: dict[tuple[str, str], dict[str, dict]] = {}
    rows = []
    for row in findings.to_dict("records"):
        found.setdefault((row["measure"], row["category"]), {})[row["scope"]] = row
    for (measure, category), by_scope in found.items():
        if category == "not_given" and not any(row["value"] for row in by_scope.values()):
            continue
        label = next(iter(by_scope.values()))["label"] or label_of(category or measure)
        rows.append([Cell(label), *(_count_cell(by_scope.get(scope)) for scope in scopes)])
    html, plain = _scopes_table(study, caption, heading, scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def _scopes_table(
    study: Study, caption: str, heading: str, scopes: list[str], rows: list[list[Cell]], note: str
) -> tuple[str, str]:
    """A table with a column a scope; of many scopes only those of several cohorts together, and the
    others folded below, a row each.
    """
    titles = [study.title(scope) for scope in scopes]
    if len(scopes) <= MANY or not rows:
        return table(caption, [heading, *titles], rows, note)
    together = [place for place, scope in enumerate(scopes, start=1) if scope in POOLED] or [
        len(scopes)
    ]
    single = [place for place in range(1, len(scopes) + 1) if place not in together]
    html, plain = table(
        caption,
        [heading, *(titles[place - 1] for place in together)],
        [[row[0], *(row[place] for place in together)] for row in rows],
        note,
    )
    turned = [[Cell(titles[place - 1]), *(row[place] for row in rows)] for place in single]
    each, plain_each = table(
        f"{caption}: each cohort", ["Cohort", *(row[0].text for row in rows)], turned
    )
    return (
        f"{html}<details><summary>Each of {len(single)} cohorts</summary>{each}</details>",
        f"{plain}\n\n{plain_each}",
    )


def _count_cell(row: dict | None) -> Cell:
    """A count with its base; that no value is known is not the same as none."""
    if row is None:
        return Cell("0")
    return Cell(_of(row), row["id"])


def _of(row: dict) -> str:
    """A count of n; with nobody in the base, not given for a category and plainly 0 for a group
    that has nobody.
    """
    if is_withheld(row["value"]):
        return row["value"].of(row["n"])
    if row["n"]:
        return (
            of_text(row["value"], row["n"])
            if row["unit"] == "people"
            else f"{row['value']} of {row['n']}"
        )
    return "not given" if row["category"] else "0"


def statistic_table(study: Study, findings: pd.DataFrame, caption: str, note: str = "") -> Shown:
    """Show the statistics of one measure: a row a statistic, a column a scope."""
    scopes = list(dict.fromkeys(findings["scope"]))
    rows = []
    for statistic, same in findings.groupby("statistic", sort=False):
        by_scope = {
            row["scope"]: Cell(text_of(row["value"], row["unit"]), row["id"])
            for row in same.to_dict("records")
        }
        label = label_of(same["unit"].iloc[0] if statistic == "count" else statistic)
        rows.append([Cell(label), *(by_scope.get(scope, Cell(NOT_KNOWN)) for scope in scopes)])
    html, plain = _scopes_table(study, caption, "Statistic", scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def fact_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show the programme's facts: what, how much, and where the report says so."""
    labels = study.tables["facts"].set_index("fact_id")
    rows = [
        [
            Cell(labels.loc[row["measure"], "label"]),
            Cell(counted(text_of(row["value"], row["unit"]), row["unit"]), row["id"]),
            Cell(labels.loc[row["measure"], "locator"]),
        ]
        for row in findings.to_dict("records")
    ]
    html, plain = table(caption, ["Fact", "Value", "Where the report says so"], rows)
    return Shown(html, plain, as_results(findings))


def number_table(findings: pd.DataFrame, caption: str) -> Shown:
    """Show findings one a row: what is counted, and how many."""
    rows = [
        [Cell(row["label"] or label_of(row["measure"])), Cell(_of_those_asked(row), row["id"])]
        for row in findings.to_dict("records")
    ]
    html, plain = table(caption, ["Counted", "Number"], rows)
    return Shown(html, plain, as_results(findings))


def _of_those_asked(row: dict) -> str:
    """People as "9 of 22"; anything else, and everybody, as a number alone."""
    is_part = (
        row["unit"] == "people"
        and not is_withheld(row["value"])
        and row["n"]
        and row["n"] != row["value"]
    )
    return of_text(row["value"], row["n"]) if is_part else text_of(row["value"], row["unit"])


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
    html, plain = table(caption, list(headings.values()), rows, note, kind)
    return Shown(html, plain)


def figure(svg: str, caption: str, description: str, frame: pd.DataFrame | None = None) -> Shown:
    """Show a figure. The caption states the finding; the description says in words what the picture
    shows.

    With a frame, the figure's own table lies folded below it, and can be taken away as CSV.
    """
    first = first_sentence(caption)
    html = (
        f'<figure class="cb-figure"><div role="img" aria-label="{escape(description)}">{svg}</div>'
        f"<figcaption><strong>{escape(first)}</strong>{escape(caption.removeprefix(first))}</figcaption></figure>"
    )
    return Shown(
        html + ("" if frame is None else _twin(frame, caption)), f"{caption}\n{description}"
    )


def _twin(frame: pd.DataFrame, caption: str) -> str:
    """The same as a figure shows, as a table; the index is the first column."""
    rows = [
        [Cell(_heading(name)), *(Cell(_cell_text(value)) for value in row)]
        for name, row in zip(frame.index, frame.to_numpy().tolist(), strict=True)
    ]
    shown, _ = table(
        caption,
        [_heading(frame.index.name or "row"), *(_heading(column) for column in frame.columns)],
        rows,
    )
    csv = quote(frame.to_csv(lineterminator="\n"))
    return (
        f'<details class="cb-twin"><summary>The figure as a table</summary>{shown}<p><a'
        f' class="cb-csv" download="figure.csv" href="data:text/csv;charset=utf-8,{csv}">The'
        " figure’s table as CSV</a></p></details>"
    )


def _heading(name) -> str:
    """A code as a label; what has a capital is one already."""
    text = str(name)
    return text if any(map(str.isupper, text)) else label_of(text)


def _cell_text(value) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def folded(shown: Shown, title: str, above: Shown | None = None) -> Shown:
    """Show a thing folded behind its title, below another if there is one."""
    html = f"<details><summary>{escape(title)}</summary>{shown.html}</details>"
    return Shown(
        (above.html if above else "") + html,
        "\n\n".join([*([above.plain] if above else []), shown.plain]),
    )


def sentence(text: str) -> Shown:
    """Show a sentence that is computed."""
    return Shown(f"<p>{escape(text)}</p>", text)


def not_drawn(caption: str) -> Shown:
    """Show, in the place of a figure, that it would give away what is hidden."""
    text = f"Not drawn, because a number in it is hidden: {caption}"
    return Shown(f'<p class="cb-note">{escape(text)}</p>', text)


def by_scope(study: Study, findings: pd.DataFrame, category: str) -> str:
    """Return the counts of one category in words: "5 of 7", or for several scopes "5 of 7 (Cohort
    1) and 9 of 11 (Cohort 2)"; of many only all.
    """
    rows = [
        row
        for row in findings[findings["category"] == category].to_dict("records")
        if findings["scope"].nunique() <= MANY or row["scope"] in POOLED
    ]
    rows = [row for row in rows if row["value"] != HIDDEN] or rows[:1]
    texts = [_of(row) for row in rows]
    if len(rows) > 1:
        texts = [
            f"{text} ({study.title(row['scope'])})" for text, row in zip(texts, rows, strict=True)
        ]
    return sentence_list(texts)


def dots_figure(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show one dot a person, a row a scope; scopes of which something is hidden are not drawn."""
    findings = drawable(findings)
    if findings.empty:
        return not_drawn(caption)
    described = []
    for scope, held in findings.groupby("scope", sort=False):
        parts = [
            f"{row['value']} {label_of(row['category']).lower()}"
            for row in held.to_dict("records")
            if row["value"]
        ]
        described.append(f"{study.title(scope)}: {sentence_list(parts)}")
    frame = pd.DataFrame(
        [
            {"group": study.title(row["scope"]), label_of(row["category"]): _of(row)}
            for row in findings.to_dict("records")
        ]
    )
    return figure(
        figures.dots(study, findings) if len(described) <= MANY else _dot_rows(study, findings),
        caption,
        "One dot a person. " + ". ".join(described) + ".",
        frame.groupby("group", sort=False).first(),
    )


def _dot_rows(study: Study, findings: pd.DataFrame) -> str:
    """A low row of dots for each of many cohorts; all together would be a row too long."""
    rows = []
    for scope, held in findings[~findings["scope"].isin(POOLED)].groupby("scope", sort=False):
        counts = [int(value) for value in held["value"]]
        rows.append(
            curves.DotRow(
                study.title(scope), counts[0], sum(counts[1:]), f"{counts[0]} of {sum(counts)}"
            )
        )
    return curves.dot_rows(rows)


def years_figure(study: Study, findings: pd.DataFrame) -> Shown:
    """Show everybody's years since qualification, with median and mean, a row a scope."""
    hidden, findings = findings, drawable(findings)
    if findings.empty and not hidden.empty:
        return not_drawn("Years since qualification")
    findings = findings[findings["n"] > 0]
    if findings.empty:
        return Shown("<p>Nobody’s years are known.</p>", "Nobody's years are known.")
    described = []
    for scope, held in findings.groupby("scope", sort=False):
        low, high, middle, mean = (
            text_of(value_of(held, statistic=statistic), "years")
            for statistic in ("min", "max", "median", "mean")
        )
        described.append(
            f"{study.title(scope)}: from {low} to {high} years, the middle person {middle}, the"
            f" mean {mean}"
        )
    caption = (
        "Years since qualification. "
        + (". ".join(described) if len(described) <= MANY else described[-1])
        + "."
    )
    frame = pd.DataFrame(
        [
            {
                "group": study.title(row["scope"]),
                row["statistic"]: text_of(row["value"], row["unit"]),
            }
            for row in findings.to_dict("records")
        ]
    )
    drawn = (
        figures.years(study, findings) if len(described) <= MANY else _year_rows(study, findings)
    )
    return figure(
        drawn,
        caption,
        "One dot a person on a scale of years. " + ". ".join(described) + ".",
        frame.groupby("group", sort=False).first(),
    )


def _year_rows(study: Study, findings: pd.DataFrame) -> str:
    """A low row for each of many cohorts: everybody's years, and the middle of them."""
    rows = []
    for scope, held in findings[~findings["scope"].isin(POOLED)].groupby("scope", sort=False):
        years = [
            int(value) for value in study.rows("participants", scope)["years_qualified"].dropna()
        ]
        rows.append(
            curves.YearRow(study.title(scope), years, float(value_of(held, statistic="median")))
        )
    return curves.year_rows(rows)


def comparison_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show comparisons with published figures: a row a comparison and scope, from who was counted
    to what could be detected.
    """
    declared = baselines.comparisons(study)
    rows = []
    for (scope, comparison_id), same in findings.groupby(["scope", "measure"], sort=False):
        found = {row["statistic"]: row for row in same.to_dict("records")}
        label = declared[comparison_id]["label"]
        several = findings["scope"].nunique() > 1
        rows.append(
            [
                Cell(f"{study.title(scope)}: {label}" if several else label),
                *_comparison_cells(found),
            ]
        )
    header = [
        "Comparison",
        "Award holders",
        "Published share",
        "Interval (95%)",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    html, plain = table(
        caption,
        header,
        rows,
        "Interval: Clopper-Pearson, hypothetical. Adjusted: Holm, among all tests of its family and"
        " cohort. Published shares are nearest in time to recruitment.",
    )
    return Shown(html, plain, as_results(findings))


def _comparison_cells(found: dict[str, dict]) -> list[Cell]:
    def cell(statistic: str, text: str) -> Cell:
        return Cell(text, found[statistic]["id"])

    count = found.get("count")
    people = cell("count", _of(count)) if count else Cell("context only")
    baseline = found["baseline"]
    published = (
        NOT_KNOWN
        if baseline["value"] is None
        else (
            f"{text_of(baseline['value'], 'percent')}, {date_text(found['baseline_date']['value'])}"
        )
    )
    if "p_value" not in found or is_withheld(found["p_value"]["value"]):
        return [
            people,
            cell("baseline", published),
            Cell("–"),
            Cell("–"),
            Cell("–"),
            Cell("not tested"),
        ]
    low, high = (text_of(found[f"ci_{end}"]["value"], "percent") for end in ("low", "high"))
    return [
        people,
        cell("baseline", published),
        cell("ci_low", f"{low} to {high}"),
        cell("p_value", text_of(found["p_value"]["value"], "probability")),
        (
            cell("p_value_holm", text_of(found["p_value_holm"]["value"], "probability"))
            if "p_value_holm" in found
            else Cell("–")
        ),
        cell("reject_low", detectable_text(found)),
    ]


def detectable_text(found: dict[str, dict]) -> str:
    """Return in words at which counts a 5% test rejects, and which shares it would
    detect with 80% power.
    """
    value = {statistic: row["value"] for statistic, row in found.items()}
    limits = [f"{value['reject_low']} or fewer"] * (value["reject_low"] != baselines.NONE)
    limits += [f"{value['reject_high']} or more"] * (value["reject_high"] != baselines.NONE)
    shares = [
        f"{text_of(value[f'detectable_{side}'], 'percent')} or {words}"
        for side, words in (("low", "less"), ("high", "more"))
        if value[f"detectable_{side}"] != baselines.NONE
    ]
    if not limits:
        return "no count would be unusual"
    seen = (
        f"likely to detect only shares of {' or '.join(shares)}"
        if shares
        else "not likely to detect any share"
    )
    return f"unusual only at {' or '.join(limits)}; {seen}"


def draws_figure(findings: pd.DataFrame, noun: str) -> Shown:
    """Show how likely each count would be in a random draw of this size from the baseline
    population, and the count seen.
    """
    found = {row["statistic"]: row for row in findings.to_dict("records")}
    if "p_value" not in found:
        return Shown(
            "<p>There is nobody to compare, or no published figure.</p>",
            "There is nobody to compare, or no published figure.",
        )
    if is_any_withheld(findings):
        return not_drawn(f"Random draws of {noun}")
    count, n, share = found["count"]["value"], found["count"]["n"], found["baseline"]["value"] / 100
    kind = "an unusual" if found["p_value"]["value"] <= Fraction(5, 100) else "an ordinary"
    caption = (
        f"{of_text(count, n)} {noun} would be {kind} random draw from people of whom"
        f" {text_of(100 * share, 'percent')} are {noun}. For a 5% test: {detectable_text(found)}."
    )
    description = (
        f"Bar chart of the probability of each number of {noun} in a random draw of {n}; the bar of"
        f" {count} is filled. {caption}"
    )
    chances = [text_of(chance, "probability") for chance in exact.binomial_probabilities(n, share)]
    frame = pd.DataFrame({"probability": chances}, index=pd.Index(range(n + 1), name=noun))
    return figure(figures.hypothetical_draws(n, count, share, noun), caption, description, frame)


def missing_table(frame: pd.DataFrame, caption: str, first: tuple[str, str]) -> Shown:
    """Show published figures nobody has seen, and how to bring each in; `first` is the first column
    and its heading.
    """
    if frame.empty:
        return Shown("<p>No figure is missing.</p>", "No figure is missing.")
    dates = ["" if pd.isna(date) else date_text(date) for date in frame["reference_date"]]
    headings = dict([first]) | {
        "reference_date": "As at",
        "note": "What to look up",
        "source_row": "Row to fill",
    }
    return records(frame.assign(reference_date=dates), caption, headings, kind="cb-cards")


def downloads(study: Study) -> Shown:
    """Show what can be taken away, each file with what it holds; the build puts them
    where the links lead.
    """
    whole = [
        (
            "data/tables.xlsx",
            "Every table in one spreadsheet",
            "Excel, with a cover sheet and a list of contents",
        ),
        (
            "data/coded_passages.csv",
            "Coded passages",
            "CSV, a row for each passage and theme, with what is known of both and without people",
        ),
        (
            "data/codebook.qdc",
            "Codebook",
            "REFI-QDA, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others",
        ),
        (
            "results.json",
            "Every number",
            (
                "JSON, with the rows (data/x.csv:2-13: lines 2 to 13 of that file), the function"
                " and the test behind each"
            ),
        ),
        ("claims.csv", "Every claim of the report", "CSV, with its verdict and the reason"),
        ("data/datapackage.json", "Dictionary", "Frictionless Data Package, for programs"),
    ]
    tables = [
        (
            name,
            described.title + (f", {study.title(handle)}" if handle else ""),
            f"CSV, {_rows_of(study.tables[described.name], name)} rows",
        )
        for described in study.dictionary.tables.values()
        for name, handle in study.files(described.name)
    ]
    html = (
        f"<ul>{_links(whole)}</ul><details><summary>Each table as"
        f" CSV</summary><ul>{_links(tables)}</ul></details>"
    )
    return Shown(
        html, "\n".join(f"{title}: {path} ({what})" for path, title, what in whole + tables)
    )


def _rows_of(frame: pd.DataFrame, name: str) -> int:
    return int(frame["source_row"].str.startswith(f"{name}:").sum())


def _links(files: list[tuple[str, str, str]]) -> str:
    return "".join(
        f'<li><a href="../{quote(path)}" download>{escape(title)}</a> ({escape(what)})</li>'
        for path, title, what in files
    )


def dictionary(study: Study) -> Shown:
    """Show what every table must hold, table by table, folded so that one can be found."""
    tables = {
        described.title: _dictionary_table(described)
        for described in study.dictionary.tables.values()
    }
    html = "".join(
        f"<details><summary>{escape(title)}</summary>{shown}</details>"
        for title, (shown, _) in tables.items()
    )
    return Shown(html, "\n\n".join(plain for _, plain in tables.values()))


def _dictionary_table(described: Table) -> tuple[str, str]:
    """One table's columns: name, type or allowed values, meaning, example."""
    rows = [
        [
            Cell(column.name),
            Cell(_type_text(column)),
            Cell(column.description),
            Cell(column.example),
        ]
        for column in described.columns
    ]
    place = ", ".join(f"data/{path}" for path in described.paths).replace("{cohort}", "cohort_NN")
    return table(
        f"{described.title}: {place}",
        ["Column", "Holds", "Meaning", "Example"],
        rows,
        f"{described.description} From: {'; '.join(described.sources)}. {described.made}.",
    )


def _type_text(column) -> str:
    parts = [", ".join(column.enum)] if column.enum else [column.type]
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum:g} to {column.maximum:g}")
    parts.append("required" if column.required else "may be empty")
    return "; ".join(parts)
