"""How far each type of impact has come: the title counts, the bars show."""

import pandas as pd
import pytest
from svg import texts

from cohortbook.exhibits.impact_figures import CONTESTED, status_figure
from cohortbook.findings import impacts
from cohortbook.study.study import ALL

COLUMNS = ["done", "under_way", "hoped_for", "contested"]


@pytest.fixture
def show(badgers, monkeypatch):
    """Show counts of types by status as if they were the study's."""

    def show(**rows):
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)
        monkeypatch.setattr(impacts, "types_by_status", lambda study, scope: frame)
        return status_figure(badgers, ALL)

    return show


def words(shown) -> list[str]:
    return texts(shown.html[shown.html.index("<svg") : shown.html.index("</svg>") + 6])


def test_title_says_of_all_impacts_how_many_are_done_and_how_far_the_others_have_come(show):
    shown = show(new_team=[3, 1, 0, 0], media=[1, 0, 2, 0])
    assert shown.plain.startswith(
        "Of 7 reported impacts, 4 are done, 1 under way and 2 hoped for.\n"
    )


def test_title_says_that_none_is_done_and_explains_contested(show):
    shown = show(media=[0, 0, 0, 1])
    assert shown.plain.startswith(
        f"Of 1 reported impacts, none is done and 1 contested. {CONTESTED}"
    )


def test_bars_have_a_number_a_part_a_total_where_there_are_several_and_a_legend_of_what_occurs(
    show,
):
    assert words(show(new_team=[3, 1, 0, 0], media=[2, 0, 0, 0])) == [
        *("done", "under way", "New team", "3", "1", "4", "Media", "2")
    ]


def test_a_part_too_narrow_for_its_number_has_none_and_the_total_says_it_with_the_table(show):
    shown = show(confidence=[400, 1, 0, 0])
    assert words(shown) == ["done", "under way", "Confidence", "400", "401"]
    assert ">1</td>" in shown.html


def test_types_by_status_counts_each_impact_once_and_puts_the_most_frequent_type_first(real):
    counts = impacts.types_by_status(real, ALL)
    assert counts.to_numpy().sum() == len(impacts.impacts_of(real, ALL))
    totals = counts.sum(axis=1).tolist()
    assert totals == sorted(totals, reverse=True) and totals[-1] > 0


def test_a_cohort_without_impacts_has_a_sentence_and_a_protected_one_says_that_they_are_hidden(
    show, guarded, monkeypatch
):
    assert show().plain == "No impact was reported."
    monkeypatch.undo()
    hidden = status_figure(guarded, next(iter(guarded.protected)))
    assert hidden.html.startswith('<p class="cb-note">Not drawn')
