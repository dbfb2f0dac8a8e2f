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
