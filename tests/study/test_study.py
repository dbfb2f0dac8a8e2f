"""A study is what stands in its folder: cohorts found by their folders' names, every file read,
everything wrong said at once.
"""

import shutil
from operator import attrgetter

import pytest

from cohortbook import find_root, load_study
from cohortbook.study import dependencies
from cohortbook.study.problems import StudyError
from cohortbook.study.study import once_a_study, with_only

COHORTS = "data/cohorts"
ONE, TWO, THREE = (f"{COHORTS}/cohort_0{n}" for n in (1, 2, 3))
FOLDER = (
    "is not the name of a cohort; name the folder cohort_ and two or three digits, for example"
    " cohort_03"
)
YAML = (
    "cannot be read as YAML; each line is a name, a colon, a space and a value, for example"
    " awards: 11"
)


def test_cohorts_are_the_folders_in_order(study):
    assert list(study.cohorts) == ["cohort_01", "cohort_02", "cohort_03"]
    assert study.scopes == ["cohort_01", "cohort_02", "cohort_03", "all"]
    assert study.cohorts["cohort_02"] == {
        "title": "Sett 2",
        "period": "2031 to 2032",
        "recruited_on": 2031,
        "services": ["adult", "children"],
        "awards": 5,
        "approach": "codebook",
        "coded_by": "Badgers, who coded the report.",
        "not_asked": [],
        "disclosure": "synthetic",
        "source_id": "badger_report",
        "agreed_form": None,
        "agreed_on": None,
        "agreed_confirmed_by": None,
    }


def test_the_report_covers_the_cohorts_that_name_its_source(made_up, rewrite):
    assert load_study(made_up).reported == ["cohort_01", "cohort_02", "cohort_03"]
    rewrite("data/cohorts/cohort_03/cohort.yml", "source_id: badger_report\n", "")
    assert load_study(made_up).reported == ["cohort_01", "cohort_02"]
    for cohort in ("cohort_01", "cohort_02"):
        rewrite(f"data/cohorts/{cohort}/cohort.yml", "source_id: badger_report\n", "")
    assert load_study(made_up).reported == ["cohort_01", "cohort_02", "cohort_03"]


def test_a_folder_more_is_a_cohort_more_and_ten_follows_nine(made_up):
    (made_up / THREE).rename(made_up / COHORTS / "cohort_10")
    (made_up / TWO).rename(made_up / COHORTS / "cohort_09")
    study = load_study(made_up)
    assert list(study.cohorts) == ["cohort_01", "cohort_09", "cohort_10"]
    assert list(study.tables["participants"]["cohort"].unique()) == [
        "cohort_01",
        "cohort_09",
        "cohort_10",
    ]


def test_a_programme_of_hundreds_has_three_digits_and_no_study_mixes_two_and_three(
    made_up, complaints
):
    for number in (1, 2):
        (made_up / COHORTS / f"cohort_0{number}").rename(made_up / COHORTS / f"cohort_00{number}")
    (made_up / THREE).rename(made_up / COHORTS / "cohort_100")
    assert list(load_study(made_up).cohorts) == ["cohort_001", "cohort_002", "cohort_100"]
    (made_up / COHORTS / "cohort_002").rename(made_up / TWO)
    assert complaints() == [
        f"{TWO}: has fewer digits than cohort_001; name it cohort_002, so that cohorts stay in"
        " order"
    ]


def test_rows_are_those_of_the_scope(study):
    assert [len(study.rows("participants", scope)) for scope in study.scopes] == [4, 5, 3, 12]
    assert [len(study.rows("managers", scope)) for scope in study.scopes] == [1, 2, 0, 3]
    assert len(study.rows("figures")) == len(study.rows("figures", "cohort_01")) == 8, (
        "a table of the whole study is every cohort's"
    )
    assert study.rows("participants", "cohort_03")["source_row"].tolist() == [
        f"{THREE}/participants.csv:{line}" for line in (2, 3, 4)
    ]


def test_rows_of_several_files_are_numbered_through(study):
    assert list(study.tables["participants"].index) == list(range(12))


def test_a_table_without_rows_keeps_its_columns_and_types(study):
    managers = study.rows("managers", "cohort_03")
    assert list(managers.columns) == [
        "manager_id",
        "role",
        "not_interviewed",
        "source_row",
        "cohort",
    ]
    assert study.tables["participants"]["years_qualified"].dtype == "Int64"
    assert list(study.tables["managers"]["role"].cat.categories) == list(
        study.dictionary.tables["managers"].column("role").enum
    )


