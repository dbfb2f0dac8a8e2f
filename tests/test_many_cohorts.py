"""Forty cohorts on the pages that set cohorts side by side: nothing grows too wide for a phone, and
each cohort is still there.
"""

import forty as picturing
import pytest
import yaml

from cohortbook.book.make import _with_warning
from cohortbook.exhibits.forecast_tables import backward_table, forecast_figure
from cohortbook.exhibits.forest_plots import forest_figure, forests
from cohortbook.exhibits.number_tables import by_scope, count_table, statistic_table
from cohortbook.exhibits.people_figures import dots_figure, years_figure
from cohortbook.exhibits.specification_curve import curve_figure
from cohortbook.exhibits.theme_tables import heat_figure, in_how_many_cohorts, theme_table
from cohortbook.findings import demographics, specifications, stakeholders, themes, trends
from cohortbook.findings import forecasts as fc
from cohortbook.findings.register import of_scopes


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    return picturing.forty(tmp_path_factory.mktemp("forty"))


def test_a_table_of_forty_cohorts_shows_all_and_folds_each_a_row(forty):
    shown = count_table(forty, of_scopes(demographics.gender, forty), "Gender", "Gender")
    first, folded = shown.html.split("<details>")
    assert (
        first.count('<th scope="col"') == 3
        and "Sett 40" not in first
        and "Sett 1 and Sett 2" in first
        and "All cohorts" in first
    )
    assert folded.count('<tr><th scope="row">Sett ') == 40 and "Each of 40 cohorts" in folded
    women = {row["id"]: row["text"] for row in shown.results}
    assert women["cohort_40.gender.female.count"] and "cohort_40.gender.female.count" in folded


def test_a_table_of_few_cohorts_is_as_before(badgers):
    shown = count_table(badgers, of_scopes(demographics.gender, badgers), "Gender", "Gender")
    assert "<details>" not in shown.html and shown.html.count('<th scope="col"') == 5


def test_captions_of_forty_cohorts_say_only_what_all_are(forty):
    gender = of_scopes(demographics.gender, forty)
    women = gender.by_id["all.gender.female.count"].value
    said = by_scope(forty, gender, "female")
    assert f" and {women} of " in said and said.endswith("(All cohorts)") and "Sett 40" not in said


def test_themes_of_forty_cohorts_are_counted_in_cohorts(forty):
    by_cohort = of_scopes(themes.people_per_theme, forty, forty.cohorts)
    drawn = in_how_many_cohorts(by_cohort)
    digging = "barriers.employer.digging.practitioners"
    own, (pooled,) = by_cohort.where(category=digging), drawn.where(category=digging)
    assert pooled.value == sum(count.value > 0 for count in own) and 2 < pooled.value <= 40
    assert pooled.n == sum(count.n > 0 for count in own)
    two = of_scopes(themes.people_per_theme, forty, ["cohort_01", "cohort_02"])
    assert in_how_many_cohorts(two) is two
    assert "of 40 cohorts, first Sett" in stakeholders.added_by_cohort(forty)["cohorts"].iloc[0]


def test_every_cohort_is_a_row_of_the_forest(forty):
    total = trends.own_years(forty, "gender.register")
    html = forest_figure(forty, "gender.register", total).html
    assert all(f">Sett {number}, " in html for number in range(1, 41))


def exhibits_of_forty(study):
    """What the pages that set cohorts side by side show, and what the pages of this study's choices
    and forecasts do.
    """
    gender, years = (
        of_scopes(demographics.gender, study),
        of_scopes(demographics.years_qualified, study),
    )
    by_cohort = of_scopes(themes.people_per_theme, study, study.cohorts)
    verdicts = specifications.grid(study)
    return [
        count_table(study, gender, "Gender", "Gender"),
        dots_figure(study, gender, "Women"),
        statistic_table(study, years, "Years"),
        years_figure(study, years),
        heat_figure(study, by_cohort, "Themes"),
        theme_table(study, by_cohort, ["practitioners"], "Themes"),
        forests(study),
        curve_figure(study, verdicts),
        forecast_figure(study, "gender", "female", "women"),
        backward_table(
            study,
            fc.forecasts_before(study, "gender", "female"),
            fc.forecasts_met(study, "gender", "female"),
            "Before",
        ),
    ]


@pytest.mark.browser
def test_nothing_of_forty_cohorts_is_wider_than_a_phone(browser, forty, project, tmp_path):
    shown = exhibits_of_forty(forty)
    assert max(len(part.html) for part in shown) < 400_000
    style = (project / "cohortbook/book/sphinx/static/cohortbook.css").read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    body = "".join(f"<section>{part.html}</section>" for part in shown).replace(
        "<details>", "<details open>"
    )
    page.write_text(
        '<!doctype html><html lang="en-GB"><meta'
        f' charset="utf-8"><title>Forty</title><style>{style} section {{ padding: 0 1rem }}</style>'
        f"<body>{body}</body></html>",
        encoding="utf-8",
    )
    tab = browser.new_context(viewport={"width": 320, "height": 900}).new_page()
    tab.goto(page.as_uri())
    too_wide = (
        "[...document.querySelectorAll('section')].map((s, i) => [i, s.scrollWidth -"
        " s.clientWidth]).filter(([i, over]) => over > 0)"
    )
    assert tab.evaluate(too_wide) == []
    tab.evaluate(
        "document.querySelector('section').innerHTML += '<div style=\"width: 900px\">wide</div>'"
    )
    assert tab.evaluate(too_wide) != [], "a section made too wide on purpose is found"
    tab.context.close()


@pytest.mark.parametrize(
    ("name", "service"), [("gender.adults", "adult"), ("gender.cubs", "children")]
)
def test_a_total_of_forty_cohorts_counts_its_people_by_their_service(forty, name, service):
    people = forty.tables["participants"]
    count = trends.own_years(forty, name).by_id[f"all.{name}.own_years.count"]
    held = people[
        people["is_social_worker"].eq(True)
        & people["service"].eq(service)
        & people["gender"].notna()
    ]
    assert count.n == len(held) > 0 and count.value == (held["gender"] == "female").sum()


def test_a_trend_over_forty_cohorts_says_what_it_could_have_seen(forty):
    found = trends.trend(forty, "gender.register").by_id
    assert 0 <= found["all.gender.register.trend.p_value"].value <= 1
    assert (
        found["all.gender.register.trend.rising_first"].value
        < found["all.gender.register.trend.rising_last"].value
    )


def test_the_picture_of_forty_cohorts_is_the_one_that_is_drawn_today(forty):
    assert picturing.PICTURE.read_text(encoding="utf-8") == picturing.picture(forty), (
        "python benchmarks/forty.py"
    )


def test_the_banner_of_every_page_names_a_few_of_many_made_up_cohorts(forty, badgers):
    def banner(study):
        return yaml.safe_load(_with_warning("sphinx:\n  config: {}\n", study))["sphinx"]["config"][
            "html_theme_options"
        ]["announcement"]

    assert (
        banner(forty)
        == "Made up, to try the book out: Sett 1, Sett 2, Sett 3, Sett 4, Sett 5 and 35 more"
        " cohorts. Totals count these people too."
    )
    assert "Sett 3" in banner(badgers) and "more" not in banner(badgers)
