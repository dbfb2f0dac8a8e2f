"""Rules that hold tables against each other, each broken once in the made-up study."""

import re

import pytest

from cohortbook.publication.loading import load_study
from cohortbook.study.problems import StudyError
from cohortbook.study.study import read_study

ONE, TWO, THREE = (f"data/cohorts/cohort_0{n}" for n in (1, 2, 3))
REPORT = "data/report"


def test_the_made_up_study_breaks_no_rule(complaints):
    assert complaints() == []


@pytest.mark.parametrize(
    "path, old, new, problem",
    [
        (
            f"{ONE}/interviews.csv",
            "S1-M1,Owl1",
            "S1-M1,Owl9",
            (f"{ONE}/interviews.csv:5: case_id: 'Owl9' is not in participants.csv or managers.csv"),
        ),
        (
            f"{ONE}/interviews.csv",
            "S1-M1,Owl1",
            "S1-M1,Zebra",
            (
                f"{ONE}/interviews.csv:5: case_id: 'Zebra' is not in participants.csv or"
                " managers.csv"
            ),
        ),
        (
            f"{THREE}/interviews.csv",
            "S3-I1,B12",
            "S3-I1,B8",  # someone of cohort_02
            (f"{THREE}/interviews.csv:2: case_id: 'B8' is not in participants.csv or managers.csv"),
        ),
        (
            f"{REPORT}/impacts.csv",
            "i03,p06,B5",
            "i03,p06,B1",
            (
                f"{REPORT}/impacts.csv:4: case_id: 'B1' is not among those to whom passage p06 is"
                " attributed; name one of them, or leave the cell empty"
            ),
        ),
        (
            f"{REPORT}/impacts.csv",
            "Is another badger.,,,,,,,,,",
            "Is another badger.,,,,,,,,,i09",
            (
                f"{REPORT}/impacts.csv:4: repeats: 'i09' is no other impact, or repeats one"
                " itself; name the one that is counted"
            ),
        ),
        (
            f"{REPORT}/impacts.csv",
            "Is another badger.,,,,,,,,,",
            "Is another badger.,,,,,,,,,i03",
            (
                f"{REPORT}/impacts.csv:4: repeats: 'i03' is no other impact, or repeats one"
                " itself; name the one that is counted"
            ),
        ),
        (
            "data/programme/recommendation_links.csv",
            "coaching,about,,",
            "coaching,in_part,p99,",
            "data/programme/recommendation_links.csv:2: leaves_out: 'p99' is no passage",
        ),
        (
            "data/programme/recommendation_links.csv",
            "coaching,about,,",
            "coaching,about,p07,",
            (
                "data/programme/recommendation_links.csv:2: leaves_out: leaves out passages, and"
                " its relation is about; write in_part, or leave it empty"
            ),
        ),
        (
            f"{REPORT}/attributions.csv",
            "p13,Owl2,Owl2 C2,\n",
            "p13,Owl2,Owl2 C2,\np13,B1,B1 C1,\n",
            (
                f"{REPORT}/impacts.csv:3: about: passage p13 is attributed to 3 people together;"
                " write several"
            ),
        ),
        (
            f"{REPORT}/impacts.csv",
            ",tunnels,manager,p07",
            ",tunnels,practitioner,p07",
            (
                f"{REPORT}/impacts.csv:3: reported_by: says practitioner, and passage p13 is by a"
                " manager; write who says it there, or evaluator"
            ),
        ),
        (
            f"{REPORT}/impacts.csv",
            ",manager,p07,",
            ",manager,p13,",
            (
                f"{REPORT}/impacts.csv:3: corroborated_by: is a passage by a manager, as is the"
                " one that reports it; name one by another group"
            ),
        ),
        (
            f"{REPORT}/impacts.csv",
            ",4,9,tunnels",
            ",4,,tunnels",
            (
                f"{REPORT}/impacts.csv:3: later: is empty where there is a baseline; write the"
                " value later"
            ),
        ),
        (
            "data/baselines/children_services.csv",
            ",badger_register_2030,",
            ",badger_registr_2030,",
            (
                "data/baselines/children_services.csv:2: source_id: 'badger_registr_2030' is not"
                " in sources.csv; did you mean 'badger_register_2030'?"
            ),
        ),
        (
            "data/baselines/occupational_therapists.csv",
            ",hedgehog_register,",
            ",moles,",
            (
                "data/baselines/occupational_therapists.csv:2: population_id: 'moles' is not"
                " in populations.csv"
            ),
        ),
        (
            "data/baselines/comparisons.csv",
            ",hedgehog_register,",
            ",hedgehogs_register,",
            (
                "data/baselines/comparisons.csv:3: population_id: 'hedgehogs_register' is not"
                " in populations.csv; did you mean 'hedgehog_register'?"
            ),
        ),
        (
            f"{TWO}/cohort.yml",
            "source_id: badger_report",
            "source_id: badger_reprot",
            (
                f"{TWO}/cohort.yml: source_id: 'badger_reprot' is not in sources.csv; did"
                " you mean 'badger_report'?"
            ),
        ),
        (
            f"{TWO}/cohort.yml",
            "awards: 5",
            "awards: 6",
            f"{TWO}/cohort.yml: awards: says 6 where participants.csv has 5 rows",
        ),
        (
            f"{TWO}/cohort.yml",
            "coded_by: Badgers, who coded the report.\n",
            "",
            (
                f"{TWO}/cohort.yml: coded_by: is empty, but codings.csv holds codings; say who"
                " coded, and from what"
            ),
        ),
        (
            f"{ONE}/participants.csv",
            "B4,male,adult",
            "B4,male,children",
            (
                f"{ONE}/participants.csv:5: service: 'children' is not among the services of this"
                " cohort's cohort.yml: adult"
            ),
        ),
        (
            f"{ONE}/interviews.csv",
            "S1-G1,B2,group",
            "S1-G1,B2,pair",
            (
                f"{ONE}/interviews.csv:4: format: interview 'S1-G1' has more than one format;"
                " everybody interviewed together has the same"
            ),
        ),
        (
            f"{ONE}/interviews.csv",
            "S1-G1,B2,group,online",
            "S1-G1,B2,group,",
            (
                f"{ONE}/interviews.csv:4: mode: interview 'S1-G1' has more than one mode; everybody"
                " interviewed together has the same"
            ),
        ),
        (
            f"{TWO}/interviews.csv",
            "S2-P1,B6,pair,in_person",
            "S2-P2,B6,individual,in_person",
            (
                f"{TWO}/interviews.csv:2: interview_id: interview 'S2-P1' is of format pair and has"
                " 1 person"
            ),
        ),
        (
            f"{TWO}/interviews.csv",
            "S2-P1,B6,pair,in_person",
            "S2-P1,B7,pair,in_person",
            (
                f"{REPORT}/attributions.csv:11: case_id: 'B6' is in no interview; anyone who was"
                " interviewed needs a row in interviews.csv"
            ),
        ),
        (
            f"{TWO}/interviews.csv",
            "S2-M2,Owl3,individual,\n",
            "",
            (
                f"{TWO}/managers.csv:3: manager_id: 'Owl3' is in no interview; anyone who was"
                " interviewed needs a row in interviews.csv; for a manager who was asked and not"
                " interviewed, say why in the column not_interviewed"
            ),
        ),
        (
            f"{TWO}/interviews.csv",
            "S2-P1,B6,pair,in_person\n",
            "S2-P1,B6,pair,in_person\nS2-P1,B7,pair,in_person\n",
            (
                f"{TWO}/interviews.csv:4: interview_id: interview 'S2-P1' is of format pair and has"
                " 3 people"
            ),
        ),
        (
            f"{TWO}/interviews.csv",
            "S2-I1,B8,individual,online\n",
            "S2-I1,B8,individual,online\nS2-I1,B9,individual,online\n",
            (
                f"{TWO}/interviews.csv:5: interview_id: interview 'S2-I1' is of format individual"
                " and has 2 people"
            ),
        ),
        (
            f"{THREE}/interviews.csv",
            "S3-I1,B12,individual",
            "S3-I1,B12,group",
            (
                f"{THREE}/interviews.csv:2: interview_id: interview 'S3-I1' is of format group and"
                " has 1 person"
            ),
        ),
    ],
    ids=[
        "nobody",
        "no one alike",
        "someone of another cohort",
        "impact of someone else",
        "impact that repeats none",
        "impact that repeats itself",
        "passage left out that is none",
        "passage left out of a whole answer",
        "impact about several",
        "impact reported by others",
        "impact that the same group confirms",
        "baseline alone",
        "source of a figure",
        "population of a figure",
        "population of a comparison",
        "source of a cohort",
        "awards",
        "no one coded",
        "service",
        "two formats",
        "two modes",
        "pair of one",
        "words of the unheard",
        "manager unheard",
        "pair of three",
        "individual of two",
        "group of one",
    ],
)
def test_a_broken_rule_is_one_problem_with_file_line_and_column(
    rewrite, complaints, path, old, new, problem
):
    rewrite(path, old, new)
    assert complaints() == [problem]