def test_titles_are_for_readers(study):
    assert [study.title(scope) for scope in study.scopes] == [
        "Sett 1",
        "Sett 2",
        "Sett 3",
        "All cohorts",
    ]


@pytest.mark.parametrize(
    "name", ["Cohort 3", "cohort_3", "cohort_0003", "Cohort_03", "cohort_03 (copy)"]
)
def test_a_folder_of_another_name_is_no_cohort(made_up, complaints, name):
    (made_up / THREE).rename(made_up / COHORTS / name)
    assert complaints() == [f"{COHORTS}/{name}: {FOLDER}"]


def test_a_file_among_the_cohorts_is_named(made_up, complaints):
    (made_up / COHORTS / "cohort_04.csv").write_text("moss", encoding="utf-8")
    assert complaints() == [
        f"{COHORTS}/cohort_04.csv: is not a folder; a cohort is a folder such as cohort_03"
    ]


@pytest.mark.parametrize(
    "name, hint",
    [
        ("participant.csv", "; did you mean 'participants.csv'?"),
        ("Managers.csv", "; did you mean 'managers.csv'?"),
        ("cohort.yaml", "; did you mean 'cohort.yml'?"),
        ("zzz.txt", ""),
    ],
)
def test_a_stray_file_of_a_cohort_is_named_with_the_likely_name(made_up, complaints, name, hint):
    (made_up / TWO / name).write_text("moss", encoding="utf-8")
    assert complaints() == [f"{TWO}/{name}: is not a file of a cohort{hint}"]


@pytest.mark.parametrize(
    "name",
    [".DS_Store", "~$participants.csv", ".gitkeep", "desktop.ini", "Desktop.ini", "Thumbs.db"],
)
def test_what_programs_leave_behind_is_passed_over(made_up, complaints, name):
    for folder in (COHORTS, ONE):
        (made_up / folder / name).write_text("moss", encoding="utf-8")
    assert complaints() == []


def test_a_missing_cohort_file_is_said_to_be_missing_and_what_it_would_hold(made_up, complaints):
    (made_up / TWO / "cohort.yml").unlink()
    assert complaints() == [
        f"{TWO}/cohort.yml: the file is missing; it holds the cohort's title, period and year"
    ]


def test_a_missing_table_of_a_cohort_is_said_to_be_missing(made_up, complaints):
    (made_up / THREE / "managers.csv").unlink()
    assert complaints() == [
        f"{THREE}/managers.csv: the file is missing; it holds: managerial respondents"
    ]


@pytest.mark.parametrize(
    "content, problem",
    [
        ("title: Sett 2\nperiod: [2031\nawards: 5\n", f"{TWO}/cohort.yml:3: {YAML}"),
        ("title: Sett: 2\n", f"{TWO}/cohort.yml:1: {YAML}"),
        ("title: Sett 2\n\tawards: 5\n", f"{TWO}/cohort.yml:2: {YAML}"),
        (
            "",
            f"{TWO}/cohort.yml: is empty or not a list of names and values, for example awards: 11",
        ),
        (
            "Sett 2\n",
            f"{TWO}/cohort.yml: is empty or not a list of names and values, for example awards: 11",
        ),
        (
            "- Sett 2\n",
            f"{TWO}/cohort.yml: is empty or not a list of names and values, for example awards: 11",
        ),
    ],
    ids=["open bracket", "second colon", "tab", "empty", "words", "list"],
)
def test_a_cohort_file_that_is_no_yaml_gets_one_sentence(made_up, complaints, content, problem):
    (made_up / TWO / "cohort.yml").write_text(content, encoding="utf-8")
    assert complaints() == [problem]


