"""The coded passages against the words of the report: first a made-up report, then, where it is at
hand, the real one.
"""

import os
import re
import subprocess
from html import escape
from pathlib import Path

import pytest

from cohortbook import load_study
from cohortbook.audit.report_text import check_source, digest_of, read_source
from cohortbook.cli import main
from cohortbook.study.problems import StudyError
from cohortbook.study.wording import words_of

PASSAGES, LEFT_OUT = "data/report/passages.csv", "data/report/left_out.csv"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def proved(made_up):
    """Check the passages of the made-up study, as it now is, against a report; every problem as the
    line a person reads.
    """
    return lambda path=made_up / "source.txt": [
        str(problem) for problem in check_source(load_study(made_up), path)
    ]


def test_words_of_a_text_are_lower_case_with_straight_apostrophes():
    assert words_of("“I’m ‘It’s’ 4 % – and\nPR 8's, naïve”") == [
        "i'm",
        "'it's'",
        "4",
        "and",
        "pr",
        "8's",
        "na",
        "ve",
    ]


def test_check_source_of_the_made_up_report_finds_nothing_wrong(proved):
    assert proved() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n\n", "\n \n\n"),
        lambda text: text.replace("’", "'").replace("moss", "MOSS"),
        lambda text: text.replace("Q4 What", "Q 4 What"),
    ],
    ids=[
        "Windows lines",
        "byte order mark",
        "more empty lines",
        "capitals and apostrophes",
        "a space in a heading",
    ],
)
def test_check_source_passes_over_what_does_not_change_a_word(made_up, proved, change):
    path = made_up / "source.txt"
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode("utf-8"))
    assert proved() == []


@pytest.mark.parametrize(
    "path, old, new, problem",
    [
        (
            "source.txt",
            "another badger now",
            "now another badger",
            f"{PASSAGES}:7: digest: the 6 words at S1.Q3.P02 are not the ones that were coded",
        ),
        (
            PASSAGES,
            "68550d9a",
            "68550d9b",
            f"{PASSAGES}:7: digest: the 6 words at S1.Q3.P02 are not the ones that were coded",
        ),
        (
            LEFT_OUT,
            "79ac843c",
            "79ac843d",
            f"{LEFT_OUT}:2: digest: the 10 words at S1.intro.P01 are not the ones that were coded",
        ),
        (
            "source.txt",
            "under the moss.” (B1 C1)",
            "under the moss.” (B1 C1) Moss is damp.",
            (
                "source.txt: S1.Q1.P01: 3 words are in no passage and are not left out with a"
                " reason, from word 10"
            ),
        ),
        (
            "source.txt",
            "look on.\n",
            "look on.\n\nWe thank the moss.\n",
            (
                "source.txt: S3.conclusion.P02: 4 words are in no passage and are not left out with"
                " a reason, from word 0"
            ),
        ),
        (PASSAGES, ",S1.Q1.P01,0,10,", ",S1.Q1.P01,0,9,", None),
        *(
            (
                PASSAGES,
                ",S1.Q1.P01,",
                f",{place},",
                f"{PASSAGES}:3: locator: {place!r} is not a place in the report",
            )
            for place in ("S1.Q9.P01", "S1.Q1.P02", "S1.Q1.P00", "page 3")
        ),
    ],
    ids=[
        "a moved word",
        "a changed digest",
        "a changed digest of what is left out",
        "an uncovered sentence",
        "an uncovered paragraph",
        "a word too few",
        "no such block",
        "no such paragraph",
        "paragraph 0",
        "not a place at all",
    ],
)
def test_check_source_names_file_and_line_and_what_is_wrong(
    rewrite, proved, path, old, new, problem
):
    rewrite(path, old, new)
    found = proved()
    if problem is None:
        assert found == [
            f"{PASSAGES}:3: digest: the 9 words at S1.Q1.P01 are not the ones that were coded",
            (
                "source.txt: S1.Q1.P01: 1 words are in no passage and are not left out with a"
                " reason, from word 9"
            ),
        ]
    else:
        assert problem in found
        assert all(
            line.startswith(problem) or line.startswith("source.txt: S1.Q1.P01: 10 words")
            for line in found
        ), "nothing else is wrong but what this leaves uncovered"


@pytest.mark.parametrize("cited", ["B6 C2", "Owl1 C1"])
@pytest.mark.parametrize("reason, is_problem", [("lead_in", True), ("roster", False)])
def test_check_source_names_what_is_left_out_and_names_a_participant(
    rewrite, proved, cited, reason, is_problem
):
    """The study's own people, as the report cites them; a roster may name them."""
    old, new = "Badgers spoke of themselves first", f"{cited} spoke of themselves"
    rewrite("source.txt", old, new)
    rewrite(LEFT_OUT, f"{digest_of(words_of(old))},lead_in", f"{digest_of(words_of(new))},{reason}")
    problem = (
        f"{LEFT_OUT}:3: reason: is left out and names a participant: it may be an attributed"
        " statement that no passage covers"
    )
    assert proved() == ([problem] if is_problem else [])


