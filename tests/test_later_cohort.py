"""The real study, with its own prose, when a later cohort joins: at each step, in each mode, with
what a small cohort may lack.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from protected import agree

from cohortbook import load_study
from cohortbook.book.building import build
from cohortbook.findings import baselines
from cohortbook.findings.results import read_results
from cohortbook.publication.changes import published
from cohortbook.study.withheld import RANGE

PARTS = (
    "book",
    "data",
    "notebooks",
    "_config.yml",
    "_toc.yml",
    "CITATION.cff",
    "requirements.lock",
)
PASTED = (
    "Of the later cohort {result}`cohort_03.gender.female.count`,"
    " {result}`cohort_03.years_qualified.median` and {result}`cohort_03.gender.register.p_value`."
)
PEOPLE = (
    "participant_id,gender,service,is_social_worker,role,role_group,qualifying_award,highest_award,"
    "highest_level,years_qualified,research_knowledge,research_level"
)


def copy_of(project: Path, root: Path) -> Path:
    """Copy the study as it was with the cohorts of the report, and with no later one."""
    for name in PARTS:
        source = project / name
        ignored = shutil.ignore_patterns("executed", "executed.*", "cohort_0[3-9]", "published")
        (
            shutil.copytree(source, root / name, ignore=ignored)
            if source.is_dir()
            else shutil.copy2(source, root / name)
        )
    return root


def rows_of(root: Path, handle: str, mode: str) -> Path:
    """Return the folder of a cohort's tables: private for one whose people are protected."""
    folder = root / ("private/cohorts" if mode in ("strict", "agreed") else "data/cohorts") / handle
    folder.mkdir(parents=True, exist_ok=True)
    (root / "data" / "cohorts" / handle).mkdir(parents=True, exist_ok=True)
    return folder


def example(
    project: Path, root: Path, handle: str, mode: str, without: tuple[str, ...] = ()
) -> None:
    """Put the example cohort in, as a cohort of a mode, without some of its tables."""
    folder = rows_of(root, handle, mode)
    for path in (project / "examples" / "cohort_03").glob("*.csv"):
        if path.stem not in without:
            shutil.copy2(path, folder)
    text = (project / "examples" / "cohort_03" / "cohort.yml").read_text(encoding="utf-8")
    text = re.sub(r"^disclosure: .*$", f"disclosure: {mode}", text, flags=re.MULTILINE)
    if "codings" in without:
        text = re.sub(r"^coded_by: .*\n", "", text, flags=re.MULTILINE)
    (root / "data" / "cohorts" / handle / "cohort.yml").write_text(text, encoding="utf-8")


def small(
    root: Path,
    handle: str,
    mode: str,
    people: int = 5,
    interviewed: int = 3,
    managers: int = 0,
    years: bool = True,
) -> None:
    """Put in a cohort of whom nothing is coded yet."""
    folder, number = rows_of(root, handle, mode), handle[-2:]
    names = [f"Z{number}{place}" for place in range(people)]
    (root / "data" / "cohorts" / handle / "cohort.yml").write_text(
        f"title: Cohort {number}\nperiod: 2025 to 2026\nrecruited_on: 2025\nservices: [adult,"
        f" children]\nawards: {people}\napproach: codebook\ndisclosure: {mode}\n",
        encoding="utf-8",
    )
    rows = [
        f"{name},{'female' if place % 2 else 'male'},adult,true,,,,,master,"
        f"{place + 3 if years else ''},,"
        for place, name in enumerate(names)
    ]
    (folder / "participants.csv").write_text("\n".join([PEOPLE, *rows]) + "\n", encoding="utf-8")
    (folder / "managers.csv").write_text(
        "\n".join(
            ["manager_id,role", *(f"M{number}{place},team_manager" for place in range(managers))]
        )
        + "\n",
        encoding="utf-8",
    )
    heard = [*names[:interviewed], *(f"M{number}{place}" for place in range(managers))]
    talks = [f"I{number}{place},{name},individual,online" for place, name in enumerate(heard)]
    (folder / "interviews.csv").write_text(
        "\n".join(["interview_id,case_id,format,mode", *talks]) + "\n", encoding="utf-8"
    )


def decide_public(root: Path, handle: str) -> None:
    """Record the decision that a cohort's people are public."""
    path = root / "data" / "disclosure.yml"
    entry = (
        f"  - cohort: {handle}\n    mode: already_public\n    reason: Its rows are printed in a"
        " report.\n    decided_by: A test\n    decided_on: 2026-12-01\n"
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace("always_said:", f"{entry}always_said:", 1),
        encoding="utf-8",
    )


