"""The generator of made-up studies: valid, as large as asked for, and the same each time."""

import pytest
from made_up import write_study

from cohortbook import load_study


def bytes_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_made_up_study_is_valid_and_as_large_as_asked_for(tmp_path):
    study = load_study(write_study(tmp_path / "study", cohorts=12, people=20, codings=1000))
    assert list(study.cohorts) == [f"cohort_{number:02}" for number in range(1, 13)]
    assert {len(study.rows("participants", handle)) for handle in list(study.cohorts)[2:]} == {20}
    generated = study.tables["codings"]["source_row"].str.contains(r"cohort_(?:0[3-9]|1\d)/")
    assert generated.sum() == 1000
    assert set(study.rows("codings", "cohort_07")["stance"]) == {
        "supports",
        "qualifies",
        "contradicts",
    }
    assert {cohort["disclosure"] for cohort in study.cohorts.values()} == {"synthetic"}


def test_the_same_study_has_the_same_bytes(tmp_path):
    first, second = (bytes_of(write_study(tmp_path / name, cohorts=4)) for name in ("a", "b"))
    assert first == second and len(first) > 50
    assert bytes_of(write_study(tmp_path / "c", cohorts=4, people=13)) != first


def test_one_cohort_is_too_few(tmp_path):
    with pytest.raises(ValueError, match="the made-up report covers 2 cohorts"):
        write_study(tmp_path / "study", cohorts=1)
    assert not (tmp_path / "study").exists()


def test_a_study_of_more_than_ninety_nine_cohorts_is_valid(tmp_path):
    study = load_study(write_study(tmp_path / "study", cohorts=100, people=2, codings=300))
    assert list(study.cohorts)[:2] == ["cohort_001", "cohort_002"] and "cohort_100" in set(
        study.tables["passages"]["about_cohort"]
    )
