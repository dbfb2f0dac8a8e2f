"""Later editions of a cohort, decided by what was counted when the earlier ones were published."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from protected import (
    COACHING,
    LIBRARY,
    THREE,
    agree,
    rows_of,
    take_out,
    to_agreed,
    write_cohort,
    write_rows,
)

from cohortbook.findings.hiding import why_no_summary
from cohortbook.publication.disclosure_control import counted
from cohortbook.publication.edition_records import (
    FOLDER,
    Record,
    _counted,
    changed_tables,
    people_of,
    records,
    write_record,
)
from cohortbook.publication.inference_attack import leaks
from cohortbook.publication.loading import load_study
from cohortbook.publication.output_check import protected_line
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.problems import StudyError
from cohortbook.study.published import Publication, write_edition
from cohortbook.study.study import read_study
from cohortbook.study.withheld import HIDDEN


def publish(root: Path) -> Publication:
    """Publish what is decided of the cohort, as it is once it is signed."""
    held, rows = load_study(root).published[THREE], read_study(root)[0]
    write_record(rows, held, counted(rows, THREE))
    write_edition(root, held)
    return held


def now(root: Path) -> dict[str, object]:
    """What is printed of the cohort now, by measure, category and statistic."""
    study = load_study(root)
    assert leaks(study) == []
    return {row.name: row.value for row in study.published[THREE].results}


def change(root: Path, table: str, place: int, **cells: str) -> None:
    rows = rows_of(root, table)
    rows[place] |= cells
    write_rows(root, table, rows)


def test_an_edition_leaves_what_it_was_made_from_in_private(strict_study: Path) -> None:
    held = publish(strict_study)
    (path,) = (strict_study / "private" / THREE / FOLDER).iterdir()
    assert path.name == f"{held.digest}.json"
    (record,) = records(read_study(strict_study)[0], THREE)
    assert len(record.people) == len(people_of(read_study(strict_study)[0], THREE))
    assert load_study(strict_study).published[THREE] == held, "nothing has changed"


def test_a_table_that_was_counted_otherwise_is_hidden_though_it_is_printed_alike(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 14, gender="female " * 11 + "male " * 3)
    assert publish(strict_study).results.by_id[f"{THREE}.gender.male.count"].value == "1 to 4"
    change(strict_study, "participants", 0, gender="male")
    printed = now(strict_study)
    assert printed["gender.male.count"] == printed["gender.female.count"] == HIDDEN


def test_a_correction_that_is_taken_back_stays_hidden_though_its_edition_is_published_again(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 14, gender="female " * 7 + "male " * 7)
    publish(strict_study)
    change(strict_study, "participants", 0, gender="male")
    hidden = publish(strict_study)
    change(strict_study, "participants", 0, gender="female")
    assert publish(strict_study) == hidden and load_study(strict_study).published[THREE] == hidden


def test_other_people_of_the_same_number_are_other_people(strict_study: Path) -> None:
    write_cohort(strict_study, 14, gender="female " * 7 + "male " * 7)
    publish(strict_study)
    take_out(strict_study, "P003_14")
    joined = rows_of(strict_study, "participants")[0] | {"participant_id": "P003_15"}
    write_rows(strict_study, "participants", [*rows_of(strict_study, "participants"), joined])
    met = rows_of(strict_study, "interviews")[0] | {"case_id": "P003_15", "interview_id": "I003_x"}
    write_rows(strict_study, "interviews", [*rows_of(strict_study, "interviews"), met])
    path = strict_study / "data" / "cohorts" / THREE / "cohort.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("awards: 13", "awards: 14"), "utf-8")
    shown = {name for name, value in now(strict_study).items() if value != HIDDEN}
    assert shown == {"participants.count"}


def test_a_person_with_another_identifier_is_the_same(strict_study: Path) -> None:
    held = publish(strict_study)
    first = rows_of(strict_study, "participants")[0]["participant_id"]
    for path in (strict_study / "private" / "cohorts" / THREE).glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"\b{first}\b", "Anew_1", text), encoding="utf-8")
    assert load_study(strict_study).published[THREE] == held


def test_nothing_of_a_person_is_in_the_record(strict_study: Path) -> None:
    """So nothing is left there of one who withdraws."""
    publish(strict_study)
    (path,) = (strict_study / "private" / THREE / FOLDER).iterdir()
    text = path.read_text(encoding="utf-8")
    people = people_of(read_study(strict_study)[0], THREE)
    assert people and not [person for person in people if person in text]


def test_what_compares_a_corrected_column_is_hidden_with_it(strict_study: Path) -> None:
    """A comparison that stayed would say that the person is not in it."""
    write_cohort(strict_study, 14, gender="female " * 7 + "male " * 7)
    to_agreed(strict_study)
    agree(strict_study, THREE)
    before = publish(strict_study)
    compared = {row.name for row in before.results if row.measure.startswith("gender.")}
    assert compared
    other = {"gender": "male", "is_social_worker": "false"}
    change(strict_study, "participants", 0, **other)
    printed = now(strict_study)
    assert {printed[name] for name in compared} == {HIDDEN}
    assert printed["gender.female.count"] == HIDDEN


def test_a_hidden_table_of_degrees_lists_none(strict_study: Path) -> None:
    write_cohort(strict_study, 14, qualifying_award="BA " * 13 + "MA")
    to_agreed(strict_study)
    agree(strict_study, THREE)
    assert "qualifying_award.ma.count" in {row.name for row in publish(strict_study).results}
    change(strict_study, "participants", 13, qualifying_award="BA")
    assert not [name for name in now(strict_study) if name.startswith("qualifying_award.")]


@pytest.fixture
def told(strict_study: Path) -> Path:
    """An agreed cohort in which one person did not agree to the table of themes."""
    write_cohort(
        strict_study, 14, managers=6, themes=[(COACHING, range(9), ()), (LIBRARY, range(9), ())]
    )
    to_agreed(strict_study)
    return strict_study


def _statements(root: Path) -> tuple[dict, ...]:
    study = load_study(root)
    assert leaks(study) == []
    return study.published[THREE].statements


def test_no_statement_is_printed_where_counts_of_themes_would_say_whose_are_lacking(
    told: Path,
) -> None:
    agree(told, THREE)
    assert len(_statements(told)) == 18
    agree(told, THREE, ("P003_01", "summaries"))
    assert _statements(told) == ()


def test_statements_that_are_added_are_not_printed_beside_those_of_an_edition(told: Path) -> None:
    agree(told, THREE, ("P003_02", "themes"))
    rows = rows_of(told, "passages")
    write_rows(told, "passages", [rows[0] | {"summary": ""}, *rows[1:]])
    before = publish(told).statements
    assert before
    write_rows(told, "passages", rows)
    assert _statements(told) == before


def test_statements_are_printed_after_an_edition_that_had_none(told: Path) -> None:
    agree(told, THREE, ("P003_01", "summaries"))
    assert publish(told).statements == ()
    agree(told, THREE)
    assert len(_statements(told)) == 18


def reworded(root: Path) -> None:
    """Give the passages of one person other words."""
    rows = rows_of(root, "passages")
    anew = [
        row | {"summary": row["summary"].replace("something", "much")}
        if "P003_01" in row["summary"]
        else row
        for row in rows
    ]
    assert anew != rows
    write_rows(root, "passages", anew)


def test_other_words_of_the_same_people_are_printed_as_they_were(told: Path) -> None:
    """Those that changed could all be of one person, who asked for it."""
    agree(told, THREE)
    before = publish(told).statements
    reworded(told)
    assert before and _statements(told) == before


def test_no_statement_is_printed_where_words_have_changed_and_no_record_says_of_whom(
    told: Path,
) -> None:
    agree(told, THREE)
    publish(told)
    unrecord(told)
    reworded(told)
    assert _statements(told) == ()


def test_one_who_leaves_and_one_who_joins_with_the_same_answers_are_other_people(
    told: Path,
) -> None:
    """No number changes then, and the statements that do are all of these two."""
    agree(told, THREE)
    publish(told)
    for path in (told / "private" / "cohorts" / THREE).glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bP003_01\b", "P003_99", text), encoding="utf-8")
    assert {name for name, value in now(told).items() if value != HIDDEN} == {"participants.count"}
    assert _statements(told) == ()


def test_no_number_of_interviews_is_told_where_only_how_many_took_part_is_printed(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 14, themes=[(COACHING, range(9), ())])
    publish(strict_study)
    take_out(strict_study, "P003_14")
    study = load_study(strict_study)
    assert why_no_summary(study, THREE) == (
        "only how many took part is printed, next to an earlier edition",
        "",
    )


def test_one_whose_interview_was_withdrawn_makes_other_people(strict_study: Path) -> None:
    """Else the tables of changes would be hidden only if they reported one."""
    write_cohort(strict_study, 14, themes=[(COACHING, range(9), ())])
    publish(strict_study)
    for table in ("attributions", "interviews"):
        rows = rows_of(strict_study, table)
        write_rows(strict_study, table, [row for row in rows if row["case_id"] != "P003_14"])
    shown = {name for name, value in now(strict_study).items() if value != HIDDEN}
    assert shown == {"participants.count"}


def test_one_who_was_interviewed_again_makes_other_people(strict_study: Path) -> None:
    """Else the themes that are hidden would be those of the second interview."""
    write_cohort(strict_study, 14, themes=[(COACHING, range(9), ())])
    publish(strict_study)
    again = rows_of(strict_study, "interviews")[9] | {"interview_id": "I003_again"}
    write_rows(strict_study, "interviews", [*rows_of(strict_study, "interviews"), again])
    settled = rows_of(strict_study, "settlements")
    theirs = rows_of(strict_study, "attributions")[9]["passage_id"]
    kept = [row | ({"is_kept": "true"} if row["passage_id"] == theirs else {}) for row in settled]
    write_rows(strict_study, "settlements", kept)
    shown = {name for name, value in now(strict_study).items() if value != HIDDEN}
    assert shown == {"participants.count"}


def test_no_statement_of_a_single_manager_is_printed_of_a_theme_that_was_corrected(
    told: Path,
) -> None:
    """It would be that manager's; without a rule for this no second edition could be made."""
    themes = [(COACHING, range(5), range(1)), (LIBRARY, range(5, 9), ())]
    write_cohort(told, 9, managers=1, themes=themes)
    for table in ("passages", "attributions", "codings", "settlements"):
        rows = rows_of(told, table)
        last = rows[-1]["passage_id"]
        again = {"passage_id": "c003_again", "summary": "Said something else."}
        more = [row | again for row in rows if row["passage_id"] == last]
        write_rows(told, table, [*rows, *({key: row[key] for key in rows[0]} for row in more)])
    to_agreed(told)
    agree(told, THREE)
    assert {row["group"] for row in publish(told).statements} == {"practitioner", "manager"}
    settled = [row | {"is_kept": "true"} for row in rows_of(told, "settlements")]
    write_rows(told, "settlements", settled)
    assert now(told)["theme.enablers.managers.count"] == HIDDEN
    assert _statements(told) == ()


