"""Tables and figures of what people said, by theme."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd

from cohortbook.exhibits import theme_pictures
from cohortbook.exhibits.filtered_table import filtered
from cohortbook.exhibits.hidden_notes import summaries_note
from cohortbook.exhibits.present import (
    IN_SIGHT,
    NOTHING_CODED,
    Cell,
    Shown,
    figure,
    folded_each,
    joined,
    not_drawn,
    noted,
    sentence,
    shown_table,
)
from cohortbook.exhibits.theme_pictures import GROUPS
from cohortbook.findings.hiding import drawable
from cohortbook.findings.results import as_results
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.rules import COLLECTIVE
from cohortbook.study.study import ALL, MANY, Study, once_a_study
from cohortbook.study.uncounted import uncounted_of
from cohortbook.study.wording import date_text, label_of, sentence_list

NOT_CODED = "Nothing is coded yet."
NOTHING_ASKED = "No kind of theme was asked of both award holders and managers."
COUNTING = "People are counted, not mentions. A count says where to look, not how common a view is."
NOT_ASKED = "not asked"
DOTS = {"individually": "●", "listed": "○", "": ""}
LISTED = (
    "In brackets: how many more are named only in statements about three people or more, of which"
    " it cannot be known who said all of it."
)
IN_COHORTS = "in how many cohorts anybody did, of those asked"
STANCES = {
    "supports": "",
    "qualifies": " (with a reservation)",
    "contradicts": " (says the opposite)",
}


def theme_label(study: Study, theme_id: str) -> str:
    """Return a theme's label; for a leaf with its kind, so that it can be read on its own."""
    labels = _theme_labels(study)
    return (
        f"{labels[theme_id.split('.')[0]]}: {labels[theme_id]}"
        if "." in theme_id
        else labels[theme_id]
    )


@once_a_study
def _theme_labels(study: Study) -> dict[str, str]:
    return dict(
        zip(study.tables["themes"]["theme_id"], study.tables["themes"]["label"], strict=True)
    )


def theme_address(theme_id: str) -> str:
    """Return the permanent id of a theme in the codebook."""
    return f"theme-{theme_id}"


def coded_by(study: Study, scope: str = ALL) -> Shown:
    """Show who coded what was said, and from what, of one cohort or of all, those with protected
    people too, and how many passages count for no person.
    """
    told: dict[str, list[str]] = {}
    handles = study.every_cohort if scope == ALL else [scope]
    for handle in handles:
        told.setdefault(study.stated(handle)["coded_by"] or NOT_CODED, []).append(
            study.title(handle)
        )
    texts = [
        text if len(told) == 1 else f"{sentence_list(titles)}: {text}"
        for text, titles in told.items()
    ]
    texts += [COUNTING, *filter(None, (uncounted_of(study, own) for own in handles))]
    html = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return Shown(
        f'<div class="admonition note"><p class="admonition-title">Who coded it</p>{html}</div>',
        "\n".join(texts),
    )


def heard_cell(finding: Finding, listed: int = 0) -> Cell:
    """Return how many people individually spoke of a theme, of those asked, and in brackets how
    many more only collective statements name.
    """
    return Cell(heard_text(finding, listed), finding.id)


def heard_text(finding: Finding, listed: int = 0) -> str:
    """Return what `heard_cell` shows."""
    if finding.is_withheld:
        return finding.value.of(finding.n)
    more = f" (+{listed})" if listed else ""
    if finding.n:
        return f"{finding.value} of {finding.n}{more}"
    return f"{finding.value}{more}; {NOT_ASKED}" if finding.value or listed else NOT_ASKED


def listed_by_theme(findings: Findings) -> dict[tuple[str, str], int]:
    """Return how many people only collective statements name, by scope and category."""
    return {(own.scope, own.category): own.value for own in findings.where(statistic="listed")}


def with_note(note: str, findings: Findings) -> str:
    """Return a table's note and, where a collective statement names anybody, what the number in
    brackets is.
    """
    has_listed = any(listed_by_theme(findings).values())
    return " ".join(part for part in (note, LISTED if has_listed else "") if part)