def test_a_claim_that_is_not_counted_is_no_key_claim(rewrite, complaints, made_up):
    ledger = (made_up / f"{REPORT}/claims.csv").read_text(encoding="utf-8")
    row = next(line for line in ledger.splitlines() if line.startswith("c023,"))
    cells = row.split(",")
    assert not any('"' in cell for cell in cells)
    cells[8:11], cells[-1] = ["", "", ""], "The other side of c025"
    rewrite(f"{REPORT}/claims.csv", row, ",".join(cells))
    assert (
        f"{REPORT}/key_claims.csv:2: claim_id: c023 is a claim that is not counted; name one that"
        " is, or take the row out"
    ) in complaints()


def test_drawn_identifier_of_a_passage_that_is_not_there_is_not_taken_for_a_like_one(
    rewrite, complaints
):
    rewrite(f"{TWO}/passages.csv", "s2_p2,", "c02_368838,")
    for table in ("attributions", "codings"):
        rewrite(f"{TWO}/{table}.csv", "s2_p2,", "c02_368838,")
    rewrite(f"{TWO}/impacts.csv", "s2_p2,", "c02_388858,")
    (problem,) = complaints()
    assert (
        "corroborated_by: 'c02_388858' is not in passages.csv; copy the identifier from"
        " quotes.csv of the cohort. " in problem
    )
    assert (
        "did you mean" not in problem
        and "the passage is no longer coded: take this row out" in problem
    )


