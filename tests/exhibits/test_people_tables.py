from protected import agree, to_agreed

from cohortbook import load_study
from cohortbook.exhibits.people_tables import characteristics_table, interviews_table
from cohortbook.findings import demographics
from cohortbook.findings.register import of_scopes


def lines(shown):
    return [line.split(" | ") for line in shown.plain.splitlines()]


def test_characteristics_are_headings_with_their_categories_below_a_column_a_scope(badgers):
    header, *rows = lines(characteristics_table(badgers, badgers.scopes, "Badgers"))[1:]
    assert header == ["Characteristic", *map(badgers.title, badgers.scopes)]
    first = [row[0] for row in rows]
    assert first.index("Profession") < first.index("Gender") < first.index("Service")
    assert ["Gender"] in rows and all(len(row) in (1, len(header)) for row in rows)


def test_a_category_without_anyone_is_no_row_and_its_number_is_still_published(badgers):
    shown = characteristics_table(badgers, ["cohort_01"], "Badgers")
    empty = [own for own in demographics.gender(badgers, "cohort_01") if not own.value]
    published = {result["id"] for result in shown.results}
    assert empty and {own.id for own in empty} <= published
    assert "0 of" not in shown.plain


def test_characteristics_publish_what_the_functions_of_each_find(badgers):
    shown = characteristics_table(badgers, badgers.scopes, "Badgers")
    wanted = of_scopes(demographics.years_qualified, badgers) + of_scopes(
        demographics.highest_level, badgers
    )
    assert {own.id for own in wanted} <= {result["id"] for result in shown.results}


def test_interviews_are_counted_by_group_format_and_post(badgers):
    rows = {row[0]: row[1:] for row in lines(interviews_table(badgers, ["all"], "Interviews"))[2:]}
    (held,) = demographics.interview_count(badgers, "all")
    assert rows["Interviews held"] == [held.text]
    assert {"Managers, by post", "Award holders, by format"} <= set(rows)


def test_years_of_all_cohorts_are_withheld_with_a_reason_next_to_those_of_the_public_ones(guarded):
    shown = characteristics_table(guarded, guarded.scopes, "Badgers")
    header, mean = (
        next(row for row in lines(shown) if row[0] == name) for name in ("Characteristic", "Mean")
    )
    by_title = dict(zip(header, mean, strict=True))
    own = of_scopes(demographics.years_qualified, guarded, ["all"]).by_statistic["mean"].text
    assert by_title[guarded.title("all")] == own and by_title["All 3 cohorts"] == "[c]"
    assert "Years of “All 3 cohorts” are withheld: less the total of the public" in shown.plain


def test_years_of_all_cohorts_are_not_given_where_nothing_of_them_is_hidden(strict_study):
    to_agreed(strict_study)
    agree(strict_study, "cohort_03")
    study = load_study(strict_study)
    shown = characteristics_table(study, study.scopes, "Badgers")
    assert "[c]" not in shown.plain
    assert "Years of “All 3 cohorts” are not given: only counts are added up" in shown.plain
    assert "All 3 cohorts" not in characteristics_table(study, ["cohort_03"], "Badgers").plain


def rows_of(shown):
    return {row[0]: row[1:] for row in lines(shown)[2:]}


def test_managers_who_were_asked_and_not_interviewed_are_shown_with_the_reasons(made_up, rewrite):
    rewrite("data/cohorts/cohort_02/interviews.csv", "S2-M2,Owl3,individual,\n", "")
    for old, new in (("id,role", "id,role,not_interviewed"), ("worker", "worker,")):
        rewrite("data/cohorts/cohort_02/managers.csv", f"{old}\n", f"{new}\n")
    rewrite("data/cohorts/cohort_02/managers.csv", "team_manager\n", "team_manager,withdrew\n")
    study = load_study(made_up)
    shown = interviews_table(study, ["cohort_01", "cohort_02"], "Interviews")
    assert f"{study.title('cohort_02')}: 1 of 2 managers asked were not interviewed." in shown.plain
    assert rows_of(shown)["Managers interviewed"] == ["1 of 1", "1 of 2"]
    assert rows_of(shown)["Withdrew"] == ["not recorded", "1 of 1"]
    assert "People who withdrew from the evaluation are among those not interviewed" in shown.plain


def test_a_category_that_only_a_later_cohort_was_asked_about_is_no_0_of_an_earlier(
    made_up, rewrite
):
    rewrite("data/cohorts/cohort_03/participants.csv", "B11,another", "B11,prefer_not_to_say")
    shown = characteristics_table(load_study(made_up), ["cohort_01", "cohort_03", "all"], "People")
    assert rows_of(shown)["Prefer not to say"] == ["not asked", "1 of 2", "1 of 2"]
    first = [row[0] for row in lines(shown)]
    assert first.index("Prefer not to say") < first.index("Not given")
