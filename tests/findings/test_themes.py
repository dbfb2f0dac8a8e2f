"""People are counted, not mentions; every count is worked by hand from
tests/made_up_study/README.md.
"""

import csv
import random
import re
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from cohortbook import load_study
from cohortbook.findings import impacts, recommendations, stakeholders, themes
from cohortbook.study import people

CODINGS, ATTRIBUTIONS = "data/report/codings.csv", "data/report/attributions.csv"
SAID = {
    "cohort_01": {
        "B1": {"curiosity", "nose"},
        "B2": {"moss", "nose", "digging", "winter_sleep"},
        "B3": {"coaching", "nights_off"},
    },
    "cohort_02": {
        "B5": set(),
        "B6": {"library", "tunnelling", "digging", "winter_sleep"},
        "B8": {"nights_off"},
    },
    "cohort_03": {"B12": set()},
}
SAID["all"] = {person: held for people in list(SAID.values()) for person, held in people.items()}


def everything_heard(study, scope="all"):
    """By theme, (value, n) of practitioners, managers and people."""
    found = {}
    for row in themes.people_per_theme(study, scope):
        found.setdefault(row.category.rpartition(".")[0], []).append((row.value, row.n))
    return found


def heard(study, theme, scope="all"):
    return everything_heard(study, scope)[theme]


def counts_of(study):
    """Every count of people and of impacts, by id, and who spoke of what."""
    found = {}
    for scope in study.scopes:
        frames = [
            themes.people_per_theme(study, scope),
            themes.accumulation(study, scope, "practitioner"),
            impacts.impact(study, scope),
            impacts.impact_types(study, scope),
            impacts.impact_status(study, scope),
            impacts.impact_reach(study, scope),
            impacts.impact_evidence(study, scope),
            impacts.impact_measures(study, scope),
        ]
        found |= {row.id: (row.value, row.n) for frame in frames for row in frame}
        for group in people.GROUPS:
            found |= {
                (scope, theme, letter): held
                for letter, column in themes.presence(study, scope, group).items()
                for theme, held in column.items()
            }
    for frame in (
        recommendations.recommendation_support(study),
        recommendations.list_lengths(study),
    ):
        found |= {row.id: (row.value, row.n) for row in frame}
    rated = {
        row["theme_id"]: (row["presence"], row["rating"])
        for row in stakeholders.convergence(study, "all").to_dict("records")
    }
    return (
        found
        | rated
        | {
            row["theme_id"]: row["cohorts"]
            for row in stakeholders.added_by_cohort(study).to_dict("records")
        }
    )


@pytest.mark.parametrize(
    "theme, practitioners, managers, people",
    [
        ("motivations", (1, 7), (0, 3), (1, 10)),
        ("hopes.moss", (1, 7), (0, 0), (1, 7)),
        ("impacts", (4, 7), (2, 3), (6, 10)),
        ("impacts.personal", (4, 7), (0, 3), (4, 10)),
        ("impacts.organisational.tunnels", (0, 7), (2, 3), (2, 10)),
        ("enablers", (3, 7), (0, 3), (3, 10)),
        ("enablers.employer.nights_off", (2, 7), (0, 3), (2, 10)),
        ("barriers", (2, 7), (2, 3), (4, 10)),
        ("barriers.employer.digging", (2, 7), (1, 3), (3, 10)),
        ("wishes", (0, 7), (0, 0), (0, 7)),
    ],
)
def test_people_per_theme_counts_practitioners_managers_and_people_of_those_asked(
    badgers, theme, practitioners, managers, people
):
    assert heard(badgers, theme) == [practitioners, managers, people]


