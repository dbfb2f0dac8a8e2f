"""What moved since a release of the made-up study, and why."""

import json
import shutil

import pytest

from cohortbook import load_study
from cohortbook.cli import main
from cohortbook.publication.changes import (
    compared_with,
    published,
    record,
    since,
    unexplained,
    withdrawn,
)
from cohortbook.study.problems import UnknownName
from cohortbook.study.releases import RELEASES, releases

PEOPLE = "data/cohorts/cohort_01/participants.csv"


@pytest.fixture(scope="module")
def records(badgers, tmp_path_factory):
    """What is kept of releases, once one of the made-up study was recorded."""
    root = shutil.copytree(badgers.root, tmp_path_factory.mktemp("released") / "made_up")
    record(load_study(root), "1.0", "2033-03-01")
    return root / RELEASES


@pytest.fixture
def released(made_up, records):
    shutil.copytree(records, made_up / RELEASES, dirs_exist_ok=True)
    return made_up


def test_since_a_release_nothing_has_moved_when_nothing_has(released):
    assert since(load_study(released)).empty and releases(released) == ["1.0"]


def test_an_edition_that_is_the_last_release_is_compared_with_the_one_before(released, rewrite):
    assert compared_with(load_study(released)) == "1.0", "there is none before"
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    study = load_study(released)
    assert compared_with(study) == "1.0" and not since(study, "1.0").empty
    record(study, "1.1", "2033-04-01")
    assert compared_with(study) == "1.0" and since(study).empty
    rewrite(PEOPLE, "bachelor,3,", "bachelor,4,")
    assert compared_with(load_study(released)) == "1.1"


def test_no_edition_is_compared_without_a_release(study):
    assert compared_with(study) == ""


def test_since_without_a_release_there_is_nothing_to_say(study):
    assert since(study).empty


def test_since_names_corrected_data_and_asks_for_a_reason(released, rewrite, add):
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    changed = since(load_study(released)).set_index("id")
    row = changed.loc["cohort_01.years_qualified.mean"]
    assert (row["before"], row["now"], row["why"], row["reason"]) == (
        "6.0 years, based on 4",
        "6.3 years, based on 4",
        "corrected data",
        "",
    )
    assert "cohort_01.years_qualified.mean" in set(unexplained(changed.reset_index())["id"])
    add("data/changes.csv", "2033-03-02,*,corrected_data,A year was misread")
    changed = since(load_study(released))
    assert unexplained(changed).empty and set(changed["reason"]) == {
        "A year was misread (2033-03-02)"
    }


