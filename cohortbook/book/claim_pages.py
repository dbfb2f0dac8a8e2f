"""Write the pages of claims: a card for each claim, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from cohortbook.audit.claims import VERDICTS, page_of
from cohortbook.book.function_pages import function_link, tests_link
from cohortbook.book.myst_text import in_short, raw_html
from cohortbook.book.source_rows import SourceRow, places_html
from cohortbook.exhibits.claim_tables import (
    BASES_IN_WORDS,
    VERDICTS_IN_WORDS,
    basis_text,
    verdict_mark,
)
from cohortbook.exhibits.filtered_table import with_choices
from cohortbook.exhibits.present import number_link
from cohortbook.study.html_templates import html_template
from cohortbook.study.wording import counted, label_of, markdown_text, sentence_list

FILTERS = {
    "verdict": "Verdict",
    "basis": "What it rests on",
    "section": "Part of the report",
    "kind": "Kind of claim",
}
COLUMNS = ("Claim", "What it says", "Stated", "Found", "Verdict", "Rests on")
CARD = html_template("""
    <article class="cb-card cb-{{ claim.verdict }}" id="{{ claim.claim_id }}">
        <h2>{{ claim.claim }}</h2>
        <p><a href="#{{ claim.claim_id }}">{{ claim.claim_id }}</a> · {{ kind }} · {{ mark }}</p>
        <dl>{% for name, text in lines %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>
    </article>""")
REPLIES = html_template("""
    {% for reply in replies %}
        {{ reply.reply }} ({{ reply.replied_by }}, {{ reply.replied_on }})
        {% if not loop.last %}<br>{% endif %}
    {% else %}none yet{% endfor %}""")
UNCOUNTED = html_template("""
    {% for row in rows %}
        <article class="cb-card" id="{{ row.claim_id }}">
            <h3>{{ row.claim }}</h3>
            <p><a href="#{{ row.claim_id }}">{{ row.claim_id }}</a> · not counted</p>
            <dl>
                <dt>Why</dt><dd>{{ row.uncounted }}</dd>
                <dt>Where</dt><dd>{{ row.section }}, paragraph {{ row.locator }},
                {{ " printed" }} “{{ row.as_printed }}”</dd>
            </dl>
        </article>
    {% endfor %}""")
LEDGER = html_template("""
    <div class="cb-table cb-wide cb-claims" role="region" tabindex="0" aria-label="Every claim">
    <table>
        <caption>Every claim of the report</caption>
        <thead><tr>{% for name in columns %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
        <tbody>{% for claim, filters, cells in rows %}
            <tr{% for name, value in filters.items() %} data-{{ name }}="{{ value }}"{% endfor %}>
                <th scope="row">
                    <a href="{{ claim.page }}.html#{{ claim.claim_id }}">{{ claim.claim_id }}</a>
                </th>
                {% for name, text in cells %}<td data-label="{{ name }}">{{ text }}</td>{% endfor %}
            </tr>
        {% endfor %}</tbody>
    </table></div>""")
ABOUT = html_template("{{ claim.claim }}<br><small>{{ claim.section }} · {{ kind }}</small>")


def card_pages(
    claims: list[dict],
    replies: list[dict],
    uncounted: list[dict],
    rows: Mapping[str, SourceRow],
) -> dict[str, str]:
    """Return the MyST text of the pages of cards by page name; `claims` are the audit's records, in
    the order of the list of claims, `uncounted` the rows of the list of claims that are not
    counted, `rows` the rows of data that have an address.
    """
    pages: dict[str, list[dict]] = {}
    for claim in claims:
        pages.setdefault(claim["page"], []).append(claim)
    return {
        name: _card_page(held, replies, rows)
        + _uncounted([row for row in uncounted if page_of(row["locator"]) == name])
        for name, held in pages.items()
    }


def _card_page(claims: list[dict], replies: list[dict], rows: Mapping[str, SourceRow]) -> str:
    title = claims[0]["section"]
    cards = "".join(
        _card(claim, [reply for reply in replies if reply["claim_id"] == claim["claim_id"]], rows)
        for claim in claims
    )
    counted = [
        f"{number} {VERDICTS_IN_WORDS[verdict]}"
        for verdict in VERDICTS
        if (number := sum(claim["verdict"] == verdict for claim in claims))
    ]
    return (
        f"# Claims: {title}\n\n"
        + in_short(
            f"Of this part of the report, {markdown_text(title)}, the list of claims holds"
            f" {_claims_text(len(claims))}: {sentence_list(counted)}."
        )
        + "The claims are in the report’s order, each with what was found. What the four"
        " verdicts mean, and the rule for words such as “most”, is on [the page of the"
        " audit](claims.ipynb); all claims in one table, to filter and sort, on [the"
        f" list of claims](ledger.md).\n\n{raw_html(cards)}"
    )


def _uncounted(rows: list[dict]) -> str:
    """The cards of the rows that are not counted as claims: their ids stay, and so does the
    reason.
    """
    return f"\n## Not counted\n\n{raw_html(UNCOUNTED(rows=rows))}" if rows else ""


def _claims_text(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _card(claim: dict, replies: list[dict], rows: Mapping[str, SourceRow]) -> str:
    lines: list[tuple[str, str]] = [
        ("Stated", _stated(claim)),
        ("Found", claim["recomputed_value"] or "nothing to compare it with"),
        ("Why", claim["reason"]),
        ("Rests on", basis_text(claim)),
        ("Would change it", claim["turns"]),
        ("Where", f"{claim['section']}, paragraph {claim['locator']}"),
    ]
    if claim["rows"]:
        lines.append(("From", Markup(places_html(claim["rows"], rows))))
    if claim["function"]:
        function, tests = function_link(claim["function"]), tests_link(claim["function"])
        lines.append(("Checked by", Markup(f"{function}, tested by {tests}")))
    if claim["result_id"]:
        link = Markup(number_link(claim["result_id"], claim["result_id"]))
        lines.append(("This study’s number", link))
    lines.append(("Authors’ reply", Markup(REPLIES(replies=replies))))
    mark = Markup(verdict_mark(claim["verdict"]))
    return CARD(claim=claim, kind=label_of(claim["kind"]), mark=mark, lines=lines)


def _stated(claim: dict) -> str:
    if claim["stated"].startswith("“"):
        return claim["stated"]
    is_number = claim["stated"][0].isdigit() and claim["kind"] != "date"
    stated = counted(claim["stated"], claim["unit"]) if is_number else claim["stated"]
    return f"{stated}, printed “{claim['as_printed']}”"


def ledger_page(claims: list[dict]) -> str:
    """Return the MyST text of the page that lists every claim; filters work by style sheet, sorting
    by a small script.
    """
    rows = [(claim, _filters(claim), _cells(claim)) for claim in claims]
    table = LEDGER(columns=COLUMNS, rows=rows)
    chosen = with_choices(table, FILTERS, [_filters(claim) for claim in claims])
    return (
        "# Every claim of the report\n\n"
        + in_short(
            f"Every claim of the report, {len(claims)} in all, in one table: what it says, what was"
            " found, the verdict and what it rests on. Choose one of these, a part of the report or"
            " a kind of claim to see only those."
        )
        + "A claim’s id leads to its card. The same as a file: <a"
        f" href='../claims.csv'>claims.csv</a>, or `cohortbook claims`.\n\n{raw_html(chosen)}"
    )


def _cells(claim: dict) -> list[tuple[str, str]]:
    """The cells of a claim's row after its id, each with the name of its column."""
    cells = (
        Markup(ABOUT(claim=claim, kind=label_of(claim["kind"]))),
        claim["stated"],
        claim["recomputed_value"],
        Markup(verdict_mark(claim["verdict"])),
        "" if claim["basis"] == "nothing" else basis_text(claim),
    )
    return list(zip(COLUMNS[1:], cells, strict=True))


def _filters(claim: dict) -> dict[str, str]:
    """What a claim can be chosen by, in words."""
    return {
        column: claim[column]
        if column == "section"
        else label_of(BASES_IN_WORDS.get(claim[column], claim[column]))
        for column in FILTERS
    }
