"""The tables of what is published and who decided so."""

from cohortbook.exhibits.decision_tables import (
    anonymity_table,
    decision_table,
    mode_table,
    signature_table,
)
from cohortbook.publication.inference_attack import anonymity
from cohortbook.study.policy import decisions


def test_decisions_are_counted_by_treatment_and_folded_one_by_one(badgers):
    frame, shown = decisions(badgers.policy), decision_table(badgers)
    in_sight, _, below = shown.html.partition("<details>")
    counts = [line.split(" | ")[1:] for line in shown.plain.split("\n\n")[0].splitlines()[2:]]
    assert sum(int(count) for row in counts for count in row) == len(frame)
    assert in_sight.count("<tr") == frame["treatment"].nunique() + 1
    assert f"Every decision about {len(frame)} things" in below


def test_what_cohorts_are_called_and_who_signed_is_said_in_words(badgers):
    modes = mode_table(badgers).plain.splitlines()
    assert modes[1] == "Cohort | Mode | Why | Decided by | On"
    assert [line.split(" | ")[0] for line in modes[2:]] == ["Sett 1", "Sett 2", "Sett 3"]
    shared = anonymity_table(badgers, anonymity(badgers)).plain
    assert "Sett 1 | " in shared and "cohort_01" not in shared and "role_group" not in shared
    assert len(signature_table(badgers).plain.splitlines()) <= 2 + len(badgers.tables["approvals"])


def test_what_one_decision_is_about_on_a_page_is_one_row(badgers):
    text = decision_table(badgers).plain
    for name in decisions(badgers.policy)["name"]:
        page, _, thing = name.rpartition(": ")
        row = next(line for line in text.splitlines() if line.startswith(page) and thing in line)
        assert row
    assert text.count("\n") < len(decisions(badgers.policy))
