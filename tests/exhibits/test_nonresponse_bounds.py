"""The table of what those who were not interviewed leave open."""

from cohortbook.exhibits import nonresponse_bounds


def test_bounds_table_writes_a_range_of_people_and_never_a_per_cent(reported):
    shown = nonresponse_bounds.bounds_table(reported, "all", "Bounds")
    line = next(
        line
        for line in shown.plain.splitlines()
        if line.startswith("The programme") or " of 15 | " in line
    )
    assert " to " in line and " of 18" in line and "%" not in line
    assert {result["id"].rsplit(".", 1)[1] for result in shown.results} == {
        "at_least",
        "at_most",
        "if_random_low",
        "if_random_high",
    }
