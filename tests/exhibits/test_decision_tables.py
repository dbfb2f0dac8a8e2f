"""The tables of what is published and who decided so."""

from cohortbook.exhibits.decision_tables import decision_table
from cohortbook.study.policy import decisions


def test_decisions_are_counted_by_treatment_and_folded_one_by_one(badgers):
    frame, shown = decisions(badgers.policy), decision_table(badgers)
    in_sight, _, below = shown.html.partition("<details>")
    counts = [line.split(" | ")[1:] for line in shown.plain.split("\n\n")[0].splitlines()[2:]]
    assert sum(int(count) for row in counts for count in row) == len(frame)
    assert in_sight.count("<tr") == frame["treatment"].nunique() + 1
    assert f"Every decision about {len(frame)} things" in below


def test_what_one_decision_is_about_on_a_page_is_one_row(badgers):
    text = decision_table(badgers).plain
    for name in decisions(badgers.policy)["name"]:
        page, _, thing = name.rpartition(": ")
        row = next(line for line in text.splitlines() if line.startswith(page) and thing in line)
        assert row
    assert text.count("\n") < len(decisions(badgers.policy))
