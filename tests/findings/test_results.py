"""The list of published numbers, and how one is traced."""

import json
from fractions import Fraction

import pytest

from cohortbook.findings import demographics
from cohortbook.findings.register import declares
from cohortbook.findings.results import (
    CLAIMS_MIME,
    FIELDS,
    MIME,
    address_of,
    as_results,
    gather,
    gather_claims,
    packed,
    read_results,
    trace_text,
    unpacked,
    with_claims,
    with_former,
    with_former_ids,
)
from cohortbook.findings.results import test_of as pytest_arguments_of
from cohortbook.study.finding import Finding

CLAIMS = [
    {
        "claim_id": "c001",
        "section": "Section 1",
        "locator": "S1.P01",
        "stated_value": "10.2",
        "verdict": "differs",
        "result_id": "cohort_01.eggs.mean",
    },
    {
        "claim_id": "c002",
        "section": "Section 1",
        "locator": "S1.P02",
        "stated_value": "3",
        "verdict": "reproduced",
        "result_id": "",
    },
]


@declares()
def publish(value, rows=("data/a.csv:3", "data/b.csv:2", "data/a.csv:4"), unit="years"):
    yield Finding("cohort_01", "eggs", "", "mean", value, 7, unit, rows)


def result(result_id: str, value, text: str = "?") -> dict:
    return {"id": result_id, "value": value, "text": text, "rows": []}


def notebook(*cells: list[dict]) -> dict:
    """An executed notebook: each cell publishes a list of results."""
    return {
        "cells": [
            {
                "id": f"cell-{number}",
                "cell_type": "code",
                "outputs": [{"data": {MIME: results, "text/plain": "x"}}],
            }
            for number, results in enumerate(cells, start=1)
        ]
    }


