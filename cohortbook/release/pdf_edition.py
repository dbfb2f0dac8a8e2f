"""Print the PDF edition: the pages of the book as one tagged PDF with contents, page numbers and
working links.

Chromium prints it until no page moves any more: each print says on which page everything begins,
the next has those numbers in its contents and links.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urldefrag

import pikepdf
import pypdf
from bs4 import BeautifulSoup, Tag

from cohortbook.study.citation import Citation
from cohortbook.study.citation_formats import as_text

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SCREEN_ONLY = (  # of no use on paper
    "script, style, form, button, input, a.headerlink, details.cb-cite, details.cb-code,"
    " div.cell_input, .cb-filters, .cb-save, .cb-screen, .cb-shown, .cb-take, .cb-verify"
)
# What one looks something up in, or works with at a computer: hundreds of pages.
LEFT_OUT = (
    *("executed/ledger", "executed/claims_", "executed/numbers", "executed/data.html"),
    *("executed/changes", "executed/checklists", "add_a_cohort", "reviewers_hour", "verify"),
    *("accessibility", "on_one_page"),
)
MOST_ROWS = 60  # of a table; a longer one is to be filtered
MANY_COLUMNS = 9  # from this many on, a table is set smaller
LONG = 20  # characters of a word; ids and digests are longer, and no column is wide enough for them
ON_PAPER = (
    "This edition is for reading. It leaves out what the pages of the website fold away, tables of"
    f" more than {MOST_ROWS} rows, and the parts to look something up in: each claim of the report,"
    " each number, the data and their dictionary, and how to add a cohort. Where a chapter says"
    " that a number leads to its rows, it is the website that does so; the file"
    " published/results.json of the release holds every number with its rows, function and test."
)
FIGURE_SPACE = (  # as wide as a figure, so that the contents are as long with numbers as without
    "\u2007"
)
PRINTS = 6  # at most, until no page moves any more
LAYOUT = """
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page); \
font: 9pt sans-serif; } }
@page :first { @bottom-center { content: none; } }
html { color-scheme: light; } body { font: 10pt/1.45 sans-serif; color: #000; background: #fff; \
margin: 0; overflow-wrap: break-word; font-variant-ligatures: none; }
h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } \
h1, h2, h3, caption, .cb-part { break-after: avoid; }
header { padding-top: 60mm; } header .title { font-size: 26pt; font-weight: bold; \
line-height: 1.2; }
section.chapter, nav.contents { break-before: page; } \
nav.contents ol { list-style: none; padding: 0; }
nav.contents li { display: flex; gap: 1em; } nav.contents li > span { margin-left: auto; \
font-variant-numeric: tabular-nums; }
a { color: #00408a; } a.cb-number, a.cb-term { color: inherit; text-decoration: none; } \
a[data-page]::after { content: "\\a0(p.\\a0" attr(data-page) ")"; }
p, li { orphans: 3; widows: 3; } .admonition { border-left: 3pt solid #555; padding-left: 8pt; } \
.admonition-title, .cb-part, dt { font-weight: bold; }
.figure { margin: 1em 0; break-inside: avoid; } .figcaption { font-size: 9pt; margin-top: 3pt; } \
.figcaption p { margin: 0; } .cb-source { display: block; font-weight: normal; }
svg { display: block; width: 331pt; max-width: 100%; height: auto; max-height: 220mm; } \
img { max-width: 100%; max-height: 110mm; object-fit: contain; object-position: left; } \
pre { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; line-height: 1.35; \
margin-top: 1em; font-variant-numeric: tabular-nums; } \
caption { text-align: left; font-weight: bold; font-size: 9pt; break-inside: avoid; }
th, td { border-bottom: 0.5pt solid #888; text-align: left; vertical-align: top; \
padding: 2pt 6pt 2pt 0; } .long { overflow-wrap: anywhere; }
.many { font-size: 7pt; } .many th, .many td { padding-right: 3pt; } \
.cb-matrix td, .cb-matrix thead th:not(:first-child) { text-align: center; }
thead { display: table-header-group; break-inside: avoid; break-after: avoid; } \
thead th { border-bottom: 1pt solid #000; } tr { break-inside: avoid; } \
tbody tr:first-child { break-before: avoid; }
tbody th { font-weight: normal; } tbody th.cb-depth-1 { padding-left: 1.2em; } \
tbody th.cb-depth-2 { padding-left: 2.4em; } .cb-note { font-size: 8.5pt; margin-top: 3pt; }
.cb-card { break-inside: avoid; border-left: 2pt solid #888; padding-left: 8pt; margin: 1.3em 0; \
font-size: 9pt; line-height: 1.35; } .cb-card h2 { font-size: 11pt; margin: 0; } \
.cb-card p { margin: 0 0 3pt; }
.cb-card dl { display: grid; grid-template-columns: 32mm minmax(0, 1fr); margin: 0; } \
dd { margin: 0; } dd p { margin: 0; } dl.glossary dd { margin: 0 0 4pt 8mm; } \
dl.glossary dt { break-after: avoid; }
.cb-key-claims li { break-inside: avoid; } .cb-key-claims p { margin: 0; } \
.cb-verdict { white-space: nowrap; font-weight: bold; margin-left: 0.3em; } \
.cb-verdict::before { content: "– "; }
.cb-verdict.cb-reproduced::before { content: "✓ "; } \
.cb-verdict.cb-differs::before { content: "≠ "; } \
.cb-verdict.cb-inconsistent::before { content: "⇄ "; }
"""


class EditionError(Exception):
    """The PDF edition could not be made; the message says why."""


def browser() -> str | None:
    """Return the program that prints, or None if neither Chromium nor Chrome is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def write_edition(site: Path, citation: Citation, language: str, target: Path) -> None:
    """Write the book in `site` as a PDF. Raises EditionError if there is no browser or
    it does not print.
    """
    program = browser()
    if program is None:
        raise EditionError("neither Chromium nor Chrome is installed, which print the PDF edition")
    chapters = _chapters(site, citation.work.address)
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        draft = Path(folder) / "draft.pdf"
        starts: dict[str, int] = {}
        for _ in range(PRINTS):
            before = starts
            _print(program, _document(chapters, citation, language, before), draft)
            starts = _starts(draft)
            if starts == before:
                break
        else:
            raise EditionError("its pages moved while its contents were written")
        _write_same_bytes(draft, citation, language, _titles(chapters), target)


def _chapters(site: Path, address: str) -> dict[str, Tag]:
    """Return the body of each page by its address, in the order of the book: each names
    the next in its head.
    """
    chapters, page, site = {}, "index.html", site.resolve()
    while page:
        text = (site / page).read_text(encoding="utf-8")
        head = BeautifulSoup(text.partition("</head>")[0], "html.parser")
        if not page.startswith(LEFT_OUT):
            soup = BeautifulSoup(text, "html.parser")
            chapters[page] = (soup.find_all("article") or soup.find_all("main"))[0]
        following = head.find("link", rel="next")
        page = _resolved(page, str(following["href"]))[0] if following else ""
    for number, (page, body) in enumerate(chapters.items(), start=1):
        _number(body, number)
        _for_paper(page, body, site)
    ids = {
        page: {str(element["id"]) for element in body.find_all(id=True)}
        for page, body in chapters.items()
    }
    for page, body in chapters.items():
        _name_one_document(page, body, ids, address)
    return chapters


def _resolved(page: str, link: str) -> tuple[str, str]:
    """The page and the id that a link on a page leads to."""
    address, name = urldefrag(link)
    if not address:
        return page, name
    return os.path.normpath((Path(page).parent / address).as_posix()).replace(os.sep, "/"), name


def _anchor(page: str, name: str = "") -> str:
    return f"{page}--{name}" if name else page


def _for_paper(page: str, body: Tag, site: Path) -> None:
    """Remove what only a screen needs and what is folded, and make pictures and tables such that
    they fit on a page.
    """
    for element in body.select(f"{SCREEN_ONLY}, details"):
        element.decompose()
    for name in ("figure", "figcaption"):  # around a drawing it would be one more without words
        for element in body.find_all(name):
            element.name = "div"
            _add_class(element, name)
    for holder in body.select("[role=img]:has(> svg)"):
        for element in holder.find_all("svg", recursive=False):
            element["role"], element["aria-label"] = "img", holder["aria-label"]
            element["preserveaspectratio"] = "xMinYMin"
            # A browser prints no words for what is hidden from screen readers.
            del element["aria-hidden"], holder["role"], holder["aria-label"]
    for image in body.find_all("img", src=True):
        image["src"] = (site / _resolved(page, str(image["src"]))[0]).as_uri()
    for table in body.find_all("table"):
        _fit(table, page)


def _fit(table: Tag, page: str) -> None:
    """Make a table such that it fits: a long one becomes the name of the file that holds it,
    one of many columns is set smaller, long words may be broken.
    """
    rows = len(table.select("tbody tr"))
    if rows > MOST_ROWS:
        caption = f"{table.caption.get_text().removesuffix('.')}. " if table.caption else ""
        note = (
            f'<p class="cb-note">{escape(caption)}Not printed here: {rows} rows, which the file'
            f" published/site/tables/{Path(page).stem}.csv of the release holds.</p>"
        )
        table.replace_with(BeautifulSoup(note, "html.parser"))
        return
    if len(table.find_all("tr")[0].find_all(["th", "td"])) >= MANY_COLUMNS:
        _add_class(table, "many")
    for text in table.find_all(string=re.compile(rf"\S{{{LONG + 1},}}")):
        text.replace_with(
            BeautifulSoup(" ".join(_breakable(word) for word in text.split(" ")), "html.parser")
        )


def _breakable(word: str) -> str:
    """HTML of a word; a long one may be broken after its marks, and anywhere only between marks
    that are far apart.
    """
    pieces = [
        escape(piece)
        for piece in (re.split(r"(?<=[._/=:-])", word) if len(word) > LONG else [word])
    ]
    return "<wbr>".join(
        f'<span class="long">{piece}</span>' if len(piece) > LONG else piece for piece in pieces
    )


def _heading(body: Tag) -> Tag:
    """The heading of a chapter."""
    return body.find_all("h1", limit=1)[0]


def _add_class(element: Tag, name: str) -> None:
    element["class"] = " ".join([*element.get_attribute_list("class"), name])


def _number(body: Tag, number: int) -> None:
    """Number a chapter, and its tables and figures within it: Table 12.2."""
    _heading(body).insert(0, f"{number}\u2002")
    for label in body.select(".cb-label"):
        label.replace_with(label.get_text().replace(" ", f" {number}.", 1))


def _name_one_document(page: str, body: Tag, ids: dict[str, set[str]], address: str) -> None:
    """Make ids and links those of one document; `ids` are those of each chapter. A link to what is
    not printed of a chapter leads to the chapter.
    """
    for element in body.find_all(id=True):
        if element.find_parent("svg") is None and element.name != "svg":
            element["id"] = _anchor(page, str(element["id"]))
    for link in body.find_all("a", href=True):
        href = str(link["href"])
        if href.startswith(("http:", "https:", "mailto:")):
            continue
        target, name = _resolved(page, href)
        if link.find_parent(id=_anchor(target, name)):
            link.unwrap()  # it leads to where it is
        elif target in ids:
            link["href"] = f"#{_anchor(target, name if name in ids[target] else '')}"
            is_term = "cb-term" in link.get_attribute_list("class")
            if (
                target != page
                and not link.has_attr("title")
                and not is_term
                and not link.find_parent("table")
            ):
                link["data-page"] = ""
        else:
            _lead_out(link, target, name, address)


def _lead_out(link: Tag, target: str, name: str, address: str) -> None:
    """Link what is not in the document to where the book is published; of a book that is not, only
    say which file of the release it is.
    """
    if address:
        link["href"] = f"{address.rstrip('/')}/{target}{f'#{name}' if name else ''}"
        return
    if link.get_text().strip() and not target.endswith(".html"):
        link.append(f" (published/site/{target})")
    link.unwrap()


def _document(
    chapters: dict[str, Tag], citation: Citation, language: str, starts: dict[str, int]
) -> str:
    work = citation.work
    entries, bodies = [], []
    for page, body in chapters.items():
        title = _heading(body).get_text().strip()
        for link in body.select("a[data-page]"):
            target = str(link["href"]).removeprefix("#")
            link["data-page"] = str(starts.get(target, "000"))
        start = str(starts.get(_anchor(page), 0)).rjust(3, FIGURE_SPACE)
        entries.append(
            f'<li><a href="#{_anchor(page)}">{escape(title)}</a><span>{start}</span></li>'
        )
        bodies.append(
            f'<section class="chapter" id="{_anchor(page)}">{body.decode_contents()}</section>'
        )
    authors = ", ".join(author.name for author in work.authors)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta'
        f' charset="utf-8"><title>{escape(work.title)}</title><style>{LAYOUT}</style></head><body>'
        f'<header><p class="title">{escape(work.title)}</p><p>{escape(authors)}</p><p>Version'
        f" {escape(work.version)}, {work.released_on}</p><p>{escape(citation.abstract)}</p>"
        f'<p>{escape(as_text(work))}</p><p class="cb-note">{ON_PAPER}</p></header>'
        f'<nav class="contents"><h1>Contents</h1><ol>{"".join(entries)}</ol></nav>'
        f"{''.join(bodies)}</body></html>"
    )


def _print(program: str, document: str, target: Path) -> None:
    page = target.with_suffix(".html")
    page.write_text(document, encoding="utf-8")
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={target.parent / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={target}",
        page.as_uri(),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium does not run as root with it
    target.unlink(missing_ok=True)
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    if not target.exists():
        raise EditionError(f"{Path(program).name} printed nothing: {done.stderr.strip()[-300:]}")


def _starts(path: Path) -> dict[str, int]:
    """The page, counted from 1, on which each place of the document is."""
    reader = pypdf.PdfReader(path)
    pages = {
        name: reader.get_destination_page_number(place)
        for name, place in reader.named_destinations.items()
    }
    return {name.lstrip("/"): page + 1 for name, page in pages.items() if page is not None}


def _titles(chapters: dict[str, Tag]) -> list[str]:
    """Every heading, as it reads on one line."""
    return [
        " ".join(heading.get_text().split())
        for body in chapters.values()
        for heading in body.find_all(["h1", "h2", "h3", "h4"])
    ]


def _mend_outline(items: Iterable[pikepdf.OutlineItem], titles: dict[str, str]) -> None:
    """Put back the spaces that a browser leaves out of the outline where a heading goes on to the
    next line; `titles` holds each by its letters alone.
    """
    for item in items:
        item.title = titles.get("".join(item.title.split()), item.title)
        _mend_outline(item.children, titles)


def _write_same_bytes(
    draft: Path, citation: Citation, language: str, titles: Iterable[str], target: Path
) -> None:
    """Write the PDF with the date of the release instead of today's, and with an id that is made
    from what it holds.
    """
    stamp = f"D:{citation.work.released_on.replace('-', '')}000000Z"
    with pikepdf.open(draft) as pdf:
        pdf.trailer.Info = pdf.make_indirect(
            pikepdf.Dictionary(
                Title=citation.work.title,
                Author=", ".join(author.name for author in citation.work.authors),
                Creator="cohortbook",
                Producer="cohortbook",
                CreationDate=stamp,
                ModDate=stamp,
            )
        )
        pdf.Root.Lang = pikepdf.String(language)
        with pdf.open_outline() as outline:
            _mend_outline(outline.root, {"".join(title.split()): title for title in titles})
        pdf.save(
            target,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
