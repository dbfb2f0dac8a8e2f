"""Prose that is older than a cohort says so."""

from types import SimpleNamespace

from cohortbook.book.sphinx.stale_prose import _warn, to_read_again, unknown_to

BOTH = ["cohort_01", "cohort_02"]


def test_a_page_written_for_all_cohorts_is_not_to_be_read_again():
    assert unknown_to("---\nwritten_for: [cohort_01, cohort_02]\n---\n\n# Page\n", BOTH) == []


def test_a_page_written_before_a_cohort_joined_names_the_cohort():
    assert unknown_to("---\nwritten_for: [cohort_01]\n---\n\n# Page\n", BOTH) == ["cohort_02"]


def test_a_page_that_does_not_say_is_left_alone():
    assert (
        unknown_to("# Page\n", BOTH)
        == unknown_to("---\ntitle: Page\n---\n\n# Page\n", BOTH)
        == unknown_to("---\nnothing\n---\n", BOTH)
        == []
    )


def test_every_page_to_read_again_is_a_sentence(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "findings.md").write_text(
        "---\nwritten_for: []\n---\n\n# Page\n", encoding="utf-8"
    )
    assert to_read_again(tmp_path / "book", BOTH) == [
        "book/findings.md was written before cohort_01 and cohort_02 joined and says nothing of it."
        " When you have read it, and written what is new, add cohort_01 and cohort_02 to"
        " written_for at its top"
    ]


def test_the_project_s_own_prose_was_written_for_the_cohorts_of_the_report(project, real):
    assert to_read_again(project / "book", real.reported) == []


def test_every_page_that_pastes_numbers_of_cohorts_says_what_it_was_written_for(project):
    for page in (project / "book").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if "{result}`all." in text or "{result}`cohort_" in text:
            assert "written_for:" in text, page.name


def test_a_note_goes_below_the_heading_and_never_into_the_top_of_a_page(tmp_path):
    (tmp_path / "executed").mkdir()
    (tmp_path / "executed" / "manifest.json").write_text(
        '{"pages": {"cohort_02": {"parameters": {"cohort": "cohort_02"}}}}', encoding="utf-8"
    )
    source = ["---\n# a comment\nwritten_for: [cohort_01]\n---\n\n# Page\n\nText\n"]
    _warn(SimpleNamespace(srcdir=tmp_path), "page", source)
    assert (
        source[0].startswith(
            "---\n# a comment\nwritten_for: [cohort_01]\n---\n\n# Page\n\n:::{note}\n"
        )
        and "[](executed/cohort_02)" in source[0]
    )


def test_a_mark_before_a_page_hides_nothing(tmp_path):
    (tmp_path / "page.md").write_text(
        "\ufeff---\nwritten_for: []\n---\n\n# Page\n", encoding="utf-8"
    )
    assert (
        to_read_again(tmp_path, BOTH)
        and unknown_to("\ufeff---\nwritten_for: []\n---\n", BOTH) == BOTH
    )
