"""Exhibits on the made-up study: what a reader sees of themes and impacts, and what no
reader may see.
"""

import re
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import pandas as pd
import pytest

from cohortbook import load_study
from cohortbook.exhibits import theme_pictures
from cohortbook.exhibits.coding_tables import (
    codebook_table,
    coefficient_table,
    disagreement_table,
    pair_table,
    theme_agreement_table,
)
from cohortbook.exhibits.impact_tables import (
    impact_register,
    ladder_figure,
    ladder_table,
    measure_table,
)
from cohortbook.exhibits.recommendation_tables import (
    request_table,
    rests_on_table,
    support_table,
    unanswered_table,
)
from cohortbook.exhibits.theme_tables import (
    accumulation_figure,
    added_table,
    coded_by,
    convergence_table,
    dumbbell_figure,
    framework_table,
    heat_figure,
    passage_lists,
    presence_table,
    theme_label,
    theme_table,
)
from cohortbook.findings import agreement, impacts, recommendations, stakeholders, themes
from cohortbook.findings.register import of_scopes

PERSON = re.compile(r"\b(B\d+|Owl ?\d)\b")
TABLES = [
    "theme_table",
    "request_table",
    "rests_on_table",
    "theme_table_of_all",
    "presence_table",
    "passage_lists",
    "convergence_table",
    "framework_table",
    "coefficient_table",
    "support_table",
    "unanswered_table",
    "measure_table",
    "ladder_table",
    "impact_register",
    "pair_table",
    "disagreement_table",
    "theme_agreement_table",
    "codebook_table",
]
FIGURES = [
    "heat_figure",
    "dumbbell_figure",
    "ladder_figure",
    "accumulation_figure",
]


def exhibit(study, name):
    """An exhibit as the notebooks call it."""

    def by_cohort():
        return themes.per_theme(study, *study.cohorts)

    return {
        "theme_table": lambda: theme_table(
            study, by_cohort(), ["practitioners", "managers"], "Exhibit & more", "A note"
        ),
        "theme_table_of_all": lambda: theme_table(
            study,
            themes.per_theme(study, "all"),
            ["practitioners", "managers", "people"],
            "Exhibit & more",
        ),
        "presence_table": lambda: presence_table(
            study, themes.presence(study, "all", "practitioner"), "Exhibit & more"
        ),
        "passage_lists": lambda: passage_lists(study, themes.passages_behind(study, "all"), "all"),
        "convergence_table": lambda: convergence_table(
            stakeholders.convergence(study, "all"), "Exhibit & more"
        ),
        "framework_table": lambda: framework_table(
            stakeholders.framework(study, "cohort_01", "practitioner")
        ),
        "coefficient_table": lambda: coefficient_table(
            agreement.agreement(study), "Exhibit & more", "A note"
        ),
        "request_table": lambda: request_table(recommendations.requests(study), "Exhibit & more"),
        "rests_on_table": lambda: rests_on_table(
            recommendations.recommendation_support(study), "Exhibit & more"
        ),
        "support_table": lambda: support_table(recommendations.support(study), "Exhibit & more"),
        "unanswered_table": lambda: unanswered_table(
            recommendations.unanswered(study), "Exhibit & more"
        ),
        "measure_table": lambda: measure_table(
            impacts.impact_measures(study, "all"),
            impacts.impacts_of(study, "all"),
            "Exhibit & more",
        ),
        "ladder_table": lambda: ladder_table(impacts.ladder(study, "all"), "Exhibit & more"),
        "impact_register": lambda: impact_register(
            study, impacts.register(study, "all"), "Exhibit & more"
        ),
        "pair_table": lambda: pair_table(study, themes.co_occurrence(study, 1), "Exhibit & more"),
        "disagreement_table": lambda: disagreement_table(
            study, agreement.disagreements(study), "Exhibit & more"
        ),
        "theme_agreement_table": lambda: theme_agreement_table(
            study, agreement.agreement_by_theme(study), "Exhibit & more"
        ),
        "codebook_table": lambda: codebook_table(study, "Exhibit & more"),
        "heat_figure": lambda: heat_figure(study, by_cohort(), "Exhibit & more"),
        "dumbbell_figure": lambda: dumbbell_figure(stakeholders.convergence(study, "all")),
        "ladder_figure": lambda: ladder_figure(impacts.ladder(study, "all")),
        "accumulation_figure": lambda: accumulation_figure(
            themes.accumulation(study, "cohort_01", "practitioner")
        ),
    }[name]()


