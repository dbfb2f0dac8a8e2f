"""HTML, script, formulas and marks that turn text around, in every text field: they appear as text,
in every file of the book, and nothing runs.

Made once, with all of them at once; then every page, figure, search index, record for machines,
spreadsheet, and the PDF edition is looked at.
"""

import csv
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from made_up import copy_project_parts
from openpyxl import load_workbook
from pypdf import PdfReader

from cohortbook.book.building import build
from cohortbook.publication.loading import load_study
from cohortbook.release import pdf_edition
from cohortbook.release.pdf_edition import write_edition
from cohortbook.study.citation import read_citation
from cohortbook.study.files import parse_yaml
from cohortbook.study.study import read_study

# Columns that hold words and not a name that other tables use, a position, or a quotation that
# stands in the report.
FIELDS = {
    "participants": ("role", "qualifying_award", "highest_award", "research_knowledge"),
    "facts": ("label",),
    "components": ("label", "summary"),
    "arrangements": ("label", "summary"),
    "questions": ("topic",),
    "sources": ("publisher", "title", "licence", "note"),
    "populations": ("label", "covers", "leaves_out"),
    "figures": ("note",),
    "comparisons": ("label", "caveat"),
    "strata": ("label",),
    "tests": ("question", "method"),
    "specifications": ("label", "reason"),
    "statements": ("statement",),
    "corrections": ("reason",),
    "claims": ("claim", "note"),
    "replies": ("replied_by", "reply"),
    "key_claims": ("bears_on", "leaves_alone"),
    "checklists": ("item", "finding"),
    "changes": ("reason",),
    "passages": ("summary",),
    "attributions": ("note",),
    "impacts": ("measure", "summary"),
    "themes": ("label", "definition", "include", "exclude"),
    "settlements": ("reason",),
    "recommendations": ("topic",),
    "recommendation_links": ("how",),
    "convergence": ("reason",),
}
ATTACK = '<script>hit()</script><img src="x" onerror="hit()">[x](javascript:hit())'
ALIKE = "p\u0430ypal"  # with a Cyrillic a
WHOLE = f"{ATTACK} {ALIKE}"


def spoiled(text, place):
    """A text with everything bad at its end, and where it stands, so that it can be found again."""
    return f"{text} {place.replace('_', '-')} {WHOLE}"


