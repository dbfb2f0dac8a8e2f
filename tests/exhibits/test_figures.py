"""Figures: SVG that is text, the same every time, and shows a dot for everybody."""

import re
import subprocess
import sys
import warnings
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from svg import dots_of, ids, texts

from cohortbook.exhibits import figures
from cohortbook.exhibits.figures import ALL_COLOUR, COHORT_COLOURS
from cohortbook.findings import demographics
from cohortbook.findings.register import of_scopes
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.finding import Findings
from cohortbook.study.study import ALL, Study

DICTIONARY = load_dictionary(Path(__file__).parents[2])


def made(*people: dict, titles: tuple[str, ...] = ("One", "Two", "Three", "Four", "Five")) -> Study:
    """A study of people only: gender and years, each in cohort_01 unless it says otherwise."""
    cells = {
        "participant_id": "P",
        "gender": None,
        "years_qualified": None,
        "cohort": "cohort_01",
        "source_row": "people.csv:2",
    }
    frame = pd.DataFrame([{**cells, **person} for person in people], columns=list(cells))
    frame["gender"] = pd.Categorical(frame["gender"], ["female", "male", "another"])
    frame["years_qualified"] = frame["years_qualified"].astype("Int64")
    cohorts = {
        f"cohort_{number:02}": {"title": title} for number, title in enumerate(titles, start=1)
    }
    return Study(None, DICTIONARY, cohorts, {"participants": frame})


def genders(study: Study, *scopes: str) -> Findings:
    return of_scopes(demographics.gender, study, scopes)


def years(study: Study, *scopes: str) -> Findings:
    return of_scopes(demographics.years_qualified, study, scopes)


@pytest.fixture(scope="module")
def drawn(real) -> dict[str, str]:
    """Each kind of figure, of the real study."""
    scopes = ("cohort_01", "cohort_02", ALL)
    return {
        "dots": figures.dots(real, genders(real, *scopes)),
        "years": figures.years(real, years(real, *scopes)),
    }


KINDS = pytest.mark.parametrize("kind", ["dots", "years"])


@KINDS
def test_as_svg_is_xml_with_readable_text(drawn, kind):
    root = ElementTree.fromstring(drawn[kind])
    assert root.tag == "svg"
    assert texts(drawn[kind])
    assert all(text.strip() for text in texts(drawn[kind]))


@KINDS
def test_as_svg_keeps_no_date_no_size_and_no_name_of_its_maker(drawn, kind):
    root = ElementTree.fromstring(drawn[kind])
    assert set(root.attrib) == {"viewBox", "aria-hidden", "focusable"}
    assert not re.search(
        r"\d{4}-\d\d-\d\d|matplotlib|metadata|<\?xml|DOCTYPE", drawn[kind], flags=re.IGNORECASE
    )


@KINDS
def test_as_svg_takes_the_pages_colour_for_text_and_lines(drawn, kind):
    root = ElementTree.fromstring(drawn[kind])
    assert {
        re.search(r"fill: (\w+)", element.get("style"))[1] for element in root.iter("text")
    } == {"currentColor"}
    assert figures.INK not in drawn[kind]
    assert not re.search("#000000|black", drawn[kind])


@KINDS
def test_as_svg_refers_only_to_ids_it_has(drawn, kind):
    known = ids(drawn[kind])
    assert len(known) == len(set(known))
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawn[kind])) <= set(known)


def test_as_svg_is_the_same_though_coordinates_differ_in_their_last_bits():
    """As they do between processors: a figure a millionth of a millionth of an inch higher has
    other unrounded coordinates.
    """

    def drawn(height: float) -> str:
        with figures.drawing(height) as (figure, axes):
            axes.plot([0, 1, 2], [0, 1, 4], marker="o")
            axes.bar([0, 1], [1, 2], hatch="//")
            return figures.as_svg(figure, "square")

    assert drawn(2.0) == drawn(2.0 + 1e-12)
    assert len(ids(drawn(2.0))) > 2


def test_as_svg_gives_figures_of_different_names_different_ids(drawn):
    together = ids(drawn["dots"]) + ids(drawn["years"])
    assert len(together) > 10
    assert [name for name, number in Counter(together).items() if number > 1] == []


