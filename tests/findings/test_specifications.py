"""Every combination of declared choices is computed or listed with a reason; a row more is a choice
more.
"""

from fractions import Fraction

import pytest

from cohortbook import load_study
from cohortbook.exhibits.specification_curve import curve_figure, verdict_table
from cohortbook.findings import specifications

TABLE = "data/baselines/specifications.csv"
DATA = list(specifications.DATA)


def row_of(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, where
    return frame.iloc[0]


def reasons(study):
    return dict(
        zip(
            specifications.not_possible(study)["reason"],
            specifications.not_possible(study)["combinations"],
            strict=True,
        )
    )


def test_combinations_are_the_whole_product_of_the_declared_choices(badgers):
    """Together and three setts, three peoples, two populations, three years."""
    found = specifications.combinations(badgers)
    assert len(found) == 4 * 3 * 2 * 3 and not found.duplicated(DATA).any()
    assert set(found["cohorts"]) == {"together", "cohort_01", "cohort_02", "cohort_03"}


def test_combinations_count_the_chosen_people_against_the_figure_of_the_chosen_year(badgers):
    """Sett 1: B1, B2 of B1 to B4, with the hedgehog; B1, B2 of three badgers without it. 50 of 100
    in 2030.
    """
    found = specifications.combinations(badgers)
    everybody = row_of(
        found, cohorts="cohort_01", people="everybody", population="register", year="year_2030"
    )
    badgers_only = row_of(
        found, cohorts="cohort_01", people="badgers", population="register", year="year_2030"
    )
    assert (everybody["count"], everybody["n"], everybody["share"], everybody["difference"]) == (
        2,
        4,
        Fraction(1, 2),
        0,
    )
    assert (badgers_only["count"], badgers_only["n"], badgers_only["difference"]) == (
        2,
        3,
        Fraction(50, 3),
    )
    assert (
        everybody["rows"][-1] == "data/baselines/social_work_england.csv:2"
        and len(everybody["rows"]) == 5
    )


def test_not_possible_gives_a_reason_for_every_combination_that_is_not_computed(badgers):
    found = specifications.combinations(badgers)
    assert (
        sum(map(int, specifications.not_possible(badgers)["combinations"]))
        == len(found) - len(specifications.possible(badgers))
        > 0
    )
    why = reasons(badgers)
    assert "Sett County: no one has seen the figure of 2032" in why
    assert "Sett County: no figure of 2040 is in the tables" in why
    assert why["Sett County: It counts no cubs"] == "12", "three years in four choices of cohorts"
    assert "Sett 2 · Badgers: the same people as Sett 2 · All award holders" in why
    assert (
        row_of(
            specifications.not_possible(badgers),
            reason="Sett County: no one has seen the figure of 2032",
        )["source_row"]
        == "data/baselines/social_work_england.csv:4"
    )


def test_a_figure_filled_in_makes_its_combinations_possible(study, made_up, rewrite):
    before = len(specifications.possible(study))
    rewrite(
        "data/baselines/social_work_england.csv",
        '2032-07-01,gender,female,,,,,,,not_read,"Look up the share of sows in 2032, which nobody'
        ' has invented yet"',
        "2032-07-01,gender,female,Sows,,60,,,,at_source,Seen now",
    )
    assert len(specifications.possible(load_study(made_up))) == before + 6


def test_a_row_more_is_a_choice_more(study, made_up, add):
    """A referee’s year, 2031: six more, with and without the hedgehog for all and for Sett 1, for
    Setts 2 and 3, which have none, once.
    """
    before = len(specifications.possible(study))
    add(TABLE, "year_2031,year,2031,Figure of 2031,,")
    after = load_study(made_up)
    assert len(specifications.possible(after)) == before + 6
    assert "Figure of 2031" in curve_figure(after, specifications.grid(after)).html
    assert "Figure of 2031" not in curve_figure(study, specifications.grid(study)).html


def test_a_method_more_is_a_specification_more_for_each_combination(study, made_up, add):
    add(TABLE, "blaker,interval,blaker,Blaker,,")
    holds = {
        len(specifications.possible(s)): own.n
        for s in (study, load_study(made_up))
        for own in specifications.specifications(s).where(category="interval_holds")
    }
    assert holds == {
        len(specifications.possible(study)): 3 * len(specifications.possible(study))
    }, "the last of two, Clopper-Pearson's and Wilson's, and one more"


def test_grid_says_of_each_specification_whether_each_statement_holds(badgers):
    """All five of Sett 2 are sows: 5 of 5 against a half has p = 2/32, and Clopper and Pearson's
    interval begins at 0.025 to the power of a fifth.
    """
    chosen = {
        "cohorts": "cohort_02",
        "people": "everybody",
        "population": "register",
        "year": "year_2030",
    }
    grid = specifications.grid(badgers)
    p_value = row_of(grid, **chosen, statement_id="not_unusual")
    assert (p_value["value"], p_value["method"], p_value["holds"]) == (
        Fraction(1, 16),
        "likelihood",
        True,
    )
    exact, wilson = (
        row_of(grid, **chosen, statement_id="interval_holds", method=method)
        for method in ("clopper_pearson", "wilson")
    )
    assert exact["holds"] and exact["value"] == 0 and 0.025**0.2 < 0.5
    assert not wilson["holds"] and wilson["value"] == pytest.approx(
        100 * (5 / (5 + 1.959964**2) - 0.5), abs=1e-4
    )
    assert not row_of(grid, **chosen, statement_id="fewer_sows")["holds"]


def test_specifications_count_what_holds_under_how_many(badgers):
    found, grid = specifications.specifications(badgers), specifications.grid(badgers)
    possible, impossible = (
        found.by_statistic[statistic] for statistic in ("possible", "not_possible")
    )
    assert (possible.value + impossible.value, possible.n, possible.id) == (
        72,
        72,
        "all.specifications.possible",
    )
    for statement_id in ("interval_holds", "not_unusual", "fewer_sows"):
        own = grid[grid["statement_id"] == statement_id]
        (published,) = found.where(category=statement_id)
        assert (published.value, published.n) == (sum(own["holds"]), len(own))
        assert published.id == f"all.specification.{statement_id}.holds"


def test_depends_names_the_choices_that_alone_change_a_verdict(badgers):
    """For Sett 2 Wilson's interval leaves the half out and Clopper and Pearson's does not: the
    method alone decides.
    """
    found = specifications.depends(badgers, specifications.grid(badgers))
    methods = found[
        (found["statement_id"] == "interval_holds") & (found["dimension"] == "interval")
    ]
    assert (
        list(methods["label"]) == ["Clopper-Pearson", "Wilson"] and methods["holds"].nunique() == 2
    )
    assert found[found["statement_id"] == "not_unusual"].empty, (
        "the test never calls them unusual, so nothing matters"
    )


def test_depends_says_nothing_of_a_choice_that_changes_no_verdict(badgers):
    same = specifications.grid(badgers).assign(holds=True)
    assert specifications.depends(badgers, same).empty


@pytest.mark.parametrize(
    "line, problem",
    [
        (
            "wald,interval,wald,Wald,,",
            (
                "value: 'wald' is no choice of interval: clopper_pearson, mid_p, blaker, sterne,"
                " wilson, jeffreys"
            ),
        ),
        (
            "owls,people,owls,Owls,,",
            (
                "value: 'owls' is no choice of people: everybody, social_workers,"
                " other_professions, children_services, adult_services"
            ),
        ),
        ("soon,year,soon,Soon,,", "value: 'soon' is not a year, for example 2022"),
        (
            "more,year,2031,More,everybodi,",
            "only_with: 'everybodi' is no choice_id of this table; did you mean 'everybody'?",
        ),
        (
            "more,year,2031,More,everybody;uniform,",
            "only_with: names choices of more than one dimension; name those of one",
        ),
        (
            "more,years,2031,More,,",
            (
                "dimension: 'years' is not one of cohorts, people, population, year, interval,"
                " test, prior; did you mean 'year'?"
            ),
        ),
    ],
)
def test_a_choice_that_cannot_be_computed_is_one_sentence(add, complaints, line, problem):
    add(TABLE, line)
    assert complaints() == [f"{TABLE}:16: {problem}"]


def test_without_choices_the_page_says_so(study, made_up):
    (made_up / TABLE).write_text(
        "choice_id,dimension,value,label,only_with,reason\n", encoding="utf-8"
    )
    bare = load_study(made_up)
    grid = specifications.grid(bare)
    assert curve_figure(bare, grid).plain == "No combination of choices can be computed."
    assert [own.value for own in specifications.specifications(bare)][:2] == [0, 0]


@pytest.mark.slow
def test_the_picture_has_a_row_for_every_choice_that_is_used_and_a_mark_for_every_verdict(badgers):
    shown = curve_figure(badgers, specifications.grid(badgers)).html
    for label in (
        "All setts together",
        "Sett 2",
        "Badgers",
        "Figure of 2030",
        "Wilson",
        "The interval holds the published share",
        "by any method",
    ):
        assert label in shown
    assert "Hedgehogs" in shown and "Cubs’ badgers" not in shown, (
        "a choice that fits nothing makes no row"
    )
    assert "2 of 4" not in shown.split("<details")[0], (
        "the picture has marks; counts stand in its table"
    )


def test_a_statement_that_holds_under_all_says_so_and_one_that_does_not_says_on_what_it_depends(
    badgers,
):
    found, grid = specifications.specifications(badgers), specifications.grid(badgers)
    plain = verdict_table(
        badgers, found, specifications.depends(badgers, grid), "Statements"
    ).plain.splitlines()
    unusual = next(line for line in plain if line.startswith("A test at 5%"))
    assert unusual.split(" | ")[1].startswith("all, ") and unusual.endswith("| no choice")
    fewer = next(line for line in plain if line.startswith("The share is below"))
    assert "Cohorts (" in fewer


def test_cohorts_together_are_named_where_a_protected_one_is_not_among_them(badgers, guarded):
    def together(study):
        return next(
            row["label"]
            for row in specifications.choices(study)["cohorts"]
            if row["value"] == "all"
        )

    assert together(badgers) == "All setts together"
    assert together(guarded) == f"{guarded.title('all')} together"
