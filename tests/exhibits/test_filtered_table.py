from cohortbook.exhibits.filtered_table import IN_SIGHT, filtered
from cohortbook.exhibits.present import Cell, shown_table


def table(owls):
    rows = [[Cell(name, filters={"size": size}), Cell(size)] for name, size in owls]
    return filtered(shown_table("Owls", ["Owl", "Size"], rows), rows, {"size": "Size"})


def test_each_value_is_an_option_and_a_rule_that_hides_the_other_rows():
    html = table([("Barn", "small"), ("Eagle", "large"), ("Little", "small")]).html
    assert html.count("<option") == 3 and '<tr data-size="large">' in html
    assert 'tr:not([data-size="small"]){display:none}' in html


def test_a_long_table_has_a_box_that_shows_every_row_and_a_short_one_has_none():
    assert "checkbox" not in table([("Barn", "small")] * IN_SIGHT).html
    assert "all 26 rows" in table([("Barn", "small")] * (IN_SIGHT + 1)).html


def test_no_value_becomes_html_or_ends_a_rule():
    html = table([('"><script>', '</style>"]')]).html
    assert "<script>" not in html and html.count("</style>") == 1


def test_a_value_that_a_row_lacks_is_no_option():
    assert table([("Barn", ""), ("Eagle", "large")]).html.count("<option") == 2