def test_silence_on_what_a_cohort_was_not_asked_counts_for_nothing(made_up, rewrite):
    before = {
        scope: themes.people_per_theme(load_study(made_up), scope).by_id
        for scope in ("cohort_01", "cohort_02", "all")
    }
    rewrite("data/cohorts/cohort_01/cohort.yml", "approach:", "not_asked: [motivation]\napproach:")
    study = load_study(made_up)
    own, together = (
        themes.people_per_theme(study, "cohort_01").by_id,
        themes.people_per_theme(study, "all").by_id,
    )
    row = own["cohort_01.theme.motivations.curiosity.practitioners.count"]
    assert (row.value, row.n) == (1, 0), "B1 spoke of it unasked"
    row = together["all.theme.motivations.curiosity.practitioners.count"]
    was, other = (
        before[scope][f"{scope}.theme.motivations.curiosity.practitioners.count"]
        for scope in ("all", "cohort_01")
    )
    assert (row.value, row.n) == (was.value - other.value, was.n - other.n)
    assert [said.n for said in themes.people_per_theme(study, "cohort_02")] == [
        said.n for said in before["cohort_02"].values()
    ]
    hopes = [name for name in own if ".hopes" in name]
    assert hopes and all(own[name].n == before["cohort_01"][name].n for name in hopes)


@pytest.mark.parametrize(
    "scope, practitioners, managers, people",
    [
        ("cohort_01", (1, 3), (1, 1), (2, 4)),
        ("cohort_02", (1, 3), (1, 2), (2, 5)),
        ("cohort_03", (0, 1), (0, 0), (0, 1)),
        ("all", (2, 7), (2, 3), (4, 10)),
    ],
)
def test_people_per_theme_counts_a_passage_of_two_cohorts_in_each_for_its_own_people(
    badgers, scope, practitioners, managers, people
):
    assert heard(badgers, "barriers.employer", scope) == [practitioners, managers, people]


def test_people_per_theme_counts_somebody_coded_in_three_passages_once(badgers):
    assert heard(badgers, "impacts.personal.nose")[0] == (
        2,
        7,
    ), "B1 in p01, p04 and p05; B2 in p01 and p04"


def test_people_per_theme_has_every_theme_for_every_group(badgers):
    assert len(themes.people_per_theme(badgers, "cohort_03")) == 3 * len(badgers.tables["themes"])


def test_people_per_theme_of_a_parent_is_the_union_of_its_children_and_its_own_codings(badgers):
    said = themes.statements(badgers)
    said = said[said["stance"] != "contradicts"]
    found = everything_heard(badgers)
    for theme in badgers.tables["themes"]["theme_id"]:
        children = badgers.tables["themes"].query("parent_id == @theme")["theme_id"]
        below = set().union(
            *(said[themes.within(said["theme_id"], child)]["case_id"] for child in children)
        )
        assert found[theme][2][0] == len(below | set(said[said["theme_id"] == theme]["case_id"])), (
            theme
        )
    assert found["impacts.personal"][0] == (4, 7), "B5 spoke of the parent only"


def test_people_per_theme_does_not_count_who_contradicts(badgers):
    assert heard(badgers, "barriers.employer.digging", "cohort_02")[0] == (1, 3), "B6, not B8"


@pytest.mark.parametrize(
    "theme, attribution",
    [
        ("wishes.programme.longer_winter", "p12,,[initials],"),
        ("enablers.programme.coaching", "p15,B5,B5 C2,"),
    ],
    ids=["initials that are no one's", "someone whom the evaluators name"],
)
def test_people_per_theme_counts_nobody_whose_statement_it_is_not(
    badgers, made_up, add, theme, attribution
):
    add(ATTRIBUTIONS, attribution)
    assert heard(load_study(made_up), theme) == heard(badgers, theme)


def test_people_per_theme_names_the_rows_of_people_and_of_passages(badgers):
    found = themes.people_per_theme(badgers, "cohort_01").by_id[
        "cohort_01.theme.impacts.personal.nose.practitioners.count"
    ]
    assert set(found.rows) == {
        *(f"{ATTRIBUTIONS}:{line}" for line in (2, 3, 6, 7, 8)),
        *(f"data/report/passages.csv:{line}" for line in (2, 5, 6)),
    }
    assert (
        found.label == "A nose for moss"
        and found.function == "cohortbook.findings.themes.people_per_theme"
    )


