"""What a cell shows: captioned tables and figures that lead to their numbers, and the same as plain
text.
"""

from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest

from cohortbook.book.sphinx.downloads import tables_of
from cohortbook.exhibits import (
    present,
)
from cohortbook.exhibits.comparison_tables import comparison_table, detectable_text
from cohortbook.exhibits.data_tables import dictionary
from cohortbook.exhibits.number_tables import (
    OF_ALL,
    by_scope,
    count_table,
    fact_table,
    missing_table,
    number_table,
    statistic_table,
)
from cohortbook.exhibits.people_figures import dots_figure, years_figure
from cohortbook.findings import baselines, demographics, programme
from cohortbook.findings.register import declares, of_scopes
from cohortbook.findings.results import MIME, address_of
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN, Withheld

SCRIPT = "<script>alert('x')</script> & \"Co\""


def made(*titles: str) -> Study:
    cohorts = {
        f"cohort_{number:02}": {"title": title}
        for number, title in enumerate(titles or ("One", "Two"), start=1)
    }
    return Study(None, None, cohorts, {})


@declares()
def publish(*findings: Finding):
    yield from findings


def count(
    category: str,
    value: int,
    n: int,
    scope: str = "cohort_01",
    measure: str = "gender",
    label: str = "",
) -> Finding:
    return Finding(
        scope, measure, category, "count", value, n, "people", ("data/people.csv:2",), label
    )


def statistic(name: str, value, unit: str = "years", scope: str = "cohort_01") -> Finding:
    return Finding(scope, "years_qualified", "", name, value, 7, unit, ())


def tree(shown: present.Shown) -> ElementTree.Element:
    """The HTML as a tree; it must be well formed."""
    return ElementTree.fromstring(f"<x>{shown.html}</x>")


def cells(shown: present.Shown) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in tree(shown).iter("tr")]


def links(shown: present.Shown) -> list[str]:
    return [link.get("href") for link in tree(shown).iter("a")]


class Tags(HTMLParser):
    """The tags a browser sees in a piece of HTML."""

    def __init__(self, html: str):
        super().__init__()
        self.seen: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


@pytest.fixture
def gender() -> Findings:
    return publish(count("female", 5, 7), count("male", 2, 7), count("not_given", 0, 7))


# shown


def test_shown_is_html_plain_text_and_the_results_it_publishes():
    shown = present.Shown("<p>x</p>", "x", [{"id": "a", "rows": ["b.csv:2-3"]}])
    assert shown._repr_mimebundle_() == {
        "text/html": "<p>x</p>",
        "text/plain": "x",
        MIME: [{"id": "a", "rows": ["b.csv:2-3"]}],
    }