@pytest.mark.parametrize(
    "name, day",
    [("Ann Archer", "2033-01-01"), ("Ann Archer", "2033-01-02"), ("ann  archer", "2033-01-01")],
)
def test_person_who_signs_a_pack_twice_is_named(made_up, add, complaints, name, day):
    digest = "0a" * 32
    add(
        "data/approvals.csv",
        f"{digest},Ann Archer,2033-01-01,approved,",
        f"{digest},{name},{day},approved,",
    )
    line = len((made_up / "data/approvals.csv").read_text(encoding="utf-8").splitlines())
    assert complaints() == [
        f"data/approvals.csv:{line}: approver: {' '.join(name.split())} has signed this already; a"
        " second person must. Take this row out"
    ]


def test_person_may_change_a_decision_and_sign_another_pack(add, complaints):
    one, other = "0a" * 32, "0b" * 32
    add(
        "data/approvals.csv",
        f"{one},Ann Archer,2033-01-01,approved,",
        f"{one},Ann Archer,2033-01-01,changes_wanted,Too exact",
        f"{one},Ann Archer,2033-01-02,approved,",
        f"{other},Ann Archer,2033-01-02,approved,",
        f"{one},Bo Reed,2033-01-02,approved,",
    )
    assert complaints() == []


@pytest.mark.parametrize("lacking", ["agreed_form", "agreed_on", "agreed_confirmed_by"])
def test_agreed_cohort_that_does_not_state_its_form_is_named(rewrite, complaints, lacking):
    stated = {
        "agreed_form": "'1.2'",
        "agreed_on": "2031-02-03",
        "agreed_confirmed_by": "The lead badger",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in stated.items() if name != lacking)
    rewrite(f"{TWO}/cohort.yml", "disclosure: synthetic\n", f"disclosure: agreed\n{lines}")
    (problem,) = complaints()
    assert problem.startswith(
        f"{TWO}/cohort.yml: {lacking}: is empty; a cohort whose disclosure is agreed states the"
        " version of its form"
    )


def test_cohort_that_is_not_agreed_needs_no_form(complaints):
    assert not any("agreed_" in problem for problem in complaints())


def test_file_of_consent_below_data_is_named(made_up, complaints):
    (made_up / TWO / "consent.csv").write_text(
        "case_id,table,has_agreed\nB6,themes,true\nB7,themes,false\n", encoding="utf-8"
    )
    assert complaints() == [
        f"{TWO}/consent.csv: says who agreed to what, which is private; move it to"
        " private/cohorts/cohort_02/"
    ]