@pytest.fixture
def tree(tmp_path):
    """A folder with a table whose lines are told apart, and its list of one number."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "eggs.csv").write_bytes(
        b'\xef\xbb\xbfnest,note\r\nowl,"one, two"\r\njay,\r\nrook,caf\xc3\xa9\r\n'
    )
    published = {
        **as_results(publish(Fraction(72, 7), ("data/eggs.csv:2", "data/eggs.csv:4")))[0],
        "page": "cohort_01",
        "cell": "eggs",
        "claims": ["c001"],
    }
    (tmp_path / "results.json").write_text(
        json.dumps([published], ensure_ascii=False), encoding="utf-8"
    )
    return tmp_path


def test_as_results_gives_every_field_of_a_number():
    (record,) = as_results(publish(Fraction(72, 7)))
    assert record == {
        "id": "cohort_01.eggs.mean",
        "value": 72 / 7,
        "exact": "72/7",
        "text": "10.3",
        "n": 7,
        "unit": "years",
        "rows": ["data/a.csv:3", "data/b.csv:2", "data/a.csv:4"],
        "function": f"{__name__}.publish",
        "test": "tests/test_test_results.py -k test_publish",
    }
    assert set(FIELDS) - set(record) == {"page", "cell", "tables"}


@pytest.mark.parametrize(
    "value, plain, exact",
    [
        (5, 5, None),
        (Fraction(7), 7.0, "7"),
        (Fraction(1, 3), 1 / 3, "1/3"),
        ("none", "none", None),
        (None, None, None),
        (0.1 + 0.2, 0.3, None),
        (0.123456789012345, 0.123456789012, None),
        (0.0, 0.0, None),
    ],
)
def test_as_results_writes_a_fraction_also_exactly_and_a_float_to_twelve_digits(
    value, plain, exact
):
    (record,) = as_results(publish(value))
    assert record["value"] == plain
    assert record.get("exact") == exact
    assert ("exact" in record) == isinstance(value, Fraction)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_as_results_refuses_what_is_not_a_number(value):
    with pytest.raises(ValueError, match=r"is not a number|cannot convert"):
        as_results(publish(value))


@pytest.mark.parametrize("scope", ["cohort_01", "all"])
def test_as_results_of_the_real_study_go_through_json_unchanged(real, scope):
    records = as_results(demographics.years_qualified(real, scope)) + as_results(
        demographics.gender(real, scope)
    )
    assert json.loads(json.dumps(records, allow_nan=False)) == records


@pytest.mark.parametrize(
    "function, arguments",
    [
        (
            "cohortbook.findings.demographics.years_qualified",
            "tests/findings/test_demographics.py -k test_years_qualified",
        ),
        ("cohortbook.findings.programme.facts", "tests/findings/test_programme.py -k test_facts"),
    ],
)
def test_test_of_names_the_file_of_the_module_and_the_function(function, arguments):
    assert pytest_arguments_of(function) == arguments


def test_gather_gives_page_and_cell_in_the_order_of_the_pages():
    found = gather(
        {"two": notebook([result("b", 2)], [result("c", 3)]), "one": notebook([result("a", 1)])}
    )
    assert [(record["id"], record["page"], record["cell"]) for record in found] == [
        ("b", "two", "cell-1"),
        ("c", "two", "cell-2"),
        ("a", "one", "cell-1"),
    ]


def test_packed_says_rows_that_follow_each_other_as_one():
    rows = ("data/a.csv:9", "data/a.csv:10", "data/a.csv:11", "data/b.csv:12", "data/a.csv:11")
    assert (
        packed(rows)
        == as_results(publish(3, rows))[0]["rows"]
        == ["data/a.csv:9-11", "data/b.csv:12", "data/a.csv:11"]
    )


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("data/a.csv:3",),
        (
            "data/a.csv:9",
            "data/a.csv:10",
            "data/b.csv:11",
            "data/a.csv:11",
            "data/a.csv:11",
            "data/a.csv:10",
        ),
    ],
)
def test_unpacked_gives_every_row_in_its_order(rows):
    assert tuple(unpacked(packed(rows))) == rows


def test_gather_says_of_which_tables_rows_are():
    (record,) = as_results(publish(3, ("data/b.csv:9", "data/a.csv:10", "data/a.csv:11")))
    assert gather({"one": notebook([record])}) == [
        {**record, "page": "one", "cell": "cell-1", "tables": ["data/a.csv", "data/b.csv"]}
    ]


def test_gather_lists_a_number_once_where_it_stands_first():
    found = gather(
        {"one": notebook([], [result("a", 1)], [result("a", 1)]), "two": notebook([result("a", 1)])}
    )
    assert [(record["id"], record["page"], record["cell"]) for record in found] == [
        ("a", "one", "cell-2")
    ]


@pytest.mark.parametrize("first, second", [(1, 2), (None, 0), ("none", 3), (0.5, 0.25)])
def test_gather_refuses_two_values_for_one_id_and_names_both_pages(first, second):
    pages = {
        "one": notebook([result("a", first, "first")]),
        "two": notebook([result("a", second, "second")]),
    }
    with pytest.raises(ValueError, match=r"^a is first on page one and second on page two$"):
        gather(pages)


def test_gather_passes_over_text_cells_and_outputs_that_publish_nothing():
    cells = [
        {"id": "t", "cell_type": "markdown"},
        {"id": "p", "cell_type": "code", "outputs": [{"output_type": "stream", "text": "hello"}]},
        {"id": "d", "cell_type": "code", "outputs": [{"data": {"text/html": "<p>"}}]},
    ]
    assert gather({"one": {"cells": cells}}) == []


def test_read_results_gives_them_by_id(tree):
    assert list(read_results(tree / "results.json")) == ["cohort_01.eggs.mean"]


def test_read_results_of_a_study_that_was_not_run_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_results(tmp_path / "results.json")


def test_trace_text_says_where_a_number_comes_from(tree):
    lines = trace_text(
        "cohort_01.eggs.mean", read_results(tree / "results.json"), CLAIMS, tree
    ).splitlines()
    assert lines[0] == "cohort_01.eggs.mean = 10.3 (exactly 72/7), years, n = 7"
    assert [line.split(maxsplit=1) for line in lines[2:6]] == [
        ["page", "executed/cohort_01.html, cell eggs"],
        ["function", f"{__name__}.publish"],
        ["test", "python -m pytest tests/test_test_results.py -k test_publish"],
        ["claim", "c001 (Section 1, S1.P01): stated 10.2, differs"],
    ]


def test_trace_text_of_a_hidden_number_says_that_what_it_is_based_on_is_hidden(tree):
    results = read_results(tree / "results.json")
    results["cohort_01.eggs.mean"] |= {"value": None, "text": "[c]", "n": None, "rows": []}
    del results["cohort_01.eggs.mean"]["exact"]
    assert (
        trace_text("cohort_01.eggs.mean", results, [], tree).splitlines()[0]
        == "cohort_01.eggs.mean = [c], years, n = [c]"
    )


@pytest.mark.parametrize(
    "text, said",
    [
        ("[c]", "hidden, so that no person can be identified from it"),
        ("4 or fewer", "a range, 4 or fewer, so that no person can be identified from it"),
    ],
)
def test_trace_text_of_a_protected_number_says_why_there_is_no_value_and_no_row(tree, text, said):
    results = read_results(tree / "results.json")
    results["cohort_01.eggs.mean"] |= {"value": None, "text": text, "n": None, "rows": []}
    del results["cohort_01.eggs.mean"]["exact"]
    settings = tree / "data/cohorts/cohort_01/cohort.yml"
    settings.parent.mkdir(parents=True)
    settings.write_text("disclosure: strict\n", encoding="utf-8")
    lines = trace_text("cohort_01.eggs.mean", results, [], tree).splitlines()
    assert (
        f"value     {said}" in lines
        and lines[-1]
        == "rows      none shown, because the people are protected; their rows are private"
    )
    settings.write_text("disclosure: synthetic\n", encoding="utf-8")
    assert trace_text("cohort_01.eggs.mean", results, [], tree).splitlines()[-1] == "rows      0"


def test_trace_text_prints_each_row_as_it_stands_in_its_file(tree):
    lines = trace_text(
        "cohort_01.eggs.mean", read_results(tree / "results.json"), CLAIMS, tree
    ).splitlines()
    assert lines[7:] == ['  data/eggs.csv:2  owl,"one, two"', "  data/eggs.csv:4  rook,café"]


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1e", "\x85", "\u2028"])
def test_trace_text_is_not_misled_by_marks_inside_a_cell(tree, mark):
    path = tree / "data" / "eggs.csv"
    path.write_text(f"nest,note\nowl,one{mark}two\njay,\nrook,\n", encoding="utf-8")
    assert trace_text(
        "cohort_01.eggs.mean", read_results(tree / "results.json"), CLAIMS, tree
    ).endswith("data/eggs.csv:4  rook,")


@pytest.mark.parametrize(
    "asked, hint", [("cohort_01.egg.mean", "; did you mean 'cohort_01.eggs.mean'?"), ("xyz", "")]
)
def test_trace_text_of_an_unknown_number_suggests_the_nearest(tree, asked, hint):
    with pytest.raises(LookupError) as error:
        trace_text(asked, read_results(tree / "results.json"), CLAIMS, tree)
    assert error.value.args == (f"no number is published as {asked!r}{hint}",)


def test_address_of_a_number_is_on_the_page_of_its_scope():
    assert (
        address_of("cohort_01.gender.female.count")
        == "numbers_cohort_01.html#r-cohort_01.gender.female.count"
    )


def test_gather_claims_finds_the_one_cell_that_carries_them():
    carrying = {"cells": [{"id": "v", "outputs": [{"data": {CLAIMS_MIME: CLAIMS}}]}]}
    assert gather_claims({"one": notebook([]), "two": carrying}) == CLAIMS
    assert gather_claims({"one": notebook([])}) == []


def test_with_claims_gives_each_number_the_claims_it_answers():
    assert [
        result["claims"]
        for result in with_claims(
            [{"id": "cohort_01.eggs.mean"}, {"id": "cohort_01.eggs.max"}], CLAIMS
        )
    ] == [["c001"], []]


def test_nobody_among_nobody_is_not_written_as_none():
    found = [
        Finding("all", measure, category, "count", 0, 0, "people", (), "", "cohortbook.a.b")
        for measure, category in (("gender", "female"), ("interviewed", ""))
    ]
    assert [result["text"] for result in as_results(found)] == ["not available", "0"]


def test_with_former_names_what_a_number_was_published_under(tree):
    results = with_former(
        [result("cohort_01.eggs.mean", 3), result("cohort_01.nests.count", 2)],
        {"cohort_01.old.mean": "cohort_01.eggs.mean"},
    )
    assert [row["former"] for row in results] == [["cohort_01.old.mean"], []]
    known = with_former_ids({row["id"]: row for row in results})
    assert known["cohort_01.old.mean"] is known["cohort_01.eggs.mean"] and len(known) == 3


def test_with_former_refuses_an_id_that_is_used_again():
    with pytest.raises(
        ValueError,
        match=r"former_ids\.csv gives cohort_01\.eggs\.mean to another number, but it is published",
    ):
        with_former(
            [result("cohort_01.eggs.mean", 3)], {"cohort_01.eggs.mean": "cohort_01.nests.count"}
        )


def test_trace_text_of_a_former_id_is_that_of_the_number_now(tree):
    results = {
        row["id"]: row
        for row in with_former(
            list(read_results(tree / "results.json").values()),
            {"cohort_01.old.mean": "cohort_01.eggs.mean"},
        )
    }
    lines = trace_text("cohort_01.old.mean", results, [], tree).splitlines()
    assert (
        lines[0].startswith("cohort_01.eggs.mean = 10.3")
        and "formerly  cohort_01.old.mean" in lines
    )


def shares_of_few(results):
    """The ids of numbers that give, as a percentage, what a count of fewer than 20 people gives; of
    all and of none no percentage differs from another.
    """
    counts = [
        (result["id"].removesuffix(".count"), Fraction(100 * result["value"], result["n"]))
        for result in results.values()
        if result["id"].endswith(".count")
        and result["unit"] == "people"
        and 0 < result["value"] < result["n"] < 20
    ]
    shown = {
        result["id"]: round(result["value"], 3)
        for result in results.values()
        if result["unit"] == "percent" and isinstance(result["value"], (int, float))
    }
    return [
        name
        for prefix, share in counts
        for name, value in shown.items()
        if name.startswith(f"{prefix}.") and value == round(float(share), 3)
    ]


def test_of_fewer_than_twenty_people_no_share_is_given_as_a_percentage(built):
    assert shares_of_few(built) == []
    count = built["cohort_01.gender.register.count"]
    share = {
        **count,
        "id": "cohort_01.gender.register.share",
        "unit": "percent",
        "value": 100 * count["value"] / count["n"],
    }
    assert shares_of_few(built | {share["id"]: share}) == [share["id"]]