@pytest.mark.parametrize(
    "scope, group, kind, number",
    [
        ("all", "practitioner", "hope", 7),
        ("all", "manager", "hope", 0),
        ("cohort_02", "manager", "barrier", 2),
        ("cohort_03", "manager", "barrier", 0),
        ("cohort_01", "practitioner", "closing", 0),
    ],
)
def test_asked_are_those_heard_if_a_question_is_about_it(badgers, scope, group, kind, number):
    assert themes.asked(badgers, scope, group, kind) == number


# the agreed coding


@pytest.mark.parametrize(
    "passage, agreed",
    [
        (
            "p07",
            {"enablers.programme.coaching": "supports", "enablers.employer.nights_off": "supports"},
        ),
        ("p08", {"enablers.programme.library": "supports"}),
        (
            "p10",
            {
                "barriers.employer.digging": "qualifies",
                "barriers.personal.winter_sleep": "supports",
            },
        ),
        (
            "p09",
            {
                "barriers.employer.digging": "contradicts",
                "enablers.employer.nights_off": "supports",
            },
        ),
        ("s2_p2", {"barriers.employer.rota": "qualifies"}),
    ],
    ids=[
        "disagreement kept",
        "disagreement not kept",
        "one with a reservation",
        "one says the opposite",
        "file with one coder",
    ],
)
def test_agreed_codings_of_a_passage(badgers, passage, agreed):
    found = themes.agreed_codings(badgers).query("passage_id == @passage")
    assert dict(zip(found["theme_id"], found["stance"], strict=True)) == agreed


def test_agreed_codings_of_a_later_cohort_do_not_ask_for_the_coders_of_the_report(made_up, rewrite):
    rewrite("data/cohorts/cohort_02/codings.csv", "coder_c", "coder_a")
    assert set(themes.agreed_codings(load_study(made_up))["passage_id"]) >= {"s2_p1", "s2_p2"}


def test_leaves_are_themes_with_nothing_below_in_the_codebooks_order(badgers):
    assert [leaf.rpartition(".")[2] for leaf in themes.leaves(badgers)] == [
        "curiosity",
        "moss",
        "nose",
        "tunnelling",
        "tunnels",
        "coaching",
        "library",
        "nights_off",
        "digging",
        "rota",
        "winter_sleep",
        "longer_winter",
    ]


def test_within_a_theme_is_itself_and_what_is_below_and_not_what_begins_alike(badgers):
    ids = badgers.tables["themes"]["theme_id"]
    assert list(ids[themes.within(ids, "impacts.personal")]) == [
        "impacts.personal",
        "impacts.personal.nose",
        "impacts.personal.tunnelling",
    ]
    assert list(ids[themes.within(ids, "impacts.person")]) == []


# what must change nothing


@pytest.fixture(scope="module")
def before(badgers):
    return counts_of(badgers)


@pytest.mark.parametrize("seed", range(2))
def test_people_per_theme_and_all_else_stays_when_the_rows_of_every_table_are_shuffled(
    before, made_up, seed
):
    for path in sorted((made_up / "data").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        random.Random(f"{seed}/{path.name}").shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    assert counts_of(load_study(made_up)) == before


def test_people_per_theme_and_all_else_stays_when_passages_are_renamed(before, made_up):
    for path in (made_up / "data").rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(
                r"\b(s2_)?p(\d\d?)(?=[,\n])",
                lambda match: f"z{99 - int(match[2])}{match[1] or ''}",
                text,
            ),
            encoding="utf-8",
        )
    study = load_study(made_up)
    assert "z89" in set(study.tables["passages"]["passage_id"]) and counts_of(study) == before


@pytest.mark.parametrize(
    "passage, moved",
    [("p10", "barriers.personal.winter_sleep"), ("p09", "enablers.employer.nights_off")],
)
def test_people_per_theme_and_all_else_stays_when_a_passage_is_split_into_two(
    badgers, before, made_up, add, passage, moved
):
    add(
        "data/report/passages.csv",
        f"{passage}b,all,practitioner,,paraphrase,The other half,S1.Q9.P01,0,1,,,",
    )
    said = badgers.tables["attributions"].query("passage_id == @passage")["case_id"]
    add(ATTRIBUTIONS, *(f"{passage}b,{case},," for case in said))
    path = made_up / CODINGS
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{passage},{moved},", f"{passage}b,{moved},"),
        encoding="utf-8",
    )
    assert counts_of(load_study(made_up)) == before


