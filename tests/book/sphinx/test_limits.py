"""The limits that matter for a page, named at its end."""

import pytest
from docutils.core import publish_doctree

from cohortbook.book.sphinx.limits import sayings, section_of, stated_in, that_matter

TOP = (
    "---\nwritten_for: [cohort_01]\nmatters_on:\n  executed/cohort_*_themes: [3]\n "
    " executed/cohort_*: [1, 2]\n---\n\n# Limits\n"
)


@pytest.mark.parametrize(
    "page, numbers",
    [("executed/cohort_07_themes", [3]), ("executed/cohort_07", [1, 2]), ("owls", [])],
)
def test_the_first_name_that_fits_a_page_says_its_limits(page, numbers):
    assert that_matter(page, stated_in(TOP)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "# Limits\n",
        "---\nwritten_for: [cohort_01]\n---\n\n# Limits\n",
        "---\nmatters_on:\n---\n\n# Limits\n",
        "---\nowls\n---\n",
    ],
)
def test_a_page_of_limits_that_says_nothing_of_pages_has_none_for_any(text):
    assert that_matter("owls", stated_in(text)) == []


def test_a_limit_is_known_by_its_number_and_said_by_its_words_in_bold():
    doctree = publish_doctree(
        ".. _first:\n\n1. **Owls sleep.** By day.\n\n.. _fourth:\n\n4. **They <fly>.** By"
        " night.\n\nBetween.\n\n7. **It has no address.**\n",
        settings_overrides={"report_level": 5},
    )
    for listed in doctree.findall(lambda node: node.tagname == "enumerated_list"):
        listed["ids"] = listed["ids"] or (
            [f"limit-{listed.get('start', 1)}"] if listed.get("start") != 7 else []
        )
    assert {number: words for number, (_, words) in sayings(doctree).items()} == {
        1: "Owls sleep.",
        4: "They <fly>.",
    }


def test_limits_are_text_and_lead_to_their_place():
    assert '<li><a href="../limits.html#a-4">They &lt;fly&gt;.</a></li>' in section_of(
        [("a-4", "They <fly>.")], "../limits.html"
    )
    assert section_of([], "limits.html") == ""