@pytest.fixture(scope="module")
def shown(badgers):
    """Each exhibit of the made-up study."""
    return {name: exhibit(badgers, name) for name in TABLES + FIGURES}


@pytest.fixture
def uncoded(made_up):
    """The made-up study before anything is coded: the tables stand there with their
    headers only.
    """
    for name in (
        "report/passages",
        "report/attributions",
        "report/codings",
        "report/impacts",
        "codebook/settlements",
        "programme/recommendation_links",
        "programme/recommendations",
        "programme/convergence",
    ):
        path = made_up / "data" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    for name in ("passages", "attributions", "codings", "impacts"):
        (made_up / f"data/cohorts/cohort_02/{name}.csv").unlink()
    return load_study(made_up)


class Page(HTMLParser):
    """Reads HTML: tables as rows of text, captions, header cells' scopes, and labels for those who
    do not see.
    """

    def __init__(self, html):
        super().__init__()
        (
            self.tables,
            self.captions,
            self.headers,
            self.labels,
            self.links,
            self.summaries,
            self.stack,
        ) = ([], [], [], [], [], [], [])
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.stack.append(tag)
        if "aria-label" in attributes:
            self.labels.append(attributes["aria-label"])
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            if tag == "th":
                self.headers.append(attributes.get("scope"))
        elif tag in ("caption", "figcaption", "summary"):
            (self.summaries if tag == "summary" else self.captions).append("")
        elif tag == "a":
            self.links.append(attributes.get("href", ""))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data):
        if "td" in self.stack or "th" in self.stack:
            self.tables[-1][-1][-1] += data
        elif "caption" in self.stack or "figcaption" in self.stack:
            self.captions[-1] += data
        elif self.stack and self.stack[-1] == "summary":
            self.summaries[-1] += data

    @property
    def rows(self):
        """Rows of every table by their heading, the last of a heading wins."""
        return {row[0]: row[1:] for table in self.tables for row in table[1:]}


# all of them


@pytest.mark.parametrize("name", TABLES)
def test_exhibits_that_are_tables_have_a_caption_and_headers_with_a_scope(shown, name):
    page = Page(shown[name].html)
    assert page.tables and len(page.captions) == len(page.tables) and all(page.captions)
    assert len(page.headers) == sum(len(table[0]) + len(table) - 1 for table in page.tables) and {
        "col",
        "row",
    } <= set(page.headers) <= {"col", "row", "rowgroup"}
    short = [row for table in page.tables for row in table if len(row) != len(table[0])]
    assert len(short) == page.headers.count("rowgroup") and all(len(row) == 1 for row in short)
    assert all(len(table) > 1 for table in page.tables)


@pytest.mark.parametrize("name", TABLES)
def test_exhibits_that_are_tables_say_the_same_in_plain_text(shown, name):
    cells = [
        cell for table in Page(shown[name].html).tables for row in table for cell in row if cell
    ]
    assert [cell for cell in cells if cell not in shown[name].plain] == []
    assert not re.search(r"<(td|th|div|a|p)\b|&(amp|lt|gt|quot);", shown[name].plain)


@pytest.mark.parametrize("name", FIGURES)
def test_exhibits_that_are_figures_have_a_caption_and_a_description_also_in_plain_text(shown, name):
    page = Page(shown[name].html)
    description, twin = page.labels
    caption = page.captions[0]
    assert page.captions == [caption, caption] and twin == caption
    assert (
        page.summaries == ["The figure as a table"]
        and shown[name].plain == f"{caption}\n{description}"
    )
    svg = re.search(r"<svg.*</svg>", shown[name].html, flags=re.DOTALL)[0]
    assert ElementTree.fromstring(svg).get("aria-hidden") == "true"


@pytest.mark.parametrize("name", TABLES + FIGURES)
def test_exhibits_escape_what_labels_and_captions_hold(shown, name):
    assert (
        not re.search(r"&(?!amp;|lt;|gt;|quot;|#)", shown[name].html)
        and "<moss>" not in shown[name].html
    )


@pytest.mark.parametrize("name", TABLES + FIGURES)
def test_exhibits_name_nobody_in_any_form(shown, name):
    bundle = shown[name]._repr_mimebundle_()
    seen = unquote(
        " ".join(
            [
                bundle["text/html"],
                bundle["text/plain"],
                *(f"{result['id']} {result['text']}" for result in shown[name].results),
            ]
        )
    )
    assert PERSON.findall(seen) == []


