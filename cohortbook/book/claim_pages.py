"""Write the pages of claims: a card for each claim, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

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
from cohortbook.study.wording import counted, label_of, markdown_text, sentence_list

FILTERS = {
    "verdict": "Verdict",
    "basis": "What it rests on",
    "section": "Part of the report",
    "kind": "Kind of claim",
}
COLUMNS = ("Claim", "What it says", "Stated", "Found", "Verdict", "Rests on")


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
    cards = "".join(
        f'<article class="cb-card" id="{row["claim_id"]}"><h3>{escape(row["claim"])}</h3><p>'
        f'<a href="#{row["claim_id"]}">{row["claim_id"]}</a> · not counted</p><dl><dt>Why</dt>'
        f"<dd>{escape(row['uncounted'])}</dd><dt>Where</dt><dd>{escape(row['section'])}, paragraph"
        f" {escape(row['locator'])}, printed “{escape(row['as_printed'])}”</dd></dl></article>"
        for row in rows
    )
    return f"\n## Not counted\n\n{raw_html(cards)}" if rows else ""


def _claims_text(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _card(claim: dict, replies: list[dict], rows: Mapping[str, SourceRow]) -> str:
    lines = [
        ("Stated", _stated(claim)),
        ("Found", escape(claim["recomputed_value"]) or "nothing to compare it with"),
        ("Why", escape(claim["reason"])),
        ("Rests on", escape(basis_text(claim))),
        ("Would change it", escape(claim["turns"])),
        ("Where", f"{escape(claim['section'])}, paragraph {escape(claim['locator'])}"),
    ]
    if claim["rows"]:
        lines.append(("From", places_html(claim["rows"], rows)))
    if claim["function"]:
        function, tests = function_link(claim["function"]), tests_link(claim["function"])
        lines.append(("Checked by", f"{function}, tested by {tests}"))
    if claim["result_id"]:
        lines.append(("This study’s number", number_link(claim["result_id"], claim["result_id"])))
    lines.append(("Authors’ reply", "<br>".join(_reply(reply) for reply in replies) or "none yet"))
    body = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in lines)
    return (
        f'<article class="cb-card cb-{claim["verdict"]}"'
        f' id="{claim["claim_id"]}"><h2>{escape(claim["claim"])}</h2><p><a'
        f' href="#{claim["claim_id"]}">{claim["claim_id"]}</a> · {escape(label_of(claim["kind"]))}'
        f" · {verdict_mark(claim['verdict'])}</p><dl>{body}</dl></article>"
    )


def _stated(claim: dict) -> str:
    if claim["stated"].startswith("“"):
        return escape(claim["stated"])
    is_number = claim["stated"][0].isdigit() and claim["kind"] != "date"
    stated = counted(claim["stated"], claim["unit"]) if is_number else claim["stated"]
    return f"{escape(stated)}, printed “{escape(claim['as_printed'])}”"


def _reply(reply: dict) -> str:
    return (
        f"{escape(reply['reply'])} ({escape(reply['replied_by'])},"
        f" {escape(str(reply['replied_on']))})"
    )


def ledger_page(claims: list[dict]) -> str:
    """Return the MyST text of the page that lists every claim; filters work by style sheet, sorting
    by a small script.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    rows = "".join(_ledger_row(claim) for claim in claims)
    table = (
        '<div class="cb-table cb-wide cb-claims" role="region" tabindex="0"'
        ' aria-label="Every claim"><table>'
        f"<caption>Every claim of the report</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
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


def _ledger_row(claim: dict) -> str:
    data = "".join(f' data-{by}="{escape(value)}"' for by, value in _filters(claim).items())
    about = (
        f"{escape(claim['claim'])}<br><small>{escape(claim['section'])} ·"
        f" {escape(label_of(claim['kind']))}</small>"
    )
    cells = (
        about,
        escape(claim["stated"]),
        escape(claim["recomputed_value"]),
        verdict_mark(claim["verdict"]),
        "" if claim["basis"] == "nothing" else escape(basis_text(claim)),
    )
    marked = "".join(
        f'<td data-label="{name}">{text}</td>'
        for name, text in zip(COLUMNS[1:], cells, strict=True)
    )
    return (
        f'<tr{data}><th scope="row"><a href="{claim["page"]}.html#{claim["claim_id"]}">'
        f"{claim['claim_id']}</a></th>{marked}</tr>"
    )


def _filters(claim: dict) -> dict[str, str]:
    """What a claim can be chosen by, in words."""
    return {
        column: claim[column]
        if column == "section"
        else label_of(BASES_IN_WORDS.get(claim[column], claim[column]))
        for column in FILTERS
    }
