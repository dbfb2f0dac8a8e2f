"""Write the pages of numbers: each published number with its rows, its function, its test and its
claims.
"""

from __future__ import annotations

from html import escape

from cohortbook.book.claim_pages import in_short, raw_html
from cohortbook.findings.results import FILE, places_text
from cohortbook.study.wording import counted, markdown_text, typeset

COLUMNS = ("Number", "Value", "Computed by", "Tested by", "From", "Answers")
INDEX = "numbers"
FILES = 12  # that a number names on its page


def number_pages(
    results: list[dict], claims: list[dict], titles: dict[str, str], withdrawn: dict[str, str]
) -> dict[str, str]:
    """Return the MyST text of the index and of a page for each scope, by page name.

    `titles` names the scopes that have a title; `withdrawn` says of each number that only an
    earlier release published, by its id, that it is gone.
    """
    by_scope: dict[str, list[dict]] = {
        name.split(".")[0]: [] for name in [*(result["id"] for result in results), *withdrawn]
    }
    for result in results:
        by_scope[result["id"].split(".")[0]].append(result)
    pages = {
        _page(scope): _scope_page(
            titles.get(scope, scope.capitalize()),
            held,
            claims,
            {name: said for name, said in withdrawn.items() if name.split(".")[0] == scope},
        )
        for scope, held in by_scope.items()
    }
    entries = "".join(
        f"- [{markdown_text(titles.get(scope, scope.capitalize()))}]({_page(scope)}.md):"
        f" {len(held)} numbers\n"
        for scope, held in by_scope.items()
    )
    summary = in_short(
        f"This book publishes {len(results)} numbers. Each has an id and an address that never"
        " change, and leads to its rows, its function, its test and the claims of the report that"
        " it answers."
    )
    return {
        INDEX: (
            f"# Every number\n\n{summary}`cohortbook trace ID` prints the same, with the rows as"
            f" they are.\n\n{entries}"
        ),
        **pages,
    }


def _page(scope: str) -> str:
    return f"{INDEX}_{scope}"


def _scope_page(
    title: str, results: list[dict], claims: list[dict], withdrawn: dict[str, str]
) -> str:
    caption = f"Every published number: {title}"
    head = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    by_id = {claim["claim_id"]: claim for claim in claims}
    rows = "".join(
        _row(result, [by_id[claim_id] for claim_id in result["claims"]]) for result in results
    )
    rows += "".join(
        f'<tr id="r-{name}"><th scope="row"><code id="{name}">{name}</code></th><td'
        f' data-label="Value">{escape(said)}</td></tr>'
        for name, said in withdrawn.items()
    )
    summary = in_short(
        f"The {len(results)} numbers of “{markdown_text(title)}”: for each, the rows it was counted"
        " from, the function that counted it, the test of that function, and the claims of the"
        " report that it answers."
    )
    return f"# Numbers: {markdown_text(title)}\n\n{summary}" + raw_html(
        '<div class="cb-table cb-cards cb-numbers" role="region" tabindex="0"'
        f' aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _rows_text(rows: list[str]) -> str:
    """The rows of a number, of many files only the first: what comes from hundreds of cohorts would
    be a page of its own.
    """
    files = list(dict.fromkeys(_file_of(place) for place in rows))
    named = set(files[:FILES])
    more = (
        [
            f"and {len(files) - FILES} more files, in <code>{FILE}</code> and by <code>cohortbook"
            " trace</code>"
        ]
        if len(files) > FILES
        else []
    )
    return "; ".join(
        [*map(escape, places_text(place for place in rows if _file_of(place) in named)), *more]
    )


def _file_of(place: str) -> str:
    return place.rpartition(":")[0]


def _row(result: dict, claims: list[dict]) -> str:
    exact = f" (exactly {escape(result['exact'])})" if "/" in result.get("exact", "") else ""
    base = "" if result["n"] is None else f", based on {result['n']}"
    unit = counted(result["text"], result["unit"]).removeprefix(result["text"])
    value = (
        f"<strong>{escape(typeset(result['text']))}</strong>{exact}{escape(unit)}{base}; shown on"
        f' <a href="{result["page"]}.html">{result["page"]}</a>'
    )
    answers = ", ".join(
        f'<a href="{claim["page"]}.html#{claim["claim_id"]}">{claim["claim_id"]}</a>'
        f" ({claim['verdict'].replace('_', ' ')})"
        for claim in claims
    )
    cells = (
        value,
        f"<code>{escape(result['function'])}</code>",
        f"<code>python -m pytest {escape(result['test'])}</code>",
        _rows_text(result["rows"]),
        answers,
    )
    shown = "".join(
        f'<td data-label="{label}">{cell}</td>'
        for label, cell in zip(COLUMNS[1:], cells, strict=True)
        if cell
    )
    # The first release gave a number's address without r-; it stays good.
    former = "".join(
        f'<br><small id="r-{former_id}">formerly <code id="{former_id}">{former_id}</code></small>'
        for former_id in result["former"]
    )
    return (
        f'<tr id="r-{result["id"]}"><th scope="row"><code'
        f' id="{result["id"]}">{result["id"]}</code>{former}</th>{shown}</tr>'
    )