def theme_table(
    study: Study, findings: Findings, groups: list[str], caption: str, note: str = ""
) -> Shown:
    """Show people per theme, a row a theme that anybody spoke of, indented under its parent; a
    column a scope and group. Of a long table a reader chooses a kind of theme.
    """
    drawn, kinds = in_how_many_cohorts(findings), _theme_labels(study)
    labels = {
        theme: Cell(label, depth=theme.count("."), filters={"kind": kinds[theme.partition(".")[0]]})
        for theme, label in kinds.items()
    }
    columns = [(scope, group) for scope in drawn.scopes for group in groups]
    rows = _people_rows(drawn, columns, labels, drawn is findings)
    header = ["Theme", *_headings([study.title(scope) for scope in drawn.scopes], groups)]
    if drawn is not findings:
        return _by_kind(shown_table(f"{caption}: {IN_COHORTS}", header, rows, note), rows)
    chosen = Findings(own for own in findings if own.category.rsplit(".", 1)[-1] in groups)
    note = with_note(note, chosen)
    return _by_kind(shown_table(caption, header, rows, note, findings=chosen), rows)


def _by_kind(shown: Shown, rows: list[list[Cell]]) -> Shown:
    return filtered(shown, rows, {"kind": "Kind"}) if len(rows) > IN_SIGHT else shown


def chosen_themes_table(study: Study, findings: Findings, themes: list[str], caption: str) -> Shown:
    """Show people per theme for some themes, in their order and each with its kind: award holders
    of each scope, and of the last scope managers too. It publishes no number.
    """
    drawn = in_how_many_cohorts(findings)
    labels = {theme: Cell(theme_label(study, theme)) for theme in themes}
    columns = [(scope, "practitioners") for scope in drawn.scopes]
    columns += [(scope, "managers") for scope in drawn.scopes[-1:]]
    rows = _people_rows(drawn, columns, labels, drawn is findings)
    header = ["Theme", *(f"{study.title(scope)}: {GROUPS[group]}" for scope, group in columns)]
    if drawn is not findings:
        return shown_table(f"{caption}: {IN_COHORTS}", header, rows)
    held = Findings(own for own in findings if own.category.rsplit(".", 1)[0] in labels)
    return shown_table(caption, header, rows, with_note("", held))


def _people_rows(
    drawn: Findings, columns: list[tuple[str, str]], labels: dict[str, Cell], is_linked: bool
) -> list[list[Cell]]:
    """Rows of people per theme, without themes that no one spoke of, a column a scope and group;
    numbers lead to where they are given in full, if they are linked.
    """
    listed = listed_by_theme(drawn)
    by_place = {(own.scope, own.category): own for own in drawn.where(statistic="count")}
    rows = []
    for theme, label in labels.items():
        places = [(scope, f"{theme}.{group}") for scope, group in columns]
        if any(by_place[place].value or listed.get(place) for place in places):
            cells = [heard_cell(by_place[place], listed.get(place, 0)) for place in places]
            rows.append(
                [label, *(cell if is_linked else replace(cell, result_id="") for cell in cells)]
            )
    return rows


def _headings(titles: list[str], groups: list[str]) -> list[str]:
    """The heading of each title and group, without what is the same in all of them."""
    if len(titles) == 1:
        return [GROUPS[group].capitalize() for group in groups]
    if len(groups) == 1:
        return titles
    return [f"{title}: {GROUPS[group]}" for title in titles for group in groups]


def in_how_many_cohorts(findings: Findings) -> Findings:
    """Return, of more cohorts than can be side by side, in how many anybody spoke of each theme,
    of those asked; fewer as they are.

    Each cohort's own numbers are on its own page. Cohorts of which something is hidden are left
    out.
    """
    if len(findings.scopes) <= MANY:
        return findings
    return Findings(
        same[0]._replace(
            scope=ALL,
            value=sum(own.value > 0 for own in same),
            n=sum(own.n > 0 for own in same),
            unit="cohorts",
        )
        for same in drawable(findings.where(statistic="count")).by(lambda own: own.name).values()
    )


def added_table(added: pd.DataFrame, caption: str) -> Shown:
    """Show which themes people of the same cohorts spoke of, a row for each set of cohorts."""
    rows = [
        [Cell(cohorts), Cell(str(len(held))), Cell("; ".join(held["label"]))]
        for cohorts, held in added.groupby("cohorts", sort=False)
    ]
    return shown_table(caption, ["Cohorts", "Themes", "Which"], rows, kind="cb-cards cb-flow")