def test_since_a_cohort_joined_earlier_cohorts_have_not_moved(made_up, tmp_path):
    later = (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    record(load_study(made_up), "1.0", "2033-03-01")
    later.rename(made_up / "data/cohorts/cohort_03")
    changed = since(load_study(made_up))
    assert set(changed["scope"]) == {"cohort_03", "all", "programme", "next", "methods"} and set(
        changed["why"]
    ) <= {"new cohort"}
    assert unexplained(changed).empty


def test_a_question_a_kind_a_theme_and_a_service_of_a_later_cohort_move_no_number_of_an_earlier(
    made_up, tmp_path, add
):
    later = (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    record(load_study(made_up), "1.0", "2033-03-01")
    later.rename(made_up / "data/cohorts/cohort_03")
    path = made_up / "data/datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    columns = {
        (table["name"], column["name"]): column
        for table in descriptor["resources"]
        for column in table["schema"]["fields"]
    }
    columns["themes", "kind"]["constraints"]["enum"].append("wellbeing")
    columns["participants", "service"]["constraints"]["enum"].append("meadow")
    columns["participants", "service"]["cohortbook"] = {"since": {"meadow": "cohort_03"}}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    questions = made_up / "data/programme/questions.csv"
    header, *rows = questions.read_text(encoding="utf-8").splitlines()
    rows = [f"{row}," for row in rows] + ["b_q30,practitioner,30,wellbeing,Moss,cohort_03"]
    questions.write_text("\n".join([f"{header},since", *rows]) + "\n", encoding="utf-8")
    add("data/codebook/themes.csv", "wellbeing,,wellbeing,Wellbeing,How they are.,,,ours,")
    study = load_study(made_up)
    changed = since(study)
    of_earlier = changed[changed["scope"].isin(["cohort_01", "cohort_02"])]
    assert set(of_earlier["before"]) == {""} and unexplained(changed).empty
    found = published(study)
    assert found["cohort_01.theme.wellbeing.practitioners.count"].n == 0, "they were not asked"
    assert found["cohort_03.theme.wellbeing.practitioners.count"].n == 1
    assert "cohort_01.service.meadow.count" not in found
    assert found["cohort_03.service.meadow.count"].value == 0


def test_record_keeps_a_release_as_it_was(released):
    with pytest.raises(UnknownName, match=r"1.0.json is there already"):
        record(load_study(released), "1.0", "2033-03-02")
    with pytest.raises(UnknownName, match=r"no release '2\.0' is recorded; there are: 1\.0"):
        since(load_study(released), "2.0")


def test_withdrawn_says_when_a_number_was_last_published_and_why_it_went_but_not_what_it_was(
    released, add
):
    add("data/changes.csv", "2033-03-02,cohort_01.gender.*,changed_method,No longer counted")
    study = load_study(released)
    kept = [name for name in published(study) if name != "cohort_01.gender.female.count"]
    assert withdrawn(study, kept) == {
        "cohort_01.gender.female.count": (
            "No longer published; last in release 1.0. No longer counted (2033-03-02)."
        )
    }
    assert withdrawn(study, published(study)) == {}


def test_the_command_fails_while_a_reason_is_missing(released, rewrite, capsys):
    assert main(["changes", "--study", str(released)]) == 0
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    assert main(["changes", "--study", str(released)]) == 1
    assert "of earlier cohorts without a reason in data/changes.csv" in capsys.readouterr().out


def test_a_reason_from_before_the_release_explains_nothing(released, rewrite, add):
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    add("data/changes.csv", "2033-02-28,*,corrected_data,Something earlier")
    assert not unexplained(since(load_study(released))).empty


def test_a_new_cohort_does_not_hide_corrected_data(made_up, tmp_path, rewrite):
    later = (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    record(load_study(made_up), "1.0", "2033-03-01")
    later.rename(made_up / "data/cohorts/cohort_03")
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    why = since(load_study(made_up)).set_index("id")["why"]
    assert (
        why["cohort_01.years_qualified.mean"] == why["all.years_qualified.mean"] == "corrected data"
    )
    assert why["all.participants.count"] == why["cohort_03.participants.count"] == "new cohort"


def test_a_number_of_the_audit_that_is_new_is_not_a_new_cohort_s(made_up, tmp_path):
    later = (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    path = record(load_study(made_up), "1.0", "2033-03-01")
    former = json.loads(path.read_text(encoding="utf-8"))
    del former["numbers"]["report.claims.reproduced.count"]
    path.write_text(json.dumps(former), encoding="utf-8")
    later.rename(made_up / "data/cohorts/cohort_03")
    why = since(load_study(made_up)).set_index("id")["why"]
    assert why["report.claims.reproduced.count"] == "new number"
    assert why["cohort_03.participants.count"] == "new cohort"


def test_a_table_that_was_not_there_is_new_data(made_up):
    passages = [
        made_up / f"data/cohorts/cohort_02/{name}.csv"
        for name in ("passages", "attributions", "codings", "impacts")
    ]
    held = {path: path.read_bytes() for path in passages}
    for path in passages:
        path.unlink()
    record(load_study(made_up), "1.0", "2033-03-01")
    for path, content in held.items():
        path.write_bytes(content)
    changed = since(load_study(made_up))
    assert "new data" in set(changed[changed["id"].str.startswith("cohort_02.theme.")]["why"])
    assert not unexplained(changed).empty


def test_every_number_of_the_real_study_that_moved_has_a_recorded_reason(real):
    assert unexplained(since(real)).empty


def test_what_a_release_records_is_exactly_what_the_book_publishes(real, built):
    of_the_attack = {name for name in built if name.startswith("disclosure.")}
    assert published(real).keys() == built.keys() - of_the_attack and len(of_the_attack) == 3


@pytest.mark.parametrize(
    "path, old, new, why",
    [
        (
            "data/report/codings.csv",
            "p02,motivations.curiosity,coder_a,supports",
            "p02,motivations.curiosity,coder_a,contradicts",
            "corrected data",
        ),
        (
            "data/cohorts/cohort_01/cohort.yml",
            "approach:",
            "not_asked: [wish]\napproach:",
            "corrected data",
        ),
    ],
)
def test_data_that_a_number_s_rows_do_not_come_from_is_no_changed_method(
    released, rewrite, path, old, new, why
):
    rewrite(path, old, new)
    changed = since(load_study(released))
    assert not changed.empty and set(changed["why"]) - {"no longer published"} == {why}


def test_a_changed_codebook_is_named(released, rewrite):
    text = (released / "data/codebook/themes.csv").read_text(encoding="utf-8")
    (released / "data/codebook/themes.csv").write_text(
        text + "enablers.tea,enablers,enabler,Tea,Tea helped,,,ours,\n", encoding="utf-8"
    )
    changed = since(load_study(released))
    assert set(changed[changed["why"] != "new number"]["why"]) == {"changed codebook"}


@pytest.mark.parametrize("is_spoken_of_before", [False, True])
def test_a_theme_that_a_new_cohort_brings_corrects_no_data(
    made_up, tmp_path, rewrite, add, is_spoken_of_before
):
    later = (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    record(load_study(made_up), "1.0", "2033-03-01")
    later.rename(made_up / "data/cohorts/cohort_03")
    themes = made_up / "data/codebook/themes.csv"
    themes.write_text(
        themes.read_text(encoding="utf-8")
        + "barriers.personal.tea,barriers.personal,barrier,Tea,Tea was cold,,,ours,\n",
        encoding="utf-8",
    )
    rewrite(PEOPLE, "bachelor,2,", "bachelor,3,")
    if is_spoken_of_before:
        add("data/cohorts/cohort_02/codings.csv", "s2_p2,barriers.personal.tea,coder_c,supports")
    why = since(load_study(made_up)).set_index("id")["why"]
    assert (
        why["all.leaf_themes.count"]
        == why["all.coded_by.neither.count"]
        == ("changed codebook" if is_spoken_of_before else "new cohort")
    )
    assert (
        why["cohort_01.years_qualified.mean"] == "corrected data"
        and why["all.participants.count"] == "new cohort"
    )


@pytest.mark.parametrize("version", ["../x", "1/0", "", "one"])
def test_record_takes_only_a_version(released, version):
    with pytest.raises(UnknownName, match="is no version"):
        record(load_study(released), version, "2033-03-02")


def test_a_study_below_a_folder_called_releases_has_digests_too(released, tmp_path):
    below = (released).rename(tmp_path / "releases")
    rewritten = below / PEOPLE
    rewritten.write_text(
        rewritten.read_text(encoding="utf-8").replace("bachelor,2,", "bachelor,3,"),
        encoding="utf-8",
    )
    assert set(since(load_study(below))["why"]) == {"corrected data"}


def test_a_number_that_moves_though_no_data_did_is_a_changed_method(released, monkeypatch):
    (released / "data/datapackage.json").write_text(
        (released / "data/datapackage.json").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    monkeypatch.setattr("cohortbook.findings.demographics._median", lambda values: 99)
    changed = since(load_study(released))
    assert "cohort_01.years_qualified.median" in set(changed["id"]) and set(changed["why"]) == {
        "changed method"
    }


def test_a_number_that_was_renamed_has_not_moved(released, add):
    path = released / "data/releases/1.0.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            '"cohort_02.gender.register.p_value"', '"cohort_02.sex.list.p_value"'
        ),
        encoding="utf-8",
    )
    assert set(since(load_study(released))["id"]) == {
        "cohort_02.gender.register.p_value",
        "cohort_02.sex.list.p_value",
    }
    assert set(withdrawn(load_study(released), published(load_study(released)))) == {
        "cohort_02.sex.list.p_value"
    }
    add("data/former_ids.csv", "cohort_02.sex.list.p_value,cohort_02.gender.register.p_value")
    assert (
        since(load_study(released)).empty
        and withdrawn(load_study(released), published(load_study(released))) == {}
    )


UNTOLD = "data that are not given out, or changed method"


def rewritten(root, name, old, new):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} does not hold {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_record_keeps_no_digest_of_a_file_of_a_strict_cohort(strict_study):
    files = json.loads(
        record(load_study(strict_study), "1.0", "2033-03-01").read_text(encoding="utf-8")
    )["files"]
    assert [name for name in files if "cohort_03" in name] == [
        "data/cohorts/cohort_03/cohort.yml"
    ] and "data/cohorts/cohort_02/participants.csv" in files


def test_since_does_not_say_that_the_method_moved_a_number_of_a_strict_cohort(strict_study):
    record(load_study(strict_study), "1.0", "2033-03-01")
    rewritten(
        strict_study, "private/cohorts/cohort_03/participants.csv", ",4,Some moss", ",15,Some moss"
    )
    moved = since(load_study(strict_study)).set_index("id")
    assert moved.loc["cohort_03.years_qualified.mean", "why"] == UNTOLD and set(moved["scope"]) == {
        "cohort_03"
    }


def test_since_passes_over_a_digest_that_was_recorded_before_a_cohort_was_strict(
    strict_study, monkeypatch
):
    path = record(load_study(strict_study), "1.0", "2033-03-01")
    release = json.loads(path.read_text(encoding="utf-8"))
    release["files"]["data/cohorts/cohort_03/participants.csv"] = "0" * 64
    path.write_text(json.dumps(release), encoding="utf-8")
    monkeypatch.setattr("cohortbook.findings.demographics._median", lambda values: 99)
    why = since(load_study(strict_study)).set_index("id")["why"]
    assert why["cohort_01.years_qualified.median"] == "changed method"


def test_since_a_second_strict_cohort_joined_it_alone_moved_what_moved(two_strict, tmp_path):
    later = (two_strict / "data/cohorts/cohort_04").rename(tmp_path / "later")
    rows = (two_strict / "private/cohorts/cohort_04").rename(tmp_path / "rows")
    record(load_study(two_strict), "1.0", "2033-03-01")
    later.rename(two_strict / "data/cohorts/cohort_04")
    rows.rename(two_strict / "private/cohorts/cohort_04")
    changed = since(load_study(two_strict))
    assert set(changed["why"]) == {"new cohort"} and set(changed["scope"]) == {
        "cohort_04",
        "together",
        "programme",
    }
