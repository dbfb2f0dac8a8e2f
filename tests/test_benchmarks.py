"""The benchmarks measure what they say, go on where they were stopped, and the page of the book
says what was measured. No time is tested.
"""

import sys

import pytest
import record
import report
import run
import scale
from machine import write_machine
from measure import Failed, cost_of
from scenarios import SCENARIOS, change, write_small_job

from cohortbook import load_study

ENDS = "import os, time; os.fork() or os.fork() or (time.sleep(0.2), sum(range(3 * 10**6)))"
HOLDS = (
    "import subprocess, sys; held = bytearray(60 * 2**20); subprocess.run([sys.executable, '-c',"
    " 'import time; held = bytearray(80 * 2**20); time.sleep(1.5)'])"
)


def rows(tool, cohorts, scenario, *walls):
    return [
        {
            "tool": tool,
            "cohorts": str(cohorts),
            "scenario": scenario,
            "repeat": str(place),
            "wall": str(wall),
            "cpu": str(2 * wall),
            "largest": "100",
            "together": "200",
            "others": "0.0",
            "load_before": "0.1",
            "pages": "3",
        }
        for place, wall in enumerate(walls, start=1)
    ]


FOUND = [
    *rows("cohortbook", 50, "cold", 60, 90, 70),
    *rows("plain", 50, "cold", 700),
    *rows("cohortbook", 2, "nothing", 0.4),
    *rows("cohortbook", 50, "nothing", 2.5),
    *rows("cohortbook, small job", 50, "cold", 40),
    *rows("bookdown, small job", 50, "cold", 35),
    {**rows("plain", 50, "end", 1)[0], "wall": ""},
]


def test_time_of_processes_that_outlive_their_parent_is_counted(tmp_path):
    alone, orphaned = (cost_of([sys.executable, "-c", code], tmp_path) for code in ("pass", ENDS))
    assert orphaned.cpu > alone.cpu and orphaned.wall > 0.2


def test_memory_is_that_of_the_largest_and_of_all_together(tmp_path):
    cost = cost_of([sys.executable, "-c", HOLDS], tmp_path)
    assert 80 < cost.largest < 130 and 140 < cost.together < 220