@pytest.mark.parametrize("name", TABLES + FIGURES)
def test_exhibits_of_a_study_in_which_nothing_is_coded_yet_are_shown(uncoded, name):
    assert exhibit(uncoded, name).plain


@pytest.mark.parametrize(
    "name, page",
    [
        (
            "theme_table",
            "numbers_cohort_02_impacts.html#r-cohort_02.theme.impacts.personal.nose.practitioners.count",
        ),
        (
            "support_table",
            "numbers_all_enablers.html#r-all.theme.enablers.programme.coaching.people.count",
        ),
        ("measure_table", "numbers_all.html#r-all.impact_measure.i02.later"),
    ],
)
def test_exhibits_lead_from_a_number_to_where_it_comes_from(shown, name, page):
    assert page in Page(shown[name].html).links


# tables


def test_theme_label_of_a_leaf_begins_with_its_kind(badgers):
    assert [
        theme_label(badgers, theme)
        for theme in ("barriers", "barriers.employer", "barriers.employer.digging")
    ] == ["Hindrances", "Hindrances: Of the sett", "Hindrances: Digging & hauling"]


def test_theme_table_says_how_many_of_those_asked_and_who_was_not_asked(shown):
    page = Page(shown["theme_table_of_all"].html)
    assert page.tables[0][0] == ["Theme", "Award holders", "Managers", "People"]
    assert page.rows["Moss for all"] == ["1 of 7", "not asked", "1 of 7"] and page.rows[
        "Of the sett"
    ] == ["2 of 7", "2 of 3", "4 of 10"]
    assert not {"Wishes", "A longer winter"} & set(page.rows), "no one spoke of it"
    assert (
        '<th scope="row" class="cb-depth-2">Coaching</th>' in shown["theme_table_of_all"].html
        and '<th scope="row">Help</th>' in shown["theme_table_of_all"].html
    )


def test_theme_table_of_several_cohorts_has_a_column_a_cohort_and_group(shown):
    page = Page(shown["theme_table"].html)
    assert page.tables[0][0] == [
        "Theme",
        *(f"Sett {n}: {group}" for n in (1, 2, 3) for group in ("award holders", "managers")),
    ]
    assert page.rows["Digging & hauling"] == [
        "1 of 3",
        "1 of 1",
        "1 of 3",
        "0 of 2",
        "0 of 1",
        "not asked",
    ]
    assert "A note" in shown["theme_table"].html


def test_theme_table_publishes_only_the_groups_it_shows(badgers):
    found = theme_table(badgers, themes.people_per_theme(badgers, "all"), ["people"], "One")
    assert {result["id"].split(".")[-2] for result in found.results} == {"people"} and len(
        found.results
    ) == len(badgers.tables["themes"])


@pytest.fixture
def with_list(made_up, add, rewrite):
    """The made-up study in which the managers' statement on tunnels names a third person, and in
    which two award holders who blamed digging and winter sleep are named with a third.
    """
    rewrite("data/report/impacts.csv", "were.,results,,,,,,,,", "were.,results,,,,,,,several,")
    add("data/report/attributions.csv", "p13,B1,B1 C1,", "p10,B1,B1 C1,")
    return load_study(made_up)


def test_theme_table_has_those_only_listed_in_brackets_and_says_what_that_is(with_list, shown):
    html = exhibit(with_list, "theme_table_of_all").html
    assert Page(html).rows["Hindrances"] == ["0 of 7 (+3)", "2 of 3", "2 of 10 (+3)"]
    assert "In brackets: how many more are named only in statements" in html
    assert "In brackets" not in shown["theme_table_of_all"].html


def test_theme_table_publishes_how_many_are_listed(with_list):
    found = theme_table(with_list, themes.per_theme(with_list, "all"), ["managers"], "One")
    values = {result["id"]: result["value"] for result in found.results}
    assert values["all.theme.impacts.organisational.managers.count"] == 0
    assert values["all.theme.impacts.organisational.managers.listed"] == 2


def test_presence_table_has_an_open_dot_for_those_only_listed(with_list):
    page = Page(exhibit(with_list, "presence_table").html)
    row = page.rows["Hindrances: Of the badger"]
    assert (row.count("●"), row.count("○")) == (0, 3)


def test_pictures_name_those_only_listed_beside_those_who_individually_spoke(with_list):
    dumbbell, heat = (exhibit(with_list, name).html for name in ("dumbbell_figure", "heat_figure"))
    assert "Of the sett: 0 of 7 (+3) award holders, 2 of 3 managers" in dumbbell
    assert "| with those only listed" in dumbbell
    assert "After the plus sign: those only listed" in heat
    assert "0 of 3 +2" in heat and "0 of 1 +1" in heat


