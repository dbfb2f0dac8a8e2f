"""Which numbers about people of strict cohorts are safe to publish."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from cohortbook.policy import PATH
from cohortbook.protection import numbers, sensitive
from cohortbook.study import load_study

THREE = "cohort_03"


def test_cells_of_all_cohorts_hold_what_strict_ones_put_in(guarded):
    cells = guarded.counts
    assert cells.values[f"{THREE}.gender.female.count"] == cells.values["all.gender.female.count"]
    assert cells.bases["all.gender.female.count"] == 11


def test_cells_agree_with_every_sum_that_ties_them(guarded):
    cells = guarded.counts
    assert len(cells.sums) > 100
    for tie in cells.sums:
        assert tie.low <= sum(factor * cells.values[name] for name, factor in tie.factors) <= tie.high, tie


def test_sensitive_cells_are_few_people_or_all_but_few(guarded):
    cells = guarded.counts
    said = sensitive(guarded, cells)
    for name, value in cells.values.items():
        assert (name in said) == (cells.most[name] > 0 and (value < 5 or cells.bases[name] - value < 5)), name


def test_limits_show_no_sensitive_cell_and_every_base(guarded):
    shown = guarded.shown
    assert not shown & set(sensitive(guarded, guarded.counts))
    assert {f"{THREE}.participants.count", f"{THREE}.interviewed.count", "all.participants.count", "all.passages.count"} <= shown


def test_numbers_of_public_cohorts_are_no_part_of_it(guarded):
    assert not [name for name in numbers(replace(guarded, shown=None)) if name.startswith(("cohort_01.", "cohort_02."))]


def test_mean_of_few_people_is_hidden_and_so_is_one_that_gives_it_away(strict_study):
    path = strict_study / PATH
    policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    next(rule for rule in policy["thresholds"] if rule["rule"] == "smallest_base_of_a_mean")["value"] = 12
    path.write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    shown = load_study(strict_study).shown
    assert f"{THREE}.years_qualified.mean" not in shown and "all.years_qualified.mean" not in shown


@pytest.mark.parametrize(("smallest", "is_shown"), [(5, True), (7, False)])
def test_stricter_threshold_hides_more(strict_study, smallest, is_shown):
    path = strict_study / PATH
    policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    next(rule for rule in policy["thresholds"] if rule["rule"] == "smallest_count")["value"] = smallest
    path.write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    study = load_study(strict_study)
    between = [name for name, value in study.counts.values.items() if 5 <= value <= 6 and name.startswith(THREE)]
    assert between and any(name in study.shown for name in between) == is_shown