def test_check_source_says_which_heading_is_missing(rewrite, proved):
    """Everything after it would seem to be in the wrong place, so the heading has to be named."""
    rewrite("source.txt", "Q4 What helped?\n", "")
    assert any(line.startswith("data/report/headings.csv:8: begins: ") for line in proved()), (
        proved()[:3]
    )


@pytest.mark.parametrize(
    "old, new",
    [
        (",S1.Q1.P01,0,10,", ",S1.Q1.P01,,10,"),
        (",S1.Q1.P01,0,10,", ",S1.Q1.P01,0,,"),
        (
            ",S1.Q1.P01,0,10,e39f52fab5e0b04dbc4a4a05e7203efd133a533c0b05a7c78c40b028f295653e",
            ",S1.Q1.P01,0,10,",
        ),
    ],
    ids=["first word", "number of words", "digest"],
)
def test_check_source_names_a_passage_of_the_report_whose_place_is_not_filled_in(
    rewrite, proved, old, new
):
    rewrite(PASSAGES, old, new)
    assert any(line.startswith(f"{PASSAGES}:3: ") for line in proved())


def test_check_source_does_not_look_in_the_report_for_a_later_cohorts_own_passages(badgers):
    assert not [
        str(p) for p in check_source(badgers, badgers.root / "source.txt") if "cohort_02" in p.file
    ]


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("nowhere.txt", None, "there is no such file; --source names the report as text or PDF"),
        ("folder.txt", "folder", "there is no such file; --source names the report as text or PDF"),
        (
            "ansi.txt",
            "“moss”".encode("cp1252"),
            "is not text in UTF-8; give the report as UTF-8 text or as PDF",
        ),
        (
            "utf16.txt",
            "moss".encode("utf-16"),
            "is not text in UTF-8; give the report as UTF-8 text or as PDF",
        ),
        ("moss.pdf", b"moss", ""),
        ("cut.pdf", b"%PDF-1.7\n%moss", ""),
    ],
    ids=["no file", "a folder", "a Windows code page", "UTF-16", "no PDF", "half a PDF"],
)
def test_read_source_refuses_with_one_sentence_what_it_cannot_read(
    tmp_path, name, content, message
):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(StudyError) as caught:
        read_source(path)
    assert (
        str(caught.value).startswith(f"{path}: ")
        and message in str(caught.value)
        and len(caught.value.problems) == 1
    )


def test_check_source_at_the_command_line(made_up, rewrite, capsys):
    call = ["check", "--source", str(made_up / "source.txt"), "--study", str(made_up)]
    assert main(call) == 0
    assert capsys.readouterr().out.startswith(
        "15 passages are where they should be in source.txt; "
    ), "the two of cohort_02 are not in it"
    rewrite("source.txt", "another badger now", "now another badger")
    assert main(call) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{PASSAGES}:7: digest: the 6 words at S1.Q3.P02 are not the ones that were coded",
        "1 thing to correct",
    ]


@pytest.fixture
def printed(made_up, tmp_path):
    """Print the made-up report, as it now is, as PDF."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here to print a PDF with")

    def printed() -> Path:
        lines = (made_up / "source.txt").read_text(encoding="utf-8").splitlines()
        page, pdf = tmp_path / "source.html", tmp_path / "source.pdf"
        page.write_text(
            '<meta charset="utf-8">' + "".join(f"<p>{escape(line)}</p>" for line in lines),
            encoding="utf-8",
        )
        subprocess.run(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--no-pdf-header-footer",
                f"--print-to-pdf={pdf}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return pdf

    return printed


def test_check_source_proves_a_pdf(printed, proved):
    assert proved(printed()) == []


def test_check_source_names_the_passage_that_a_pdf_does_not_hold(rewrite, printed, proved):
    rewrite("source.txt", "another badger now", "now another badger")
    (line,) = proved(printed())
    assert line.startswith(
        f"{PASSAGES}:7: digest: no run of 6 words in the file is the passage that was coded; "
    )


def test_check_source_of_the_real_report(real):
    named = os.environ.get("COHORTBOOK_SOURCE")
    if not named:
        pytest.skip(
            "the report is not at hand: name it in COHORTBOOK_SOURCE to prove the real passages"
            " against it"
        )
    assert [str(problem) for problem in check_source(real, Path(named))] == []


def test_the_study_holds_no_sentence_of_the_report(real):
    """Only places and digests: no summary is a run of words whose digest is that of the passage."""
    passages = real.tables["passages"].dropna(subset=["digest"])
    assert not [
        row.passage_id
        for row in passages.itertuples()
        if digest_of(words_of(row.summary)) == row.digest
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in passages["digest"])