def test_passages_say_of_how_many_people_together_they_speak(with_list):
    html = exhibit(with_list, "passage_lists").html
    assert "3 named together" in html and "2 named together" not in html


def test_presence_table_has_a_letter_a_person_and_a_dot_where_they_spoke(shown):
    page = Page(shown["presence_table"].html)
    assert page.tables[0][0] == ["Theme", *"ABCDEFG"]
    assert {heading: row.count("●") for heading, row in page.rows.items()} == {
        "Motivations: Curiosity": 1,
        "Hopes: Moss for all": 1,
        "Impacts: On the badger": 4,
        "Help: From the programme": 2,
        "Help: From the sett": 2,
        "Hindrances: Of the sett": 2,
        "Hindrances: Of the badger": 2,
    }


def test_passage_lists_say_what_was_said_where_and_by_how_many(shown):
    page = Page(shown["passage_lists"].html)
    assert [title for title in page.summaries if "On the badger" not in title][:3] == [
        "Motivations: Curiosity (1 passage)",
        "Hopes: Moss for all (1 passage)",
        "Impacts: A nose for moss (3 passages)",
    ]
    assert {"practitioner", "2 named", "S1.Q5.P02a"} <= set(
        page.rows["Digging and winter sleep left two no time."]
    )
    assert "not named" in page.rows["Several wished for a longer winter."]


def test_passage_lists_say_of_a_passage_that_it_contradicts_the_theme(shown):
    """Otherwise a reader who counts the passages behind "2 of 7" counts someone who says the
    opposite.
    """
    page = Page(shown["passage_lists"].html)
    (digging,) = [
        table
        for table, caption in zip(page.tables, page.captions, strict=True)
        if caption.startswith("Hindrances: Digging")
    ]
    (row,) = [row for row in digging if row[0].startswith("Work was no hindrance")]
    assert any("contradict" in cell or "opposite" in cell for cell in row), row


def test_convergence_table_says_who_rated_when_and_why(shown):
    rows = Page(shown["convergence_table"].html).rows
    assert rows["Of the sett"][-3:] == [
        "both",
        "partial",
        "Both speak of digging; only badgers of the rota",
    ]
    assert rows["Moss for all"] == [
        "1 of 7",
        "not asked",
        "award holders; managers not asked",
        "not rated",
        "",
    ]
    note = shown["convergence_table"].plain.splitlines()[-1]
    assert note == "Rated by: a made-up arbiter, 1 March 2033."


def test_added_table_has_a_row_for_themes_of_the_same_cohorts():
    added = pd.DataFrame(
        {"label": ["Moss", "Owls", "Digging"], "cohorts": ["Sett 1", "Sett 2", "Sett 1"]}
    )
    assert added_table(added, "Added").plain.splitlines()[2:] == [
        "Sett 1 | 2 | Moss; Digging",
        "Sett 2 | 1 | Owls",
    ]


def test_of_a_long_theme_table_a_reader_chooses_a_kind_and_of_a_short_one_not(shown, reported):
    assert "<select" not in shown["theme_table_of_all"].html
    html = theme_table(reported, themes.per_theme(reported, "all"), ["people"], "Themes").html
    assert html.count("<select") == 1 and '<option value="Barriers">' in html
    assert '<tr data-kind="Barriers">' in html


def test_framework_table_is_folded_person_by_person(shown):
    page = Page(shown["framework_table"].html)
    assert (
        page.summaries == ["Person A", "Person B", "Person C"]
        and sum(map(len, page.tables)) - 3 == 2 + 3 + 1
    )


def test_coefficient_table_has_a_value_a_base_and_an_interval_of_each(badgers, made_up):
    for name in ("passages", "attributions", "codings", "impacts"):
        (made_up / f"data/cohorts/cohort_02/{name}.csv").unlink()
    page = Page(exhibit(load_study(made_up), "coefficient_table").html)
    assert list(page.rows) == [
        "Positive agreement",
        "Cohen’s kappa",
        "Krippendorff’s alpha",
    ]
    assert page.rows["Positive agreement"][:2] == ["0.94", "34"]
    assert page.rows["Cohen’s kappa"][:2] == ["0.94", "180"] and re.fullmatch(
        r"0\.\d\d to 1\.00", page.rows["Cohen’s kappa"][2]
    )