def test_awards_are_not_counted_where_no_row_is(made_up, complaints):
    for file in ("participants", "interviews"):
        path = made_up / THREE / f"{file}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert complaints() == [
        f"{THREE}/participants.csv: has a header and no rows; at least one is needed"
    ]


def test_a_person_of_two_cohorts_is_named_in_the_later_one(rewrite, complaints):
    rewrite(f"{THREE}/participants.csv", "B11,", "B2,")
    assert complaints() == [
        f"{THREE}/participants.csv:3: participant_id: 'B2' is already someone in"
        f" {ONE}/participants.csv:3; an identifier belongs to one person in the whole study"
    ]


def test_a_manager_of_two_cohorts_is_named_in_the_later_one(rewrite, complaints):
    for file in ("managers", "interviews"):
        rewrite(f"{TWO}/{file}.csv", "Owl3", "Owl1")
    assert complaints() == [
        f"{TWO}/managers.csv:3: manager_id: 'Owl1' is already someone in {ONE}/managers.csv:2; "
        "an identifier belongs to one person in the whole study"
    ]


@pytest.mark.parametrize("taken", ["B1", "B9"], ids=["same cohort", "another cohort"])
def test_a_manager_is_nobody_who_held_an_award(rewrite, complaints, taken):
    for file in (f"{ONE}/managers.csv", f"{ONE}/interviews.csv", "data/report/attributions.csv"):
        rewrite(file, "Owl1", taken)
    problems = complaints()
    assert len(problems) == 1 and f"{taken!r} is already someone in " in problems[0]


def test_a_figure_stands_once_in_all_the_files_of_figures(rewrite, complaints):
    rewrite(
        "data/baselines/adult_services.csv",
        "badgers.2030.years_registered.10_or_more",
        "badgers.2030.cubs.all",
    )
    problems = complaints()
    assert len(problems) == 1 and "figure_id: 'badgers.2030.cubs.all' is there twice" in problems[0]


@pytest.mark.parametrize(
    "old, new, problem",
    [
        (
            "B1,female,adult,true",
            "B1,adult,true",
            "participants.csv:2: has 11 cells where the header has 12",
        ),
        (
            '"Badger liaison, night shift"',
            '"Badger liaison, night shift',
            "participants.csv:3: cannot be read as CSV",
        ),
    ],
    ids=["row that cannot be read", "quote left open"],
)
def test_a_row_that_cannot_be_read_does_not_make_others_wrong(
    rewrite, complaints, old, new, problem
):
    """Who the row would have named is not known, so nothing is said of those who refer to it or of
    the number of rows.
    """
    rewrite(f"{ONE}/participants.csv", old, new)
    problems = complaints()
    assert [p for p in problems if problem not in p] == []


def test_a_missing_table_does_not_make_others_wrong(made_up, complaints):
    (made_up / ONE / "participants.csv").unlink()
    assert complaints() == [f"{ONE}/participants.csv: the file is missing; it holds: award holders"]


# which coders were given a passage


def test_a_coder_who_was_not_given_a_passage_does_not_differ_about_it(made_up, rewrite, give):
    rewrite("data/report/codings.csv", "p14,barriers.employer.digging,coder_b,supports\n", "")
    assert any("only some coders put" in problem for problem in problems_of(made_up))
    give(p14="coder_a")
    assert problems_of(made_up) == []


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        ("coder_a", "'coder_b' coded 'p14' and is not named; add it"),
        ("coder_a; coder_b; coder_z", "'coder_z' coded nothing in codings.csv; take it out"),
        ("coder_a, coder_b", "'coder_a, coder_b' is not written as it must be"),
    ],
)
def test_a_passage_names_coders_who_coded_and_all_who_coded_it(made_up, give, named, problem):
    give(p14=named)
    start = f"data/report/passages.csv:15: given_to: {problem}"
    assert [said for said in problems_of(made_up) if said.startswith(start)]


# what people said

THEMES, SETTLEMENTS, LINKS = (
    "data/codebook/themes.csv",
    "data/codebook/settlements.csv",
    "data/programme/recommendation_links.csv",
)
STRICT, SETTLED = "private/cohorts/cohort_03", "passage_id,theme_id,is_kept,reason,settled_by"


def problems_of(root):
    return [str(problem) for problem in read_study(root)[1]]


