"""The output check: a pack that says what was counted and what is printed, and signatures that hold
for exactly that.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from protected import agree, rows_of, to_agreed

from cohortbook.cli import main
from cohortbook.publication.changes import record
from cohortbook.publication.disclosure_control import numbers
from cohortbook.publication.loading import load_study
from cohortbook.publication.modes import TABLES
from cohortbook.publication.output_check import (
    SALT,
    SHEET,
    _salts,
    digest_of,
    pack,
    protected_line,
    publish,
    refuse_unsigned,
    remove_pack,
    signatures,
    signed_line,
    unsigned,
    write_pack,
)
from cohortbook.study.finding import Findings
from cohortbook.study.problems import StudyError, UnknownName
from cohortbook.study.published import write_edition, write_publication
from cohortbook.study.study import Study
from cohortbook.study.withheld import RANGE

THREE = "cohort_03"


def signed(study: Study, *rows: tuple[str, str, str, str]) -> Study:
    """The study with signatures: pack_digest, approver, approved_on, decision."""
    frame = pd.DataFrame(
        rows, columns=["pack_digest", "approver", "approved_on", "decision"]
    ).assign(note=None, source_row="data/approvals.csv:2")
    return replace(study, tables={**study.tables, "approvals": frame})


def test_the_pack_holds_what_was_counted_beside_what_is_printed(guarded: Study) -> None:
    table = pd.read_csv(
        StringIO(pack(guarded)[f"{THREE}_numbers.csv"]), dtype=str, keep_default_na=False
    ).set_index("id")
    counted = {row.id: row.value for row in numbers(guarded.with_rows, THREE)}
    assert set(table.index) == set(counted) and set(table["outcome"]) == {
        "printed",
        "range",
        "hidden",
    }
    gender = table.loc[f"{THREE}.gender.male.count"]
    assert (
        gender["counted"] == str(counted[f"{THREE}.gender.male.count"])
        and gender["published"] == "1 to 4"
        and gender["outcome"] == "range"
    )


def test_the_pack_is_written_with_statements_decisions_changes_and_a_sheet(
    guarded: Study, tmp_path: Path
) -> None:
    digest = write_pack(guarded, tmp_path / "new" / "pack")
    assert {path.name for path in (tmp_path / "new" / "pack").iterdir()} == {
        f"{THREE}_numbers.csv",
        f"{THREE}_statements.csv",
        "themes.csv",
        "decisions.csv",
        "changes.csv",
        SHEET,
    }
    assert digest == digest_of(guarded) and digest in (tmp_path / "new" / "pack" / SHEET).read_text(
        encoding="utf-8"
    )


def test_each_table_of_the_pack_begins_with_its_own_columns(guarded: Study) -> None:
    assert {name: text.partition("\n")[0] for name, text in pack(guarded).items()} == {
        f"{THREE}_numbers.csv": "id,counted,published,base,outcome",
        f"{THREE}_statements.csv": "theme_id,group,stance,summary",
        "themes.csv": "theme_id,label,definition,include,exclude",
        "decisions.csv": "kind,name,treatment,purpose,audience,decided_by,decided_on",
        "changes.csv": "edition,id,scope,before,now,why,reason",
    }


def test_the_pack_compares_with_every_edition_that_is_out_and_not_only_with_the_last(
    strict_study: Path,
) -> None:
    study = load_study(strict_study)
    held, name = study.published[THREE], f"{THREE}.interviewed.count"
    first = replace(
        held,
        results=Findings(
            own._replace(value=own.value - 1) if own.id == name else own for own in held.results
        ),
    )
    for edition in (first, held):
        write_edition(strict_study, edition)
    record(study, "1.0", "2035-01-01")
    former = strict_study / "data" / "releases" / "1.0.json"
    former.write_text(
        former.read_text(encoding="utf-8").replace(f'"{name}": "11 people', f'"{name}": "9 people'),
        encoding="utf-8",
    )
    record(study, "1.1", "2035-02-01")
    table = pd.read_csv(StringIO(pack(study)["changes.csv"]), keep_default_na=False)
    assert table[["edition", "id", "before", "now"]].to_numpy().tolist() == [
        ["release 1.0", name, "9 people, based on 13", "11 people, based on 13"],
        [f"{THREE}, edition 1", name, "10 people, based on 13", "11 people, based on 13"],
    ]


def test_a_pack_in_private_is_passed_over_by_git_and_may_be_written_again(
    strict_study: Path,
) -> None:
    study, ignored = load_study(strict_study), strict_study / "private" / ".gitignore"
    folder = strict_study / "private" / "checks" / "first"
    assert write_pack(study, folder) == write_pack(study, folder)
    assert ignored.read_text(encoding="utf-8") == "*\n"


def test_sheet_says_how_to_sign(guarded: Study, tmp_path: Path) -> None:
    digest = write_pack(guarded, tmp_path / "pack")
    sheet = (tmp_path / "pack" / SHEET).read_text(encoding="utf-8")
    row = next(line.split(",") for line in sheet.splitlines() if line.startswith(f"    {digest},"))
    columns = guarded.dictionary.tables["approvals"].columns
    assert len(row) == len(columns) and all(
        f"| `{column.name}` | {column.description} |" in sheet for column in columns
    )
    for words in (
        f"Cohorts with protected people: {guarded.title(THREE)}. Keep",
        "`data/approvals.csv`",
        "approved, or changes_wanted",
        "The public book names the people who approved",
        "2 different people",
        "whose `outcome` is hidden or range",
        "cohortbook disclosure --publish",
    ):
        assert words in sheet, words


def test_example_row_of_the_sheet_is_a_signature(strict_study: Path) -> None:
    study = load_study(strict_study)
    digest = write_pack(study, strict_study / "private" / "check")
    sheet = (strict_study / "private" / "check" / SHEET).read_text(encoding="utf-8")
    with (strict_study / "data" / "approvals.csv").open("a", encoding="utf-8") as file:
        file.write(
            next(line.strip() for line in sheet.splitlines() if line.startswith(f"    {digest},"))
            + "\n"
        )
    assert len(signatures(load_study(strict_study))) == 1


def test_earlier_pack_does_not_stay_where_a_new_one_cannot_be_written(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    folder = strict_study / "private" / "check"
    command = ["disclosure", "--study", str(strict_study), "--pack", str(folder)]
    assert main(command) == 0
    (folder / "my notes.txt").write_text("moss", encoding="utf-8")
    rows = strict_study / "private" / "cohorts" / THREE / "interviews.csv"
    rows.write_text(
        rows.read_text(encoding="utf-8").replace("individual", "alone"), encoding="utf-8"
    )
    assert main(command) == 1
    assert [path.name for path in folder.iterdir()] == ["my notes.txt"]


def test_no_pack_is_written_where_none_is_needed(
    badgers: Study, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["disclosure", "--study", str(badgers.root), "--pack", str(tmp_path / "pack")]) == 0
    said = capsys.readouterr().out
    assert said.endswith("No cohort has protected people, so no output check is needed.\n")
    assert SHEET not in said and not (tmp_path / "pack").exists()


def test_files_of_a_folder_that_holds_no_pack_stay(tmp_path: Path) -> None:
    (tmp_path / "changes.csv").write_text("moss", encoding="utf-8")
    remove_pack(tmp_path)
    assert (tmp_path / "changes.csv").exists()


def test_the_digest_is_of_what_is_printed_and_decided_and_of_nothing_hidden(guarded: Study) -> None:
    held = guarded.published[THREE]
    other = replace(guarded, published={THREE: replace(held, files=())})
    assert digest_of(other) == digest_of(guarded)
    assert digest_of(
        replace(guarded, published={THREE: replace(held, statements=held.statements[1:])})
    ) != digest_of(guarded)
    thresholds = tuple(guarded.policy.sections["exhibits"][1:])
    assert digest_of(
        replace(
            guarded,
            policy=replace(
                guarded.policy, sections={**guarded.policy.sections, "exhibits": thresholds}
            ),
        )
    ) != digest_of(guarded)


def test_words_of_themes_that_no_public_cohort_spoke_of_are_read_and_signed(
    guarded: Study,
) -> None:
    def with_theme(definition: str) -> Study:
        words = ("enablers.lift", "Lift", definition, "A badger in a lift")
        themes = guarded.tables["themes"]
        row = dict(zip(("theme_id", "label", "definition", "include"), words, strict=True))
        themes = pd.concat([themes, pd.DataFrame([row])], ignore_index=True)
        return replace(guarded, tables={**guarded.tables, "themes": themes})

    assert len(pack(guarded)["themes.csv"].splitlines()) == 1, "the public cohorts spoke of all"
    study = with_theme("A lift helped.")
    assert pack(study)["themes.csv"].splitlines()[1].startswith("enablers.lift,Lift,A lift helped.")
    assert digest_of(guarded) != digest_of(study) != digest_of(with_theme("One fell into a lift."))


def test_a_signature_for_a_strict_cohort_does_not_count_for_an_agreed_one(
    strict_study: Path,
) -> None:
    """Where everybody refused everything the same numbers and statements are published in both
    modes.
    """
    strict = load_study(strict_study)
    to_agreed(strict_study)
    people = [
        row[column]
        for table, column in (("participants", "participant_id"), ("managers", "manager_id"))
        for row in rows_of(strict_study, table)
    ]
    agree(strict_study, THREE, *[(person, table.name) for person in people for table in TABLES])
    agreed = load_study(strict_study)
    published = [
        replace(strict.published[THREE], statements=()),
        replace(agreed.published[THREE], statements=()),
    ]
    assert published[0] == published[1]
    assert digest_of(replace(strict, published={THREE: published[0]})) != digest_of(
        replace(agreed, published={THREE: published[1]})
    )


@pytest.mark.parametrize("place", ["notes.txt", "notes.txt/pack"])
def test_pack_is_not_written_where_a_file_is(badgers: Study, tmp_path: Path, place: str) -> None:
    (tmp_path / "notes.txt").write_text("moss", encoding="utf-8")
    with pytest.raises(UnknownName, match="cannot be a folder, because a file is in its place"):
        write_pack(badgers, tmp_path / place)


@pytest.mark.parametrize("place", ["data/check", "_build", "."])
def test_pack_is_not_written_where_others_see_it(guarded: Study, place: str) -> None:
    with pytest.raises(UnknownName, match="a place whose files others see"):
        write_pack(guarded, guarded.root / place)


def test_publishing_a_strict_cohort_needs_two_people(guarded: Study) -> None:
    digest = digest_of(guarded)
    rows = [
        (digest, "Badger A", "2035-01-01", "approved"),
        (digest, "Badger A", "2035-01-02", "approved"),
    ]
    with pytest.raises(
        StudyError,
        match=f"holds 1 of 2 signatures for what would be published .digest {digest[:12]}",
    ):
        refuse_unsigned(signed(guarded, *rows))
    refuse_unsigned(signed(guarded, *rows, (digest, "Badger B", "2035-01-02", "approved")))


def test_a_signature_for_something_else_or_taken_back_does_not_count(guarded: Study) -> None:
    digest = digest_of(guarded)
    taken_back = [
        (digest, "Badger B", "2035-01-01", "approved"),
        (digest, "Badger B", "2035-01-02", "changes_wanted"),
    ]
    assert (
        signatures(signed(guarded, ("0" * 64, "Badger A", "2035-01-01", "approved"), *taken_back))
        == []
    )
    with pytest.raises(StudyError, match="holds a wish for changes by Badger B"):
        publish(signed(guarded, *taken_back))


def test_a_wish_for_changes_is_not_outvoted(guarded: Study) -> None:
    digest = digest_of(guarded)
    rows = [
        (digest, "Badger A", "2035-01-01", "approved"),
        (digest, "Badger B", "2035-01-01", "changes_wanted"),
        (digest, "Badger C", "2035-01-01", "approved"),
    ]
    assert unsigned(signed(guarded, *rows)) == [THREE]
    with pytest.raises(StudyError, match="which other signatures do not outvote"):
        refuse_unsigned(signed(guarded, *rows))
    refuse_unsigned(signed(guarded, *rows, (digest, "Badger B", "2035-01-02", "approved")))


def test_a_study_without_protected_people_needs_no_signature(badgers: Study) -> None:
    refuse_unsigned(badgers)
    assert signed_line(badgers) == "No cohort has protected people, so no output check is needed."


def test_the_signed_line_says_who_and_whether_for_this(guarded: Study) -> None:
    assert signed_line(guarded) == "No output check of this book has been signed yet."
    assert "has not been signed again yet" in signed_line(
        signed(guarded, ("0" * 64, "Badger A", "2035-01-01", "approved"))
    )
    first, second = (
        (digest_of(guarded), name, "2035-01-01", "approved") for name in ("Badger A", "Badger B")
    )
    approved = "The output check of what this book publishes was approved by Badger A"
    assert signed_line(signed(guarded, first)) == f"{approved}. 1 of 2 signatures are there."
    assert signed_line(signed(guarded, first, second)) == f"{approved} and by Badger B."
    refused = (digest_of(guarded), "Badger B", "2035-01-02", "changes_wanted")
    assert signed_line(signed(guarded, first, refused)) == (
        "Badger B asked for changes to what this book publishes; it is not approved."
    )


def test_the_disclosure_command_says_how_much_is_printed_and_a_release_is_refused_unsigned(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    assert (
        main(
            [
                "disclosure",
                "--study",
                str(strict_study),
                "--pack",
                str(strict_study / "private" / "check"),
            ]
        )
        == 0
    )
    printed = capsys.readouterr().out.splitlines()
    assert (
        printed[0].startswith(f"{THREE}  strict: ")
        and "counts printed" in printed[0]
        and f"private/cohorts/{THREE}" in printed[0]
    )
    assert (
        printed[-1]
        == "1 of 3 cohorts have protected people. No output check of this book has been signed yet."
    )
    digest = digest_of(load_study(strict_study))
    assert printed[1].endswith(digest)
    assert main(["changes", "--record", "1.0", "--study", str(strict_study)]) == 1
    assert (
        "data/approvals.csv: holds 0 of 2 signatures for what would be published (digest"
        f" {digest[:12]}…)" in capsys.readouterr().err
    )


def test_the_line_of_a_cohort_says_how_many_counts_are_printed_as_a_range_and_hidden(
    guarded: Study,
) -> None:
    values = [
        str(row.value) for row in guarded.published[THREE].results if row.statistic == "count"
    ]
    hidden, ranges = values.count("[c]"), sum(map(bool, map(RANGE.fullmatch, values)))
    shown = (
        f"{THREE}  strict: {len(values) - hidden - ranges} of {len(values)} counts printed,"
        f" {ranges + hidden} not ({ranges} as a range, {hidden} hidden); "
    )
    assert min(hidden, ranges) > 0 and protected_line(guarded, THREE).startswith(shown)


def test_the_line_of_a_cohort_says_whether_what_is_published_is_what_its_rows_give(
    strict_study: Path,
) -> None:
    study = load_study(strict_study)
    held = study.published[THREE]
    assert "nothing is signed and in" in protected_line(study, THREE)
    write_publication(strict_study / "data", held)
    assert f"It is published from data/published/{THREE}." in protected_line(study, THREE)
    write_publication(strict_study / "data", replace(held, statements=held.statements[1:]))
    assert "which is not what its rows give now" in protected_line(study, THREE)


def test_the_line_of_a_cohort_of_which_nothing_is_coded_says_so(strict_study: Path) -> None:
    for name in ("codings", "settlements"):
        path = strict_study / "private" / "cohorts" / THREE / f"{name}.csv"
        if path.exists():
            path.write_text(
                path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8"
            )
    said = protected_line(load_study(strict_study), THREE)
    assert said.startswith(f"{THREE}  strict: nothing is coded yet. Its rows are in private/")


def test_the_line_of_a_cohort_without_its_rows_counts_what_is_published(strict_study: Path) -> None:
    write_publication(strict_study / "data", load_study(strict_study).published[THREE])
    shutil.rmtree(strict_study / "private")
    said = protected_line(load_study(strict_study), THREE)
    assert "counts printed" in said and said.endswith(f"published from data/published/{THREE}")


def test_rows_that_git_may_take_are_named(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    for path in (strict_study / "private" / "cohorts" / THREE).glob("*.csv"):
        path.rename(strict_study / "data" / "cohorts" / THREE / path.name)
    (strict_study / "private" / "cohorts" / THREE).rmdir()
    assert main(["disclosure", "--study", str(strict_study)]) == 0
    assert (
        f"Its rows are in data/cohorts/{THREE}, where git may take them" in capsys.readouterr().out
    )


def test_a_digest_has_a_salt_that_only_what_is_published_shows(
    strict_study: Path, tmp_path: Path
) -> None:
    """The digest of a draft could be guessed otherwise, and with it what was corrected since."""
    study = load_study(strict_study)
    without = digest_of(study)
    draft = write_pack(study, tmp_path / "draft")
    assert draft != without and draft == write_pack(study, tmp_path / "draft")
    with (strict_study / "data" / "approvals.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{draft},{name},2035-01-01,approved,\n" for name in ("Moss", "Fern"))
    publish(load_study(strict_study))
    salt = (strict_study / SALT).read_text(encoding="utf-8").strip()
    clone = shutil.copytree(
        strict_study, tmp_path / "clone", ignore=shutil.ignore_patterns("private")
    )
    assert signatures(load_study(clone)) == ["Moss", "Fern"]
    (clone / SALT).write_text(salt[::-1], encoding="utf-8")
    assert signatures(load_study(clone)) == []


def test_two_texts_have_two_salts(strict_study: Path, tmp_path: Path) -> None:
    study = load_study(strict_study)
    write_pack(study, tmp_path / "pack")
    other = replace(study, published={THREE: replace(study.published[THREE], statements=())})
    assert {*_salts(study).values()}.isdisjoint(_salts(other).values())