def made(root: Path) -> dict[str, dict]:
    build(root, say=lambda line: None)
    return read_results(root / "_build" / "results.json")


def text_of(root: Path, page: str) -> str:
    """The words of a made page, without tags."""
    html = (root / "_build" / "html" / f"{page}.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", "", html).split()).replace(
        "All cohorts", "Cohort 1 and Cohort 2"
    )  # which is what they are, beside a protected one


@pytest.fixture(scope="module")
def before(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with the cohorts of the report, built."""
    root = copy_of(project, tmp_path_factory.mktemp("later") / "before")
    made(root)
    return root


@pytest.fixture(scope="module")
def strict(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with the example cohort, strict, built."""
    root = copy_of(project, tmp_path_factory.mktemp("later") / "strict")
    example(project, root, "cohort_03", "strict")
    glossary = root / "book" / "glossary.md"
    glossary.write_text(glossary.read_text(encoding="utf-8") + f"\n{PASTED}\n", encoding="utf-8")
    made(root)
    return root


def test_a_strict_cohort_gets_its_book_and_takes_no_number_away(before: Path, strict: Path) -> None:
    then, now = (read_results(root / "_build" / "results.json") for root in (before, strict))
    kept = {
        name: result["text"]
        for name, result in then.items()
        if not name.startswith(("disclosure.", "programme."))
    }
    assert {name: now[name]["text"] for name in kept} == kept
    assert now["cohort_03.participants.count"]["text"] == "5"
    assert now["together.participants.count"]["text"] == "23"
    assert now["together.gender.female.count"]["text"] == "[c]"


def test_a_withheld_number_that_prose_pastes_is_printed_as_withheld_with_its_note(
    strict: Path,
) -> None:
    html = (strict / "_build" / "html" / "glossary.html").read_text(encoding="utf-8")
    assert "Of the later cohort [c], [c] and [c]." in text_of(strict, "glossary")
    assert html.count('title="[c]: hidden, so that no person can be identified from it."') == 3


def test_a_release_with_a_strict_cohort_records_what_its_book_shows(strict: Path) -> None:
    shown = {
        name
        for name in read_results(strict / "_build" / "results.json")
        if not name.startswith("disclosure.")
    }
    assert published(load_study(strict)).keys() == shown
    assert "together.gender.female.count" in shown


def test_no_row_of_a_strict_cohort_is_in_its_book(project: Path, strict: Path) -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8", errors="ignore")
        for path in (strict / "_build").rglob("*")
        if path.suffix in (".html", ".json", ".csv", ".js")
    )
    with (project / "examples" / "cohort_03" / "participants.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    assert people and not any(
        re.search(rf"\b{person['participant_id']}\b", text) for person in people
    )


def test_prose_about_the_cohorts_of_the_report_says_the_same_beside_a_later_one(
    before: Path, strict: Path
) -> None:
    for page in ("index", "for_teams"):
        then, now = (
            re.sub(r".*?In short", "", text_of(root, page), count=1) for root in (before, strict)
        )
        sentences = [
            sentence for sentence in re.split(r"(?<=[.:]) ", then) if re.search(r"\d", sentence)
        ]
        assert len(sentences) > 5
        assert [sentence for sentence in sentences if sentence not in now] == []


def test_limits_of_the_first_cohorts_are_not_said_of_a_later_one(strict: Path) -> None:
    for page in ("cohort_03", "cohort_03_themes", "cohort_03_impacts"):
        words = text_of(strict, f"executed/{page}")
        assert (
            "Language models coded" not in words
            and "occupational therapist" not in words
            and "first cohort" not in words.lower()
        )
    assert "Language models coded" in text_of(strict, "executed/cohort_02_themes")


def test_strict_cohorts_uncoded_unsummarised_not_interviewed_or_of_one_person_get_their_book(
    project: Path, tmp_path: Path
) -> None:
    root = copy_of(project, tmp_path / "study")
    example(
        project,
        root,
        "cohort_03",
        "strict",
        without=("passages", "attributions", "codings", "impacts"),
    )
    small(root, "cohort_04", "strict", people=13, interviewed=9, managers=2, years=False)
    small(root, "cohort_05", "strict", people=1, interviewed=1)
    small(root, "cohort_06", "strict", people=13, interviewed=0)
    found = made(root)
    assert found["cohort_06.participants.count"]["text"] == "13"
    assert (
        found["cohort_04.participants.count"]["text"] == "13"
        and found["cohort_05.participants.count"]["text"] == "1"
    )
    assert found["all.gender.female.count"]["text"] == "14"
    assert found["together.participants.count"]["text"] == str(18 + 5 + 13 + 1 + 13)


