"""What the text of pages is filled with."""

import json

from cohortbook import load_study
from cohortbook.running.page_text import about, about_all, files_of, left_out, not_in_totals
from cohortbook.running.pages import pages_of
from cohortbook.running.runner import run_pages
from cohortbook.study.layout import EXECUTED


def test_a_study_without_protected_people_leaves_no_cohort_out(badgers):
    assert left_out(badgers) == "" and about_all(badgers)["newest"] == "The newest cohort"


def test_a_protected_cohort_is_named_as_left_out_and_the_newest_public_one_by_its_title(guarded):
    title, newest = (guarded.title(f"cohort_0{number}") for number in (3, 2))
    assert left_out(guarded).startswith(
        f"{title} is left out here, because its people are protected: see ["
    )
    assert about_all(guarded)["newest"] == newest


def test_a_protected_cohort_is_said_to_be_in_no_total_where_it_is_in_the_tables(badgers, guarded):
    assert not_in_totals(badgers) == ""
    assert not_in_totals(guarded).startswith(
        f"{guarded.title('cohort_03')} is not in the totals of the public cohorts, because its"
        " people are protected: see ["
    )
    assert not_in_totals(guarded).endswith("What may be printed of it is in the tables below.")


def test_several_protected_cohorts_are_left_out_in_one_sentence(two_strict):
    study = load_study(two_strict)
    assert left_out(study).startswith(
        f"{study.title('cohort_03')} and {study.title('cohort_04')} are left out here, because"
        " their people"
    )


def test_only_the_pages_of_a_protected_cohort_say_so(guarded):
    assert (
        about(guarded, "cohort_01")["note"] == ""
        and "are protected" in about(guarded, "cohort_03")["note"]
    )


def test_a_page_that_names_cohorts_is_filled_from_what_names_them(guarded):
    pages = {page.name: page for page in pages_of(guarded)}
    assert files_of(guarded, pages["cohort_03_themes"]) == ["data/cohorts/cohort_03/cohort.yml"]
    assert files_of(guarded, pages["choices"]) == [
        *(f"data/cohorts/cohort_0{number}/cohort.yml" for number in (1, 2, 3)),
        "CITATION.cff",
    ]
    assert files_of(guarded, pages["families"]) == []


def _text(root, page):
    return "\n".join(
        "".join(cell["source"])
        for cell in json.loads((root / EXECUTED / f"{page}.ipynb").read_text(encoding="utf-8"))[
            "cells"
        ]
    )


def test_comparisons_say_which_cohort_they_are_about_and_which_they_leave_out(strict_study):
    study = load_study(strict_study)
    run_pages(study, ["comparison", "choices", "stakeholders"], say=lambda line: None)
    newest = study.title("cohort_02")
    assert {
        page: [_text(strict_study, page).count(said(study)) for said in (left_out, not_in_totals)]
        for page in ("comparison", "choices", "stakeholders")
    } == {"comparison": [1, 1], "choices": [2, 0], "stakeholders": [0, 1]}
    executed = (strict_study / EXECUTED / "comparison.ipynb").read_text(encoding="utf-8")
    assert (
        f"## {newest} compared with those before it" in executed
        and f"<caption>{newest} compared with those before it" in executed
    )
    assert "The newest cohort" not in executed


def test_numbers_of_a_public_cohort_alone_are_said_to_lead_to_rows(guarded):
    assert "leads to the rows" in about(guarded, "cohort_01")["counted_from"]
    assert about(guarded, "cohort_03")["counted_from"] == ""