def test_as_svg_is_the_same_bytes_when_drawn_twice(real, drawn):
    scopes = ("cohort_01", "cohort_02", ALL)
    assert figures.dots(real, genders(real, *scopes)) == drawn["dots"]
    assert figures.years(real, years(real, *scopes)) == drawn["years"]


@pytest.mark.slow
def test_once_warm_a_figure_has_nothing_left_to_load():
    script = (
        "import sys; from cohortbook.exhibits import figures, theme_pictures; figures.warm_up();"
        " before = set(sys.modules);"
        " theme_pictures.accumulation([3.0, 4.5]); print(sorted({*sys.modules} - before))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True
        ).stdout
        == "[]\n"
    )


def test_as_svg_leaves_no_figure_open(real):
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    figures.dots(real, genders(real, ALL))
    assert pyplot.get_fignums() == before


def test_as_svg_escapes_what_a_title_holds():
    study = made({"gender": "female"}, titles=("<script>alert(1)</script> & Co",))
    svg = figures.dots(study, genders(study, "cohort_01"))
    assert "<script" not in svg
    assert "<script>alert(1)</script> & Co" in texts(svg)


def test_as_svg_shows_dollar_signs_as_they_are():
    study = made({"gender": "female"}, titles=("From $5k to $9k",))
    assert "From $5k to $9k" in texts(figures.dots(study, genders(study, "cohort_01")))


# colours


def test_colour_of_a_cohort_goes_by_its_place_and_all_have_their_own():
    study = made()
    assert [figures.colour_of(study, scope) for scope in study.cohorts] == [
        *COHORT_COLOURS,
        COHORT_COLOURS[0],
    ]
    assert figures.colour_of(study, ALL) == ALL_COLOUR
    assert len({*COHORT_COLOURS, ALL_COLOUR}) == 5


@pytest.mark.parametrize("colour", [*COHORT_COLOURS, ALL_COLOUR])
@pytest.mark.parametrize("page", ["#ffffff", "#121212"], ids=["light", "dark"])
def test_colour_of_a_cohort_stands_3_to_1_against_the_page(colour, page):
    def luminance(code: str) -> float:
        parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(colour), luminance(page)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_colour_of_a_cohort_does_not_depend_on_what_else_is_drawn(real):
    alone, together = (
        figures.dots(real, genders(real, "cohort_02")),
        figures.dots(real, genders(real, "cohort_01", "cohort_02")),
    )
    assert dots_of(alone, COHORT_COLOURS[1]) == dots_of(together, COHORT_COLOURS[1]) == 11
    assert dots_of(alone, COHORT_COLOURS[0]) == 0


# dots


@pytest.mark.parametrize(
    "scope, colour, people",
    [("cohort_01", COHORT_COLOURS[0], 7), ("cohort_02", COHORT_COLOURS[1], 11)],
)
def test_dots_are_one_for_each_person(drawn, scope, colour, people):
    assert dots_of(drawn["dots"], colour) == people


def test_dots_of_all_are_as_many_as_people(real, drawn):
    assert dots_of(drawn["dots"], ALL_COLOUR) == len(real.rows("participants"))


def test_dots_are_filled_for_the_first_category_and_open_for_the_others():
    study = made(*[{"gender": "female"}] * 3, *[{"gender": "male"}] * 2)
    svg = figures.dots(study, genders(study, "cohort_01"))
    assert svg.count(f'style="fill: {COHORT_COLOURS[0]}; stroke: {COHORT_COLOURS[0]}') == 3
    assert svg.count(f'style="fill: none; stroke: {COHORT_COLOURS[0]}') == 2


def test_dots_are_open_where_nobody_is_in_the_first_category():
    study = made(*[{"gender": "male"}] * 4)
    svg = figures.dots(study, genders(study, "cohort_01"))
    assert svg.count(f'style="fill: none; stroke: {COHORT_COLOURS[0]}') == 4
    assert dots_of(svg, f"fill: {COHORT_COLOURS[0]}") == 0


def test_dots_say_in_words_what_they_count_and_leave_out_what_nobody_is():
    study = made(
        *[{"gender": "female"}] * 3,
        *[{"gender": None}] * 3,
        {"gender": "male", "cohort": "cohort_02"},
    )
    assert texts(figures.dots(study, genders(study, "cohort_01", "cohort_02"))) == [
        "3 female",
        "3 not given",
        "One",
        "1 male",
        "Two",
    ]


