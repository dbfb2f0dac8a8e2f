"""The PDF edition: the pages of the built book, one after the other, as one tagged PDF with contents, page numbers, outline and working links.

Chromium prints it twice: the first print says on which page each chapter begins, the second has those numbers in its contents.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urldefrag

import pypdf
from bs4 import BeautifulSoup, Tag

from cohortbook.citation import Citation, as_text

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SCREEN_ONLY = "script, style, form, button, a.headerlink, details.cb-cite, details.cb-code, div.cell_input, .cb-csv, .cb-screen"  # of no use on paper
# The same claims as on their cards, to filter and sort; and hundreds of pages of rows, functions and tests, which are one file beside the edition.
LEFT_OUT = ("executed/ledger.html", "executed/numbers_")
FIGURE_SPACE = "\u2007"  # as wide as a figure, so that the contents are as long with numbers as without
LAYOUT = """
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page); font: 9pt sans-serif; } }
@page :first { @bottom-center { content: none; } }
html { color-scheme: light; } body { font: 10.5pt/1.45 sans-serif; color: #000; background: #fff; margin: 0; }
h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } h1, h2, h3, summary, caption { break-after: avoid; }
header { padding-top: 60mm; } header .title { font-size: 26pt; font-weight: bold; line-height: 1.2; }
section.chapter, nav.contents { break-before: page; } nav.contents ol { list-style: none; padding: 0; }
nav.contents li { display: flex; gap: 1em; } nav.contents li > span { margin-left: auto; font-variant-numeric: tabular-nums; }
a { color: #00408a; } a.cb-number { color: inherit; text-decoration: none; } img, svg { max-width: 100%; height: auto; }
.admonition { border-left: 3pt solid #555; padding-left: 8pt; } .admonition-title, summary { font-weight: bold; }
figure { margin: 1em 0; break-inside: avoid; } tr { break-inside: avoid; } pre { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; margin-top: 1em; } caption { text-align: left; font-weight: bold; }
th, td { border-bottom: 0.5pt solid #888; text-align: left; vertical-align: top; padding: 2pt 4pt; overflow-wrap: break-word; hyphens: auto; } code, td, dd { overflow-wrap: anywhere; }
tbody th { font-weight: normal; } thead { display: table-header-group; } article dl { display: grid; grid-template-columns: 32mm 1fr; } dd { margin: 0; }
"""


class EditionError(Exception):
    """The PDF edition could not be made; the message says why."""


def browser() -> str | None:
    """Return the program that prints, or None if neither Chromium nor Chrome is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def write_edition(site: Path, citation: Citation, language: str, target: Path) -> None:
    """Write the book in `site` as a PDF. Raises EditionError if there is no browser or it does not print."""
    program = browser()
    if program is None:
        raise EditionError("neither Chromium nor Chrome is installed, which print the PDF edition")
    chapters = _chapters(site, citation.work.address)
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        draft = Path(folder) / "draft.pdf"
        _print(program, _document(chapters, citation, language, {}), draft)
        starts = _starts(draft)
        _print(program, _document(chapters, citation, language, starts), draft)
        if _starts(draft) != starts:
            raise EditionError("its pages moved while its contents were written")
        _write_same_bytes(draft, citation, language, target)


def _chapters(site: Path, address: str) -> dict[str, Tag]:
    """Return the body of each page by its address, in the order of the book: each names the next in its head."""
    chapters, page, site = {}, "index.html", site.resolve()
    while page:
        soup = BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser")
        if not page.startswith(LEFT_OUT):
            chapters[page] = soup.find("article") or soup.find("main")
        following = soup.find("link", rel="next")
        page = _resolved(page, following["href"])[0] if following else ""
    for page, body in chapters.items():
        _for_paper(page, body, site, chapters.keys(), address)
    return chapters


def _resolved(page: str, link: str) -> tuple[str, str]:
    """The page and the id that a link on a page leads to."""
    address, name = urldefrag(link)
    if not address:
        return page, name
    return os.path.normpath((Path(page).parent / address).as_posix()).replace(os.sep, "/"), name


def _anchor(page: str, name: str = "") -> str:
    return f"{page}--{name}" if name else page


def _for_paper(page: str, body: Tag, site: Path, pages: Iterable[str], address: str) -> None:
    """Take away what only a screen needs, unfold what is folded, and make ids and links those of one document; what is left out is linked to where the book is published."""
    for element in body.select(SCREEN_ONLY):
        element.decompose()
    for element in body.find_all("details"):
        element["open"] = ""
    for element in body.select("[role=img] > svg"):  # a browser prints no words for what is hidden from screen readers
        element["role"], element["aria-label"] = "img", element.parent["aria-label"]
        del element["aria-hidden"], element.parent["role"], element.parent["aria-label"]
    for element in body.find_all(id=True):
        if element.find_parent("svg") is None and element.name != "svg":
            element["id"] = _anchor(page, element["id"])
    for image in body.find_all("img", src=True):
        image["src"] = (site / _resolved(page, image["src"])[0]).as_uri()
    for link in body.find_all("a", href=True):
        if not link["href"].startswith(("http:", "https:", "mailto:")):
            target, name = _resolved(page, link["href"])
            if target in pages:
                link["href"] = f"#{_anchor(target, name)}"
            elif address:
                link["href"] = f"{address.rstrip('/')}/{target}{f'#{name}' if name else ''}"
            else:
                del link["href"]


def _document(chapters: dict[str, Tag], citation: Citation, language: str, starts: dict[str, int]) -> str:
    work = citation.work
    entries, bodies = [], []
    for page, body in chapters.items():
        title = body.find("h1").get_text().strip()
        entries.append(f'<li><a href="#{_anchor(page)}">{escape(title)}</a><span>{str(starts.get(_anchor(page), 0)).rjust(3, FIGURE_SPACE)}</span></li>')
        bodies.append(f'<section class="chapter" id="{_anchor(page)}">{body.decode_contents()}</section>')
    authors = ", ".join(author.name for author in work.authors)
    return (f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(work.title)}</title><style>{LAYOUT}</style></head><body>'
            f'<header><p class="title">{escape(work.title)}</p><p>{escape(authors)}</p><p>Version {escape(work.version)}, {work.released_on}</p><p>{escape(citation.abstract)}</p>'
            f'<p>{escape(as_text(work))}</p></header><nav class="contents"><h1>Contents</h1><ol>{"".join(entries)}</ol></nav>{"".join(bodies)}</body></html>')


def _print(program: str, document: str, target: Path) -> None:
    page = target.with_suffix(".html")
    page.write_text(document, encoding="utf-8")
    command = [program, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", f"--user-data-dir={target.parent / 'profile'}",
               "--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={target}", page.as_uri()]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium does not run as root with it
    target.unlink(missing_ok=True)
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    if not target.exists():
        raise EditionError(f"{Path(program).name} printed nothing: {done.stderr.strip()[-300:]}")


def _starts(path: Path) -> dict[str, int]:
    """The page, counted from 1, on which each place of the document stands."""
    reader = pypdf.PdfReader(path)
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in reader.named_destinations.items()}


def _write_same_bytes(draft: Path, citation: Citation, language: str, target: Path) -> None:
    """Write the PDF with the date of the release instead of today's, and without an id that differs from print to print."""
    writer = pypdf.PdfWriter(clone_from=draft)
    stamp = f"D:{citation.work.released_on.replace('-', '')}000000Z"
    writer.add_metadata({"/Title": citation.work.title, "/Author": ", ".join(author.name for author in citation.work.authors), "/CreationDate": stamp, "/ModDate": stamp})
    writer.root_object[pypdf.generic.NameObject("/Lang")] = pypdf.generic.TextStringObject(language)
    writer._ID = None
    writer.write(target)