# statements about several people together

LISTED = {"B1": "B1 C1", "B3": "B3 C1", "B6": "B6 C2", "B8": "B8 C2", "": "[initials]"}


def collective(add, passage, *people, theme="hopes.moss"):
    """Write a passage about several people together, put under a theme by both coders."""
    add(
        "data/report/passages.csv",
        f"{passage},all,practitioner,,generalisation,Several like moss,S1.Q9.P01,0,1,,,",
    )
    add(ATTRIBUTIONS, *(f"{passage},{case},{LISTED[case]}," for case in people))
    add(CODINGS, *(f"{passage},{theme},{coder},supports" for coder in ("coder_a", "coder_b")))


def listed(study, scope="all"):
    """How many practitioners only collective statements name, by theme, where there are any."""
    return {
        own.category.removesuffix(".practitioners"): own.value
        for own in themes.listed_per_theme(study, scope)
        if own.value and own.category.endswith(".practitioners")
    }


def test_a_collective_statement_raises_no_count_of_those_who_individually_spoke(
    badgers, made_up, add
):
    collective(add, "p16", "B1", "B3", "B6")
    study = load_study(made_up)
    assert everything_heard(study) == everything_heard(badgers)
    assert everything_heard(study, "cohort_01") == everything_heard(badgers, "cohort_01")
    assert listed(badgers) == {} and listed(study) == {"hopes": 3, "hopes.moss": 3}
    assert listed(study, "cohort_01") == {"hopes": 2, "hopes.moss": 2}


def test_a_collective_statement_adds_no_theme_to_those_that_people_individually_spoke_of(
    badgers, made_up, add
):
    collective(add, "p16", "B1", "B3", "B6")
    study = load_study(made_up)
    assert len(themes.spoken_of(study, "all")) == len(themes.spoken_of(badgers, "all")) + 3
    assert len(themes.heard(study, "all")) == len(themes.heard(badgers, "all"))
    curves = [
        [own.value for own in themes.accumulation(held, "cohort_01", "practitioner")]
        for held in (study, badgers)
    ]
    assert curves[0] == curves[1] != []
    added = stakeholders.added_by_cohort(study)
    assert added.equals(stakeholders.added_by_cohort(badgers))


def test_two_people_named_together_spoke_individually(badgers, made_up, add):
    collective(add, "p16", "B3", "B6")
    study = load_study(made_up)
    assert heard(badgers, "hopes.moss")[0] == (1, 7) and heard(study, "hopes.moss")[0] == (3, 7)
    assert listed(study) == {}


def test_people_printed_by_initials_count_among_those_of_a_collective_statement(made_up, add):
    collective(add, "p16", "B3", "B6", "")
    study = load_study(made_up)
    assert heard(study, "hopes.moss")[0] == (1, 7)
    assert listed(study) == {"hopes": 2, "hopes.moss": 2}


def test_listed_per_theme_leaves_out_a_person_who_individually_spoke_of_it(made_up, add):
    collective(add, "p16", "B1", "B3", "B6", theme="barriers.personal.winter_sleep")
    study = load_study(made_up)
    assert heard(study, "barriers.personal.winter_sleep")[0] == (2, 7), "B2 and B6"
    assert listed(study)["barriers.personal.winter_sleep"] == 2, "B1 and B3"


def test_merging_collective_statements_changes_no_count(made_up, add):
    collective(add, "p16", "B1", "B3", "B6")
    collective(add, "p17", "B3", "B6", "B8")
    split = load_study(made_up)
    path = made_up / ATTRIBUTIONS
    merged = path.read_text(encoding="utf-8")
    for case in ("B3", "B6"):
        merged = merged.replace(f"p17,{case},{LISTED[case]},\n", "")
    path.write_text(merged.replace("p17,", "p16,"), encoding="utf-8")
    study = load_study(made_up)
    assert everything_heard(study) == everything_heard(split)
    assert listed(study) == listed(split) == {"hopes": 4, "hopes.moss": 4}