def presence_table(study: Study, presence: pd.DataFrame, caption: str) -> Shown:
    """Show which person spoke of which theme; people are letters, a dot means that the
    person did, an open one that only collective statements name the person.
    """
    rows = [
        [Cell(theme_label(study, theme)), *(Cell(DOTS[held]) for held in row)]
        for theme, row in zip(presence.index, presence.to_numpy(), strict=True)
        if any(row)
    ]
    return shown_table(
        caption,
        ["Theme", *presence.columns],
        rows,
        "A dot means that the person individually spoke of it, an open dot that only statements"
        " about three people or more name the person. The order of the letters means nothing.",
        kind="cb-matrix",
    )


def passage_lists(study: Study, passages: pd.DataFrame, scope: str) -> Shown:
    """Show the passages behind each theme, folded theme by theme: what was said in our words,
    where, and by how many; of a protected cohort, why themes have none.
    """
    parts = []
    for theme, held in passages.groupby("theme_id", sort=False):
        title = (
            f"{theme_label(study, theme)} ({len(held)}"
            f" {'passage' if len(held) == 1 else 'passages'})"
        )
        parts.append((title, shown_table(title, *_passage_rows(held))))
    note = summaries_note(study, scope) if scope in study.published else None
    if note is None:
        return folded_each(parts)
    return joined([folded_each(parts), noted(*note)], "\n\n") if parts else noted(*note)


