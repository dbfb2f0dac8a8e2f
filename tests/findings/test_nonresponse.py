"""What those who were not interviewed leave open, by hand."""

from cohortbook.findings import nonresponse, themes


def test_everybody_per_theme_of_the_real_study_is_bounded_by_those_listed_and_not_heard(reported):
    said = {row.category: row for row in themes.people_per_theme(reported, "all")}
    listed = {row.category: row.value for row in themes.listed_per_theme(reported, "all")}
    findings = nonresponse.everybody_per_theme(reported, "all")
    values = {(row.category, row.statistic): (row.value, row.n) for row in findings}
    assert {n for _, n in values.values()} == {18}
    for (category, statistic), (value, _) in values.items():
        count, most = said[category].value, said[category].value + listed[category]
        assert (
            said[category].n == 15
            and count
            <= values[category, "if_random_low"][0]
            <= values[category, "if_random_high"][0]
            <= most + 3
        )
        if statistic == "at_least":
            assert (value, values[category, "at_most"][0]) == (count, most + 3)


def test_everybody_per_theme_says_nothing_of_what_nobody_was_asked(badgers):
    findings = nonresponse.everybody_per_theme(badgers, "cohort_03")
    asked = {
        theme.theme_id
        for theme in badgers.tables["themes"].itertuples()
        if themes.asked(badgers, "cohort_03", "practitioner", theme.kind)
    }
    assert {
        category.removesuffix(".practitioners") for category in (own.category for own in findings)
    } <= asked
    assert all(own.rows for own in findings)