def split_by_theme(study):
    """Every collective statement as one passage a theme, each with the whole list of people."""
    lists, tables = themes.collective(study), dict(study.tables)
    for name in ("codings", "settlements"):
        frame = tables[name]
        part = frame["passage_id"] + "/" + frame["theme_id"].astype(str)
        tables[name] = frame.assign(
            whole=frame["passage_id"],
            passage_id=frame["passage_id"].mask(frame["passage_id"].isin(lists), part),
        )
    parts = tables["codings"][["whole", "passage_id"]].drop_duplicates()
    for name in ("passages", "attributions"):
        frame = tables[name].rename(columns={"passage_id": "whole"}).merge(parts, how="left")
        tables[name] = frame.assign(passage_id=frame["passage_id"].fillna(frame["whole"]))
    return replace(study, tables=tables)


def merged_into_one(study):
    """All collective statements as one, with every person of any list and every theme."""
    lists = sorted(themes.collective(study))
    tables = {
        name: frame.assign(
            passage_id=frame["passage_id"].mask(frame["passage_id"].isin(lists), lists[0])
        )
        for name in ("codings", "settlements", "attributions")
        for frame in [study.tables[name]]
    }
    passages = study.tables["passages"]
    tables["passages"] = passages[~passages["passage_id"].isin(lists[1:])]
    return replace(study, tables={**study.tables, **tables})


def without_lists(study):
    """No collective statement is attributed to anyone."""
    own = study.tables["attributions"]
    own = own[~own["passage_id"].isin(themes.collective(study))]
    return replace(study, tables={**study.tables, "attributions": own})


@pytest.mark.parametrize("altered", [split_by_theme, merged_into_one, without_lists])
def test_splitting_merging_or_leaving_out_the_lists_of_the_real_study_changes_no_single_count(
    reported, altered
):
    study = altered(reported)
    assert len(themes.collective(study)) != len(themes.collective(reported)) > 10
    for scope in reported.scopes:
        assert everything_heard(study, scope) == everything_heard(reported, scope)


def test_presence_tells_those_only_listed_from_those_who_individually_spoke(made_up, add):
    collective(add, "p16", "B1", "B3", "B6", theme="barriers.personal.winter_sleep")
    study = load_study(made_up)
    letters = themes.lettered(study, "all", "practitioner")
    marks = themes.presence(study, "all", "practitioner").loc["barriers.personal"]
    assert {case: marks[letter] for case, letter in letters.items() if marks[letter]} == {
        "B1": "listed",
        "B2": "individually",
        "B3": "listed",
        "B6": "individually",
    }


def test_collective_statements_of_the_real_study_are_a_third_of_what_award_holders_are_cited_for(
    reported,
):
    said = themes.spoken_of(reported, "all")
    pairs = said[said["group"] == "practitioner"].groupby(["case_id", "theme_id"])["is_collective"]
    assert (len(pairs.all()), pairs.all().sum()) == (262, 90)


# who spoke of what, without names


@pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "cohort_03", "all"])
@pytest.mark.parametrize("group", ["practitioner", "manager"])
def test_presence_has_a_letter_for_each_person_and_as_many_marks_as_people_are_counted(
    badgers, scope, group
):
    found = themes.presence(badgers, scope, group)
    number = {
        "practitioner": {"cohort_01": 3, "cohort_02": 3, "cohort_03": 1, "all": 7},
        "manager": {"cohort_01": 1, "cohort_02": 2, "cohort_03": 0, "all": 3},
    }
    assert list(found.columns) == list("ABCDEFG")[: number[group][scope]]
    counted = everything_heard(badgers, scope)
    place = list(people.GROUPS).index(group)
    assert (found == "individually").sum(axis=1).to_dict() == {
        theme: counted[theme][place][0] for theme in found.index
    }
    assert not (found == "listed").any(axis=None)