def test_a_synthetic_cohort_without_years_and_a_strict_one_after_a_gap_get_their_book(
    project: Path, before: Path, tmp_path: Path
) -> None:
    root = copy_of(project, tmp_path / "study")
    small(root, "cohort_03", "synthetic", people=4, interviewed=0, years=False)
    example(project, root, "cohort_05", "strict", without=("impacts",))
    found, then = made(root), read_results(before / "_build" / "results.json")
    assert (
        found["all.participants.count"]["text"] == "22"
        and found["reported.participants.count"]["text"] == "18"
    )
    assert (
        found["cohort_02.years_qualified.difference.mean"]["text"]
        == then["cohort_02.years_qualified.difference.mean"]["text"]
    )
    assert "22 social care practitioners" not in text_of(
        root, "index"
    ) and "18 social care practitioners" in text_of(root, "index")


def test_a_public_cohort_of_whom_nobody_was_interviewed_gets_its_book(
    project: Path, tmp_path: Path
) -> None:
    root = copy_of(project, tmp_path / "study")
    small(root, "cohort_03", "already_public", people=6, interviewed=0)
    decide_public(root, "cohort_03")
    found = made(root)
    assert (
        found["all.participants.count"]["text"] == "24"
        and found["reported.participants.count"]["text"] == "18"
    )


@pytest.mark.slow
def test_a_strict_cohort_of_whom_nobody_was_interviewed_passes_check_and_hides_no_interview(
    project: Path, tmp_path: Path
) -> None:
    from cohortbook.cli import main

    root = copy_of(project, tmp_path / "study")
    small(root, "cohort_03", "strict", people=13, interviewed=0)
    assert main(["check", "--study", str(root)]) == 0
    held = load_study(root).published["cohort_03"]
    formats = held.results.where(measure="practitioner_format")
    assert {own.value for own in formats} == {0} and held.statements == ()
    assert held.results.by_id["cohort_03.interviewed.count"].value == 0


def test_what_people_agreed_to_is_published_whole(project: Path, tmp_path: Path) -> None:
    root = copy_of(project, tmp_path / "study")
    example(project, root, "cohort_03", "agreed")
    agree(root, "cohort_03")
    found = made(root)
    own = {name: result for name, result in found.items() if name.startswith("cohort_03.")}
    assert len(own) > 400 and not [
        name
        for name, result in own.items()
        if result["text"] == "[c]" or RANGE.fullmatch(result["text"])
    ]
    assert (
        found["all.gender.female.count"]["text"] == "14"
        and int(found["together.gender.female.count"]["text"]) > 14
    )
    assert "Award holders and published figures" in text_of(root, "executed/cohort_03")
    shutil.move(root / "private/cohorts/cohort_03", tmp_path / "rows")
    stated = root / "data/cohorts/cohort_03/cohort.yml"
    (tmp_path / "rows" / "consent.csv").unlink()
    shutil.copytree(tmp_path / "rows", stated.parent, dirs_exist_ok=True)
    stated.write_text(
        stated.read_text(encoding="utf-8").replace("disclosure: agreed", "disclosure: synthetic"),
        encoding="utf-8",
    )
    counted = baselines.every_comparison(load_study(root), ["cohort_03"]).by_id
    compared = {name: result for name, result in own.items() if name in counted}
    assert len(compared) == len(counted) > 20
    for name, result in compared.items():
        held = counted[name]
        assert result["text"] == held.text, name


def test_check_says_of_pasted_numbers_what_the_build_would_refuse(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    from cohortbook.cli import main

    root = copy_of(project, tmp_path / "study")
    page = root / "book" / "for_teams.md"
    page.write_text(
        page.read_text(encoding="utf-8") + "\n{result}`reported.gender.femal.count`\n",
        encoding="utf-8",
    )
    assert main(["check", "--study", str(root)]) == 1
    assert re.search(
        r"book/for_teams\.md:\d+: pastes the number"
        r" 'reported\.gender\.femal\.count'.*reported\.gender\.female\.count",
        capsys.readouterr().err,
    )
