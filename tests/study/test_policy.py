"""The policy of disclosure: what may be published of whom, and that nothing is without
a decision.
"""

from __future__ import annotations

import json

import pytest

from cohortbook.study.policy import (
    PATH,
    cohort_modes,
    decisions,
    exhibits_of,
    read_policy,
    unconfirmed,
    undecided,
)
from cohortbook.study.study import read_study

FILE = PATH.as_posix()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("thresholds:", "treshholds:", "treshholds: is not a section; did you mean 'thresholds'?"),
        ("value: 5\n", "value: five\n", "value: 'five' is not a whole number above 0"),
        ("value: 5\n", "value: 0\n", "value: 0 is not a whole number above 0"),
        ("value: 5\n", "value: true\n", "value: True is not a whole number above 0"),
        (
            "rule: smallest_count",
            "rule: smallest_cuont",
            (
                "rule: 'smallest_cuont' is not one of smallest_count, narrowest_range,"
                " smallest_table, smallest_theme_count, smallest_group, smallest_base_of_a_mean,"
                " signatures; did you mean 'smallest_count'?"
            ),
        ),
        (
            "protected: as_is",
            "protected: as_it_is",
            (
                "protected: 'as_it_is' is not one of as_is, cells, withheld, took_part, impacts;"
                " did you mean 'as_is'?"
            ),
        ),
        (
            "protected: as_is",
            "strict: as_is",
            (
                "strict: is called protected now, for it holds of agreed cohorts, too; write that"
                " instead"
            ),
        ),
        (
            "purpose: Shows a dot for each person",
            "porpose: Shows a dot for each person",
            "porpose: is not part of an entry of exhibits; did you mean 'purpose'?",
        ),
        (
            "purpose: Shows a dot for each person",
            "purpose: ''",
            "purpose: is missing or empty",
        ),
        (
            "purpose: Shows a dot for each person",
            "purpose: 7",
            "purpose: 7 is not text; put it in quotation marks",
        ),
        (
            "decided_on: 2026-11-25",
            "decided_on: yesterday",
            "decided_on: 'yesterday' is not a date; write year-month-day",
        ),
        (
            "decided_on: 2026-11-25",
            "decided_on: '2026-02-31'",
            "decided_on: '2026-02-31' is not a date; write year-month-day",
        ),
    ],
)
def test_policy_faults_are_named_with_their_line(made_up, old, new, sentence):
    path = made_up / PATH
    text = path.read_text(encoding="utf-8")
    assert old in text
    place = text.index(old)
    line = text[:place].count("\n") + 1
    path.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    policy, problems = read_policy(made_up)
    assert policy is None
    assert [str(problem) for problem in problems if problem.line == line] == [
        f"{FILE}:{line}: {sentence}"
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            (
                "is empty or not a list of sections: thresholds, cohorts, always_said, exhibits,"
                " tables, files, reviewed"
            ),
        ),
        (
            b"- a\n- b\n",
            (
                "is empty or not a list of sections: thresholds, cohorts, always_said, exhibits,"
                " tables, files, reviewed"
            ),
        ),
        (
            b"thresholds: {\n",
            (
                f"{FILE}:2: cannot be read as YAML; a section is a name and a colon, its entries"
                " begin with a hyphen and a space"
            ),
        ),
        (
            b"thresholds: 5\n",
            f"{FILE}:1: thresholds: is not a list; each entry begins with a hyphen and a space",
        ),
        (
            b"exhibits:\n- a\n",
            (
                f"{FILE}:2: exhibits: 'a' is not an entry; an entry holds page, cells, protected,"
                " purpose, audience, decided_by, decided_on"
            ),
        ),
        (b"exhibits:\n- {page: a, cells: a}\n", f"{FILE}:2: cells: is not a list of words"),
        (
            "purpose: é\n".encode("cp1252"),
            "is not saved as UTF-8; save it as UTF-8 in a plain text editor",
        ),
    ],
)
def test_files_that_are_no_policy_are_named(made_up, content, sentence):
    (made_up / PATH).write_bytes(content)
    policy, problems = read_policy(made_up)
    assert policy is None
    assert any(str(problem).endswith(sentence) for problem in problems)


def test_study_without_policy_is_not_published(made_up, complaints):
    (made_up / PATH).unlink()
    assert complaints() == [
        f"{FILE}: the file is missing; it holds what may be published of whom, and nothing is"
        " published without it"
    ]


def test_threshold_that_is_taken_out_is_named(made_up, complaints):
    path = made_up / PATH
    text = path.read_text(encoding="utf-8")
    start = text.index("- rule: signatures")
    path.write_text(text[:start] + text[text.index("cohorts:") :], encoding="utf-8")
    assert f"{FILE}:1: thresholds: says nothing of signatures" in complaints()


def test_exhibit_without_decision_is_named_with_what_to_do(made_up, complaints):
    template = made_up / "notebooks" / "programme.ipynb"
    notebook = json.loads(template.read_text(encoding="utf-8"))
    notebook["cells"].append({**notebook["cells"][-1], "id": "new-table"})
    template.write_text(json.dumps(notebook), encoding="utf-8")
    assert complaints() == [
        f"notebooks/programme.ipynb: cell new-table: shows something that {FILE} holds no decision"
        " about; add the cell to an entry of exhibits there with the page programme: protected"
        " (as_is, cells, withheld, took_part, impacts), purpose, audience, decided_by, decided_on"
    ]


