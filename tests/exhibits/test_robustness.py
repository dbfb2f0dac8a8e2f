"""What was tried is counted as it happened: what failed is kept, what was skipped was not tried."""

from dataclasses import replace

import pytest
import trials as recording

from cohortbook.exhibits.robustness import of_kind, recorded, totals

FAULT = "test_faults.py::test_a_full_disk_is_said[60 KiB left]"


class Report:
    def __init__(self, node, outcome, when="call"):
        self.nodeid, self.outcome, self.when = node, outcome, when
        self.failed, self.skipped = outcome == "failed", outcome == "skipped"


def test_totals_are_of_each_kind(badgers):
    assert totals(badgers).astype(object).where(totals(badgers).notna(), None).values.tolist() == [
        ["Bad inputs", 12, 0, None],
        ["Faults", 2, 1, None],
        ["Hidden numbers attacked", 7, 0, 3],
    ]


def test_trials_of_a_kind_are_named(badgers):
    assert of_kind(badgers, "fault")[["what", "failed"]].values.tolist() == [
        ["A flood: slow", 0],
        ["A flood: sudden", 1],
    ]


def test_when_where_and_of_what_they_were_recorded_is_said(badgers):
    assert recorded(badgers) == "Recorded on 2 March 2033 on Sett, 4 paws, of commit 0badbadbad12."
    assert (
        recorded(
            replace(badgers, tables={**badgers.tables, "trials": badgers.tables["trials"].head(0)})
        )
        == "Nothing has been recorded yet."
    )


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


def test_the_record_is_a_table_of_the_study(made_up, tmp_path, complaints):
    recording.write(
        [("fault", "A full disk", 2, 0, "")], made_up / "data" / "trials.csv", recording.this_run()
    )
    assert complaints() == []