@pytest.mark.parametrize(
    "path, old, new, problem",
    [
        (
            THEMES,
            "impacts.personal.nose,impacts.personal,",
            "impacts.personal.nose,impacts,",
            (
                f"{THEMES}:8: parent_id: 'impacts.personal.nose' is below 'impacts.personal',"
                " so that is what its parent_id must be"
            ),
        ),
        (
            THEMES,
            "hopes,,hope",
            "hopes,impacts,hope",
            (
                f"{THEMES}:4: parent_id: 'hopes' is below 'nothing', so that is what its"
                " parent_id must be"
            ),
        ),
        (
            THEMES,
            "hopes.moss,hopes,",
            "hopes.moss,,",
            (
                f"{THEMES}:5: parent_id: 'hopes.moss' is below 'hopes', so that is what its"
                " parent_id must be"
            ),
        ),
        (
            f"{REPORT}/attributions.csv",
            "p04,B2,B2 C1,",
            "p04,B1,B1 C1,",
            (
                f"{REPORT}/attributions.csv:7: case_id: 'B1' is already given passage 'p04' in"
                f" {REPORT}/attributions.csv:6"
            ),
        ),
        (
            SETTLEMENTS,
            "p08,enablers.programme.coaching,false,A library is no coach,arbiter\n",
            "",
            (
                f"{REPORT}/codings.csv:19: theme_id: only some coders put"
                f" 'enablers.programme.coaching' on 'p08'; say in {SETTLEMENTS} whether it is kept,"
                " and why"
            ),
        ),
        (
            SETTLEMENTS,
            "p08,",
            "p07,enablers.programme.coaching,true,Both say so,arbiter\np08,",
            (
                f"{SETTLEMENTS}:3: theme_id: settles 'enablers.programme.coaching' on 'p07', about"
                " which the coders do not differ; take the row out"
            ),
        ),
        (
            SETTLEMENTS,
            "p08,",
            "s2_p1,impacts.personal.tunnelling,true,One coder is enough,arbiter\np08,",
            (
                f"{SETTLEMENTS}:3: theme_id: settles 'impacts.personal.tunnelling' on 's2_p1',"
                " about which the coders do not differ; take the row out"
            ),
        ),
        (
            SETTLEMENTS,
            "p08,",
            "p12,hopes.moss,true,No one put it,arbiter\np08,",
            (
                f"{SETTLEMENTS}:3: theme_id: settles 'hopes.moss' on 'p12', about which the coders"
                " do not differ; take the row out"
            ),
        ),
        (
            LINKS,
            "1,theme,",
            "4,theme,",
            f"{LINKS}:2: number: 4 is no number of the full list of recommendations",
        ),
        (
            "data/programme/recommendations.csv",
            "summary,1,Keep coaches and the library,1;2",
            "summary,1,Keep coaches and the library,1;9",
            (
                "data/programme/recommendations.csv:2: same_as: 9 is no number of the full list of"
                " recommendations"
            ),
        ),
        (
            "data/programme/recommendations.csv",
            "names both in one",
            "1: asks for coaches only; 3: says nothing of digging",
            (
                "data/programme/recommendations.csv:2: differs: 3 is not among the recommendations"
                " that this item takes up; write one of same_as or in_part"
            ),
        ),
        (
            f"{REPORT}/codings.csv",
            "p12,wishes.programme.longer_winter,coder_a",
            "p12,wishes.programme.longer_winters,coder_a",
            (
                f"{REPORT}/codings.csv:30: theme_id: 'wishes.programme.longer_winters' is not"
                " in themes.csv; did you mean 'wishes.programme.longer_winter'?"
            ),
        ),
        (
            f"{TWO}/attributions.csv",
            "s2_p1,B6",
            "s2_p1,B1",
            (f"{TWO}/attributions.csv:2: case_id: 'B1' is not in participants.csv or managers.csv"),
        ),
        (
            f"{TWO}/passages.csv",
            "s2_p1,",
            "p01,",
            (
                f"{TWO}/passages.csv:2: passage_id: 'p01' is there twice; it is already in"
                f" {REPORT}/passages.csv:2"
            ),
        ),
    ],
    ids=[
        "parent skips a level",
        "kind with a parent",
        "no parent",
        "person twice",
        "not settled",
        "settled without need",
        "settled where one coder coded",
        "settled what no one put",
        "link of no recommendation",
        "summary's item of no recommendation",
        "difference of another recommendation",
        "no such theme",
        "a person of another cohort",
        "a passage of the report",
    ],
)
def test_a_broken_rule_of_what_people_said_is_named_with_file_line_and_column(
    rewrite, complaints, path, old, new, problem
):
    rewrite(path, old, new)
    assert problem in complaints()


