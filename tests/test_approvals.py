"""The output check: a pack that says what was counted, what is shown and what is left, and signatures that hold for it alone."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import StringIO

import pandas as pd
import pytest

from cohortbook.approvals import SHEET, digest_of, numbers, pack, refuse_unsigned, signatures, signed_line, write_pack
from cohortbook.changes import record
from cohortbook.cli import main
from cohortbook.problems import StudyError, UnknownName
from cohortbook.study import load_study

THREE = "cohort_03"


@pytest.fixture(scope="module")
def tables(guarded):
    """The pack of a study with a strict cohort."""
    return pack(guarded)


def signed(study, *rows):
    """The study with signatures: pack_digest, approver, approved_on, decision."""
    frame = pd.DataFrame(rows, columns=["pack_digest", "approver", "approved_on", "decision"]).assign(note=None, source_row="data/approvals.csv:2")
    made = replace(study, tables={**study.tables, "approvals": frame})
    made.computed.update(study.computed)  # a signature changes no number
    return made


def test_numbers_say_what_was_counted_shown_and_left(guarded, tables):
    table = pd.read_csv(StringIO(tables["numbers.csv"])).set_index("id")
    row = table.loc[f"{THREE}.gender.male.count"]
    assert (row["published"], row["outcome"]) == ("[c]", "hidden")
    assert row["smallest"] <= row["counted"] == (guarded.rows("participants", THREE)["gender"] == "male").sum() <= row["largest"]
    assert table.loc["cohort_01.gender.female.count", "outcome"].startswith("nobody of a strict cohort")
    assert set(table[table["published"] == "[c]"]["outcome"]) == {"hidden"}


def test_pack_is_the_same_whenever_it_is_made_and_differs_when_it_says_something_else(guarded, tables):
    assert digest_of(tables) == digest_of(dict(reversed(tables.items())))
    assert digest_of({**tables, "changes.csv": tables["changes.csv"] + "x"}) != digest_of(tables)
    assert numbers(guarded).to_csv(index=False, lineterminator="\n") == tables["numbers.csv"]


def test_pack_holds_the_digest_of_every_file_of_a_strict_cohort_and_of_no_other(guarded, tables):
    """So that no hidden number can be found by trying which gives the pack's digest."""
    files = pd.read_csv(StringIO(tables["files.csv"])).set_index("file")["sha256"]
    assert {name.rpartition("/")[0] for name in files.index} == {f"data/cohorts/{THREE}"}
    assert files[f"data/cohorts/{THREE}/participants.csv"] == sha256((guarded.root / f"data/cohorts/{THREE}/participants.csv").read_bytes()).hexdigest()
    assert digest_of({name: text for name, text in tables.items() if name != "files.csv"}) != digest_of(tables)


def test_pack_is_written_with_a_sheet_and_the_numbers_behind_exhibits(guarded, tables, tmp_path):
    digest = write_pack(guarded, tmp_path / "pack", [{"page": THREE, "cell": "gender", "id": f"{THREE}.gender.male.count", "text": "[c]"}])
    assert digest == digest_of(tables)
    assert digest in (tmp_path / "pack" / SHEET).read_text(encoding="utf-8")
    assert (tmp_path / "pack" / "exhibits.csv").read_text(encoding="utf-8") == f"page,cell,id,published\n{THREE},gender,{THREE}.gender.male.count,[c]\n"


@pytest.mark.parametrize("place", ["notes.txt", "notes.txt/pack"])
def test_pack_is_not_written_where_a_file_stands(badgers, tmp_path, place):
    (tmp_path / "notes.txt").write_text("moss", encoding="utf-8")
    with pytest.raises(UnknownName, match="cannot be a folder, because a file stands in its place"):
        write_pack(badgers, tmp_path / place, [])


@pytest.mark.parametrize("place", ["data/check", "_build", "."])
def test_pack_is_not_written_where_others_see_it(guarded, place):
    with pytest.raises(UnknownName, match="a place whose files others see"):
        write_pack(guarded, guarded.root / place, [])


def test_release_of_a_strict_cohort_needs_two_people(guarded, tables):
    digest = digest_of(tables)
    rows = [(digest, "Badger A", "2035-01-01", "approved"), (digest, "Badger A", "2035-01-02", "approved")]
    with pytest.raises(StudyError, match=f"holds 1 of 2 signatures for what would be released .digest {digest[:12]}"):
        refuse_unsigned(signed(guarded, *rows))
    refuse_unsigned(signed(guarded, *rows, (digest, "Badger B", "2035-01-02", "approved")))


def test_signature_for_another_pack_or_taken_back_does_not_count(guarded):
    study = signed(guarded, ("0" * 64, "Badger A", "2035-01-01", "approved"), ("1" * 64, "Badger B", "2035-01-01", "approved"), ("1" * 64, "Badger B", "2035-01-02", "changes_wanted"))
    assert signatures(study, "0" * 64) == ["Badger A"]
    assert signatures(study, "1" * 64) == []


def test_study_without_strict_cohort_needs_no_signature(badgers):
    refuse_unsigned(badgers)
    assert signed_line(badgers) == "Nobody has signed an output check of this book yet. It holds no strict cohort, so none is asked for."


def test_signed_line_says_who_and_whether_for_this(guarded, tables):
    assert signed_line(guarded) == "Nobody has signed an output check of this book yet."
    assert "nobody has signed it again" in signed_line(signed(guarded, ("0" * 64, "Badger A", "2035-01-01", "approved")))
    assert signed_line(signed(guarded, (digest_of(tables), "Badger A", "2035-01-01", "approved"))) == "The output check of what this book publishes was approved by Badger A."


def test_disclosure_command_says_what_is_hidden_and_a_release_is_refused_unsigned(strict_study, capsys):
    assert main(["disclosure", "--study", str(strict_study), "--pack", str(strict_study / "private" / "check")]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f"{THREE}  ") and "counts hidden; narrowest interval left: 0 to " in printed[0]
    assert printed[1] == "1 strict cohort of 3. Nobody has signed an output check of this book yet."
    digest = printed[2].split(": ")[-1]
    assert main(["changes", "--record", "1.0", "--study", str(strict_study)]) == 1
    assert f"data/approvals.csv: holds 0 of 2 signatures for what would be released (digest {digest[:12]}…)" in capsys.readouterr().err
    with (strict_study / "data" / "approvals.csv").open("a", encoding="utf-8") as file:
        file.write(f"{digest},Badger A,2035-01-01,approved,\n{digest},Badger B,2035-01-01,approved,\n")
    main(["changes", "--record", "1.0", "--study", str(strict_study)])
    assert "signatures" not in capsys.readouterr().err  # it asks for the book now
    assert "[c]" in record(load_study(strict_study), "1.0", "2035-01-02").read_text(encoding="utf-8")
