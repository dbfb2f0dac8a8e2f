"""Pictures of what people said, what changed and what is recommended: words that can be read, and a
mark for each thing shown.
"""

import re
from collections import Counter
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.textpath import TextPath
from svg import dots_of, ids, texts

from cohortbook.exhibits import figures, theme_pictures
from cohortbook.exhibits.figures import COHORT_COLOURS, SMALL
from cohortbook.findings import impacts, stakeholders, themes
from cohortbook.findings.register import of_scopes
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, Study


@pytest.fixture(scope="module")
def coded(badgers):
    """Each kind of figure of what people said, of the made-up study: how it is drawn, and drawn."""
    by_cohort = of_scopes(themes.people_per_theme, badgers, badgers.cohorts)
    matrix = stakeholders.convergence(badgers, ALL)
    draw = {
        "heat_map": lambda: theme_pictures.heat_map(badgers, by_cohort),
        "dumbbell": lambda: theme_pictures.dumbbell(
            matrix[[bool(heard.n) for heard in matrix["managers"]]]
        ),
        "impact_ladder": lambda: theme_pictures.impact_ladder(impacts.ladder(badgers, ALL)),
        "accumulation": lambda: theme_pictures.accumulation([2.5, 4, 7]),
    }
    return draw, {kind: made() for kind, made in draw.items()}


CODED = pytest.mark.parametrize("kind", ["heat_map", "dumbbell", "impact_ladder", "accumulation"])


@CODED
def test_coded_figures_are_xml_with_readable_text_ids_of_their_own_and_no_date(coded, kind):
    svg = coded[1][kind]
    root = ElementTree.fromstring(svg)
    assert (
        root.tag == "svg"
        and set(root.attrib) == {"viewBox", "aria-hidden", "focusable"}
        and texts(svg)
    )
    assert len(ids(svg)) == len(set(ids(svg))) and set(
        re.findall(r'(?:url\(#|href="#)([^")]+)', svg)
    ) <= set(ids(svg))
    assert (
        not re.search(r"\d{4}-\d\d-\d\d|matplotlib|metadata|#000000|black", svg)
        and figures.INK not in svg
    )


@CODED
def test_coded_figures_are_the_same_bytes_when_drawn_twice(coded, kind):
    draw, drawn = coded
    assert draw[kind]() == drawn[kind]


def test_coded_figures_do_not_share_an_id(coded):
    together = [name for svg in coded[1].values() for name in ids(svg)]
    assert [name for name, number in Counter(together).items() if number > 1] == []


@CODED
def test_coded_figures_keep_their_words_inside_the_picture(coded, kind):
    root = ElementTree.fromstring(coded[1][kind])
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    places = [
        (float(element.get("x")), float(element.get("y")))
        for element in root.iter("text")
        if element.get("x")
    ]
    assert places and all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in places)


def test_heat_map_says_in_each_cell_how_many_of_those_asked_and_leaves_empty_what_was_not_asked(
    coded,
):
    shown = texts(coded[1]["heat_map"])
    cells = Counter(text for text in shown if re.fullmatch(r"\d of \d", text))
    assert sum(cells.values()) == 8 * 5 - 2, (
        "eight themes; sett 3 has no owl who was heard, and owls were not asked about hopes"
    )
    assert {"On the badger", "Of the sett", "Moss for all"} <= set(
        shown
    ) and "For the programme" not in shown


def heat_cells(badgers):
    """Share, ground (colour and opacity) and colour of words of cells from one to all of twenty
    people.
    """
    counts = range(1, 21)
    found = Findings(
        Finding("cohort_01", "theme", f"barriers.t{k}.practitioners", "count", k, 20, "people", ())
        for k in counts
    )
    labels = pd.DataFrame(
        {"theme_id": [f"barriers.t{k}" for k in counts], "label": [f"Theme {k}" for k in counts]}
    )
    study = Study(None, badgers.dictionary, badgers.cohorts, {"themes": labels})
    root = ElementTree.fromstring(theme_pictures.heat_map(study, found))
    words = {
        int(text.text.split()[0]): re.search(r"fill: ([#\w]+)", text.get("style"))[1]
        for text in root.iter("text")
        if " of 20" in (text.text or "")
    }
    grounds = [
        float((re.search(r"(?<!stroke-)opacity: ([\d.]+)", path.get("style")) or [0, 1])[1])
        for path in root.iter("path")
        if f"fill: {COHORT_COLOURS[0]}" in path.get("style", "")
    ]
    return dict(zip(words, grounds, strict=True)), words


