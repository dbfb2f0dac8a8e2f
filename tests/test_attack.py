"""The attack on the book: leaks of each kind are planted, and each is found and named."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from cohortbook.attack import anonymity, attack, attacked, intervals, leaks, refuse_leaks, rows_too_few
from cohortbook.book import build
from cohortbook.releases import RELEASES
from cohortbook.problems import StudyError

THREE = "cohort_03"


def with_more(study, *names):
    """The study with more shown than may be."""
    return replace(study, shown=study.shown | set(names))


def test_book_that_follows_the_policy_leaks_nothing(guarded):
    assert leaks(guarded) == [] and rows_too_few(guarded) == []
    refuse_leaks(guarded)


def test_attack_covers_every_hidden_number_and_each_interval_holds_the_truth(guarded):
    values, outcomes = guarded.counts.values, attacked(guarded)
    assert {outcome.id for outcome in outcomes} == {name for name in values if name not in guarded.shown and guarded.counts.most[name]}
    assert all(outcome.low <= values[outcome.id] <= outcome.high for outcome in outcomes)


def test_study_without_strict_cohort_has_nothing_to_attack(badgers):
    assert attacked(badgers) == [] and leaks(badgers) == []
    assert attack(badgers)["value"].tolist() == [0, None]


def test_number_that_is_shown_though_it_is_small_is_named(guarded):
    name = f"{THREE}.gender.male.count"
    sentences = [str(problem) for problem in leaks(with_more(guarded, name))]
    assert f"results.json: {name}: is shown, and is a number that the policy hides: fewer than 5 people, or all but so few" in sentences


def test_number_that_gives_its_neighbour_away_is_named(guarded):
    """As ACRO does: the small cell is hidden in the body and its margins are not."""
    values = guarded.counts.values
    names = [f"{THREE}.gender.{gender}.count" for gender in ("female", "another")]
    hidden = f"{THREE}.gender.male.count"
    sentences = [str(problem) for problem in leaks(with_more(guarded, *names))]
    assert f"results.json: {hidden}: is hidden, but can only be {values[hidden]} given everything released; the policy asks for values that lie 4 apart" in sentences


def test_number_that_all_cohorts_together_give_away_is_named(guarded):
    values, hidden = guarded.counts.values, f"{THREE}.gender.male.count"
    sentences = [str(problem) for problem in leaks(with_more(guarded, "all.gender.male.count"))]
    assert f"results.json: {hidden}: is hidden, but can only be {values[hidden]} given everything released; the policy asks for values that lie 4 apart" in sentences


def test_theme_that_the_one_above_it_gives_away_is_named(guarded):
    """Nobody spoke of the theme above: so nobody spoke of this one."""
    cells = guarded.counts
    above = next(name for name, value in cells.values.items() if name.startswith(f"{THREE}.theme.") and value == 0 and cells.most[name] and
                 any(other.startswith(name.rsplit(".", 2)[0] + ".") and other.endswith("." + name.split(".")[-2] + ".count") and other != name and cells.most[other]
                     for other in cells.values))
    named = {problem.column for problem in leaks(with_more(guarded, above)) if "can only be 0" in problem.message}
    assert any(name.startswith(above.rsplit(".", 2)[0] + ".") for name in named)


def released(study, tmp_path, numbers, cohorts=None, files=()):
    """The study in a folder whose register of releases says that these numbers were once released, of its cohorts or of others, with digests of files."""
    (tmp_path / RELEASES).mkdir(parents=True)
    release = {"version": "0.1", "released_on": "2030-01-01", "cohorts": cohorts or list(study.cohorts), "numbers": numbers, "themes": {}, "files": dict.fromkeys(files, "0" * 64)}
    (tmp_path / RELEASES / "0.1.json").write_text(json.dumps(release), encoding="utf-8")
    return replace(study, root=tmp_path)


def test_earlier_release_that_said_more_is_remembered(guarded, tmp_path):
    """A release under a laxer policy, then a stricter one: what was said cannot be unsaid."""
    hidden = f"{THREE}.gender.male.count"
    value = guarded.counts.values[hidden]
    sentences = [str(problem) for problem in leaks(released(guarded, tmp_path, {hidden: f"{value} people, based on 11"}))]
    assert f"results.json: {hidden}: is hidden, but can only be {value} given everything released; the policy asks for values that lie 4 apart" in sentences


def test_earlier_release_of_all_cohorts_is_subtracted(guarded, tmp_path):
    people = guarded.tables["participants"]["gender"]
    text = f"{int((people == 'male').sum())} people, based on {len(people)}"
    assert f"{THREE}.gender.male.count" in {problem.column for problem in leaks(released(guarded, tmp_path, {"all.gender.male.count": text}))}


def test_earlier_release_that_hid_what_is_hidden_says_nothing(guarded, tmp_path):
    assert leaks(released(guarded, tmp_path, {f"{THREE}.gender.male.count": "[c]", "all.gender.male.count": "[c]"})) == []


def test_earlier_release_is_remembered_under_the_names_of_now(guarded, tmp_path):
    """A number was renamed since, and handles have another number of digits."""
    hidden = f"{THREE}.gender.male.count"
    former = pd.DataFrame({"former_id": ["cohort_003.men.count"], "result_id": [hidden], "source_row": ["data/former_ids.csv:2"]})
    study = replace(guarded, tables={**guarded.tables, "former_ids": former})
    text = f"{guarded.counts.values[hidden]} people, based on 11"
    for place, name in enumerate(("cohort_003.men.count", "cohort_003.gender.male.count")):
        problems = leaks(released(study, tmp_path / str(place), {name: text}, ["cohort_001", "cohort_002", "cohort_003"]))
        assert hidden in {problem.column for problem in problems}, name


def test_earlier_release_of_a_cohort_that_is_gone_is_named(guarded, tmp_path):
    with pytest.raises(StudyError, match="data/releases/0.1.json: cohorts: names cohort_04, which is no cohort of this study any more, .*bring back data/cohorts/cohort_04"):
        leaks(released(guarded, tmp_path, {"all.gender.male.count": "7 people, based on 20"}, [*guarded.cohorts, "cohort_04"]))
    assert leaks(released(guarded, tmp_path / "public", {"all.gender.male.count": "7 people, based on 20"}, ["cohort_01", "cohort_04"])) == []


def test_mean_of_all_cohorts_of_one_person_more_than_was_released_is_named(guarded, tmp_path):
    known = int(guarded.tables["participants"]["years_qualified"].notna().sum())
    problems = leaks(released(guarded, tmp_path, {"all.years_qualified.mean": f"9.9 years, based on {known - 1}"}))
    assert [str(problem) for problem in problems] == [f"results.json: all.years_qualified.mean: is a mean of {known} people; release 0.1 gave one of {known - 1}, so that the values of "
                                                      "the 1 between can be worked out; the policy asks for 10"]


def test_mean_of_all_cohorts_that_only_a_public_cohort_moved_says_nothing(guarded, tmp_path):
    known = guarded.tables["participants"].groupby("cohort")["years_qualified"].count()
    numbers = {"all.years_qualified.mean": f"9.9 years, based on {known['cohort_01'] + known[THREE]}"}
    assert leaks(released(guarded, tmp_path, numbers, ["cohort_01", THREE])) == []


def test_mean_of_one_person_more_than_was_released_is_named(guarded, tmp_path):
    problems = leaks(released(guarded, tmp_path, {f"{THREE}.years_qualified.mean": "9.9 years, based on 10"}))
    assert [problem.message for problem in problems] == ["is a mean of 11 people; release 0.1 gave one of 10, so that the values of the 1 between can be worked out; "
                                                         "the policy asks for 10"]


def test_digest_that_a_release_holds_of_a_file_of_a_strict_cohort_is_named(guarded, tmp_path):
    files = [f"data/cohorts/{handle}/{name}" for handle in ("cohort_02", THREE) for name in ("cohort.yml", "participants.csv")]
    assert [str(problem) for problem in leaks(released(guarded, tmp_path, {}, files=files))] == [
        f"data/releases/0.1.json: files: holds a digest of data/cohorts/{THREE}/participants.csv, from which a file so short can be guessed; take the line out"]


def test_build_fails_naming_the_number_and_makes_nothing(guarded):
    with pytest.raises(StudyError, match="cohort_03.gender.male.count: is shown"):
        build(with_more(guarded, f"{THREE}.gender.male.count"), say=lambda line: None)
    assert not (guarded.root / "book" / "executed").exists()


def test_anonymity_counts_who_shares_what_is_known(guarded):
    table = anonymity(guarded)
    people = guarded.rows("participants", "cohort_02")
    row = table[(table["cohort"] == "cohort_02") & (table["known"] == "gender, service")].iloc[0]
    assert row["k"] == people.groupby(["gender", "service"], observed=True, dropna=False).size().min()
    assert "participants.csv" not in set(table[table["cohort"] == THREE]["file"])


def test_rows_behind_which_stand_too_few_are_named(guarded):
    few = {f"{name}" for name, value in guarded.counts.values.items() if name.startswith(f"{THREE}.theme.") and 0 < value < 5}
    problems = rows_too_few(replace(guarded, shown=guarded.shown | few | {name for name in guarded.counts.values if name.startswith(f"{THREE}.theme.")}))
    assert problems and "holds rows behind which stand only" in problems[0].message


def test_intervals_say_what_is_left(guarded):
    table = intervals(guarded)
    assert len(table) == attack(guarded)["value"].iloc[0]
    assert (table["largest"] - table["smallest"] >= table["wanted"]).all()
    assert attack(guarded)["value"].iloc[1] == (table["largest"] - table["smallest"]).min()
