"""What each recommendation answers: both ends are named, and every link has its count."""

import pandas as pd
from svg import texts

from cohortbook.exhibits.answer_figure import answers_figure
from cohortbook.findings import recommendations
from cohortbook.findings.recommendations import ANSWERS
from cohortbook.study.finding import Finding


def linked(*rows: tuple) -> pd.DataFrame:
    """Links as `recommendations.support` returns them: a row is the number of a recommendation,
    its relation to a theme of help, the theme, how many named it and how many are only listed.
    """
    return pd.DataFrame(
        [
            {
                "number": number,
                "topic": f"Recommended {number}",
                "relation": relation,
                "theme_id": f"enablers.{label}",
                "label": label,
                "how": "",
                "people": Finding("all", "theme", label, "count", value, 22, "people", ()),
                "listed": listed,
            }
            for number, relation, label, value, listed in rows
        ]
    )


def shown(*rows: tuple):
    return answers_figure(linked(*rows))


def words(shown) -> list[str]:
    return texts(shown.html[shown.html.index("<svg") : shown.html.index("</svg>") + 6])


def test_title_says_which_recommendation_answers_what_was_named_most_often():
    assert shown((1, "about", "A", 3, 0), (2, "about", "B", 9, 0)).plain.startswith(
        "Recommendation 2 answers what was named most often: “B”, by 9 of the 22 people"
        " interviewed.\n"
    )


def test_title_names_every_recommendation_and_theme_that_share_the_first_place():
    assert shown((1, "about", "A", 9, 0), (2, "about", "B", 9, 0)).plain.startswith(
        "Recommendations 1 and 2 answer what was named most often: “A” and “B”, each by 9 of the 22"
    )


def test_title_names_none_where_everything_was_only_listed():
    drawn = shown((1, "about", "A", 0, 4))
    assert drawn.plain.startswith("What each recommendation answers. Open, and after a plus sign")
    assert "0 of 22 +4" in words(drawn)


def test_picture_names_both_ends_sorted_by_how_many_named_the_first_theme_of_each():
    drawn = shown((1, "about", "A", 1, 0), (1, "in_part", "B", 2, 0), (2, "about", "C", 9, 2))
    assert words(drawn) == [
        *("2. Recommended 2", "C (help)", "9 of 22 +2"),
        *("1. Recommended 1", "B (help, in part)", "2 of 22", "A (help)", "1 of 22"),
    ]


def test_picture_leaves_out_what_is_only_related_and_is_a_sentence_where_nothing_is_answered():
    assert "B (help)" not in words(shown((1, "about", "A", 1, 0), (1, "related", "B", 2, 0)))
    assert shown((1, "related", "A", 1, 0)).html.startswith("<p>No recommendation is linked")


def test_picture_of_the_study_has_a_branch_for_every_link_that_answers(real):
    links = recommendations.support(real)
    links = links[links["relation"].isin(ANSWERS)]
    drawn = " ".join(words(answers_figure(links)))
    assert all(f"{row.label}"[:20] in drawn for row in links.itertuples())
    assert drawn.count(" of 22") == len(links)