@pytest.mark.parametrize("level, number", [(1, 6), (2, 9), (3, 10)])
def test_presence_is_of_the_themes_of_one_depth(badgers, level, number):
    assert [
        theme.count(".") + 1
        for theme in themes.presence(badgers, "all", "practitioner", level).index
    ] == [level] * number


def test_presence_is_the_same_on_each_call(badgers):
    assert themes.presence(badgers, "all", "practitioner").equals(
        themes.presence(badgers, "all", "practitioner")
    )


@pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "all"])
def test_lettered_people_stand_in_no_order_of_their_identifiers(real, scope):
    people = list(themes.lettered(real, scope, "practitioner"))
    known = [case for case in real.rows("participants", scope)["participant_id"] if case in people]
    assert sorted(people) == sorted(known) and people not in (
        known,
        sorted(known),
        known[::-1],
        sorted(known)[::-1],
    )


@pytest.mark.parametrize(
    "place, letter",
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_letter_of_a_place_goes_on_after_z(place, letter):
    assert themes.letter_of(place) == letter


# passages


def test_passages_behind_a_theme_say_how_many_of_the_scope_are_named(badgers):
    found = {scope: themes.passages_behind(badgers, scope) for scope in badgers.scopes}
    people = {
        scope: {
            (row.theme_id.rpartition(".")[2], row.passage_id): row.people
            for row in frame.itertuples()
        }
        for scope, frame in found.items()
    }
    assert people["cohort_01"] == {
        ("curiosity", "p02"): 1,
        ("moss", "p03"): 1,
        ("nose", "p01"): 2,
        ("nose", "p04"): 2,
        ("nose", "p05"): 1,
        ("tunnels", "p13"): 1,
        ("coaching", "p07"): 1,
        ("nights_off", "p07"): 1,
        ("digging", "p10"): 1,
        ("digging", "p14"): 1,
        ("winter_sleep", "p10"): 1,
    }
    assert people["cohort_03"] == {}
    assert {
        pair: people["all"][pair]
        for pair in [
            ("digging", "p10"),
            ("coaching", "p15"),
            ("rota", "p11"),
            ("longer_winter", "p12"),
        ]
    } == {
        ("digging", "p10"): 2,
        ("coaching", "p15"): 0,
        ("rota", "p11"): 0,
        ("longer_winter", "p12"): 0,
    }
    used = set(themes.agreed_codings(badgers)["theme_id"])
    assert list(found["all"]["theme_id"].unique()) == [
        theme for theme in badgers.tables["themes"]["theme_id"] if theme in used
    ]


@pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "all"])
def test_passages_behind_are_all_that_a_count_rests_on(badgers, scope):
    said = themes.statements(badgers)
    said = said[(said["cohort"] == scope) | (scope == "all")]
    assert set(said["passage_id"]) <= set(themes.passages_behind(badgers, scope)["passage_id"])


def test_co_occurrence_counts_passages_on_which_two_themes_stand_most_first(badgers, made_up, add):
    digging, sleep, off, coaching = (
        "barriers.employer.digging",
        "barriers.personal.winter_sleep",
        "enablers.employer.nights_off",
        "enablers.programme.coaching",
    )
    assert themes.co_occurrence(badgers).empty and list(themes.co_occurrence(badgers).columns) == [
        "theme_a",
        "theme_b",
        "passages",
    ]
    assert themes.co_occurrence(badgers, 1).to_numpy().tolist() == [
        [digging, sleep, 1],
        [digging, off, 1],
        [off, coaching, 1],
    ]
    add(CODINGS, f"p07,{digging},coder_a,supports", f"p07,{digging},coder_b,supports")
    assert themes.co_occurrence(load_study(made_up), 1).to_numpy().tolist() == [
        [digging, off, 2],
        [digging, sleep, 1],
        [digging, coaching, 1],
        [off, coaching, 1],
    ]


# accumulation


