"""Tables that compare with published figures: what they say of one that has not been seen."""

from cohortbook.exhibits.comparison_tables import strata_table
from cohortbook.findings import baselines


def test_strata_table_says_which_figure_has_not_been_seen(reported):
    shown = strata_table(
        reported, baselines.every_stratified(reported, ["cohort_02"]), "By service"
    )
    assert (
        "figure not seen" in shown.plain
        and "not tested until every figure has been seen" in shown.plain
        and "9 of 11 | 0 of 11" in shown.plain
    )
