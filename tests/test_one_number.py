"""A theme, an impact and a recommendation have one number in the whole book: what the built pages
print is read and compared with what is published.
"""

import re
from html import unescape

import pytest

from cohortbook.study.wording import name_in_words

COUNTED = re.compile(r"\.(theme|impact\w*|recommendation)\b.*\.(count|listed|people)$")
LINKED = re.compile(r'href="[^"]*#r-([^"]+)"[^>]*>(?:<[^>]+>)*([^<]+)<')
MOVED = re.compile(r'<details class="cb-cite cb-moved">.*?</details>', re.DOTALL)
ROW = re.compile(r'<tr[^>]*>\s*<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td[^>]*data-label="([^"]+)"[^>]*>(.*?)</td>', re.DOTALL)
COLUMN = re.compile(
    r"(?:(.+)(?:: |, ))?(practitioners|award holders|managers|people|said by)( only listed)?", re.I
)
COUNT = r"\d+(?: of \d+)?(?: \(\+\d+\))?"
BARS = re.compile(rf"([^.:]+): ({COUNT}) (?:award holders|practitioners), ({COUNT}) managers\.")
ANSWERS = re.compile(rf"“([^”]+)” \((?:help|barrier|wish), ({COUNT})\)")
CARD = re.compile(r'id="(c\d+)"><h2>.*?<dt>Found</dt><dd>([^<]*)</dd>', re.DOTALL)
GROUPS = {"award holders": "practitioners", "said by": "practitioners"}


@pytest.fixture(scope="module")
def pages(project):
    """The pages of the built book, by name, without what moved, where links show no counts."""
    paths = (project / "_build" / "html").rglob("*.html")
    shown = {path.stem: MOVED.sub("", path.read_text(encoding="utf-8")) for path in paths}
    del shown["changes"]
    return shown


@pytest.fixture(scope="module")
def themes(real):
    """The id of each theme, by its label."""
    frame = real.tables["themes"]
    assert frame["label"].is_unique
    return dict(zip(frame["label"], frame["theme_id"], strict=True))


@pytest.fixture(scope="module")
def published(built):
    """Return a count of people of a theme as every page has to print it."""

    def published(scope, theme, group):
        count = built[f"{scope}.theme.{theme}.{group}.count"]
        listed = built.get(f"{scope}.theme.{theme}.{group}.listed", {"value": 0})["value"]
        return f"{count['value']} of {count['n']}" + f" (+{listed})" * bool(listed)

    return published


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def differing(found):
    """Return those of (place, printed, published) that differ; a bare number is the first one."""
    return [
        (*place, printed, expected)
        for *place, printed, expected in found
        if printed not in (expected, expected.split()[0])
    ]


def test_wherever_a_page_links_to_a_count_it_shows_it(pages, built):
    """Of what no one was asked it may say so."""
    places, wrong = 0, []
    for page, html in pages.items():
        for name, shown in LINKED.findall(html):
            if COUNTED.search(name) and (text := shown.strip()) not in (name, name_in_words(name)):
                places += 1
                result = built[name]
                known = [result["text"], *["not asked"] * (not result["n"])]
                if not any(re.match(rf"{re.escape(said)}(?!\d)", text) for said in known):
                    wrong.append((page, name, text))
    assert places > 1000 and wrong == []


def cells_of_themes(html, themes):
    """Return the theme, the scope and group as the column names them, and the printed count, of
    each cell of a page's tables that counts people of a theme.
    """
    for heading, cells in ROW.findall(html):
        theme = themes.get(text_of(heading).rpartition(": ")[2])
        for label, cell in CELL.findall(cells) if theme else ():
            column, printed = COLUMN.fullmatch(label), text_of(cell)
            if column and re.fullmatch(COUNT, printed):
                yield theme, *column.groups(), printed


def test_every_table_gives_a_theme_one_number_whether_it_links_to_it_or_not(
    pages, real, themes, built, published
):
    scopes = {real.title(scope): scope for scope in (*real.cohorts, "all")}
    found = []
    for page, html in pages.items():
        own = next((cohort for cohort in real.cohorts if page.startswith(cohort)), "all")
        for theme, scope, group, listed, printed in cells_of_themes(html, themes):
            place = (scopes.get(scope, own), theme, GROUPS.get(group.lower(), group.lower()))
            more = built["{}.theme.{}.{}.listed".format(*place)]["value"]
            found.append((page, *place, printed, str(more) if listed else published(*place)))
    assert len(found) > 1200 and differing(found) == []


def test_the_words_of_a_figure_give_a_theme_its_one_number(pages, themes, published):
    found = []
    for page, html in pages.items():
        for words in map(unescape, re.findall(r'aria-label="([^"]+)"', html)):
            for label, holders, managers in BARS.findall(words):
                theme = themes[label.strip()]
                found.append((page, theme, holders, published("all", theme, "practitioners")))
                found.append((page, theme, managers, published("all", theme, "managers")))
            for label, people in ANSWERS.findall(words):
                found.append(
                    (page, themes[label], people, published("all", themes[label], "people"))
                )
    assert len(found) > 100 and differing(found) == []


def test_the_card_of_a_claim_about_a_theme_has_its_one_number(pages, real, published):
    claims = real.tables["claims"].dropna(subset=["check", "against"])
    against = dict(zip(claims["claim_id"], claims["against"], strict=True))
    found = []
    for page, html in pages.items():
        for claim, printed in CARD.findall(html):
            if own := re.fullmatch(r"(\w+)\.theme\.(\S+)\.(\w+)\.count", against.get(claim, "")):
                found.append((page, claim, printed, published(*own.groups()).partition(" (+")[0]))
    assert len(found) > 10 and differing(found) == []