def test_coefficient_table_where_agreement_is_not_used_has_no_interval_of_nothing(made_up, rewrite):
    rewrite("data/cohorts/cohort_01/cohort.yml", "approach: codebook", "approach: reflexive")
    assert (
        "not available to not available"
        not in exhibit(load_study(made_up), "coefficient_table").plain
    )


def test_support_and_unanswered_tables_say_how_many_people(shown):
    rows = Page(shown["support_table"].html).tables[0]
    assert rows[1] == ["1. Keep the coaches", "Coaching", "answers it", "1 of 10", "praised"]
    assert rows[3][:4] == ["3. Less digging", "Of the sett", "answers it", "4 of 10"]
    assert rows[4][2] == "related"
    assert Page(shown["unanswered_table"].html).tables[0][1:] == [["Winter sleep", "2 of 10", ""]]


def test_request_table_says_who_is_to_act_and_how_strongly(shown):
    rows = Page(shown["request_table"].html).tables[0]
    assert [row[0] for row in rows[1:]] == [
        "Continue",
        "1. Keep the coaches",
        "2. Keep the moss library",
        "Change",
        "3. Less digging",
    ]
    assert rows[2][1:] == ["That each sett keeps a coach", "Programme", "must", "1"]
    assert rows[5][1:] == ["That badgers dig less", "Employers", "consider", "in none"]


def test_rests_on_table_has_for_and_against_apart(shown):
    rows = Page(shown["rests_on_table"].html).tables[0]
    assert rows[3] == ["3. Less digging", "4 of 10", "3", "1", "0"]


def test_measure_table_shows_before_and_later_with_their_unit(shown):
    assert Page(shown["measure_table"].html).rows == {
        "Tunnels in the sett": ["4 tunnels", "9 tunnels", "not given", "not given", "Manager"],
        "Cubs taught to tunnel": ["not given", "12.5%", "not given", "not given", "Award holder"],
    }


def test_measures_carry_of_how_many_when_and_that_one_person_reports_each(made_up, rewrite):
    rewrite(
        "data/report/impacts.csv",
        "Nine tunnels where four were.,results,,,,,,,,",
        "Nine tunnels where four were.,results,,,,,120,2029 and 2030,,",
    )
    study = load_study(made_up)
    rows = Page(exhibit(study, "measure_table").html).rows
    assert rows["Tunnels in the sett"][2:4] == ["120", "2029 and 2030"]
    assert "Each is reported by one person" in exhibit(study, "measure_table").html


def test_impact_register_says_what_is_not_counted_and_why(made_up, rewrite):
    rewrite(
        "data/report/impacts.csv",
        "Is another badger.,,,,,,,,,",
        "Is another badger.,,,,,,,,several,",
    )
    page = Page(exhibit(load_study(made_up), "impact_register").html)
    assert page.rows["Is another badger."][-1] == "no: about several people together"


def test_impact_register_says_that_somebody_corroborates_and_never_who(shown):
    found = shown["impact_register"]
    page = Page(found.html)
    assert page.rows["Nine tunnels where four were."][1:] == [
        "Organisational",
        "Practice change",
        "Happened",
        "Authority",
        "Manager",
        "by another group",
        "yes",
    ]
    assert (
        page.rows["Moss in every sett."][-2] == ""
        and page.rows["Is another badger."][4] == "not given"
    )
    assert not re.search(r"\b(s2_)?p\d+\b", found.html + found.plain)


def test_disagreement_table_says_who_put_what_and_how_it_was_settled(shown):
    rows = Page(shown["disagreement_table"].html).rows
    assert rows == {
        "Help": ["2", "1", "1"],
        "Help: Nights off": ["p07", "coder_b", "kept", "Nights off are named"],
        "Help: Coaching": ["p08", "coder_a", "not kept", "A library is no coach"],
    }


def test_codebook_table_is_folded_kind_by_kind_in_the_codebooks_order(shown):
    page = Page(shown["codebook_table"].html)
    assert page.summaries == [
        "Motivation (2)",
        "Hope (2)",
        "Impact (6)",
        "Enabler (6)",
        "Barrier (6)",
        "Wish (3)",
    ]
    assert page.rows["Moss for all"] == [
        "Made-up: moss for all",
        "<moss> of any kind",
        "",
        "report",
    ]


# figures: what they say in words, and their tables


