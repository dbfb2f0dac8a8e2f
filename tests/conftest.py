"""The studies that tests read: the project's own, and a made-up one small enough to
check by hand.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from chromium import launched
from freeze import of_the_report
from hypothesis import settings
from made_up import copy_project_parts, write_study

from cohortbook import Study, load_study
from cohortbook.audit.checks import Report
from cohortbook.audit.claims import audited
from cohortbook.book.building import build
from cohortbook.cli import main
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.results import read_results
from cohortbook.study.csv_text import csv_text, rows_of
from cohortbook.study.finding import Finding
from cohortbook.study.study import read_study

# Files that take longest, longest first, so that no processor is left alone with one of them at the
# end.
LONGEST = (
    "test_web",
    "test_faults",
    "test_hostile",
    "test_afternoon",
    "release/test_pdf_edition",
    "test_hostile_text",
    "running/test_runner",
    "test_same_bytes",
    "publication/test_disclosure_control",
    "publication/test_changes",
    "intake/test_intake",
    "test_web_speed",
    "test_later_cohort",
    "audit/test_mutation",
    "test_benchmarks",
    "book/test_make",
    "book/test_preview",
    "publication/test_output_check",
    "running/test_engines",
    "running/test_cluster",
)
# What a test of `make quick` does without: a copy of a study, protected cohorts, a book, a browser.
SLOW = {
    *("made_up", "strict_study", "two_strict", "large_strict", "guarded"),
    *("made_up_book", "built", "numbers", "browser"),
}
PROJECT = Path(__file__).resolve().parents[1]
settings.register_profile("untimed", deadline=None)  # what a busy machine does slowly is no fault
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)  # pytest-xdist may be missing
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than there are processors: often one waits, for a server, a limit
    or a browser.
    """
    return (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--release-builds",
        action="store_true",
        help="make the book from a release in a new environment, which takes minutes and a network",
    )


def pytest_configure(config: pytest.Config) -> None:
    # pytest-xdist would put files with many tests first, which are not those that take long
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {PROJECT / "tests" / f"{name}.py": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))
    for item in items:
        if SLOW.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="module")
def browser():
    """Chromium, driven by playwright. Closed after each module, for while playwright runs no other
    asyncio loop can be started.
    """
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def real() -> Study:
    """The project's own study. To be read, never changed."""
    return load_study(PROJECT)


@pytest.fixture(scope="session")
def reported(real: Study) -> Study:
    """The project's study with the cohorts that the published report covers, whichever others have
    joined. To be read, never changed.
    """
    return real.of_report


@pytest.fixture(scope="session")
def built() -> dict[str, dict]:
    """Every number that the project's book publishes, by id."""
    path = PROJECT / "_build" / "results.json"
    assert path.exists(), "there is no book yet: make book"
    return read_results(path)


@pytest.fixture(scope="session")
def numbers(built: dict[str, dict], real: Study) -> dict[str, dict]:
    """Every number of the project's book, by id, as it is of the cohorts of the report, whichever
    others have joined.
    """
    return of_the_report(real, built)


def _copy_made_up(root: Path) -> Path:
    """Copy tests/made_up_study, with the project's dictionary, templates and settings."""
    return copy_project_parts(shutil.copytree(Path(__file__).parent / "made_up_study", root))


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A fresh copy of the made-up study."""
    return _copy_made_up(tmp_path / "made_up")


@pytest.fixture(scope="session")
def made_up_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up study with its book built once for all workers of a run: one builds, the others
    wait. To be read, never changed.
    """
    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made_up_book"
    if not root.exists():
        copy = _copy_made_up(tmp_path_factory.mktemp("copy") / "made_up")
        with suppress(OSError):  # another worker was quicker
            copy.rename(root)
    build(root, say=lambda line: None)
    return root


