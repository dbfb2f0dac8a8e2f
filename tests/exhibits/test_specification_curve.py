"""What comparisons under many choices and forecasts look like: counted as found, and said where
there is nothing.
"""

import pandas as pd
import pytest

from cohortbook.book.sphinx.downloads import tables_of
from cohortbook.exhibits.forecast_tables import backward_table, forecast_figure
from cohortbook.exhibits.specification_curve import HEADINGS, curve_figure
from cohortbook.findings import forecasts, specifications


@pytest.fixture(scope="module")
def verdicts(badgers):
    return specifications.grid(badgers)


def test_the_curve_has_a_combination_a_row_beside_it_and_names_both_ends(badgers, verdicts):
    found = specifications.possible(badgers)
    shown = curve_figure(badgers, verdicts)
    assert f"Over all {len(found)} combinations of choices" in shown.html
    lowest = float(found["difference"].iloc[0])
    assert f"from {abs(lowest):.1f} points {'below' if lowest < 0 else 'above'}" in shown.html
    assert found["difference"].is_monotonic_increasing


@pytest.mark.slow
def test_table_of_the_curve_says_under_how_many_methods_each_statement_holds(badgers, verdicts):
    table = tables_of(curve_figure(badgers, verdicts).html)[0]
    statements = badgers.tables["statements"].set_index("statement_id")["statement"]
    assert table.header == [
        *HEADINGS.values(),
        "Counted",
        "Published",
        "Points above it",
        *statements,
    ]
    labels = {
        choice["choice_id"]: choice["label"]
        for held in specifications.choices(badgers).values()
        for choice in held
    }
    for row, found in zip(
        table.rows, specifications.possible(badgers).to_dict("records"), strict=True
    ):
        assert row[:4] == [labels[found[dimension]] for dimension in specifications.DATA] and row[
            4
        ].startswith(f"{found['count']} of {found['n']}")
        own = verdicts[
            (
                verdicts[[*specifications.DATA]]
                == [found[dimension] for dimension in specifications.DATA]
            ).all(axis=1)
        ]
        for statement_id, said in zip(statements.index, row[7:], strict=True):
            holds = own[own["statement_id"] == statement_id]["holds"]
            assert said in (
                f"{holds.sum()} of {len(holds)}",
                (
                    {len(holds): f"all {len(holds)}", 0: "none"}.get(holds.sum())
                    if len(holds) > 1
                    else {1: "yes", 0: "no"}[holds.sum()]
                ),
            )


def test_a_statement_that_no_method_asks_is_left_open_in_the_table_of_the_curve(badgers, verdicts):
    unasked = badgers.tables["statements"]["statement_id"].iloc[0]
    table = tables_of(curve_figure(badgers, verdicts[verdicts["statement_id"] != unasked]).html)[0]
    assert {row[7] for row in table.rows} == {""} and all(all(row[8:]) for row in table.rows)


def test_without_a_combination_that_is_said(badgers, monkeypatch):
    monkeypatch.setattr(specifications, "possible", lambda study: pd.DataFrame())
    assert (
        curve_figure(badgers, pd.DataFrame()).plain == "No combination of choices can be computed."
    )


def test_a_forecast_of_nobody_is_none(badgers, monkeypatch):
    monkeypatch.setattr(forecasts, "seen", lambda *arguments: (pd.DataFrame(), pd.DataFrame()))
    assert (
        forecast_figure(badgers, "gender", "female", "sows").plain
        == "No one is known, so nothing can be predicted."
    )


def test_a_forecast_says_of_how_many_it_is_made(badgers):
    _, known = forecasts.seen(badgers, "gender", "female", list(badgers.cohorts))
    ahead = forecasts.sizes_ahead(badgers)[0]
    assert (
        f"If the next {ahead} come as these {len(known)} came"
        in forecast_figure(badgers, "gender", "female", "sows").html
    )


def test_what_was_predicted_stands_beside_what_it_was(badgers):
    before, met = (
        forecasts.forecasts_before(badgers, "gender", "female"),
        forecasts.forecasts_met(badgers, "gender", "female"),
    )
    shown = backward_table(badgers, before, met, "Before")
    for was in before.where(statistic="count"):
        assert f"\n{badgers.title(was.scope)} | {was.value} of {was.n} |" in shown.plain
    assert len(shown.results) == len(before) + len(met)