def _passage_rows(held: pd.DataFrame) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows of a list of passages. Of a protected cohort neither place nor people are
    known, and perhaps not whose they are.
    """
    rows = held.to_dict("records")
    said = [Cell(row["summary"] + STANCES[row["stance"]]) for row in rows]
    if held["people"].isna().all():
        has_groups = bool(held["group"].ne("").all())
        return ["In our words", *["Whose"] * has_groups], [
            [text, *[Cell(row["group"])] * has_groups] for text, row in zip(said, rows, strict=True)
        ]
    return ["In our words", "Whose", "People", "Where"], [
        [text, Cell(row["group"]), Cell(_named(row["people"])), Cell(row["locator"])]
        for text, row in zip(said, rows, strict=True)
    ]


def _named(people: int | None) -> str:
    if people is None or pd.isna(people):
        return "not said"
    together = " together" if people >= COLLECTIVE else ""
    return f"{people} named{together}" if people else "not named"


def convergence_table(matrix: pd.DataFrame, caption: str) -> Shown:
    """Compare practitioners with managers: presence by count, and the rating with who
    gave it, when and why.
    """
    rows = [
        [
            Cell(row["label"]),
            heard_cell(row["practitioners"], row["practitioners_listed"]),
            heard_cell(row["managers"], row["managers_listed"]),
            Cell(row["presence"]),
            Cell("not rated" if pd.isna(row["rating"]) else row["rating"]),
            Cell("" if pd.isna(row["reason"]) else row["reason"]),
        ]
        for row in matrix.to_dict("records")
    ]
    header = ["Theme", "Award holders", "Managers", "Said by", "Rating", "Why"]
    return shown_table(caption, header, rows, _raters(matrix), kind="cb-cards cb-flow")


def _raters(matrix: pd.DataFrame) -> str:
    """Who rated the themes, and when; nothing where no one has."""
    rated = matrix.dropna(subset=["rating"])
    by = dict.fromkeys(f"{row.rated_by}, {date_text(row.rated_on)}" for row in rated.itertuples())
    return f"Rated by: {'; '.join(by)}." if by else ""


def framework_table(framework: pd.DataFrame) -> Shown:
    """Show what each person said, kind by kind, folded person by person."""
    parts = []
    for row in framework.to_dict("records"):
        rows = [
            [Cell(label_of(kind)), Cell(" ".join(said))]
            for kind, said in row.items()
            if kind != "person" and said
        ]
        person = f"Person {row['person']}"
        parts.append((person, shown_table(person, ["About", "Said, in our words"], rows)))
    return folded_each(parts)


def heat_figure(study: Study, findings: Findings, caption: str) -> Shown:
    """Show a heat map of second-level themes by cohort and group: the share of those asked who
    spoke of each.
    """
    shown = in_how_many_cohorts(findings)
    if shown is not findings:
        caption = f"{caption}: {IN_COHORTS}"
    drawn, frame = drawable(shown), count_frame(study, shown)
    if frame.empty:
        return sentence(NOTHING_CODED)
    if not drawn:
        return not_drawn(caption)
    description = (
        f"Heat map of {len(frame)} themes against {len(frame.columns)} groups of people, each cell"
        " the number of people of those asked."
    )
    if len(drawn) < len(shown):
        caption = f"{caption}. Cohorts with hidden counts are only in the table"
    if any(listed_by_theme(drawn).values()):
        caption = f"{caption}. After the plus sign: those only listed"
    return figure(theme_pictures.heat_map(study, drawn), f"{caption}.", description, frame)


def count_frame(study: Study, findings: Findings) -> pd.DataFrame:
    """Return the texts of the heat map: a row a second-level theme that anybody spoke of, a column
    a scope and a group.
    """
    listed = listed_by_theme(findings)
    rows: dict[str, dict] = {}
    spoken_of = set()
    for own in findings.where(statistic="count"):
        theme, group = own.category.rsplit(".", 1)
        more = listed.get((own.scope, own.category), 0)
        if theme.count(".") == 1 and group != "people":
            whose = f"{study.title(own.scope)}, {GROUPS[group]}"
            rows.setdefault(theme, {})[whose] = heard_text(own, more)
        if own.value or more:
            spoken_of.add(theme)
    return pd.DataFrame.from_dict(
        {theme_label(study, theme): cells for theme, cells in rows.items() if theme in spoken_of},
        orient="index",
    ).rename_axis("theme")


def dumbbell_figure(matrix: pd.DataFrame) -> Shown:
    """Show practitioners and managers on one scale: the share of those asked in each group who
    spoke of a theme; the title says which themes most did.
    """
    asked = matrix[
        [
            bool(p.n and m.n)
            for p, m in zip(matrix["practitioners"], matrix["managers"], strict=True)
        ]
    ]
    if asked.empty:
        return sentence(NOTHING_ASKED)
    described = [
        f"{row['label']}: "
        + ", ".join(
            f"{heard_text(row[group], row[f'{group}_listed'])} {GROUPS[group]}"
            for group in ("practitioners", "managers")
        )
        for row in asked.to_dict("records")
    ]
    frame = pd.DataFrame({"theme": asked["label"]})
    for group in ("practitioners", "managers"):
        frame[GROUPS[group]] = [heard.value for heard in asked[group]]
        frame[f"{GROUPS[group]} only listed"] = asked[f"{group}_listed"].tolist()
        frame[f"{GROUPS[group]} asked"] = [heard.n for heard in asked[group]]
    most = [_most_heard(asked, group) for group in ("practitioners", "managers")]
    return figure(
        theme_pictures.dumbbell(asked),
        f"Award holders most often spoke of {most[0]}, and managers of {most[1]}.",
        "Two marks a theme, one a group. " + ". ".join(described) + ".",
        frame.set_index("theme"),
    )


def _most_heard(matrix: pd.DataFrame, group: str) -> str:
    """The theme that most people of a group spoke of, and how many did; every such
    theme if several tie.
    """
    shares = [heard.value / heard.n for heard in matrix[group]]
    held = [
        (label, heard)
        for label, heard, share in zip(matrix["label"], matrix[group], shares, strict=True)
        if share == max(shares)
    ]
    labels = sentence_list([f"“{label}”" for label, _ in held])
    return f"{labels} ({'each ' if len(held) > 1 else ''}{heard_text(held[0][1])})"


def accumulation_figure(findings: Findings) -> Shown:
    """Show how many different themes come from one person, two, and so on, over every order."""
    values = [float(own.value) for own in findings]
    if not values:
        return sentence("Not shown for this cohort.")
    description = (
        f"A curve that rises from {values[0]:.1f} themes with one person to {values[-1]:.0f} with"
        f" {len(values)}."
    )
    frame = pd.DataFrame(
        {"people": range(1, len(values) + 1), "themes": [round(value, 1) for value in values]}
    ).set_index("people")
    caption = (
        f"One person interviewed named {values[0]:.1f} different themes on average, and all"
        f" {len(values)} together {values[-1]:.0f}. The curve is the mean over every order of them."
    )
    return replace(
        figure(theme_pictures.accumulation(values), caption, description, frame),
        results=as_results(findings),
    )
