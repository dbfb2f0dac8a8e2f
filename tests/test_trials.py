"""What was tried is counted as it happened: what failed is kept, what was skipped was not tried."""

import csv

import pytest
import trials as recording

FAULT = "test_faults.py::test_a_full_disk_is_said[60 KiB left]"
ROWS = [
    dict(zip(recording.COLUMNS, row, strict=True))
    for row in (
        ("fault", "A full disk", "2", "1", "", "2033-03-02", "Linux", "0badbadbad12"),
        ("fault", "A killed build", "1", "0", "", "2033-03-02", "Linux", "0badbadbad12"),
        ("attack", "Counts", "7", "0", "3", "2033-03-02", "Linux", "0badbadbad12"),
    )
]


class Report:
    def __init__(self, node, outcome, when="call"):
        self.nodeid, self.outcome, self.when = node, outcome, when
        self.failed, self.skipped = outcome == "failed", outcome == "skipped"


def test_the_page_says_what_the_record_says():
    with recording.RECORD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = recording.PAGE.read_text(encoding="utf-8")
    assert {row["kind"] for row in rows} == set(recording.SAID)
    assert recording.with_tables(page, rows) == page, "make freeze"


def test_totals_are_of_each_kind_and_say_when_where_and_of_what_they_were_recorded():
    assert recording.totals(ROWS).splitlines() == [
        "Recorded on 2 March 2033 on Linux, of commit 0badbadbad12.",
        "",
        "| Kind | Tried | Failed |",
        "|:--|--:|--:|",
        "| Faults | 3 | 1 |",
        "| Bad inputs | 0 | 0 |",
        "| Hostile text in every field | 0 | 0 |",
        "| Hidden numbers attacked | 7 | 0 |",
    ]


def test_trials_of_a_kind_are_named_and_of_attacks_the_fewest_values_left():
    assert recording.table("fault", ROWS).splitlines()[2:] == [
        "| A full disk | 2 | 1 |",
        "| A killed build | 1 | 0 |",
    ]
    assert recording.table("attack", ROWS).splitlines()[2:] == ["| Counts | 7 | 0 | 3 |"]


def test_what_happened_is_counted():
    recorder = recording.Recorder()
    for report in (
        Report(FAULT, "passed"),
        Report(FAULT, "failed"),
        Report(FAULT, "skipped"),
        Report(FAULT, "passed", "setup"),
        Report(FAULT, "failed", "setup"),
        Report(
            "tests/test_hostile.py::test_a_bad_input_ends_in_a_sentence[an empty sheet]", "passed"
        ),
    ):
        recorder.pytest_runtest_logreport(report)
    assert recorder.rows() == [
        ("fault", "A full disk is said: 60 KiB left", 3, 2, ""),
        ("bad_input", "Sheets of coded passages", 1, 0, ""),
    ]


def test_a_slash_in_the_name_of_a_case_is_no_folder():
    assert recording.named(
        "tests/test_faults.py::test_a_build_is_stopped[at data/themes.csv-it hangs]"
    ) == ("fault", "A build is stopped: at data/themes.csv, it hangs")


def test_nothing_is_recorded_of_tests_that_did_not_run_to_their_end(monkeypatch, capsys):
    monkeypatch.setattr(recording, "write", lambda *arguments: pytest.fail("it was recorded"))
    monkeypatch.setattr(
        recording.pytest, "main", lambda *arguments, **options: pytest.ExitCode.INTERRUPTED
    )
    monkeypatch.setenv("COHORTBOOK_REQUIRE_BROWSER", "")  # put back afterwards
    monkeypatch.setattr(recording.sys, "path", [*recording.sys.path])
    assert (
        recording.main([]) == pytest.ExitCode.INTERRUPTED
        and "nothing was recorded" in capsys.readouterr().err
    )


def test_a_failure_after_a_trial_is_a_failure_of_it():
    recorder = recording.Recorder()
    recorder.pytest_runtest_logreport(Report(FAULT, "passed"))
    recorder.pytest_runtest_logreport(Report(FAULT, "failed", "teardown"))
    assert recorder.rows() == [("fault", "A full disk is said: 60 KiB left", 1, 1, "")]


def test_the_attack_is_that_of_the_build():
    kind, _, tried, failed, narrowest = recording.attack()
    assert kind == "attack" and tried > 10 and failed == 0 and narrowest >= 1


@pytest.mark.parametrize("file", recording.KINDS)
def test_what_is_recorded_is_a_module_of_tests(file, project):
    assert (project / "tests" / file).is_file()


def test_a_record_is_read_as_it_was_written(tmp_path):
    recording.write([("fault", "A full disk", 2, 0, "")], tmp_path / "trials.csv", ("", "", ""))
    assert (tmp_path / "trials.csv").read_text(encoding="utf-8").splitlines() == [
        "kind,what,tried,failed,narrowest,ran_on,machine,commit",
        "fault,A full disk,2,0,,,,",
    ]