def test_an_agreed_theme_prints_no_statements_that_give_away_a_count_of_an_edition_above_it(
    told: Path,
) -> None:
    """Statements are under the theme itself then; the edition hid the count of the one above."""
    write_cohort(told, 14, managers=6, themes=[(COACHING, range(2), ())])
    to_agreed(told)
    agree(told, THREE, ("P003_09", "themes"))
    before = load_study(told).published[THREE]
    above = Findings(row for row in before.results if COACHING not in row.id)
    write_edition(told, replace(before, results=above))
    agree(told, THREE)
    assert _statements(told) == ()


def number(value: int, name: str = "hoped") -> Finding:
    return Finding(THREE, "impact_status", name, "count", value, 5, "impacts", ())


def test_a_table_that_held_nothing_and_now_does_has_changed_and_the_other_way_round() -> None:
    some, none = Findings([number(1)]), Findings([number(0)])
    assert changed_tables(Record(_counted(none), [], ""), some) == {"impact_status"}
    assert changed_tables(Record(_counted(some), [], ""), none) == {"impact_status"}


def test_a_number_that_is_new_and_none_changes_no_table() -> None:
    before = Findings([number(1)])
    assert changed_tables(Record(_counted(before), [], ""), (*before, number(0, "new"))) == set()


def unrecord(root: Path) -> None:
    """Delete the record of the one edition, as if it was made on another computer."""
    (path,) = (root / "private" / THREE / FOLDER).iterdir()
    path.unlink()