def change_column(path, columns, change):
    """Change every filled cell of some columns of a table; return the columns that had one.
    `change` gets the text.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    filled = {column for row in rows for column in columns if row.get(column)}
    for row in rows:
        row.update({column: change(row[column]) for column in filled if row[column]})
    if rows:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return filled


def files_of(root, table):
    return [
        path
        for pattern in table.paths
        for path in (root / "data").glob(pattern.replace("{cohort}", "cohort_*"))
    ]


def spoil_tables(root, dictionary):
    for name, columns in FIELDS.items():
        for path in files_of(root, dictionary.tables[name]):
            for column in columns:
                change_column(
                    path, [column], lambda text, place=f"{name}.{column}": spoiled(text, place)
                )


def spoil_settings(root):
    for path in (root / "data" / "cohorts").glob("*/cohort.yml"):
        stated, _ = parse_yaml(path.read_text(encoding="utf-8"), "")
        stated["title"] += (
            f' "onload="hit()" [x](javascript:hit()) & {ALIKE}'  # angles are refused in it
        )
        path.write_text(
            yaml.safe_dump(stated, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    path = root / "CITATION.cff"
    stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry, place in ((stated, "citation"), (stated["references"][0], "reference")):
        entry["title"] = spoiled(entry["title"], f"{place}.title")
    stated["abstract"] = spoiled(stated["abstract"], "citation.abstract")
    stated["authors"][1]["name"] = spoiled(stated["authors"][1]["name"], "author.name")
    path.write_text(yaml.safe_dump(stated, allow_unicode=True, sort_keys=False), encoding="utf-8")


NOT_ON_A_PAGE = {
    "populations.covers",
    "populations.leaves_out",
    "attributions.note",
    "changes.reason",
    "themes.exclude",
}


@pytest.fixture(scope="module")
def site(made_up_copy):
    """The book of the made-up study with everything bad in every text field of it."""
    spoil_tables(made_up_copy, load_study(made_up_copy).dictionary)
    spoil_settings(made_up_copy)
    build(load_study(made_up_copy), say=lambda line: None)
    return made_up_copy / "_build" / "html"


@pytest.fixture(scope="module")
def made_up_copy(tmp_path_factory):
    """The made-up study without its last cohort: two have every kind of page."""
    root = shutil.copytree(
        Path(__file__).parent / "made_up_study", tmp_path_factory.mktemp("hostile") / "study"
    )
    shutil.rmtree(root / "data" / "cohorts" / "cohort_03")
    return copy_project_parts(root)


@pytest.fixture(scope="module")
def pages(site):
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in sorted(site.rglob("*.html"))
    }


def alive(soup):
    """Whatever in a page would run, or be followed, because a text became markup."""
    scripts = [
        script
        for script in soup.find_all("script")
        if "hit()" in script.get_text() and script.get("type") != "application/ld+json"
    ]
    values = [
        (element, name, value)
        for element in soup.find_all(True)
        for name, value in element.attrs.items()
        if name.startswith("on") or name in ("href", "src", "action")
    ]
    return (
        scripts
        + [element for element, _, value in values if "hit()" in value]
        + soup.find_all("img", src="x")
    )


def is_as_written(shown):
    """Whether what follows a mark is the whole text, or its beginning with the sign that it was
    shortened.
    """
    beginning, is_shortened, _ = shown.partition("…")
    return shown == WHOLE or (bool(is_shortened) and WHOLE.startswith(beginning.rstrip()))


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_nothing_of_it_becomes_markup_on_any_page(pages):
    assert len(pages) > 30
    assert {name: alive(soup) for name, soup in pages.items() if alive(soup)} == {}


@pytest.mark.of_the_tests
@pytest.mark.parametrize(
    "markup", [ATTACK, '<b onclick="hit()">x</b>', '<a href="javascript:hit()">x</a>']
)
def test_what_became_markup_is_noticed(markup):
    assert alive(BeautifulSoup(f"<p>{markup}</p>", "html.parser"))


@pytest.mark.of_the_tests
@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        (WHOLE, True),
        (f"{ATTACK} … next", True),
        (f"{ATTACK} next", False),
        (f"{ATTACK[1:]} … next", False),
    ],
)
def test_a_text_that_is_cut_without_a_sign_is_noticed(shown, is_right):
    assert is_as_written(shown) == is_right


def test_it_stands_on_the_pages_as_it_was_written(pages):
    text = " ".join(map(words, pages.values()))
    places = {
        f"{table}.{column}": f"{table}.{column}".replace("_", "-")
        for table, columns in FIELDS.items()
        for column in columns
    }
    cut = {
        place
        for place, mark in places.items()
        for shown in re.findall(rf"{re.escape(mark)} (.{{{len(WHOLE)}}})", text)
        if not is_as_written(shown)
    }
    assert cut == set()
    shown = {mark for mark in places.values() if mark in text}
    assert {mark for mark in shown if f"{mark} {WHOLE}" not in text} == set(), "only shortened"
    assert {place for place, mark in places.items() if mark not in text} == NOT_ON_A_PAGE


def test_it_stands_in_the_figures_as_it_was_written(pages):
    drawn = [words(svg) for soup in pages.values() for svg in soup.find_all("svg")]
    assert sum(ATTACK in text for text in drawn) > 10


def test_the_records_for_machines_are_whole_and_hold_it(pages):
    for name, soup in pages.items():
        for script in soup.find_all("script", type="application/ld+json"):
            assert json.loads(script.get_text())["@graph"], name
    [whole] = pages["index.html"].find_all("script", type="application/ld+json")
    assert f"citation.title {ATTACK}" in whole.get_text().replace("\\u003c", "<").replace(
        "\\u003e", ">"
    ).replace('\\"', '"')


def test_spreadsheets_hold_it_as_text(site):
    book = load_workbook(site / "data" / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [
        cell.coordinate
        for cell in cells
        if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)
    ] == [], "what leads within the spreadsheet has a location and no target"
    assert sum(ATTACK in str(cell.value) for cell in cells) > 100
    for path in site.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert [
                cell
                for row in csv.reader(file)
                for cell in row
                if cell.startswith(("=", "@", "\t"))
            ] == [], path.name


def test_the_codebook_holds_it_as_text(site):
    names = [
        code.get("name")
        for code in ElementTree.parse(site / "data" / "codebook.qdc").iter()
        if code.get("name")
    ]
    assert sum(ATTACK in name for name in names) > 10


@pytest.mark.browser
def test_nothing_of_it_runs_in_a_browser_not_in_what_a_search_finds_either(site, pages, browser):
    tab = browser.new_page()
    tab.add_init_script("window.hits = 0; window.hit = () => window.hits++;")
    for name in pages:
        tab.goto((site / name).as_uri())
        assert tab.evaluate("window.hits") == 0, name
    tab.goto((site / "search.html").as_uri() + "?q=passages.summary")
    tab.wait_for_function("document.body.innerText.includes('script>hit()')")
    assert tab.evaluate("[window.hits, document.querySelectorAll('img[src=x]').length]") == [0, 0]
    tab.evaluate("hit()")
    assert tab.evaluate("window.hits") == 1
    tab.close()


@pytest.mark.skipif(pdf_edition.browser() is None, reason="Chromium is not installed")
def test_the_edition_holds_it_as_text(site, made_up_copy, tmp_path):
    write_edition(site, read_citation(made_up_copy), "en-GB", tmp_path / "edition.pdf")
    reader = PdfReader(tmp_path / "edition.pdf")
    text = re.sub(
        r"\s", "", "".join(page.extract_text() for page in reader.pages[::4])
    )  # to read them all takes longer than to print them
    assert text.count("<script>hit()</script>") > 25
    links = [
        note.get_object().get("/A", {}).get("/URI", "")
        for page in reader.pages
        for note in page.get("/Annots", [])
    ]
    assert [
        link for link in links if "hit()" in str(link) or str(link).startswith("javascript")
    ] == []
    assert (
        "/JavaScript" not in reader.trailer["/Root"].get("/Names", {})
        and "/OpenAction" not in reader.trailer["/Root"]
    )


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{} \u202etxet", "turns the direction of reading"),
        ("=HYPERLINK({})", "would run it as a formula"),
        ("{} \u0007", "control character"),
    ],
    ids=["a mark that turns text around", "a formula", "a bell"],
)
def test_what_no_reader_could_see_is_refused_in_every_text_field(bad, says, made_up):
    tables = load_study(made_up).dictionary.tables
    filled = set()
    for name, columns in FIELDS.items():
        for path in files_of(made_up, tables[name]):
            filled |= {
                (path.relative_to(made_up).as_posix(), column)
                for column in change_column(path, columns, bad.format)
            }
    named = {
        (problem.file, problem.column)
        for problem in read_study(made_up)[1]
        if says in problem.message
    }
    assert len(filled) > 50 and filled - named == set()
