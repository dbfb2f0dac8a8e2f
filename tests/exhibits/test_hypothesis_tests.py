"""Tables of every test, family by family."""

from cohortbook.exhibits.hypothesis_tests import family_table


def test_family_table_sets_each_p_value_beside_its_adjusted_one_and_what_it_could_see(badgers):
    shown = family_table(badgers, ["cohort_03"], "Tests")
    assert (
        "Sett 3: Are mean years far apart? | 11, the same in 3 other tests | Between cohorts, 3"
        " together | 0.04 | 0.11 | 13.6 years" in shown.plain
    )
    assert "| 0.49 | 0.49 | nothing" in shown.plain
    statistics = {result["id"].rsplit(".", 1)[1] for result in shown.results}
    assert {
        "permutation_p",
        "fisher_p",
        "p_value",
        "p_value_holm",
        "detectable_share",
        "detectable_delta",
        "detectable_difference",
    } == statistics