@pytest.mark.parametrize(
    "page, ink", [("#ffffff", "#212529"), ("#121212", "#ced6dd")], ids=["light", "dark"]
)
def test_heat_map_has_words_that_stand_against_their_ground(badgers, page, ink):
    """4.5 to 1, as WCAG asks of small words, whatever the share is."""

    def parts(code):
        return [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]

    def luminance(colour):
        red, green, blue = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    grounds, words = heat_cells(badgers)
    assert len(grounds) == len(words) == 20
    weak = {}
    for count, opacity in grounds.items():
        ground = [
            opacity * over + (1 - opacity) * under
            for over, under in zip(parts(COHORT_COLOURS[0]), parts(page), strict=True)
        ]
        dark, light = sorted(
            (
                luminance(ground),
                luminance(parts(ink if words[count] == "currentColor" else words[count])),
            )
        )
        if (light + 0.05) / (dark + 0.05) < 4.5:
            weak[count] = round((light + 0.05) / (dark + 0.05), 2)
    assert weak == {}


def test_dumbbell_has_a_dot_and_a_square_a_theme(coded):
    assert (
        dots_of(coded[1]["dumbbell"], f"fill: {COHORT_COLOURS[0]}") == 7
        and coded[1]["dumbbell"].count(f"fill: none; stroke: {COHORT_COLOURS[1]}") == 7
    )
    assert {"Of the sett", "nobody", "everybody"} <= set(texts(coded[1]["dumbbell"]))


def test_impact_ladder_has_a_dot_an_impact_and_says_how_many_on_each_rung(coded):
    svg = coded[1]["impact_ladder"]
    assert dots_of(svg, COHORT_COLOURS[0]) + dots_of(svg, COHORT_COLOURS[1]) == 4
    assert [text for text in texts(svg) if text.isdigit()] == ["1", "1", "1", "1", "0"] and {
        "Team",
        "Authority",
        "International",
    } <= set(texts(svg))


def test_accumulation_has_a_mark_a_person_and_says_where_it_ends(coded):
    svg = coded[1]["accumulation"]
    assert dots_of(svg, COHORT_COLOURS[0]) == 3 and {
        "7",
        "People interviewed",
        "Different themes",
    } <= set(texts(svg))


def test_heat_map_has_room_for_the_text_of_each_cell(badgers):
    """Two cohorts and both together, as wide as a page has them."""
    labels = pd.DataFrame({"theme_id": ["barriers.moss"], "label": ["Moss"]})
    study = Study(None, badgers.dictionary, badgers.cohorts, {"themes": labels})
    found = Findings(
        Finding(scope, "theme", f"barriers.moss.{group}", statistic, value, n, "people", ())
        for scope, n in (("cohort_01", 6), ("cohort_02", 9), ("all", 15))
        for group, more in (("practitioners", 1), ("managers", 0))
        for statistic, value in (("count", n - 1), ("listed", more))
    )
    root = ElementTree.fromstring(theme_pictures.heat_map(study, found))
    words = [text.text for text in root.iter("text") if " of " in (text.text or "")]
    places = [
        [float(x) for x, _ in re.findall(r"([\d.]+) ([\d.]+)", path.get("d"))]
        for path in root.iter("path")
        if f"fill: {COHORT_COLOURS[0]}" in path.get("style", "")
    ]
    needed = [TextPath((0, 0), text, size=SMALL).get_extents().width for text in words]
    room = [max(place) - min(place) for place in places]
    assert len(needed) == len(room) == 6
    assert [word for word, wide, has in zip(words, needed, room, strict=True) if wide > has] == []