@pytest.mark.parametrize("scope", list(SAID))
def test_accumulation_is_the_mean_over_every_order_of_hearing(badgers, scope):
    orders = list(permutations(SAID[scope].values()))
    brute = [
        sum((Fraction(len(set().union(*order[:k]))) for order in orders), Fraction(0)) / len(orders)
        for k in range(1, len(SAID[scope]) + 1)
    ]
    assert [own.value for own in themes.accumulation(badgers, scope, "practitioner")] == brute


def test_accumulation_of_the_first_sett_is_as_worked_by_hand(badgers):
    found = themes.accumulation(badgers, "cohort_01", "practitioner")
    assert {own.id: own.value for own in found} == {
        f"cohort_01.practitioner_themes_heard.from_{k}.mean": value
        for k, value in ((1, Fraction(8, 3)), (2, 5), (3, 7))
    }


@pytest.mark.parametrize(
    "approach, scope, number",
    [
        ("reflexive", "cohort_01", 0),
        ("reflexive", "cohort_02", 3),
        ("reflexive", "all", 0),
        ("coding_reliability", "cohort_01", 3),
        ("framework", "cohort_01", 3),
    ],
)
def test_accumulation_is_not_shown_of_a_cohort_coded_reflexively_nor_of_all_with_it(
    made_up, rewrite, approach, scope, number
):
    rewrite("data/cohorts/cohort_01/cohort.yml", "approach: codebook", f"approach: {approach}")
    assert len(themes.accumulation(load_study(made_up), scope, "practitioner")) == number


def test_material_is_counted_with_the_later_cohorts_own(badgers):
    found = themes.material(badgers)
    assert {own.measure: own.value for own in found} == {
        "passages": 17,
        "attributions": 18,
        "attributions_not_resolvable": 1,
        "themes": 25,
        "leaf_themes": 12,
        "agreed_codings": 20,
    }


def test_people_are_never_more_than_were_asked(made_up):
    """A group that was not asked and speaks all the same is no part of the people of
    those asked.
    """
    study = load_study(made_up)
    for scope in study.scopes:
        for row in themes.people_per_theme(study, scope):
            assert row.value <= row.n or not row.n, row.id


def test_a_group_that_was_not_asked_is_left_out_of_the_people_who_were(made_up):
    path = made_up / "data/programme/questions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(
            line for line in lines if not (line.split(",")[1] == "manager" and ",enabler," in line)
        ),
        encoding="utf-8",
    )
    study = load_study(made_up)
    found = themes.people_per_theme(study, "all").by_id
    row, own = (found[f"all.theme.enablers.{whose}.count"] for whose in ("people", "practitioners"))
    assert (row.value, row.n) == (own.value, own.n)


def test_silence_in_a_cohort_that_nobody_has_coded_counts_for_nothing(made_up, rewrite):
    rewrite("data/cohorts/cohort_03/cohort.yml", "coded_by: Nobody yet.\n", "")
    study = load_study(made_up)
    assert {own.n for own in themes.people_per_theme(study, "cohort_03")} == {0}
    assert themes.asked(study, "all", "practitioner", "enabler") == themes.asked(
        study, "cohort_01", "practitioner", "enabler"
    ) + themes.asked(study, "cohort_02", "practitioner", "enabler")


def test_what_was_said_in_a_group_by_somebody_nobody_could_tell_stands_with_its_cohort(made_up):
    folder = made_up / "data/cohorts/cohort_02"
    with (folder / "passages.csv").open("a", encoding="utf-8") as passages:
        header = (folder / "passages.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        row = {
            "passage_id": "s2_p9",
            "about_cohort": "cohort_02",
            "group": "practitioner",
            "kind": "quotation",
            "summary": "Someone likes coaching.",
            "locator": "Coded passage 9",
        }
        passages.write(",".join(row.get(column, "") for column in header) + "\n")
    with (folder / "codings.csv").open("a", encoding="utf-8") as codings:
        codings.write("s2_p9,enablers.programme.coaching,coder_c,supports\n")
    behind = themes.passages_behind(load_study(made_up), "cohort_02")
    assert behind.set_index("locator").loc["Coded passage 9", "people"] == 0
    assert "Coded passage 9" not in set(
        themes.passages_behind(load_study(made_up), "cohort_01")["locator"]
    )
