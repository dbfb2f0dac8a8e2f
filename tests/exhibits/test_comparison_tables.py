"""Tables that compare with published figures: what they say of one that has not been seen."""

from cohortbook.exhibits.comparison_tables import comparison_table, strata_table
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


def test_a_published_share_that_was_read_in_secondary_coverage_says_so(reported):
    scopes = ["cohort_01", "cohort_02"]
    shown = comparison_table(reported, baselines.every_comparison(reported, scopes), "Compared")
    cells = [line.split(" | ")[2] for line in shown.plain.splitlines()[2:-1]]
    marked = [cell for cell in cells if cell.endswith(", secondary")]
    assert marked and len(marked) < len(cells)
    assert "Secondary: read in someone else’s account" in shown.plain