@pytest.mark.parametrize("number", [1, 18, 19, 60])
def test_dots_of_many_people_stay_inside_the_picture(number):
    study = made(*[{"gender": "female"}] * number)
    root = ElementTree.fromstring(figures.dots(study, genders(study, "cohort_01")))
    places = [float(element.get("x")) for element in root.iter("use")]
    width = float(root.get("viewBox").split()[2])
    assert len(places) == len(set(places)) == number or number == 1
    assert all(0 < place < width for place in places)


def test_dots_have_words_that_do_not_run_into_each_other():
    study = made({"gender": "female"}, {"gender": "another"}, {"gender": None})
    root = ElementTree.fromstring(figures.dots(study, genders(study, "cohort_01")))
    labels = [element for element in root.iter("text") if "font-weight" not in element.get("style")]
    ends = sorted(
        (
            float(label.get("y")),
            float(label.get("x")),
            float(label.get("x")) + 4.5 * len(label.text),
        )
        for label in labels
    )
    assert all(first[0] != second[0] or first[2] < second[1] for first, second in pairwise(ends))


# years


def test_years_have_one_dot_for_each_person_whose_years_are_known(drawn):
    assert dots_of(drawn["years"], COHORT_COLOURS[0]) == 7
    assert dots_of(drawn["years"], COHORT_COLOURS[1]) == 11


def test_years_that_are_not_known_have_no_dot():
    study = made(
        {"years_qualified": 3},
        {"years_qualified": None},
        {"years_qualified": 5},
        {"years_qualified": 5},
    )
    assert dots_of(figures.years(study, years(study, "cohort_01")), COHORT_COLOURS[0]) == 3


def test_years_say_median_and_mean_of_each_row_and_name_it():
    study = made(
        *({"years_qualified": years} for years in (7, 9, 14)),
        *({"years_qualified": years, "cohort": "cohort_02"} for years in (2, 4, 15)),
    )
    shown = texts(figures.years(study, years(study, "cohort_01", "cohort_02", ALL)))
    assert {
        "One",
        "Two",
        "All cohorts",
        "median 9, mean 10.0",
        "median 4, mean 7.0",
        "median 8, mean 8.5",
        "Years since qualification",
    } <= set(shown)


def test_years_have_a_scale_that_begins_at_0(drawn):
    assert texts(drawn["years"])[0] == "0"


def test_years_of_people_with_the_same_years_lie_beside_each_other():
    study = made(*[{"years_qualified": 3}] * 5)
    root = ElementTree.fromstring(figures.years(study, years(study, "cohort_01")))
    places = {
        (element.get("x"), element.get("y"))
        for element in root.iter("use")
        if COHORT_COLOURS[0] in element.get("style")
    }
    assert len(places) == 5


@pytest.mark.parametrize("number", [7, 12])
def test_years_of_many_people_with_the_same_years_still_lie_beside_each_other(number):
    study = made(*[{"years_qualified": 3}] * number)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        root = ElementTree.fromstring(figures.years(study, years(study, "cohort_01")))
    places = {
        (element.get("x"), element.get("y"))
        for element in root.iter("use")
        if COHORT_COLOURS[0] in element.get("style")
    }
    assert len(places) == number


def test_years_of_newly_qualified_people_stay_inside_the_picture():
    study = made(*[{"years_qualified": 0}] * 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        root = ElementTree.fromstring(figures.years(study, years(study, "cohort_01")))
    assert all(
        0 <= float(element.get("x")) < float(root.get("viewBox").split()[2])
        for element in root.iter("text")
        if element.get("x")
    )


def test_years_of_0_are_whole_dots():
    study = made({"years_qualified": 0}, {"years_qualified": 9})
    root = ElementTree.fromstring(figures.years(study, years(study, "cohort_01")))
    clipped = [
        element
        for group in root.iter("g")
        if group.get("clip-path")
        for element in group.iter("use")
    ]
    places = [
        float(element.get("x")) for element in clipped if COHORT_COLOURS[0] in element.get("style")
    ]
    (left,) = {float(rect.get("x")) for clip in root.iter("clipPath") for rect in clip.iter("rect")}
    assert all(place - left >= 3 for place in places)
