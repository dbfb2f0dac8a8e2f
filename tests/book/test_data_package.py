"""What is given out: every file, and nothing that joins attributes to words."""

import pandas as pd

from cohortbook.book.data_package import write_package
from cohortbook.findings.themes import agreed_codings, coded_passages


def test_everything_given_out_is_there(study, tmp_path):
    write_package(study, tmp_path / "data")
    for name in (
        "tables.xlsx",
        "codebook.qdc",
        "codebook_taguette.csv",
        "coded_passages.csv",
        "datapackage.json",
        "cohorts/cohort_01/participants.csv",
    ):
        assert (tmp_path / "data" / name).stat().st_size


def test_coded_passages_are_one_row_for_each_passage_and_theme(badgers):
    coded = coded_passages(badgers)
    assert not coded.duplicated(["passage_id", "theme_id"]).any() and len(coded) == len(
        agreed_codings(badgers)
    )
    labels = badgers.tables["themes"].set_index("theme_id")["label"]
    row = coded[coded["theme_id"] == "enablers.programme.coaching"].iloc[0]
    assert row["theme"] == " > ".join(
        labels[theme] for theme in ("enablers", "enablers.programme", "enablers.programme.coaching")
    )
    people = (
        badgers.tables["attributions"]
        .dropna(subset=["case_id"])
        .groupby("passage_id")["case_id"]
        .nunique()
    )
    assert row["people"] == people.get(row["passage_id"], 0)


def test_coded_passages_name_nobody_and_nobody_s_attributes(real):
    coded = coded_passages(real)
    attributes = {*real.dictionary.tables["participants"].column_names, "case_id", "manager_id"}
    assert not attributes & set(coded.columns)
    people = set(real.tables["participants"]["participant_id"]) | set(
        real.tables["managers"]["manager_id"]
    )
    texts = pd.concat([coded[column] for column in coded.columns if column != "summary"]).astype(
        "string"
    )
    assert not texts.isin(people).any()


def test_nothing_that_only_lies_in_data_is_given_out(study, tmp_path):
    for name in (
        "Someone interview.docx",
        "report/quotes.csv",
        "cohorts/cohort_01/~$participants.csv",
    ):
        (study.root / "data" / name).write_text("private", encoding="utf-8")
    write_package(study, tmp_path / "data")
    assert not [
        path.name
        for path in (tmp_path / "data").rglob("*")
        if path.is_file() and path.read_bytes() == b"private"
    ]
