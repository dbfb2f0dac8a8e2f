"""Passages that count for no person."""

import pandas as pd

from cohortbook.study.study import read_study
from cohortbook.study.uncounted import uncounted, uncounted_of


def test_a_passage_without_a_person_is_uncounted_unless_an_evaluator_speaks():
    passages = pd.DataFrame(
        [("p1", "practitioner"), ("p2", "manager"), ("p3", "evaluator"), ("p4", "manager")],
        columns=["passage_id", "group"],
    )
    attributions = pd.DataFrame([("p1", "B6"), ("p4", None)], columns=["passage_id", "case_id"])
    assert uncounted(passages, attributions).startswith("2 of 4 passages count for no person")
    assert uncounted(passages[:1], attributions) == ""


def test_a_cohort_with_uncounted_passages_has_a_sentence_and_another_none(made_up, rewrite):
    path = "data/cohorts/cohort_02/attributions.csv"
    assert uncounted_of(read_study(made_up)[0], "cohort_02") == ""
    rewrite(path, "s2_p1,B6,,\n", "")
    study, _ = read_study(made_up)
    assert uncounted_of(study, "cohort_02").startswith(
        "1 of 2 passages of Sett 2 counts for no person, because it is not known who speaks in"
    )
