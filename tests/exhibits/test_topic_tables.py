import re

from cohortbook.exhibits.topic_tables import NOTHING, topic_sections
from cohortbook.findings import themes


def sections(study):
    people = themes.per_theme(study, *study.every_cohort, "all")
    return topic_sections(study, people)


def test_each_topic_has_a_heading_that_the_list_above_leads_to(badgers):
    html = sections(badgers).html
    ids = re.findall(r'<h3 id="([^"]+)">', html)
    assert ids == re.findall(r'<a href="#([^"]+)">', html.split("</ul>")[0]) and len(ids) > 2
    assert "The sett &amp; its rota</h3>" in html


def test_a_topic_shows_who_of_whom_what_was_said_and_what_is_recommended(badgers):
    part = next(
        part for part in sections(badgers).html.split("<section>") if ">Coaching</h3>" in part
    )
    assert "Coaching: who spoke of it" in part and "What they said, in our words (" in part
    assert "Recommendation 1, “Keep the coaches”." in part


def test_a_topic_that_nothing_answers_says_so(badgers):
    assert NOTHING in sections(badgers).plain


def test_topic_sections_publish_no_number_and_join_no_person_to_what_was_said(badgers):
    shown = sections(badgers)
    assert shown.results == [] and not re.search(r"\b(s2_)?(PR|p)\d+\b", shown.plain)
