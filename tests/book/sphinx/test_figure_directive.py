"""Figures of executed pages that other pages show."""

import pytest

from cohortbook.book.sphinx.figure_directive import figure_of

NOTEBOOK = {
    "cells": [
        {"id": "title", "source": ["# Owls\n", "\n", "Many."], "outputs": []},
        {
            "id": "owls",
            "source": [],
            "outputs": [
                {"data": {"text/plain": "x"}},
                {
                    "data": {
                        "text/html": [
                            '<p>before</p><figure class="cb-figure">one</figure>',
                            '<figure class="cb-figure">two</figure>',
                        ]
                    }
                },
            ],
        },
        {
            "id": "withheld",
            "source": [],
            "outputs": [{"data": {"text/html": "<p>Not published</p>"}}],
        },
    ]
}


def test_figure_of_a_cell_is_its_first():
    assert figure_of(NOTEBOOK, "owls") == '<figure class="cb-figure">one</figure>'


@pytest.mark.parametrize("cell", ["withheld", "title", "moss"])
def test_figure_of_a_cell_that_shows_none_is_empty(cell):
    assert figure_of(NOTEBOOK, cell) == ""