def test_a_command_that_fails_is_named_with_what_it_said(tmp_path):
    with pytest.raises(Failed, match="no moss"):
        cost_of([sys.executable, "-c", "raise SystemExit('no moss')"], tmp_path)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_study_is_valid_after_every_scenario(scenario, tmp_path):
    root = write_small_job(tmp_path / "study", 3)
    before = {
        path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    change(root, scenario)
    after = {
        path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    changed = {
        name.as_posix()
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }
    assert len(load_study(root).cohorts) == (4 if scenario == "added" else 3)
    assert changed == {
        "cold": set(),
        "nothing": set(),
        "cell": {"data/cohorts/cohort_03/participants.csv"},
        "template": {"notebooks/cohort.ipynb"},
        "added": {name for name in changed if name.startswith("data/cohorts/cohort_04/")},
    }[scenario] and (changed or scenario in ("cold", "nothing"))


def test_a_real_run_is_written_row_by_row_and_not_made_again(tmp_path, monkeypatch):
    table = tmp_path / "results" / "times.csv"
    run.run(["cohortbook, small job"], [2], ["cold", "nothing", "cell"], 1, table)
    found = record.read(table)
    assert [(row["scenario"], row["pages"]) for row in found] == [
        ("cold", "2"),
        ("nothing", "0"),
        ("cell", "1"),
        ("cell_run", "1"),
        ("cell_pages", "1"),
        ("end", ""),
    ]
    assert all(float(row[what]) > 0 for row in found[:-1] for what in ("wall", "cpu"))
    assert all(
        float(row["largest"]) > 0 for row in found[:-1] if row["scenario"] != "nothing"
    )  # which is over before memory is looked at
    monkeypatch.setattr(run, "measured", lambda *_: pytest.fail("measured again"))
    run.run(["cohortbook, small job"], [2], ["cold", "nothing", "cell"], 1, table)
    assert record.read(table) == found


def test_a_run_on_a_busy_machine_is_not_called_quiet(tmp_path):
    for others, quiet in (("0.1", "yes"), ("60", "no")):
        write_machine(tmp_path, [{**row, "others": others} for row in FOUND[:3]])
        assert {row["what"]: row["value"] for row in record.read(tmp_path / "machine.csv")}[
            "quiet"
        ] == quiet


def test_targets_are_medians_with_what_is_not_reached_said():
    found = report.medians(FOUND)
    verdicts = [target.row[2:] for target in report.targets(found, found)]
    assert verdicts == [
        ["0.10", "reached"],
        ["–", "not measured"],
        ["1.14", "not reached"],
        ["0.40\u00a0s", "reached"],
        ["2.50\u00a0s", "not reached"],
        *[["–", "not measured"]] * 3,
    ]


def test_what_a_change_costs_is_taken_from_the_run_of_all_sizes():
    sizes = report.medians(
        [
            *rows("cohortbook", 50, "nothing", 1),
            *rows("cohortbook", 300, "cell_run", 30),
            *rows("cohortbook", 300, "cell_pages", 15),
        ]
    )
    assert [target.row[2:] for target in report.targets(report.medians(FOUND), sizes)][3:7] == [
        ["–", "not measured"],
        ["1.00\u00a0s", "reached"],
        ["–", "not measured"],
        ["2.00", "not reached"],
    ]
    assert report.scenario_table(sizes, "cohortbook") == [
        ["50 cohorts", "–", "1.0 s, 2.0 s, 3", "–", "–", "–", "–"]
    ]


def test_one_more_cohort_among_many_is_held_against_one_among_few():
    found = report.medians(
        [
            *rows("cohortbook", 2, "cold", 10),
            *rows("cohortbook", 10, "cold", 18),
            *rows("cohortbook", 50, "cold", 58),
            *rows("cohortbook", 300, "cold", 808),
            *rows("cohortbook", 300, "nothing", 4),
        ]
    )
    assert report.targets(report.medians(FOUND), found)[-1].value == 3
    assert [row[4:] for row in report.sizes_table(found)] == [
        ["–", "200 MiB", "–"],
        ["2.00 s", "200 MiB", "–"],
        ["2.00 s", "200 MiB", "–"],
        ["6.00 s", "200 MiB", "4.0 s"],
    ]


def test_the_report_is_the_same_each_time_and_keeps_what_people_wrote(tmp_path):
    page, image = tmp_path / "speed.md", tmp_path / "speed.svg"
    found = [*FOUND, *rows("cohortbook", 2, "cold", 36)]
    page.write_text(f"# Speed\n\n{report.BEGIN}\nwas here\n{report.END}\nkept\n", encoding="utf-8")
    (tmp_path / "times.csv").write_text(
        "\n".join(
            [
                ",".join(run.FIELDS),
                *(",".join(f'"{row[name]}"' for name in run.FIELDS) for row in found),
            ]
        ),
        encoding="utf-8",
    )
    write_machine(tmp_path, found)
    report.write(tmp_path, page, image)
    first = page.read_text(encoding="utf-8"), image.read_text(encoding="utf-8")
    report.write(tmp_path, page, image)
    assert first == (page.read_text(encoding="utf-8"), image.read_text(encoding="utf-8"))
    assert (
        "was here" not in first[0]
        and first[0].endswith(f"{report.END}\nkept\n")
        and "| 50 cohorts | 70.0 s, 140.0 s, 200 MiB | " in first[0]
    )
    assert (
        'role="img"' in first[1]
        and "72 at 2, 140 at 50" in first[1]
        and "currentColor" in first[1]
        and "mathdefault" not in first[1]
    )


def test_the_report_says_which_sizes_were_measured_less_often():
    assert report.repeats_text({2: 3, 10: 3}) == "Medians of 3"
    assert (
        report.repeats_text({2: 3, 10: 2, 50: 1})
        == "Medians of 3 (of 10 cohorts medians of 2 and of 50 cohorts one measurement)"
    )


def test_of_one_size_nothing_is_drawn():
    machine = dict.fromkeys((*report.NOT_PROGRAMS, "R"), "0")
    one, two = report.medians(FOUND), report.medians([*FOUND, *rows("cohortbook", 2, "cold", 36)])
    assert "speed.svg" not in report.block(one, machine, one)
    assert "speed.svg" in report.block(two, machine, two)


def test_the_page_says_what_the_kept_results_say(tmp_path):
    page, image = tmp_path / "speed.md", tmp_path / "speed.svg"
    page.write_text(report.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    report.write(page=page, image=image)
    for written, kept in ((page, report.PAGE), (image, report.PICTURE)):
        assert written.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), (
            "python benchmarks/report.py"
        )


def test_every_tool_has_an_estimate():
    minutes = run.estimate(list(run.TOOLS), [2, 50], list(SCENARIOS), 3)
    assert minutes[50] > minutes[2] > 0


def test_every_part_of_the_work_on_many_rows_is_measured_once(tmp_path):
    table = tmp_path / "scale.csv"
    scale.run([300], 1, table)
    scale.run([300], 1, table)
    found = record.read(table)
    assert [row["part"] for row in found] == list(scale.PARTS) and all(
        float(row["cpu"]) > 0 for row in found
    )
    assert [row[:2] for row in report.scale_table(found)] == [["300", part] for part in scale.PARTS]


def test_time_for_each_100_000_codings_is_that_of_the_median():
    rows = [
        {"codings": "200000", "part": "check", "wall": "9", "cpu": cpu, "largest": "100"}
        for cpu in ("4", "10", "5")
    ]
    assert report.scale_table(rows) == [["200,000", "check", "9.0 s", "5.0 s", "100 MiB", "2.5 s"]]
    assert report.scale_caption(rows).endswith(f"medians of {len(rows)}") and report.scale_caption(
        [*rows, rows[0] | {"part": "results"}]
    ).endswith("one measurement each")
