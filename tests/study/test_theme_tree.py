"""The codebook as a tree."""

import pandas as pd
import pytest

from cohortbook import load_study
from cohortbook.exhibits.coding_tables import codebook_table
from cohortbook.exhibits.theme_tables import theme_table
from cohortbook.findings import stakeholders, themes
from cohortbook.study.theme_tree import in_tree_order, lineage

LATER = "barriers.employer.tea,barriers.employer,barrier,Cold tea,Made-up: cold tea,,,ours,"


def test_lineage_names_a_theme_and_all_above_it():
    assert lineage("a.b.c") == ["a", "a.b", "a.b.c"]


def test_in_tree_order_puts_each_theme_below_the_one_above_it_and_keeps_the_order_of_the_file():
    frame = pd.DataFrame({"theme_id": ["b", "b.z", "b.z.y", "b.x", "a", "b.z.k", "a.q", "b.ab"]})
    assert list(in_tree_order(frame)["theme_id"]) == [
        "b",
        "b.z",
        "b.z.y",
        "b.z.k",
        "b.x",
        "b.ab",
        "a",
        "a.q",
    ]


def test_in_tree_order_loses_no_theme_whose_identifier_or_parent_is_missing():
    frame = pd.DataFrame({"theme_id": pd.array(["b", pd.NA, "c.d.e", "b.x"], dtype="string")})
    assert sorted(in_tree_order(frame)["theme_id"].fillna("")) == ["", "b", "b.x", "c.d.e"]


@pytest.fixture
def tea(made_up, add, rewrite):
    """The made-up study with a theme at the end of its codebook, of which someone spoke."""
    add("data/codebook/themes.csv", LATER)
    rewrite("data/report/codings.csv", "p14,barriers.employer.digging", "p14,barriers.employer.tea")
    return load_study(made_up)


def test_a_theme_at_the_end_of_the_file_is_shown_below_its_parent_in_tables_and_lists(tea):
    table = theme_table(
        tea, themes.people_per_theme(tea, "all"), ["practitioners", "managers", "people"], "People"
    ).plain
    rows = [line.split(" | ")[0] for line in table.splitlines()]
    assert rows.index("Of the sett") < rows.index("Cold tea") < rows.index("Of the badger")
    codes = codebook_table(tea, "Codes").plain
    assert (
        codes.index("\nOf the sett ") < codes.index("\nCold tea ") < codes.index("\nOf the badger ")
    )
    shown = list(dict.fromkeys(themes.passages_behind(tea, "all")["theme_id"]))
    assert "barriers.employer.tea" in shown and shown == [
        theme for theme in tea.tables["themes"]["theme_id"] if theme in shown
    ]
    added = list(stakeholders.added_by_cohort(tea)["theme_id"])
    assert added.index("barriers.employer.tea") < added.index("barriers.personal.winter_sleep")