@pytest.mark.parametrize(
    "old, new, problem",
    [
        (
            "awards: 5",
            "awards: 5\nawrads: 5",
            "awrads: is not a field of a cohort; did you mean 'awards'?",
        ),
        (
            "awards: 5",
            "awards: five",
            "awards: 'five' is not a whole number; write it in digits, for example 11",
        ),
        ("awards: 5", "awards: 0", "awards: 0 is below the smallest possible value, 1"),
        ("awards: 5\n", "", "awards: is empty; it must hold a value, for example 11"),
        ("title: Sett 2", "title:", "title: is empty; it must hold a value, for example Cohort 1"),
        (
            "recruited_on: 2031",
            "recruited_on: 31",
            "recruited_on: 31 is below the smallest possible value, 2000",
        ),
        (
            "recruited_on: 2031",
            "recruited_on: 20311",
            "recruited_on: 20311 is above the largest possible value, 2100",
        ),
        ("recruited_on: 2031", "recruited_on: soon", "recruited_on: 'soon' is not a whole number"),
        (
            "recruited_on: 2031",
            "recruited_on: 2031-09-01",
            "recruited_on: '2031-09-01' is not a whole number",
        ),
        (
            "[adult, children]",
            "[adult, childern]",
            "services: 'childern' is not one of adult, children; did you mean 'children'?",
        ),
        ("[adult, children]", "", "services: is empty; it must hold a value"),
        ("[adult, children]", "[]", "services: is empty; it must hold a value"),
        (
            "approach: codebook",
            "approach: codebok",
            (
                "approach: 'codebok' is not one of reflexive, codebook, coding_reliability,"
                " framework; did you mean 'codebook'?"
            ),
        ),
        (
            "disclosure: synthetic",
            "disclosure: secret",
            "disclosure: 'secret' is not one of strict, agreed, already_public, synthetic",
        ),
    ],
)
def test_a_bad_field_of_a_cohort_is_named_with_what_would_be_right(
    rewrite, complaints, old, new, problem
):
    rewrite(f"{TWO}/cohort.yml", old, new)
    problems = complaints()
    assert len(problems) == 1 and problems[0].startswith(f"{TWO}/cohort.yml: {problem}"), problems


def test_a_single_service_needs_no_brackets(made_up, rewrite):
    rewrite(f"{ONE}/cohort.yml", "[adult]", "adult")
    assert load_study(made_up).cohorts["cohort_01"]["services"] == ["adult"]


@pytest.mark.parametrize("leave_folder", [True, False], ids=["empty folder", "no folder"])
def test_a_study_without_a_cohort_is_refused_with_one_sentence(made_up, complaints, leave_folder):
    shutil.rmtree(made_up / COHORTS)
    if leave_folder:
        (made_up / COHORTS).mkdir()
    assert complaints() == [f"{COHORTS}: holds no cohort; a cohort is a folder such as cohort_01"]


def test_a_number_too_large_for_the_machine_is_a_problem_and_no_crash(rewrite, complaints):
    rewrite("data/baselines/children_services.csv", ",77,", ",99999999999999999999,")
    problems = complaints()
    assert len(problems) == 1 and problems[0].startswith(
        "data/baselines/children_services.csv:2: count: "
    )


@pytest.mark.parametrize(
    "path, old, new, place",
    [
        (
            "data/baselines/social_work_england.csv",
            "2032-07-01,",
            "2032-02-30,",
            "data/baselines/social_work_england.csv:4: reference_date: ",
        ),
        ("data/programme/facts.csv", "2033-02", "2033-13", "data/programme/facts.csv:5: value: "),
    ],
    ids=["30 February", "month 13"],
)
def test_a_date_that_no_calendar_has_is_a_problem(rewrite, complaints, path, old, new, place):
    rewrite(path, old, new)
    problems = complaints()
    assert len(problems) == 1 and problems[0].startswith(place)


def test_a_folder_in_the_place_of_a_table_is_a_problem_and_no_crash(made_up, complaints):
    (made_up / THREE / "managers.csv").unlink()
    (made_up / THREE / "managers.csv").mkdir()
    problems = complaints()
    assert len(problems) == 1 and problems[0].startswith(f"{THREE}/managers.csv: ")


def test_everything_wrong_is_reported_at_once_and_in_order(made_up, rewrite):
    rewrite(f"{THREE}/participants.csv", ",20,", ",twenty,")
    rewrite(f"{TWO}/cohort.yml", "awards: 5", "awards: 6")
    rewrite(f"{ONE}/participants.csv", "B1,female,", "B1,femal,")
    rewrite(f"{ONE}/participants.csv", ",6,", ",600,")
    rewrite("data/sources.csv", "at_source,2033-03-01", "at_source,1 March")
    rewrite("data/programme/facts.csv", "pounds", "£")
    (made_up / COHORTS / "Cohort 4").mkdir()
    with pytest.raises(StudyError) as caught:
        load_study(made_up)
    assert str(caught.value).splitlines() == [
        f"{COHORTS}/Cohort 4: {FOLDER}",
        (
            f"{ONE}/participants.csv:2: gender: 'femal' is not one of female, male, another,"
            " prefer_not_to_say; did"
            " you mean 'female'?"
        ),
        f"{ONE}/participants.csv:4: years_qualified: 600 is above the largest possible value, 60",
        f"{TWO}/cohort.yml: awards: says 6 where participants.csv has 5 rows",
        (
            f"{THREE}/participants.csv:4: years_qualified: 'twenty' is not a whole number; write it"
            " in digits, for example 7"
        ),
        "data/programme/facts.csv:4: unit: '£' is not written as it must be; for example days",
        (
            "data/sources.csv:2: read_on: '1 March' is not a date; write year-month-day (Excel"
            " shows dates its own way: before you save as CSV, choose Format Cells > Custom,"
            " yyyy-mm-dd), for example 2026-11-23"
        ),
    ]
    assert [problem.line for problem in caught.value.problems] == [None, 2, 4, None, 4, 4, 2]