@pytest.fixture(scope="session")
def badgers(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The made-up study, read once. To be read, never changed."""
    return load_study(_copy_made_up(tmp_path_factory.mktemp("badgers") / "made_up"))


@pytest.fixture(params=["real", "badgers"])
def any_study(request: pytest.FixtureRequest) -> Study:
    """The real study, then the made-up one."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def study(made_up: Path) -> Study:
    """The made-up study, read and checked."""
    return load_study(made_up)


@pytest.fixture
def rewrite(made_up: Path) -> Callable[[str, str, str], None]:
    """Replace text in a file of the made-up study; the old text must have been there."""

    def rewrite(path: str, old: str, new: str) -> None:
        file = made_up / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    return rewrite


@pytest.fixture
def give(made_up: Path) -> Callable[..., None]:
    """Say in the made-up study's passages of the report which coders some of them were given to."""

    def give(**coders: str) -> None:
        path = made_up / "data/report/passages.csv"
        header, *rows = rows_of(path.read_text(encoding="utf-8"))
        given = [[*row, coders.get(row[0], "")] for row in rows if row]
        path.write_text(csv_text([[*header, "given_to"], *given]), encoding="utf-8")

    return give


@pytest.fixture
def add(made_up: Path) -> Callable[..., None]:
    """Put lines at the end of a table of the made-up study."""

    def add(path: str, *lines: str) -> None:
        with (made_up / path).open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    return add


@pytest.fixture
def complaints(made_up: Path) -> Callable[[], list[str]]:
    """Check the made-up study as it now is; every problem as the line a person reads."""
    return lambda: [str(problem) for problem in read_study(made_up)[1]]


def _strict(root: Path, cohorts: int = 3, people: int = 13, codings: int = 30) -> Path:
    """A made-up study whose cohorts from the third on are strict."""
    write_study(root, cohorts=cohorts, people=people, codings=codings)
    for number in range(3, cohorts + 1):
        path = root / "data" / "cohorts" / f"cohort_{number:02}" / "cohort.yml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("disclosure: synthetic", "disclosure: strict"),
            encoding="utf-8",
        )
        private = root / "private" / "cohorts" / path.parent.name
        private.mkdir(parents=True)
        for table in path.parent.glob("*.csv"):
            table.rename(private / table.name)
    return root


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A made-up study with a strict cohort, read to be published. To be read, never changed."""
    return load_study(_strict(tmp_path_factory.mktemp("guarded") / "study"))


@pytest.fixture
def strict_study(tmp_path: Path) -> Path:
    """A fresh copy of a made-up study with a strict cohort."""
    return _strict(tmp_path / "study")


@pytest.fixture(scope="session")
def large_strict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a strict cohort of sixty award holders and six managers, coded by two. To be
    read, never changed.
    """
    root = _strict(tmp_path_factory.mktemp("large") / "study", people=60, codings=200)
    path = root / "private" / "cohorts" / "cohort_03" / "codings.csv"
    first = path.read_text(encoding="utf-8")
    rows = first.splitlines(keepends=True)[1:]
    path.write_text(
        first
        + "".join(row.replace("coder_c", "coder_d") for place, row in enumerate(rows) if place % 4),
        encoding="utf-8",
    )
    with (path.parent / "settlements.csv").open("w", encoding="utf-8") as file:
        file.write("passage_id,theme_id,is_kept,reason,settled_by\n")
        for place, row in enumerate(
            rows[::4]
        ):  # of what the second did not put, every third stands
            passage, theme, *_ = row.split(",")
            file.write(f"{passage},{theme},{str(place % 3 == 0).lower()},Talked over,arbiter\n")
    return root


def coded_twice(root: Path) -> Path:
    """Let a second coder code the strict cohort, and settle the two themes they differ about: one
    kept, one not.
    """
    folder = root / "private" / "cohorts" / "cohort_03"
    lines = (folder / "codings.csv").read_text(encoding="utf-8").splitlines()
    second = [
        line.replace(",coder_c,", ",coder_d,")
        for line in lines[1:]
        if not line.startswith(
            ("c003_p00010,impacts.personal.nose,", "c003_p00009,impacts.personal.tunnelling,")
        )
    ]
    assert len(second) == len(lines) - 3
    (folder / "codings.csv").write_text("\n".join([*lines, *second]) + "\n", encoding="utf-8")
    (folder / "settlements.csv").write_text(
        "passage_id,theme_id,is_kept,reason,settled_by\nc003_p00010,impacts.personal.nose,true,A"
        " nose is named,arbiter\nc003_p00009,impacts.personal.tunnelling,false,Nothing was"
        " tunnelled,arbiter\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def two_coders(strict_study: Path) -> Path:
    """A made-up study with a strict cohort whose two coders differed, and whose
    disagreements are settled.
    """
    return coded_twice(strict_study)


@pytest.fixture
def two_strict(tmp_path: Path) -> Path:
    """A made-up study with two strict cohorts."""
    return _strict(tmp_path / "study", cohorts=4)


@pytest.fixture(scope="session")
def found(badgers: Study) -> dict[str, Finding]:
    """Every number of the made-up study, by id. To be read, never changed."""
    return every_finding(badgers)


@pytest.fixture
def claim(made_up: Path) -> Callable[..., None]:
    """Put a claim at the end of the made-up ledger: c101, unless another id is given."""

    def claim(
        check: str,
        stated: str,
        against: str = "",
        result_id: str = "",
        claim_id: str = "c101",
        kind: str = "count",
        unit: str = "",
        needs: str = "",
        uncounted: str = "",
    ) -> None:
        with (made_up / "data/report/claims.csv").open("a", encoding="utf-8", newline="") as file:
            row = (
                claim_id,
                kind,
                "Summary",
                "S0.summary.P01",
                "two",
                "Made up by a test",
                stated,
                unit,
                check,
                against,
                result_id,
                "",
                needs,
                uncounted,
            )
            csv.writer(file, lineterminator="\n").writerow(row)

    return claim


@pytest.fixture
def audit_now(
    made_up: Path, found: dict[str, dict]
) -> Callable[..., tuple[dict[str, dict], list[str]]]:
    """Audit the made-up study as it now is: its claims by id, and the problems as lines. `anew`
    computes its numbers again, too.
    """

    def audit_now(anew: bool = False) -> tuple[dict[str, dict], list[str]]:
        study = load_study(made_up)
        ledger = {row["claim_id"]: row for row in study.tables["claims"].to_dict("records")}
        claims, problems = audited(Report(study, every_finding(study) if anew else found, ledger))
        return {row["claim_id"]: row for row in claims.to_dict("records")}, [
            str(problem) for problem in problems
        ]

    return audit_now


def new_sett(root: Path) -> int:
    """Begin a fourth cohort of the made-up study by the command; return its exit code."""
    stated = ["--title", "Sett 4", "--period", "2033 to 2034"]
    return main(["new", "cohort_04", *stated, "--study", str(root)])
