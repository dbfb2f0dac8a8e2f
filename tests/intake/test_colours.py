"""Colours behind words, by the names that people have for them."""

import pytest

from cohortbook.intake.colours import WORD, highlight


@pytest.mark.parametrize("name", WORD)
def test_a_highlight_of_word_has_one_name_however_it_is_written(name):
    value, shown = WORD[name]
    assert {highlight(own) for own in (name, value, f"#{value.upper()}")} == {f"{shown} highlight"}


@pytest.mark.parametrize(
    "value, name",
    [
        ("#FFE599", "light orange (#ffe599)"),
        ("FFC000", "orange (#ffc000)"),
        ("FFF799", "light yellow (#fff799)"),
        ("#F4CCCC", "light red (#f4cccc)"),
        ("d9ead3", "light green (#d9ead3)"),
        ("#cfe2f3", "light blue (#cfe2f3)"),
        ("7030A0", "violet (#7030a0)"),
        ("D9D9D9", "light grey (#d9d9d9)"),
        ("#00B050", "green (#00b050)"),
    ],
)
def test_another_colour_is_named_by_its_hue_and_its_value(value, name):
    assert highlight(value) == f"{name} highlight"


@pytest.mark.parametrize("value", ["", "none", "auto", "transparent", "white", "#FFFFFF"])
def test_no_colour_and_white_are_no_code(value):
    assert highlight(value) == ""