@pytest.mark.parametrize(
    "name, said",
    [
        ("heat_figure", ["6 groups of people, each cell the number of people of those asked."]),
        (
            "dumbbell_figure",
            [
                "Of the sett: 2 of 7 award holders, 2 of 3 managers",
                "From the programme: 2 of 7 award holders, 0 of 3 managers",
            ],
        ),
        ("ladder_figure", ["Team: 1; Authority: 1; Regional: 1; National: 1; International: 0"]),
        ("accumulation_figure", ["2.7 themes with one person to 7 with 3"]),
    ],
)
def test_figures_name_their_numbers_in_the_description(shown, name, said):
    description = Page(shown[name].html).labels[0]
    assert [words for words in said if words not in description] == []


@pytest.mark.parametrize(
    "name, said",
    [
        ("dumbbell_figure", "Award holders most often spoke of “"),
        ("dumbbell_figure", "and managers of “On the sett” and “Of the sett” (each 2 of 3)."),
        (
            "ladder_figure",
            "“Team”, “Authority”, “Regional” and “National”: each has 1 of the 4 impacts",
        ),
        ("accumulation_figure", "named 2.7 different themes on average, and all 3 together 7."),
    ],
)
def test_captions_of_figures_state_what_is_found(shown, name, said):
    assert said in Page(shown[name].html).captions[0]


@pytest.mark.parametrize(
    "name, header, row",
    [
        (
            "heat_figure",
            [
                "Theme",
                *(
                    f"Sett {n}, {group}"
                    for n in (1, 2, 3)
                    for group in ("award holders", "managers")
                ),
            ],
            [
                "Hopes: Moss for all",
                "1 of 3",
                "not asked",
                "0 of 3",
                "not asked",
                "0 of 1",
                "not asked",
            ],
        ),
        (
            "dumbbell_figure",
            [
                "Theme",
                *("Award holders", "Award holders only listed", "Award holders asked"),
                *("Managers", "Managers only listed", "Managers asked"),
            ],
            ["Of the sett", "2", "0", "7", "2", "0", "3"],
        ),
        (
            "ladder_figure",
            ["Reach", "Personal", "Organisational", "Wider"],
            ["Team", "0", "1", "0"],
        ),
        ("accumulation_figure", ["People", "Themes"], ["1", "2.7"]),
    ],
)
def test_figures_have_their_table_below_them(shown, name, header, row):
    [table] = Page(shown[name].html).tables
    assert table[0] == header and row in table[1:]


def test_dumbbell_figure_leaves_out_what_a_group_was_not_asked(shown):
    assert "Moss for all" not in shown["dumbbell_figure"].html


def test_heat_figure_describes_the_themes_that_it_draws(badgers, shown):
    by_cohort = of_scopes(themes.people_per_theme, badgers, badgers.cohorts)
    labels = [
        badgers.tables["themes"].set_index("theme_id")["label"][theme]
        for theme in themes.presence(badgers, "all", "practitioner").index
    ]
    drawn = {
        "".join(element.itertext())
        for element in ElementTree.fromstring(theme_pictures.heat_map(badgers, by_cohort)).iter(
            "text"
        )
    } & set(labels)
    page = Page(shown["heat_figure"].html)
    assert page.labels[0].startswith(f"Heat map of {len(drawn)} themes against 6 groups") and len(
        page.tables[0]
    ) - 1 == len(drawn)


def test_accumulation_of_a_cohort_that_it_is_not_shown_for_is_a_sentence(made_up, rewrite):
    rewrite("data/cohorts/cohort_01/cohort.yml", "approach: codebook", "approach: reflexive")
    found = themes.accumulation(load_study(made_up), "cohort_01", "practitioner")
    assert accumulation_figure(found).plain == "Not shown for this cohort."


def test_who_coded_each_cohort_is_said_of_protected_ones_too(strict_study):
    path = strict_study / "data/cohorts/cohort_03/cohort.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"(?m)^coded_by:.*\n", "", text) + "coded_by: Two of us.\n", encoding="utf-8"
    )
    study = load_study(strict_study)
    said = coded_by(study).plain.splitlines()
    assert f"{study.title('cohort_03')}: Two of us." in said
    assert [line for line in said if study.title("cohort_01") in line] != []


def test_who_coded_it_says_too_how_many_passages_count_for_no_person(made_up, rewrite):
    assert "count for no person" not in coded_by(load_study(made_up)).html
    rewrite("data/cohorts/cohort_02/attributions.csv", "s2_p2,Owl2,,\n", "")
    study = load_study(made_up)
    said = "1 of 2 passages of Sett 2 counts for no person, because it is not known who speaks"
    assert said in coded_by(study).html and said in coded_by(study, "cohort_02").html
    assert said not in coded_by(study, "cohort_01").html
