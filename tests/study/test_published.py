"""What is published of a protected cohort, kept as tables: signed, written, read, and enough to
make the same book from.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from cohortbook.book.building import build
from cohortbook.cli import main
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication.changes import record
from cohortbook.publication.loading import load_study
from cohortbook.publication.output_check import digest_of
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.published import (
    RESULTS,
    STATEMENTS,
    Publication,
    as_texts,
    call_name,
    editions,
    folder_of,
    from_texts,
    table_of,
    themes_apart,
    themes_gone,
    write_edition,
)
from cohortbook.study.study import read_study
from cohortbook.study.withheld import HIDDEN, Withheld

THREE = "cohort_03"


def row(value: object, n: int | None = 11) -> Finding:
    return Finding(
        THREE,
        "gender",
        "female",
        "count",
        value,
        n,
        "people",
        (),
        'Wom"en, and a line\nmore',
        "cohortbook.findings.demographics.gender",
        "demographics.gender()",
    )


@pytest.mark.parametrize(
    "value",
    [7, 0, -3, Fraction(22, 7), 2.5, None, "none", HIDDEN, Withheld("1 to 4"), Withheld("9 to 12")],
)
def test_each_kind_of_value_is_read_as_it_was_written(value: object) -> None:
    held = Publication(
        THREE,
        Findings([row(value)]),
        ({"theme_id": "a.b", "group": "", "stance": "supports", "summary": "Says, “yes”"},),
    )
    read = from_texts(THREE, as_texts(held))
    assert read == held and type(read.results.value) is type(value)


@pytest.mark.parametrize("value", ["2031", "2031/2032", "2031-04", "2031-04-01/2032-03-31"])
def test_years_and_spans_are_read_as_text(value: str) -> None:
    held = Publication(THREE, Findings([row(value)._replace(unit="month")]), ())
    assert from_texts(THREE, as_texts(held)).results.value == value


@pytest.mark.parametrize("text", ["4 or fewer", "all but 4 or fewer"])
def test_a_range_that_does_not_name_its_ends_is_refused(text: str) -> None:
    texts = as_texts(Publication(THREE, Findings([row(Withheld(text))]), ()))
    with pytest.raises(ValueError, match=f"{text!r} is a range as an earlier version wrote it"):
        from_texts(THREE, texts)


def test_the_rows_of_a_finding_are_found_by_its_call() -> None:
    of_managers = row(4)._replace(call="demographics.gender(manager)")
    held = Publication(THREE, Findings([row(7), of_managers]), ())
    assert held.findings(call_name("cohortbook.demographics.gender", ())) == (row(7),)
    assert held.findings(call_name("cohortbook.demographics.gender", ("manager",))) == (
        of_managers,
    )
    assert held.findings(call_name("cohortbook.demographics.role", ())) == ()


def test_an_edition_that_another_replaces_is_kept_once_and_in_order(tmp_path: Path) -> None:
    made = [Publication(THREE, Findings([row(value)]), (), ()) for value in (5, 6, 7)]
    for edition in (made[0], made[0], made[1], made[2], made[2]):
        write_edition(tmp_path, edition)
    assert [held.results.value for held in editions(tmp_path, THREE)] == [5, 6, 7]
    kept = tmp_path / folder_of(THREE) / "earlier"
    assert sorted(path.name for path in kept.iterdir()) == ["01", "02"]


def test_only_what_a_cohort_publishes_counts_as_agreed() -> None:
    award = row(7)._replace(call="demographics.qualifying_award()")
    assert Publication(THREE, Findings([row(7)]), ()).agreed == set()
    assert Publication(THREE, Findings([row(7), award]), ()).agreed == {"took_part"}


def test_the_first_themes_that_only_the_table_or_the_codebook_has_are_named() -> None:
    theme = row(7)._replace(measure="theme", category="hopes.moss.people")
    held = Publication(THREE, Findings([row(7), theme]), (), ("data/published/results.csv",))
    assert held == replace(held, files=())
    assert themes_apart(held, ["hopes.moss"]) == []
    assert themes_apart(replace(held, results=Findings([row(7)])), ["hopes.moss"]) == []
    (problem,) = themes_apart(held, [f"hopes.{letter}" for letter in "zabcde"])
    assert "(hopes.a, hopes.b, hopes.c, hopes.d, hopes.e)" in problem.message


def test_a_theme_that_is_published_and_gone_from_the_codebook_is_named_unless_renamed() -> None:
    theme = row(7)._replace(measure="theme", category="hopes.moss.people")
    held = Publication(THREE, Findings([row(7), theme]), ())
    assert themes_gone(held, ["hopes.moss", "hopes.fern"], ()) == []
    assert themes_gone(held, ["hopes.fern"], {theme.id}) == []
    (problem,) = themes_gone(held, ["hopes.fern"], ())
    assert problem.message.startswith("lacks hopes.moss, which data/published/cohort_03/")


def test_an_empty_file_is_no_table() -> None:
    with pytest.raises(ValueError, match="its columns are not call, id"):
        from_texts(THREE, {RESULTS: "", STATEMENTS: ""})


@pytest.mark.parametrize(
    ("measure", "category", "table"),
    [
        ("gender", "female", "gender"),
        ("theme", "hopes.moss.people", "theme.hopes"),
        ("social_worker", "yes", "social_worker"),
        ("other_profession", "yes", "social_worker"),
        ("not_interviewed", "", "interviewed"),
    ],
)
def test_numbers_that_follow_from_each_other_are_one_table(
    measure: str, category: str, table: str
) -> None:
    assert table_of(row(7)._replace(measure=measure, category=category)) == table


def sign(root: Path, *approvers: str) -> None:
    digest = digest_of(load_study(root))
    with (root / "data" / "approvals.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{digest},{name},2035-01-01,approved,\n" for name in approvers)


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_is_published_that_two_people_have_not_signed(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    sign(strict_study, "Badger A")
    assert main(["disclosure", "--publish", "--study", str(strict_study)]) == 1
    assert "holds 1 of 2 signatures" in capsys.readouterr().err
    assert main(["disclosure", "--signed", "--study", str(strict_study)]) == 1
    assert not (strict_study / folder_of(THREE)).exists()
    sign(strict_study, "Badger B")
    assert main(["disclosure", "--publish", "--signed", "--study", str(strict_study)]) == 0
    assert {path.name for path in (strict_study / folder_of(THREE)).iterdir()} == {
        RESULTS,
        STATEMENTS,
    }


def test_signatures_stay_when_a_release_is_recorded_and_go_when_a_number_changes(
    strict_study: Path,
) -> None:
    before = digest_of(load_study(strict_study))
    record(load_study(strict_study), "1.0", "2035-01-02")
    assert digest_of(load_study(strict_study)) == before
    people = strict_study / "private" / "cohorts" / THREE / "participants.csv"
    people.write_text(
        people.read_text(encoding="utf-8").replace(",adult,", ",children,", 1), encoding="utf-8"
    )
    assert digest_of(load_study(strict_study)) != before


def test_a_clone_without_the_rows_makes_the_same_book_byte_for_byte(
    strict_study: Path, tmp_path: Path
) -> None:
    sign(strict_study, "Badger A", "Badger B")
    assert main(["disclosure", "--publish", "--study", str(strict_study)]) == 0
    clone = shutil.copytree(
        strict_study, tmp_path / "clone", ignore=shutil.ignore_patterns("private")
    )
    for root in (strict_study, clone):
        build(root, say=lambda line: None)
    assert not (clone / "private").exists() and load_study(clone).published[THREE].results
    assert tree(clone / "_build" / "html") == tree(strict_study / "_build" / "html")
    assert main(["disclosure", "--signed", "--study", str(clone)]) == 0


def test_a_clone_without_the_settlements_of_a_strict_cohort_has_the_same_results(
    two_coders: Path, tmp_path: Path
) -> None:
    sign(two_coders, "Badger A", "Badger B")
    assert main(["disclosure", "--publish", "--study", str(two_coders)]) == 0
    clone = shutil.copytree(
        two_coders, tmp_path / "clone", ignore=shutil.ignore_patterns("private")
    )
    here, there = load_study(two_coders), load_study(clone)
    assert there.published == here.published and there.published[THREE].results
    assert every_finding(there) == every_finding(here)
    for name, frame in here.tables.items():
        pd.testing.assert_frame_equal(
            there.tables[name].reset_index(drop=True), frame.reset_index(drop=True)
        )


def test_a_cohort_with_neither_rows_nor_published_results_is_named(strict_study: Path) -> None:
    shutil.rmtree(strict_study / "private")
    problems = [str(problem) for problem in read_study(strict_study)[1]]
    assert (
        len(problems) == 1
        and problems[0].startswith(f"data/cohorts/{THREE}/cohort.yml: ")
        and f"private/cohorts/{THREE}" in problems[0]
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (RESULTS, "id,value\n", "its columns are not"),
        (STATEMENTS, "\xff", "cannot be read"),
        (STATEMENTS, "theme\n", "its columns are not"),
    ],
)
def test_damaged_published_tables_are_named(
    strict_study: Path, name: str, content: str, said: str
) -> None:
    sign(strict_study, "Badger A", "Badger B")
    assert main(["disclosure", "--publish", "--study", str(strict_study)]) == 0
    shutil.rmtree(strict_study / "private")
    (strict_study / folder_of(THREE) / name).write_bytes(content.encode("latin-1"))
    problems = [str(problem) for problem in read_study(strict_study)[1]]
    assert any(
        folder_of(THREE).as_posix() in problem and said in problem for problem in problems
    ), problems


def test_theme_that_joined_after_a_cohort_was_published_is_named(strict_study: Path) -> None:
    sign(strict_study, "Badger A", "Badger B")
    assert main(["disclosure", "--publish", "--study", str(strict_study)]) == 0
    shutil.rmtree(strict_study / "private")
    assert read_study(strict_study)[1] == []
    path = strict_study / "data" / "codebook" / "themes.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    theme, *rest = next(row for row in rows if row.startswith("hopes.moss,")).split(",", 1)
    joined = f"{theme.replace('moss', 'lichen')},{rest[0]}"
    path.write_text("\n".join([header, *rows, joined]) + "\n", encoding="utf-8")
    (problem,) = map(str, read_study(strict_study)[1])
    assert problem.startswith(f"data/published/{THREE}/{RESULTS}: category: ")
    assert "(hopes.lichen); those who have its rows sign and publish it again" in problem


def test_what_is_published_and_is_not_what_the_rows_give_is_said(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    sign(strict_study, "Badger A", "Badger B")
    main(["disclosure", "--publish", "--study", str(strict_study)])
    assert "which is not what its rows give now" not in capsys.readouterr().out
    people = strict_study / "private" / "cohorts" / THREE / "participants.csv"
    people.write_text(
        people.read_text(encoding="utf-8").replace(",adult,", ",children,", 1), encoding="utf-8"
    )
    main(["disclosure", "--study", str(strict_study)])
    assert "which is not what its rows give now" in capsys.readouterr().out
