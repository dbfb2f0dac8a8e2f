from cohortbook.findings import topics
from cohortbook.publication.loading import load_study

THEMES = "data/codebook/themes.csv"
COACHING = (
    "enablers.programme.coaching,enablers.programme,enabler,Coaching,Made-up: coaching,,,ours"
)


def test_topic_of_a_theme_is_its_own_or_that_of_the_nearest_theme_above_it(made_up, rewrite):
    study = load_study(made_up)
    assert topics.topic_of(study, "enablers.programme.coaching") == "Coaching"
    assert topics.topic_of(study, "enablers.employer.nights_off") == "The sett & its rota"
    assert topics.topic_of(study, "barriers.personal.winter_sleep") == topics.OTHER
    rewrite(THEMES, f"{COACHING},Coaching", f"{COACHING},")
    assert topics.topic_of(load_study(made_up), "enablers.programme.coaching") == topics.OTHER


def test_topic_themes_are_helps_then_hindrances_then_wishes(badgers):
    assert topics.topic_themes(badgers, "The sett & its rota") == [
        "enablers.employer.nights_off",
        "barriers.employer.digging",
        "barriers.employer.rota",
    ]


def test_every_help_hindrance_and_wish_is_in_one_topic(badgers, real):
    for study in (badgers, real):
        lowest = [
            theme
            for topic in {*topics.topics(study), topics.OTHER}
            for theme in topics.topic_themes(study, topic)
        ]
        assert len(lowest) == len(set(lowest)) > 0
        held = {theme for theme in topics.leaves(study) if theme.split(".")[0] in topics.KINDS}
        spoken = set(topics.passages_behind(study, "all")["theme_id"]) & held
        assert spoken <= set(lowest)


def test_topics_come_by_their_number_of_passages_and_other_matters_last(badgers):
    held = topics.topics(badgers)
    sizes = [len(topics.topic_statements(badgers, topic)) for topic in held]
    assert held[-1] == topics.OTHER and sizes[:-1] == sorted(sizes[:-1], reverse=True)


def test_topic_statements_are_one_a_passage_with_all_its_themes_in_the_topic(badgers):
    held = topics.topic_statements(badgers, "The sett & its rota")
    assert list(held.columns) == ["summary", "group", "stance", "labels"]
    assert held["summary"].is_unique and held["labels"].map(len).min() >= 1


def test_topic_recommendations_are_those_that_answer_it_and_not_those_related(badgers):
    assert topics.topic_recommendations(badgers, "Coaching")["number"].tolist() == [1]
    assert topics.topic_recommendations(badgers, topics.OTHER).empty