def test_a_part_of_a_recommendation_that_is_not_there_is_named(made_up, complaints):
    path = made_up / "data/programme/recommendations.csv"
    header, first, *rows = path.read_text(encoding="utf-8").splitlines()
    parts = [f"{header},in_part", f"{first},9", *(f"{row}," for row in rows), ""]
    path.write_text("\n".join(parts), encoding="utf-8")
    assert complaints() == [
        "data/programme/recommendations.csv:2: in_part: 9 is no number of the full list of"
        " recommendations"
    ]


def test_an_unsettled_theme_of_a_protected_cohort_is_to_be_settled_in_its_private_file(two_coders):
    (two_coders / STRICT / "settlements.csv").unlink()
    assert problems_of(two_coders) == [
        f"{STRICT}/codings.csv:{line}: theme_id: only some coders put {theme!r} on {passage!r}; "
        f"say in {STRICT}/settlements.csv whether it is kept, and why"
        for line, theme, passage in (
            (28, "impacts.personal.tunnelling", "c003_p00009"),
            (31, "impacts.personal.nose", "c003_p00010"),
        )
    ]


def test_a_shared_settlement_of_a_protected_cohorts_passage_is_named_with_where_it_belongs(
    two_coders,
):
    own, shared = two_coders / STRICT / "settlements.csv", two_coders / SETTLEMENTS
    heading, kept, dropped = own.read_text(encoding="utf-8").splitlines()
    own.write_text(f"{heading}\n{kept}\n", encoding="utf-8")
    with shared.open("a", encoding="utf-8") as file:
        file.write(f"{dropped}\n")
    assert problems_of(two_coders) == [
        f"{SETTLEMENTS}:4: passage_id: 'c003_p00009' is a passage of cohort_03, whose people are "
        f"protected, and this file is public; move the row to {STRICT}/settlements.csv"
    ]
    with pytest.raises(StudyError, match="move the row"):
        load_study(two_coders)


def test_a_public_cohort_may_settle_its_own_disagreements_in_its_folder_or_in_the_shared_file(
    made_up, add, complaints
):
    add(f"{TWO}/codings.csv", "s2_p1,hopes.moss,coder_a,supports")
    left = [line for line in complaints() if "only some coders put" in line]
    assert left and all(
        line.endswith(f"say in {SETTLEMENTS} whether it is kept, and why") for line in left
    )
    pairs = [re.search("put '(.*)' on '(.*)'", line).groups() for line in left]
    rows = [f"{passage},{theme},true,So it is,arbiter" for theme, passage in pairs]
    (made_up / TWO / "settlements.csv").write_text(
        "\n".join([SETTLED, *rows[1:]]) + "\n", encoding="utf-8"
    )
    add(SETTLEMENTS, rows[0])
    assert complaints() == []


def test_a_cohorts_file_settles_nothing_that_others_differ_about(made_up, rewrite, complaints):
    row = "p08,enablers.programme.coaching,false,A library is no coach,arbiter\n"
    rewrite(SETTLEMENTS, row, "")
    (made_up / TWO / "settlements.csv").write_text(f"{SETTLED}\n{row}", encoding="utf-8")
    assert complaints() == [
        f"{TWO}/settlements.csv:2: theme_id: settles 'enablers.programme.coaching' on 'p08', "
        "about which the coders of cohort_02 do not differ; take the row out"
    ]


# what the report claims

LEDGER = f"{REPORT}/claims.csv"