def test_the_study_is_found_from_any_folder_inside_it(made_up, monkeypatch):
    assert find_root(made_up) == find_root(made_up / ONE) == made_up.resolve()
    monkeypatch.chdir(made_up / "book")
    assert find_root() == made_up.resolve()
    assert load_study().root == made_up.resolve()


def test_a_folder_outside_any_study_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(StudyError) as caught:
        find_root(tmp_path / "elsewhere")
    assert (
        str(caught.value)
        == f"{(tmp_path / 'elsewhere').resolve()}: neither this folder nor one above it is a study "
        "(it would hold _toc.yml); name one with --study"
    )


# what is kept with a study


@once_a_study
def managers(study):
    return len(study.tables["managers"])


@once_a_study
def awards(study):
    return managers(study) + study.cohorts["cohort_02"]["awards"]


def read_by(function, study):
    dependencies.begin(str(study.root))
    function(study)
    return dependencies.end()


def test_what_is_kept_says_what_it_read_to_each_who_asks(study):
    own = read_by(managers, study)
    assert own == [f"{COHORTS}/", *(f"{cohort}/managers.csv" for cohort in (ONE, TWO, THREE))]
    assert read_by(managers, study) == own and len(study.computed) == 1
    both = sorted([*own, f"{TWO}/cohort.yml"])
    assert read_by(awards, study) == read_by(awards, study) == both, (
        "what is kept of something that was kept before"
    )


@once_a_study
def titled(study, handle, ending):
    return [study.title(handle) + ending]


def test_what_is_kept_is_the_same_whether_it_is_asked_for_by_place_or_by_name(study):
    first = titled(study, "cohort_01", "!")
    assert first == ["Sett 1!"] and titled(study, ending="!", handle="cohort_01") is first
    assert titled(study, "cohort_01", ending="?") is not first


def test_what_is_computed_while_nobody_records_is_read_all_the_same(study):
    awards(study)
    assert f"{TWO}/cohort.yml" in read_by(awards, study) and f"{ONE}/managers.csv" in read_by(
        awards, study
    )


def test_the_names_of_cohorts_are_read_by_each_who_asks_for_them(study):
    for property_of in ("scopes", "side_by_side", "reported"):
        names_of = attrgetter(property_of)
        assert read_by(names_of, study) == read_by(names_of, study) != []


def test_a_part_of_a_study_is_made_once(study):
    part = with_only(study, ["cohort_01", "cohort_03"])
    assert list(part.cohorts) == ["cohort_01", "cohort_03"]
    assert with_only(study, ["cohort_01", "cohort_03"]) is part
    assert with_only(study, list(study.cohorts)) is study


def test_with_only_some_cohorts_no_settlement_is_about_a_passage_of_others(made_up, add, rewrite):
    folder = "data/cohorts/cohort_02"
    rewrite(f"{folder}/passages.csv", "s2_p1,cohort_02", "s2_p1,all")
    rewrite(f"{folder}/attributions.csv", "s2_p1,B6", "s2_p1,")
    rewrite(f"{folder}/impacts.csv", "s2_p1,B6", "s2_p1,")
    add(
        f"{folder}/codings.csv",
        "s2_p1,hopes.moss,coder_a,supports",
        "s2_p1,impacts.personal.tunnelling,coder_a,supports",
    )
    add("data/codebook/settlements.csv", "s2_p1,hopes.moss,false,No moss is named,arbiter")
    (made_up / folder / "settlements.csv").write_text(
        "passage_id,theme_id,is_kept,reason,settled_by\n"
        "s2_p2,barriers.employer.rota,true,The rota is named,arbiter\n",
        encoding="utf-8",
    )
    study = load_study(made_up)
    assert study.rows("settlements", "cohort_02")["passage_id"].tolist() == ["s2_p2"]
    assert with_only(study, ["cohort_01"]).tables["settlements"]["passage_id"].tolist() == ["p07"]
    assert with_only(study, ["cohort_02"]).tables["settlements"]["passage_id"].tolist() == [
        "p08",
        "s2_p1",
        "s2_p2",
    ]