def test_shown_without_results_publishes_none():
    assert set(present.Shown("<p>x</p>", "x")._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_cell_leads_to_its_number_and_escapes_its_text():
    assert (
        present.Cell("5 <of> 7", "cohort_01.a.count").html
        == '<a class="cb-number" href="numbers_cohort_01.html#r-cohort_01.a.count">5 &lt;of&gt;'
        " 7</a>"
    )
    assert present.Cell("a & b").html == "a &amp; b"


# tables of counts


def test_count_table_has_a_caption_scoped_headers_and_a_name_for_its_region(gender):
    shown = count_table(made(), gender, "Gender of people", "Gender", "A note")
    root = tree(shown)
    assert [caption.text for caption in root.iter("caption")] == ["Gender of people"]
    (region,) = [element for element in root.iter("div") if element.get("role") == "region"]
    assert (region.get("aria-label"), region.get("tabindex")) == ("Gender of people", "0")
    assert [(cell.text, cell.get("scope")) for cell in root.find(".//thead/tr")] == [
        ("Gender", "col"),
        ("One", "col"),
    ]
    assert [row[0].get("scope") for row in root.find(".//tbody")] == ["row", "row"]
    assert all(row[0].tag == "th" and row[1].tag == "td" for row in root.find(".//tbody"))
    assert [cell.get("data-label") for cell in root.iter("td")] == ["One", "One"]
    assert [note.text for note in root.iter("p")] == ["A note"]


def test_count_table_gives_counts_with_their_base_and_leads_to_the_numbers(gender):
    shown = count_table(made(), gender, "c", "Gender")
    assert cells(shown) == [["Gender", "One"], ["Female", "5 of 7"], ["Male", "2 of 7"]]
    assert links(shown) == [
        "numbers_cohort_01.html#r-cohort_01.gender.female.count",
        "numbers_cohort_01.html#r-cohort_01.gender.male.count",
    ]


def test_count_table_has_a_plain_text_twin(gender):
    assert (
        count_table(made(), gender, "Gender of people", "Gender", "A note").plain
        == "Gender of people\nGender | One\nFemale | 5 of 7\nMale | 2 of 7\nA note"
    )


def test_count_table_publishes_every_number_even_of_a_row_it_leaves_out(gender):
    shown = count_table(made(), gender, "c", "Gender")
    assert [result["id"] for result in shown.results] == [
        f"cohort_01.gender.{category}.count" for category in ("female", "male", "not_given")
    ]


def test_count_table_has_no_not_given_row_when_everybody_is_known(gender):
    assert "Not given" not in count_table(made(), gender, "c", "Gender").plain


def test_count_table_has_a_not_given_row_when_anybody_of_any_cohort_is_not_known():
    findings = publish(
        count("female", 7, 7),
        count("not_given", 0, 7),
        count("female", 3, 4, "cohort_02"),
        count("not_given", 1, 5, "cohort_02"),
    )
    assert cells(count_table(made(), findings, "c", "Gender")) == [
        ["Gender", "One", "Two"],
        ["Female", "7 of 7", "3 of 4"],
        ["Not given", "0 of 7", "1 of 5"],
    ]


def test_count_table_says_not_given_where_nobodys_value_is_known():
    findings = publish(
        count("adult", 0, 0, measure="service"), count("not_given", 7, 7, measure="service")
    )
    assert cells(count_table(made(), findings, "c", "Service")) == [
        ["Service", "One"],
        ["Not given", "7 of 7"],
    ]


def test_count_table_leaves_out_what_no_one_is_and_keeps_a_count_of_its_own_that_is_0():
    none = count("", 0, 2, measure="managers_interviewed")
    findings = publish(count("a", 2, 2), count("b", 0, 2), none)
    assert [row[0] for row in cells(count_table(made(), findings, "c", "Kind"))] == [
        *("Kind", "A", "Managers interviewed")
    ]


def test_count_table_has_a_column_for_each_scope_and_0_for_what_a_cohort_does_not_have():
    findings = publish(
        count("ma", 2, 2, label="MA SW"),
        count("ma", 1, 3, "all", label="MA SW"),
        count("ba", 2, 3, "all", label="BA (hons)"),
    )
    shown = count_table(made(), findings, "c", "Award")
    assert cells(shown) == [
        ["Award", "One", "All cohorts"],
        ["MA SW", "2 of 2", "1 of 3"],
        ["BA (hons)", "0", "2 of 3"],
    ]
    assert len(links(shown)) == 3


def test_count_table_calls_a_row_without_category_by_its_measure():
    findings = publish(
        count("", 7, 7, measure="participants"), count("", 6, 7, measure="social_worker")
    )
    assert [row[0] for row in cells(count_table(made(), findings, "c", "People"))] == [
        "People",
        "Award holders",
        "Social worker",
    ]


@pytest.mark.parametrize("n, text", [(19, "5 of 19"), (20, "5 of 20 (25.0%)")])
def test_count_table_has_shares_only_from_a_base_of_20_on(n, text):
    assert cells(count_table(made(), publish(count("female", 5, n)), "c", "Gender"))[1][1] == text


def test_count_table_of_a_cohort_without_managers_does_not_say_that_they_are_not_given(study):
    shown = count_table(study, demographics.interviewed(study, "cohort_03"), "c", "People")
    assert dict(cells(shown))["Managers interviewed"] != "not given"


@pytest.mark.parametrize(
    "female, not_given, is_said",
    [
        (9, Withheld("1 to 4"), True),
        (9, HIDDEN, True),
        (Withheld("1 to 4"), Withheld("1 to 4"), True),
        (9, 1, False),
        (HIDDEN, HIDDEN, False),
    ],
)
def test_count_table_says_where_its_base_is_everybody_because_those_not_given_are_withheld(
    female, not_given, is_said
):
    findings = publish(
        count("female", female, 13),
        count("not_given", not_given, 13),
        count("female", 5, 7, scope="cohort_02"),
        count("not_given", 0, 7, scope="cohort_02"),
    )
    assert (OF_ALL in count_table(made(), findings, "c", "Gender").plain) == is_said


# tables of statistics, facts and numbers


def test_statistic_table_has_a_row_for_each_statistic_and_a_column_for_each_scope():
    findings = publish(
        statistic("count", 7, "people"),
        statistic("mean", Fraction(72, 7)),
        statistic("median", 9),
        statistic("mean", Fraction(7), scope="all"),
    )
    shown = statistic_table(made(), findings, "Years", "A note")
    assert cells(shown) == [
        ["Statistic", "One", "All cohorts"],
        ["People", "7", "not available"],
        ["Mean", "10.3", "7.0"],
        ["Median", "9", "not available"],
    ]
    assert links(shown) == [
        address_of(result_id)
        for result_id in (
            "cohort_01.years_qualified.count",
            "cohort_01.years_qualified.mean",
            "all.years_qualified.mean",
            "cohort_01.years_qualified.median",
        )
    ]
    assert shown.plain.splitlines()[0::5] == ["Years", "A note"]
    assert [result.get("exact") for result in shown.results] == [None, "72/7", None, "7"]


def test_statistic_table_says_not_available_where_nobodys_years_are_known():
    assert cells(statistic_table(made(), publish(statistic("mean", None)), "c")) == [
        ["Statistic", "One"],
        ["Mean", "not available"],
    ]


def test_fact_table_says_what_how_much_and_where(real):
    shown = fact_table(real, programme.facts(real), "Facts")
    rows = {row[0]: row[1:] for row in cells(shown)}
    assert rows["Fact"] == ["Value", "Where the report says so"]
    assert rows["Most that one personal award could be"] == ["£4,000", "Section 2, component e"]
    assert rows["Days released from ordinary work for each award holder"][0] == "36 days"
    assert rows["Evaluation report published"][0] == "June 2025"
    assert links(shown)[0] == "numbers_programme.html#r-programme.release_days.value"


def test_number_table_gives_one_number_a_row(real):
    shown = number_table(programme.listed(real), "Listed")
    assert cells(shown)[1:] == [
        ["Cohorts", str(len(real.cohorts))],
        ["Components listed", "7"],
        ["Outputs listed", "3"],
    ]
    assert len(shown.results) == len(links(shown)) == 3


def test_records_show_a_frame_under_headings_and_publish_nothing():
    frame = pd.DataFrame({"title": ["A <b>", None], "year": [2024, 2025], "hidden": ["x", "y"]})
    shown = present.records(frame, "Sources", {"year": "Year", "title": "Title"}, "A note")
    assert cells(shown) == [["Year", "Title"], ["2024", "A <b>"], ["2025", ""]]
    assert shown.plain == "Sources\nYear | Title\n2024 | A <b>\n2025 | \nA note"
    assert MIME not in shown._repr_mimebundle_()


def test_shown_table_publishes_the_findings_it_is_given_and_without_any_none(gender):
    rows = [[present.Cell("Women"), present.Cell("5")]]
    shown = present.shown_table("Gender", ["Gender", "People"], rows, "A note", findings=gender)
    assert (shown.html, shown.plain) == present.table(
        "Gender", ["Gender", "People"], rows, "A note"
    )
    assert [result["id"] for result in shown.results] == list(gender.by_id)
    assert present.shown_table("Gender", ["Gender", "People"], rows).results == []


def test_folded_each_has_a_fold_for_each_thing_and_without_any_is_a_sentence():
    shown = present.folded_each(
        [("A & B", present.sentence("One.")), ("C", present.sentence("Two."))]
    )
    assert shown.html == (
        "<details><summary>A &amp; B</summary><p>One.</p></details>"
        "<details><summary>C</summary><p>Two.</p></details>"
    )
    assert shown.plain == "One.\n\nTwo."
    assert present.folded_each([], "None is coded.").plain == "None is coded."


# escaping


@pytest.mark.parametrize(
    "shown",
    [
        count_table(made(SCRIPT), publish(count("x", 1, 2, label=SCRIPT)), SCRIPT, SCRIPT, SCRIPT),
        statistic_table(made(SCRIPT), publish(statistic("mean", 1)), SCRIPT, SCRIPT),
        number_table(publish(statistic("mean", SCRIPT)), SCRIPT),
        present.records(pd.DataFrame({"a": [SCRIPT]}), SCRIPT, {"a": SCRIPT}, SCRIPT),
        present.figure("<svg></svg>", SCRIPT, SCRIPT),
        missing_table(
            pd.DataFrame(
                {"a": [SCRIPT], "reference_date": ["2022"], "note": [SCRIPT], "source_row": ["x:1"]}
            ),
            SCRIPT,
            ("a", SCRIPT),
        ),
    ],
    ids=["count_table", "statistic_table", "number_table", "records", "figure", "missing_table"],
)
def test_shown_text_cannot_become_markup(shown):
    assert "script" not in Tags(shown.html).seen
    assert SCRIPT in "".join(tree(shown).itertext())
    assert SCRIPT in shown.plain


def test_shown_attributes_cannot_be_left():
    shown = present.figure("<svg></svg>", "c", SCRIPT)
    assert tree(shown).find(".//div").get("aria-label") == SCRIPT


# figures


def test_figure_has_a_caption_a_description_and_hides_its_drawing_from_readers_aloud():
    shown = present.figure(
        '<svg aria-hidden="true"></svg>', "The finding", "What the picture shows"
    )
    root = tree(shown)
    assert "".join(root.find("./figure/figcaption").itertext()) == "The finding"
    image = root.find("./figure/div")
    assert (image.get("role"), image.get("aria-label")) == ("img", "What the picture shows")
    assert image.find("svg") is not None
    assert shown.plain == "The finding\nWhat the picture shows"


def test_the_table_of_a_figure_reads_a_code_as_a_label_and_leaves_a_label_as_it_is():
    frame = pd.DataFrame(
        {"social_workers": [1], "Figure of England": [2]},
        index=pd.Index(["North West"], name="published_for"),
    )
    table = tables_of(present.figure("<svg></svg>", "Caption", "Description", frame).html)[0]
    assert table.header == [
        "Published for",
        "Social workers",
        "Figure of England",
    ] and table.rows == [["North West", "1", "2"]]


@pytest.mark.parametrize(
    "findings, text",
    [
        (publish(count("female", 5, 7), count("male", 2, 7)), "5 of 7"),
        (
            publish(count("female", 5, 7), count("female", 9, 11, "cohort_02")),
            "5 of 7 (One) and 9 of 11 (Two)",
        ),
        (
            publish(
                count("female", 5, 7),
                count("female", 9, 11, "cohort_02"),
                count("female", 14, 20, "all"),
            ),
            "5 of 7 (One), 9 of 11 (Two) and 14 of 20 (70.0%) (All cohorts)",
        ),
    ],
    ids=["one", "two", "three"],
)
def test_by_scope_gives_counts_in_words(findings, text):
    assert by_scope(made(), findings, "female") == text


def test_by_scope_says_not_given_where_nobodys_value_is_known():
    assert (
        by_scope(made(), publish(count("adult", 0, 0), count("not_given", 7, 7)), "adult")
        == "not given"
    )


def test_dots_figure_describes_its_dots_in_words(real):
    findings = of_scopes(demographics.gender, real, ("cohort_01", "cohort_02"))
    shown = dots_figure(real, findings, "Women")
    assert (
        shown.plain
        == "Women\nOne dot a person. Cohort 1: 5 female and 2 male. Cohort 2: 9 female and 2 male."
    )
    assert tree(shown).find("./figure/div").get("aria-label") == shown.plain.splitlines()[1]
    assert tree(shown).find("./figure/div/svg") is not None


def test_years_figure_says_range_middle_and_mean_in_caption_and_description(real):
    findings = demographics.years_qualified(real, "cohort_01")
    shown = years_figure(real, findings)
    value = {own.statistic: own.text for own in findings}
    said = (
        f"Cohort 1: from {value['min']} to {value['max']} years, the median"
        f" {value['median']}, the mean {value['mean']}."
    )
    assert (
        "".join(tree(shown).find("./figure/figcaption").itertext())
        == f"Median years since qualification: {value['median']} (Cohort 1). {said}"
    )
    assert (
        tree(shown).find("./figure/div").get("aria-label")
        == f"One dot a person on a scale of years. {said}"
    )


def test_years_figure_of_nobody_is_a_sentence():
    shown = years_figure(
        made(),
        publish(
            *(
                Finding("cohort_01", "years_qualified", "", name, None, 0, "years", ())
                for name in ("mean", "median")
            )
        ),
    )
    assert shown.plain == "No one's years are known."
    assert "<svg" not in shown.html


# comparisons


def test_comparison_table_shows_counts_baselines_tests_and_what_they_could_see(study):
    shown = comparison_table(study, baselines.every_comparison(study, ["cohort_01"]), "Compared")
    rows = cells(shown)
    assert rows[0] == [
        "Comparison",
        "Award holders",
        "Published share",
        "Interval (95%)",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    assert rows[1] == [
        "Women among badgers",
        "2 of 3",
        "50.0%, 1 July 2030",
        "13.5% to 98.3%",
        "1.00",
        "–",
        "no count would be significant",
    ]
    assert rows[2] == [
        "Women among hedgehogs",
        "context only",
        "90.0%, 1 July 2030, secondary",
        "–",
        "–",
        "–",
        "not tested",
    ]
    assert rows[3][1:] == ["0 of 3", "25.5%, 2030 to 2031", "–", "–", "–", "not tested"]
    assert links(shown)[:2] == [
        "numbers_cohort_01.html#r-cohort_01.gender.register.count",
        "numbers_cohort_01.html#r-cohort_01.gender.register.baseline",
    ]
    assert {link.split("#r-")[1] for link in links(shown)} <= {
        result["id"] for result in shown.results
    }


def test_comparison_table_of_several_scopes_names_the_scope_in_each_row(study):
    shown = comparison_table(
        study, baselines.every_comparison(study, ["cohort_01", "all"]), "Compared"
    )
    assert [row[0] for row in cells(shown)][1:3] == [
        "Sett 1: Women among badgers",
        "All cohorts: Women among badgers",
    ]


def test_comparison_table_says_not_available_for_a_figure_nobody_has_seen(real):
    table = real.tables["figures"]
    unseen = table.assign(
        **{
            column: table[column].mask(table["population_id"] == "sfc_adult_la")
            for column in ("percent", "count")
        }
    )
    blind = Study(real.root, real.dictionary, real.cohorts, {**real.tables, "figures": unseen})
    shown = comparison_table(
        blind, baselines.comparison(blind, "gender.adult_england", "cohort_02"), "Compared"
    )
    assert cells(shown)[1][1:] == ["3 of 4", "not available", "–", "–", "–", "not tested"]


@pytest.mark.parametrize(
    "limits, shares, text",
    [
        (
            (3, "none"),
            (Fraction(35), "none"),
            "significant only at 3 or fewer; likely to detect only shares of 35.0% or less",
        ),
        (
            ("none", 29),
            ("none", Fraction(98)),
            "significant only at 29 or more; likely to detect only shares of 98.0% or more",
        ),
        (
            (0, 6),
            (Fraction(12), Fraction(88)),
            (
                "significant only at 0 or 6 or more; likely to detect only shares of 12.0%"
                " or less or 88.0% or more"
            ),
        ),
        (
            (0, "none"),
            ("none", "none"),
            "significant only at 0; not likely to detect any share",
        ),
        (("none", "none"), ("none", "none"), "no count would be significant"),
    ],
)
def test_detectable_text_says_what_a_test_could_see(limits, shares, text):
    values = dict(
        zip(
            ("reject_low", "reject_high", "detectable_low", "detectable_high"),
            limits + shares,
            strict=True,
        )
    )
    found = {
        name: Finding("cohort_01", "women", "", name, value, 6, unit, ())
        for name, value in values.items()
        for unit in ["percent" if name.startswith("detectable") else "people"]
    }
    assert detectable_text(found) == text


def drawn(seen: int) -> Findings:
    """A comparison of `seen` women among 6 with a register of 82.9 %."""
    values = {
        "count": seen,
        "baseline": Fraction(829, 10),
        "p_value": Fraction(1) if seen == 5 else Fraction(1, 100),
        "reject_low": 2,
        "reject_high": "none",
        "detectable_low": 26,
        "detectable_high": "none",
    }
    return publish(
        *(
            Finding("cohort_01", "women", "", name, value, 6, "percent", ())
            for name, value in values.items()
        )
    )


def test_missing_table_gives_dates_in_words_and_the_row_to_fill():
    frame = pd.DataFrame(
        {
            "figure_id": ["a", "b"],
            "reference_date": ["2023-11-30", None],
            "note": ["Look up", "Look down"],
            "source_row": ["data/x.csv:2", "data/x.csv:3"],
        }
    )
    assert cells(missing_table(frame, "Missing", ("figure_id", "Figure"))) == [
        ["Figure", "As at", "What to look up", "Row to fill"],
        ["a", "30 November 2023", "Look up", "data/x.csv:2"],
        ["b", "", "Look down", "data/x.csv:3"],
    ]


def test_missing_table_of_nothing_is_a_sentence():
    shown = missing_table(
        pd.DataFrame(columns=["figure_id", "reference_date", "note", "source_row"]),
        "Missing",
        ("figure_id", "Figure"),
    )
    assert (shown.html, shown.plain) == ("<p>No figure is missing.</p>", "No figure is missing.")


# the dictionary


def test_dictionary_shows_every_column_of_every_table(real):
    shown = dictionary(real)
    root = tree(shown)
    assert [summary.text for summary in root.iter("summary")] == [
        table.title for table in real.dictionary.tables.values()
    ]
    rows = [row[0].text for row in root.iter("tr") if row[0].get("scope") == "row"]
    assert rows == [
        column.name for table in real.dictionary.tables.values() for column in table.columns
    ]


def test_dictionary_says_what_a_cell_may_hold_and_where_the_file_is(real):
    plain = dictionary(real).plain.splitlines()
    assert any(line.endswith(": data/cohorts/cohort_NN/participants.csv") for line in plain)
    (gender,) = [line for line in plain if line.startswith("gender | ")]
    assert gender.split(" | ")[1] == "female, male, another, prefer_not_to_say; may be empty"
    (years,) = [line for line in plain if line.startswith("years_qualified | ")]
    assert years.split(" | ")[1] == "integer; 0 to 60; may be empty"
    (handle,) = [line for line in plain if line.startswith("participant_id | ")]
    assert handle.split(" | ")[1] == "string; required"


def test_figure_has_its_caption_above_its_picture():
    shown = present.figure("<svg></svg>", "The finding.", "A picture")
    assert shown.html.index("</figcaption>") < shown.html.index("<svg>")


def test_figure_sets_off_the_first_sentence_of_its_caption():
    shown = present.figure(
        "<svg></svg>", "The finding, at 3.5 of 7. What it rests on. And more.", "A picture"
    )
    assert (
        "<figcaption><strong>The finding, at 3.5 of 7.</strong> What it rests on. And"
        " more.</figcaption>" in shown.html
    )


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["9 of 11", "7 of 7 (+2)", "14 of 18"], "cb-narrow"),
        (["9 of 11", "7 of 7", "41 of 98 (41.8%)"], "cb-wide"),
        (["1", "2", "3", "4"], "cb-wide"),
    ],
)
def test_table_of_few_slim_columns_stays_a_table_on_a_phone(texts, kind):
    html, _ = present.table(
        "Moss", ["Kind", *texts], [[present.Cell("Moss"), *map(present.Cell, texts)]]
    )
    assert f'class="cb-table {kind}"' in html


def test_number_table_says_of_how_many_people_a_part_is():
    liked = Finding("all", "moss", "liked", "count", 9, 12, "people", ("a.csv:2",), "Liked it")
    findings = Findings([liked._replace(function="cohortbook.moss.liked")])
    assert number_table(findings, "Moss").plain.endswith("Liked it | 9 of 12")


def test_folded_shows_a_thing_behind_its_title_below_another():
    shown = present.folded(present.sentence("Below"), "More & more", present.sentence("Above"))
    assert (
        shown.html
        == "<p>Above</p><details><summary>More &amp; more</summary><p>Below</p></details>"
        and shown.plain == "Above\n\nBelow"
    )
    assert present.folded(present.sentence("Below"), "More").html.startswith("<details>")


def test_table_of_a_figure_has_a_column_for_its_index_only_if_that_has_a_name():
    frame = pd.DataFrame({"nest": ["oak"], "owls": [2]})
    for shown, header in ((frame, ["Nest", "Owls"]), (frame.set_index("owls"), ["Owls", "Nest"])):
        html = present.figure("<svg/>", "Owls nest in oaks.", "A nest.", shown).html
        assert tables_of(html)[0].header == header
