"""Rankings of themes: the title is what was found, and the picture shows the same counts."""

import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from svg import texts

from cohortbook.exhibits.theme_ranking import RANGE, ranked, ranking_figure
from cohortbook.findings import themes
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, Study
from cohortbook.study.withheld import HIDDEN, NOTE, Withheld

DICTIONARY = load_dictionary(Path(__file__).parents[2])
GROUPS = ("practitioners", "managers")


def study_of(*labels: str) -> Study:
    """A study of nothing but a codebook: each label is a lowest theme of help."""
    ids = ["enablers", *(f"enablers.t{place}" for place in range(len(labels)))]
    frame = pd.DataFrame({"theme_id": ids, "label": ["Help", *labels], "kind": "enabler"})
    frame["parent_id"] = [None, *["enablers"] * len(labels)]
    return Study(None, DICTIONARY, {}, {"themes": frame})


def counted(*rows: tuple, n: tuple = (15, 7), listed: tuple = ()) -> Findings:
    """How many of each group named each theme, and how many are only listed."""
    return Findings(
        Finding(ALL, "theme", f"enablers.t{place}.{group}", statistic, value, base, "people", ())
        for statistic, values in (("count", rows), ("listed", listed))
        for place, held in enumerate(values)
        for group, value, base in zip(GROUPS, held, n, strict=True)
    )


def shown(*rows: tuple, n: tuple = (15, 7), listed: tuple = (), **options):
    """A ranking of themes called A, B and so on."""
    study = study_of(*"ABCDEFGH"[: len(rows)])
    return ranking_figure(study, counted(*rows, n=n, listed=listed), "enablers", **options)


def caption(*rows: tuple, **options) -> str:
    return shown(*rows, **options).plain.split("\n")[0]


def words(*rows: tuple, **options) -> list[str]:
    html = shown(*rows, **options).html
    return texts(html[html.index("<svg") : html.index("</svg>") + 6])


def test_title_says_which_theme_was_named_most_often_and_by_how_many():
    assert caption((2, 0), (8, 1)) == (
        "B is the help most often named, by 8 of the 15 award holders interviewed."
        " Managers most often named “B” (1 of 7)."
    )


def test_title_names_every_theme_that_shares_the_first_place():
    assert caption((8, 0), (8, 2), (1, 2)).startswith(
        "“B” and “A” are the kinds of help most often named, each by 8 of the 15 award holders"
        " interviewed. Managers most often named “B” and “C” (2 of 7 each)."
    )


def test_title_counts_the_themes_that_share_the_first_place_where_they_are_many():
    assert caption(*[(1, 1)] * 4) == (
        "4 kinds of help share the first place, each named by 1 of the 15 award holders"
        " interviewed. No more than 1 of the 7 managers interviewed named the same one."
    )


def test_title_is_of_managers_where_only_they_named_a_theme():
    assert caption((0, 3)) == (
        "A is the help most often named, by 3 of the 7 managers interviewed."
        " Award holders named none of these individually."
    )


def test_caption_says_that_managers_were_not_interviewed_and_draws_no_column_of_theirs():
    assert caption((8, 0), n=(15, 0)).endswith("Managers were not interviewed about this.")
    assert words((8, 0), n=(15, 0)) == ["Award holders", "8 of 15", "A"]


def test_title_is_of_one_person_where_only_one_was_interviewed():
    assert "by 1 of the 1 award holder interviewed" not in caption((1, 0), n=(1, 0))
    assert "by the one award holder interviewed" in caption((1, 0), n=(1, 0))


def test_a_cohort_that_no_one_interviewed_has_a_sentence_and_no_picture():
    assert shown((0, 0), n=(0, 0)).html.startswith("<p>No one was interviewed about this")
    assert shown((0, 0)).plain == "No help was named."


def test_ranking_is_sorted_by_award_holders_then_managers_then_those_only_listed():
    listed = [(0, 0), (0, 0), (1, 0), (4, 0)]
    rows = ranked(
        study_of(*"ABCD"), counted((1, 0), (1, 2), (0, 0), (0, 0), listed=listed), "enablers"
    )
    assert [row.label for row in rows] == ["B", "A", "D", "C"]


def test_ranking_shows_each_count_at_its_mark_and_those_only_listed_after_a_plus_sign():
    drawn = words((8, 1), (0, 2), listed=[(2, 0), (6, 0)])
    assert drawn == [
        *("Award holders", "8 of 15 +2", "0 of 15 +6", "Managers", "1 of 7", "2 of 7", "A", "B")
    ]


def test_ranking_draws_only_the_first_and_says_how_many_more_the_table_has():
    drawn = shown((3, 0), (2, 0), (1, 0), most=2)
    assert "The table has 1 more, named less often." in drawn.plain
    assert "C" not in words((3, 0), (2, 0), (1, 0), most=2) and ">C</th>" in drawn.html


def test_a_count_given_as_a_range_is_drawn_as_a_range_and_leaves_the_title_open():
    few = Withheld("1 to 4")
    drawn = shown((few, 0), (3, 0), n=(9, 5))
    assert drawn.plain.startswith("Kinds of help, ranked by how many of those interviewed named")
    assert RANGE in drawn.plain and "1 to 4 of 9" in words((few, 0), (3, 0), n=(9, 5))
    assert "fill-opacity" in drawn.html, "the light part, from 1 to 4"


def test_title_is_known_where_no_range_can_reach_the_first_place():
    assert caption((Withheld("1 to 4"), 0), (6, 0), n=(9, 5)).startswith("B is the help most often")


def test_a_hidden_count_is_shown_as_hidden_and_never_as_none():
    drawn = shown((HIDDEN, 1), (3, 0))
    assert NOTE in drawn.plain and "[c]" in words((HIDDEN, 1), (3, 0))
    assert shown((HIDDEN, HIDDEN), n=(None, None)).html.startswith('<p class="cb-note">Not drawn')


@pytest.mark.parametrize("kind", ["enablers", "barriers", "wishes", "impacts"])
def test_ranking_of_the_study_has_a_row_for_each_theme_that_anyone_named(any_study, kind):
    findings = themes.per_theme(any_study, ALL)
    drawn = ranking_figure(any_study, findings, kind)
    named = {own.label for own in findings if own.value and own.category.split(".")[0] == kind}
    lowest = any_study.tables["themes"].set_index("theme_id")["label"][themes.leaves(any_study)]
    assert {f">{escape(label)}</th>" in drawn.html for label in named & set(lowest)} <= {True}


def test_rankings_of_fifty_cohorts_keep_the_numbers_of_a_group_in_its_column():
    html = shown((744, 120), (12, 350), n=(750, 350), listed=[(6, 0), (0, 0)]).html
    svg = ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
    starts = {
        "".join(text.itertext()): float(
            text.get("x") or re.search(r"translate\(([\d.]+)", text.get("transform"))[1]
        )
        for text in svg.iter("text")
    }
    longest = "744 of 750 +6"
    assert starts[longest] + 6.5 * len(longest) < starts["Managers"]