def test_after_an_edition_without_a_record_only_how_many_there_are_is_printed_if_one_number_differs(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 14, gender="female " * 7 + "male " * 7)
    publish(strict_study)
    unrecord(strict_study)
    change(strict_study, "participants", 0, gender="male")
    assert {name for name, value in now(strict_study).items() if value != HIDDEN} == {
        "participants.count"
    }


def test_after_an_edition_without_a_record_what_it_printed_is_printed_if_all_is_alike(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 14, gender="female " * 11 + "male " * 3)
    held = publish(strict_study)
    unrecord(strict_study)
    change(strict_study, "participants", 0, gender="male")
    assert load_study(strict_study).published[THREE] == held


def test_an_edition_without_a_record_is_named_with_what_follows(strict_study: Path) -> None:
    publish(strict_study)
    assert "No record" not in protected_line(load_study(strict_study), THREE)
    unrecord(strict_study)
    line = protected_line(load_study(strict_study), THREE)
    assert f"No record of data/published/{THREE} is in private/{THREE}/editions" in line
    assert "only how many award holders took part" in line and "copy the files" in line


def test_a_theme_is_not_taken_out_of_the_codebook_with_the_person_who_spoke_of_it(
    strict_study: Path,
) -> None:
    path, theme = strict_study / "data" / "codebook" / "themes.csv", "enablers.programme.tea"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"{LIBRARY},"))
    path.write_text(f"{text}{row.replace(LIBRARY, theme)}\n", encoding="utf-8")
    publish(strict_study)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=f"themes.csv: theme_id: lacks {theme}, which"):
        load_study(strict_study)
