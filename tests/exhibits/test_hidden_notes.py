"""Notes that say by which rule something is not shown."""

import re
from dataclasses import replace

import pytest
from protected import agree, to_agreed, write_cohort

from cohortbook import load_study
from cohortbook.exhibits.decision_tables import rule_table
from cohortbook.exhibits.hidden_notes import hidden_note, summaries_note
from cohortbook.exhibits.present import Cell, not_drawn, table
from cohortbook.exhibits.theme_tables import passage_lists
from cohortbook.findings import demographics, themes
from cohortbook.findings.register import of_scopes
from cohortbook.publication.output_check import protected_line
from cohortbook.study.withheld import NOTE

THREE = "cohort_03"
COACHING = "enablers.programme.coaching"
SIX = frozenset(range(6))


@pytest.mark.parametrize(
    ("result_id", "rules"),
    [
        (f"{THREE}.gender.male.count", "Smallest table, Smallest count"),
        (f"{THREE}.years_qualified.count", "Smallest table, Smallest count"),
        (f"{THREE}.years_qualified.mean", "Smallest base of a mean"),
        (f"{THREE}.theme.hopes.managers.count", "Smallest group, Smallest theme count"),
        (f"{THREE}.impact_status.hoped.count", "Smallest group, Smallest theme count"),
    ],
)
def test_a_note_names_the_rules_that_hide_such_a_number(result_id, rules):
    _, plain = hidden_note([result_id])
    word = "rules" if "," in rules else "rule"
    assert plain == f"{NOTE} The {word}: {rules}."


def test_a_table_has_one_note_that_leads_to_the_rules_and_its_cells_have_none(guarded):
    hidden = [
        own
        for own in of_scopes(demographics.years_qualified, guarded, [THREE])
        if own.value == "[c]"
    ]
    html, plain = table(
        "Years", ["", "Cohort"], [[Cell("Mean"), Cell("[c]", own.id)] for own in hidden]
    )
    assert len(hidden) > 1 and html.count(NOTE) == plain.count(NOTE) == 1
    places = re.findall(r'href="disclosure\.html#([^"]+)"', html)
    assert places == ["rule-smallest-base-of-a-mean"]
    assert 'id="rule-smallest-base-of-a-mean"' in rule_table(guarded.policy).html


def test_every_rule_that_a_note_leads_to_is_on_the_page_of_who_can_be_known(guarded):
    kinds = ("gender.male.count", "theme.hopes.people.count", "years_qualified.median")
    html, _ = hidden_note(f"{THREE}.{name}" for name in kinds)
    rules = rule_table(guarded.policy).html
    places = re.findall(r'#([^"]+)"', html)
    assert len(places) == 5 and all(f'id="{place}"' in rules for place in places)


def test_a_figure_that_is_not_drawn_says_where_the_rules_are():
    shown = not_drawn("Women")
    assert shown.plain == (
        "Not drawn, because a number in it is hidden: Women. The rule: Who can be known from this"
        " book."
    )
    assert 'href="disclosure.html#by-which-rule"' in shown.html


def _lists(study):
    return passage_lists(study, themes.passages_behind(study, THREE), THREE).plain


def test_of_a_cohort_that_is_too_small_it_is_said_that_no_summary_may_be_printed(strict_study):
    write_cohort(strict_study, 4, 1, [(COACHING, {0, 1, 2, 3}, ())])
    study = load_study(strict_study)
    assert _lists(study) == (
        "What was said is coded, but no summary of it is printed: fewer than 5 award holders were"
        " interviewed. The rule: Smallest group."
    )
    assert "0 statements, because fewer than 5 award holders" in protected_line(study, THREE)


@pytest.mark.parametrize("mode", ["strict", "agreed"])
def test_where_only_summaries_are_lacking_it_is_not_said_that_nothing_is_coded(strict_study, mode):
    write_cohort(strict_study, 6, 1, [(COACHING, SIX, ())])
    if mode == "agreed":
        to_agreed(strict_study)
        agree(strict_study, THREE, ("P003_01", "summaries"))
    path = strict_study / "private" / "cohorts" / THREE / "passages.csv"
    if mode == "strict":
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'"?Said something, \w+\."?', "", text), encoding="utf-8")
    study = load_study(strict_study)
    assert _lists(study) == (
        "What was said is coded, but no summary of it is printed: none has been written, or none"
        " may be published. The rule: Who can be known from this book."
    )
    assert "0 statements, because none has been written" in protected_line(study, THREE)


def test_where_nothing_is_coded_it_says_so(strict_study):
    write_cohort(strict_study, 6, 1)
    assert _lists(load_study(strict_study)) == "Nothing of this kind is coded."


def test_themes_whose_summaries_are_held_back_are_named(guarded):
    held = guarded.published[THREE]
    first = held.statements[0]["theme_id"].partition(".")[0]
    some = [row for row in held.statements if row["theme_id"].partition(".")[0] == first]
    study = replace(guarded, published={THREE: replace(held, statements=tuple(some))})
    labels = dict(
        zip(study.tables["themes"]["theme_id"], study.tables["themes"]["label"], strict=True)
    )
    _, plain = summaries_note(study, THREE)
    assert plain.startswith("Themes without a summary here: ") and labels[first] not in plain
    assert plain.endswith("The rule: Smallest theme count.") and plain in _lists(study)