def test_table_without_decision_is_named(study):
    problems = undecided(
        study.root, study.policy, study.cohorts, [*study.dictionary.tables, "diaries"]
    )
    assert [str(problem) for problem in problems] == [
        f"{FILE}: tables: holds no decision about the table diaries; add it to an entry: protected,"
        " purpose, audience, decided_by, decided_on"
    ]


def test_decision_about_nothing_is_named(made_up, complaints, rewrite):
    rewrite(FILE, "- facts", "- fact")
    assert (
        f"{FILE}: tables: 'fact' is no table of the dictionary; did you mean 'facts'?"
        in complaints()
    )
    rewrite(FILE, "- characteristics", "- characteristic")
    assert (
        f"{FILE}: exhibits: the page cohort has no cell 'characteristic' that shows something; did"
        " you mean 'characteristics'?" in complaints()
    )


def test_cohort_is_already_public_only_by_a_decision(complaints, rewrite):
    rewrite(
        "data/cohorts/cohort_02/cohort.yml", "disclosure: synthetic", "disclosure: already_public"
    )
    assert complaints() == [
        f"data/cohorts/cohort_02/cohort.yml: disclosure: says already_public, but {FILE} has no"
        " decision about cohort_02; write strict, or have someone decide and say there where"
        " every row is printed"
    ]


def test_decision_about_an_unknown_cohort_is_named(complaints, rewrite):
    rewrite(
        FILE,
        "cohorts: []",
        "cohorts:\n- {cohort: kohort_02, mode: already_public, reason: Printed., decided_by: A"
        " badger, decided_on: 2030-01-01}",
    )
    assert complaints() == [
        f"{FILE}: cohorts: 'kohort_02' is no cohort of this study; did you mean 'cohort_02'?"
    ]


def test_cohort_modes_say_who_decided(reported, study):
    assert set(cohort_modes(reported.policy, reported.cohorts)["mode"]) == {"already public"}
    assert (cohort_modes(reported.policy, reported.cohorts)["decided_on"] == "2026-11-25").all()
    assert set(cohort_modes(study.policy, study.cohorts)["reason"]) == {
        "The people in it do not exist."
    }


def test_agreed_cohort_names_its_form_and_who_confirmed(made_up, complaints, rewrite):
    rewrite(
        "data/cohorts/cohort_02/cohort.yml",
        "disclosure: synthetic",
        "disclosure: agreed\nagreed_form: '1.2'\nagreed_on: 2031-02-03\nagreed_confirmed_by: The"
        " lead badger",
    )
    assert complaints() == []
    study, _ = read_study(made_up)
    row = cohort_modes(study.policy, study.cohorts).set_index("title").loc["Sett 2"]
    assert row.to_dict() == {
        "mode": "agreed",
        "reason": (
            "People were asked table by table, with consent form 1.2; a table to which one person"
            " did not agree is protected as in strict."
        ),
        "decided_by": "The lead badger",
        "decided_on": "2031-02-03",
    }
    assert study.protected == ["cohort_02"]


def test_decisions_cover_everything_that_is_shown(real):
    table = decisions(real.policy)
    shown = {f"{page}: {cell}" for page, cell in exhibits_of(real.root)}
    assert shown == set(table[table["kind"] == "Exhibit"]["name"])
    assert set(real.dictionary.tables) == set(table[table["kind"] == "Table"]["name"])
    assert table.notna().all(axis=None)


@pytest.mark.parametrize(
    "broken", ["{", "{}", '{"cells": 1}', '{"cells": ["moss"]}', '{"cells": [[]]}', "[" * 100_000]
)
def test_a_broken_notebook_among_the_templates_hides_no_exhibit_of_the_others(made_up, broken):
    whole = exhibits_of(made_up)
    (made_up / "notebooks" / "a.ipynb").write_text(broken, encoding="utf-8")
    (made_up / "notebooks" / "b.ipynb").mkdir()
    (made_up / "notebooks" / "c.ipynb").write_bytes(b"\xff\xfe\xff")
    assert len(whole) > 20 and exhibits_of(made_up) == whole


def test_each_threshold_names_a_source(real):
    assert all(len(rule["source"]) > 20 for rule in real.policy.sections["thresholds"])


def test_a_decision_about_a_cell_is_of_its_page_alone(real):
    assert (
        real.policy.exhibit("programme", "facts") and real.policy.exhibit("cohort", "facts") is None
    )


def test_decisions_that_no_person_has_confirmed_are_an_open_task_until_each_is(made_up, rewrite):
    policy, _ = read_policy(made_up)
    made = len(decisions(policy))
    assert (
        unconfirmed(policy)
        == f"**Open task.** Of {made} decisions about what is published, {made} have as their"
        " author “A language model; no person has confirmed it yet”. A person must confirm or"
        " change each of them."
    )
    path = made_up / PATH
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "A language model; no person has confirmed it yet", "The lead badger"
        ),
        encoding="utf-8",
    )
    assert unconfirmed(read_policy(made_up)[0]) == ""


def test_strict_cohort_is_strict_by_default(guarded):
    modes = cohort_modes(
        guarded.policy, {handle: guarded.stated(handle) for handle in guarded.every_cohort}
    )
    assert list(modes["decided_by"]) == [
        "no decision was needed",
        "no decision was needed",
        "strict by default",
    ]