@pytest.mark.parametrize(
    "old, new, problem",
    [
        (
            "several,word,,,,,Who wished for it",
            "several,word,,,,,",
            (
                f"{LEDGER}:9: needs: is empty; a claim without a check says what it would take to"
                " check it"
            ),
        ),
        (
            "Two smell moss better,2,people,count,people attributions passage_id=p04",
            "Two smell moss better,,people,count,people attributions passage_id=p04",
            f"{LEDGER}:6: stated_value: is empty; a claim that is checked says what it states",
        ),
        (
            "Setts met,2,cohorts,count,",
            "Setts met,,cohorts,,",
            (
                f"{LEDGER}:4: needs: is empty; a claim without a check says what it would take to"
                " check it"
            ),
        ),
        (
            "two setts,Setts,2,cohorts,same,c003,,,,",
            "two setts,Setts,2,cohorts,same,c003,,,,As c003",
            f"{LEDGER}:27: uncounted: is filled; a row that is not counted has no check",
        ),
        (
            "c005,count,Part 1,S1.Q3.P01,",
            "c005,count,Section 1,S1.Q3.P01,",
            f"{LEDGER}:6: section: 'Section 1' where other claims of S1 say 'Part 1'",
        ),
        (
            "c031,section_against_section,Summary,",
            "c031,section_against_section,Part 1,",
            f"{LEDGER}:27: section: 'Part 1' where other claims of S0 say 'Summary'",
        ),
    ],
    ids=[
        "nothing needed",
        "nothing stated",
        "neither",
        "not counted and checked",
        "two names of a part",
        "a part's name in another part",
    ],
)
def test_a_broken_rule_of_claims_is_one_problem_with_line_and_column(
    rewrite, complaints, old, new, problem
):
    rewrite(LEDGER, old, new)
    assert complaints() == [problem]


@pytest.mark.parametrize(
    "old, new",
    [
        ("several,word,,,,,Who wished for it", ",word,,,,,Who wished for it"),
        (",,A badger's diary", ",,No one can"),
        (",,A badger's diary,", ",,,A pleasantry"),
    ],
    ids=["an unchecked claim without a value", "any words of what is needed", "not counted"],
)
def test_claims_that_are_not_checked_need_state_no_value(rewrite, complaints, old, new):
    rewrite(LEDGER, old, new)
    assert complaints() == []


def test_claims_of_two_parts_may_share_a_name(rewrite, complaints):
    for line in ("S2.intro.P01", "S2.intro.P02", "S2.intro.P03"):
        rewrite(LEDGER, f"Part 2,{line}", f"Part 1,{line}")
    assert complaints() == []


def test_a_reply_and_a_key_claim_name_a_claim_of_the_ledger(rewrite, complaints):
    rewrite(f"{REPORT}/replies.csv", "c009,", "c099,")
    rewrite(f"{REPORT}/key_claims.csv", "1,c023,", "1,c099,")
    assert [problem.split("; ")[0] for problem in complaints()] == [
        f"{REPORT}/{name}.csv:2: claim_id: 'c099' is not in claims.csv"
        for name in ("replies", "key_claims")
    ]


def test_impacts_before_any_passage_say_what_is_to_be_taken_in_first(made_up, complaints):
    for name in ("passages", "attributions", "codings"):
        path = made_up / f"{TWO}/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    found = [line for line in complaints() if "impacts.csv" in line and ": passage_id: " in line]
    assert found and all("Empty this table, take in the coded project" in line for line in found)


def _say_why_not(rewrite, reason):
    for old, new in (
        ("manager_id,role", "manager_id,role,not_interviewed"),
        ("Owl2,principal_social_worker", "Owl2,principal_social_worker,"),
        ("Owl3,team_manager", f"Owl3,team_manager,{reason}"),
    ):
        rewrite(f"{TWO}/managers.csv", f"{old}\n", f"{new}\n")


def test_a_manager_who_was_asked_and_not_interviewed_needs_only_the_reason(rewrite, complaints):
    rewrite(f"{TWO}/interviews.csv", "S2-M2,Owl3,individual,\n", "")
    _say_why_not(rewrite, "no_answer")
    rest = [line for line in complaints() if "Owl3" in line or "managers.csv" in line]
    assert rest == []


def test_no_one_is_in_an_interview_of_whom_is_said_why_there_was_none(rewrite, complaints):
    _say_why_not(rewrite, "withdrew")
    (said,) = [line for line in complaints() if "not_interviewed" in line]
    assert said == (
        f"{TWO}/managers.csv:3: not_interviewed: 'withdrew' is said of 'Owl3', who is in"
        " interviews.csv; leave this cell empty or, if what the person said must not be used, take"
        " the person out of interviews.csv and of what was coded"
    )


def test_a_value_that_is_new_with_a_cohort_is_not_in_an_earlier_one(rewrite, complaints):
    rewrite(f"{ONE}/participants.csv", "B4,male", "B4,prefer_not_to_say")
    (said,) = complaints()
    assert "gender: 'prefer_not_to_say' is new with cohort_03, as 'since' in data/" in said
