"""Exhibits: tables and figures of what people said and what changed, for notebooks."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd

from cohortbook.exhibits import figures
from cohortbook.exhibits.present import Cell, Shown, figure, records, table
from cohortbook.findings.hiding import drawable, is_any_withheld
from cohortbook.findings.impacts import LADDER
from cohortbook.findings.results import as_results
from cohortbook.study.study import ALL, MANY, Study, once_a_study
from cohortbook.study.withheld import is_withheld
from cohortbook.study.wording import counted, label_of, sentence_list, text_of

NOT_CODED = "Nothing is coded yet."
COUNTING = "People are counted, not mentions. A count says where to look, not how common a view is."
NOT_ASKED = "not asked"
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
    """Return the permanent id by which a theme stands in the codebook."""
    return f"theme-{theme_id}"


def coded_by(study: Study, scope: str = ALL) -> Shown:
    """Show who coded what was said, and from what, of one cohort or of all."""
    told: dict[str, list[str]] = {}
    for handle in study.handles(scope):
        told.setdefault(study.stated(handle)["coded_by"] or NOT_CODED, []).append(
            study.title(handle)
        )
    texts = [
        text if len(told) == 1 else f"{sentence_list(titles)}: {text}"
        for text, titles in told.items()
    ] + [COUNTING]
    html = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return Shown(
        f'<div class="admonition note"><p class="admonition-title">Who coded it</p>{html}</div>',
        "\n".join(texts),
    )


def _heard(row: dict) -> Cell:
    if is_withheld(row["value"]):
        return Cell(row["value"].of(row["n"]), row["id"])
    return Cell(
        (
            f"{row['value']} of {row['n']}"
            if row["n"]
            else (f"{row['value']}; {NOT_ASKED}" if row["value"] else NOT_ASKED)
        ),
        row["id"],
    )


def theme_table(
    study: Study, findings: pd.DataFrame, groups: list[str], caption: str, note: str = ""
) -> Shown:
    """Show people per theme, a row a theme that anybody spoke of, indented under its parent; a
    column a scope and group.
    """
    drawn = in_how_many_cohorts(findings)
    by_place = {(row["scope"], row["category"]): row for row in drawn.to_dict("records")}
    scopes = list(dict.fromkeys(drawn["scope"]))
    columns = [(scope, group) for scope in scopes for group in groups]
    rows = []
    for theme in study.tables["themes"].itertuples():
        cells = [by_place[scope, f"{theme.theme_id}.{group}"] for scope, group in columns]
        if any(cell["value"] for cell in cells):
            rows.append([Cell(theme.label, depth=theme.theme_id.count(".")), *map(_heard, cells)])
    header = [
        (
            f"{study.title(scope)}: {group}"
            if len(scopes) > 1 and len(groups) > 1
            else (study.title(scope) if len(scopes) > 1 else group.capitalize())
        )
        for scope, group in columns
    ]
    if drawn is not findings:
        html, plain = table(
            f"{caption}: in how many cohorts anybody did, of those asked",
            ["Theme", *header],
            rows,
            note,
        )
        return Shown(html, plain)
    chosen = findings[findings["category"].str.rsplit(".", n=1).str[-1].isin(groups)]
    html, plain = table(caption, ["Theme", *header], rows, note)
    return Shown(html, plain, as_results(chosen))


def in_how_many_cohorts(findings: pd.DataFrame) -> pd.DataFrame:
    """Return, of more cohorts than can stand side by side, in how many anybody spoke of each theme,
    of those asked; fewer as they are.

    Each cohort's own numbers stand on its own page. Cohorts of which something is hidden are left
    out.
    """
    if findings["scope"].nunique() <= MANY:
        return findings
    counted = drawable(findings).assign(
        value=lambda frame: frame["value"].gt(0).astype(int),
        n=lambda frame: frame["n"].gt(0).astype(int),
    )
    together = (
        counted.groupby(["measure", "category", "statistic"], sort=False)[["value", "n"]]
        .sum()
        .reset_index()
    )
    return together.assign(id="", scope=ALL, unit="cohorts")


def presence_table(study: Study, presence: pd.DataFrame, caption: str) -> Shown:
    """Show which person spoke of which theme; people are letters, a dot means that the
    person did.
    """
    rows = [
        [Cell(theme_label(study, theme)), *(Cell("●" if held else "") for held in row)]
        for theme, row in zip(presence.index, presence.to_numpy(), strict=True)
        if any(row)
    ]
    html, plain = table(
        caption,
        ["Theme", *presence.columns],
        rows,
        "A dot means that the person spoke of it. The order of the letters means nothing.",
        kind="cb-matrix",
    )
    return Shown(html, plain)


def passage_lists(study: Study, passages: pd.DataFrame) -> Shown:
    """Show the passages behind each theme, folded theme by theme: what was said in our words,
    where, and by how many.
    """
    parts, plain = [], []
    for theme, held in passages.groupby("theme_id", sort=False):
        title = (
            f"{theme_label(study, theme)} ({len(held)}"
            f" {'passage' if len(held) == 1 else 'passages'})"
        )
        html, text = table(title, *_passage_rows(held))
        parts.append(_folded(title, html))
        plain.append(text)
    return _all_of(parts, plain)


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
    return "not said" if pd.isna(people) else f"{people} named" if people else "nobody named"


def _folded(title: str, html: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{html}</details>"


def _all_of(
    parts: list[str], plain: list[str], nothing: str = "Nothing of this kind is coded."
) -> Shown:
    return Shown("".join(parts) or f"<p>{nothing}</p>", "\n\n".join(plain) or nothing)


def convergence_table(matrix: pd.DataFrame, caption: str) -> Shown:
    """Show practitioners beside managers: presence by count, and the rating with who
    gave it, when and why.
    """
    rows = []
    for row in matrix.to_dict("records"):
        rating = (
            "not rated"
            if pd.isna(row["rating"])
            else f"{row['rating']} ({row['rated_by']}, {row['rated_on']})"
        )
        rows.append(
            [
                Cell(row["label"]),
                _heard(row["practitioners"]),
                _heard(row["managers"]),
                Cell(row["presence"]),
                Cell(rating),
                Cell("" if pd.isna(row["reason"]) else row["reason"]),
            ]
        )
    html, plain = table(
        caption,
        ["Theme", "Practitioners", "Managers", "Heard from", "Rating", "Why"],
        rows,
        kind="cb-cards",
    )
    return Shown(html, plain)


def framework_table(framework: pd.DataFrame) -> Shown:
    """Show what each person said, kind by kind, folded person by person."""
    parts, plain = [], []
    for row in framework.to_dict("records"):
        cells = [
            [Cell(label_of(kind)), Cell(" ".join(said))]
            for kind, said in row.items()
            if kind != "person" and said
        ]
        html, text = table(f"Person {row['person']}", ["About", "Said, in our words"], cells)
        parts.append(_folded(f"Person {row['person']}", html))
        plain.append(text)
    return _all_of(parts, plain)


def coefficient_table(findings: pd.DataFrame, caption: str, note: str) -> Shown:
    """Show agreement coefficients with their intervals: a row a coefficient."""
    rows = []
    for name, same in findings.groupby("measure", sort=False):
        found = {row["statistic"]: row for row in same.to_dict("records")}
        if "value" in found:
            low, high = (
                text_of(found[f"interval_{end}"]["value"], "coefficient") for end in ("low", "high")
            )
            interval = low if low == high else f"{low} to {high}"
            rows.append(
                [
                    Cell(label_of(name)),
                    Cell(text_of(found["value"]["value"], "coefficient"), found["value"]["id"]),
                    Cell(interval, found["interval_low"]["id"]),
                ]
            )
    html, plain = table(caption, ["Coefficient", "Value", "95% interval"], rows, note)
    return Shown(html, plain, as_results(findings))


def support_table(links: pd.DataFrame, caption: str) -> Shown:
    """Show what supports each recommendation: a row a link, with how many of those
    asked spoke of the theme.
    """
    rows = [
        [
            Cell(f"{row['number']}. {row['topic']}"),
            Cell(row["in_summary"] or "in none"),
            Cell(row["label"]),
            _heard(row["people"]),
            Cell(str(row["passages"])),
            Cell(row["how"]),
        ]
        for row in links.to_dict("records")
    ]
    html, plain = table(
        caption,
        ["Recommendation", "Summary’s item", "Theme", "People", "Passages", "How it supports"],
        rows,
    )
    return Shown(html, plain)


def unanswered_table(unanswered: pd.DataFrame, caption: str) -> Shown:
    """Show barriers and wishes that no recommendation answers."""
    rows = [[Cell(row["label"]), _heard(row["people"])] for row in unanswered.to_dict("records")]
    html, plain = table(caption, ["Barrier or wish", "People"], rows)
    return Shown(html, plain)


def measure_table(findings: pd.DataFrame, caption: str) -> Shown:
    """Show measured impacts: what was measured, before and later."""
    rows = []
    for _, same in findings.groupby("category", sort=False):
        found = {row["statistic"]: row for row in same.to_dict("records")}
        cells = [
            Cell(_quantity(found[part]), found[part]["id"]) if part in found else Cell("not given")
            for part in ("baseline", "later")
        ]
        rows.append([Cell(same["label"].iloc[0][:1].upper() + same["label"].iloc[0][1:]), *cells])
    html, plain = table(caption, ["Measured", "Before", "Later"], rows)
    return Shown(html, plain, as_results(findings))


def _quantity(row: dict) -> str:
    return counted(text_of(row["value"], row["unit"]), row["unit"])


def heat_figure(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show a heat map of second-level themes by cohort and group: the share of those asked who
    spoke of each.
    """
    drawn = in_how_many_cohorts(findings)
    caption, findings = (
        (
            caption
            if drawn is findings
            else f"{caption}: in how many cohorts anybody did, of those asked"
        ),
        drawn,
    )
    shown, findings, frame = findings, drawable(findings), count_frame(study, findings)
    if findings.empty or frame.empty:
        return _all_of([], [])
    description = (
        f"Heat map of {len(frame)} themes against {len(frame.columns)} groups of people, each cell"
        " the number of people of those asked."
    )
    if len(findings) < len(shown):
        caption = f"{caption}. Cohorts with hidden counts are only in the table"
    return figure(figures.heat_map(study, findings), caption, description, frame)


def count_frame(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the same as "3 of 6"."""
    return _wide(
        study,
        findings,
        lambda row: (
            row["value"].of(row["n"])
            if is_withheld(row["value"])
            else f"{row['value']} of {row['n']}"
            if row["n"]
            else NOT_ASKED
        ),
    )


def _wide(study: Study, findings: pd.DataFrame, cell) -> pd.DataFrame:
    rows: dict[str, dict] = {}
    for row in findings.to_dict("records"):
        theme, group = row["category"].rsplit(".", 1)
        if theme.count(".") == 1 and group in ("practitioners", "managers"):
            rows.setdefault(theme_label(study, theme), {})[
                f"{study.title(row['scope'])}, {group}"
            ] = cell(row)
    heard = {
        theme_label(study, row["category"].rsplit(".", 1)[0])
        for row in findings.to_dict("records")
        if row["value"]
    }
    return pd.DataFrame.from_dict(
        {theme: cells for theme, cells in rows.items() if theme in heard}, orient="index"
    )


def dumbbell_figure(matrix: pd.DataFrame, caption: str) -> Shown:
    """Show practitioners and managers on one scale: the share of those asked in each group who
    spoke of a theme; the caption says which themes most did.
    """
    asked = matrix[
        [
            bool(p["n"] and m["n"])
            for p, m in zip(matrix["practitioners"], matrix["managers"], strict=True)
        ]
    ]
    if asked.empty:
        return _all_of([], [])
    described = [
        f"{row['label']}: {row['practitioners']['value']} of {row['practitioners']['n']}"
        f" practitioners, {row['managers']['value']} of {row['managers']['n']} managers"
        for row in asked.to_dict("records")
    ]
    frame = pd.DataFrame(
        {
            "theme": asked["label"],
            "practitioners": [row["value"] for row in asked["practitioners"]],
            "practitioners asked": [row["n"] for row in asked["practitioners"]],
            "managers": [row["value"] for row in asked["managers"]],
            "managers asked": [row["n"] for row in asked["managers"]],
        }
    )
    most = [f"{group} {_most_heard(asked, group)}" for group in ("practitioners", "managers")]
    return figure(
        figures.dumbbell(asked),
        f"{caption}. Most widely heard: from {sentence_list(most)}.",
        "Two marks a theme, one a group. " + ". ".join(described) + ".",
        frame.set_index("theme"),
    )


def _most_heard(matrix: pd.DataFrame, group: str) -> str:
    """The theme that most people of a group spoke of, and how many did; every such
    theme if several tie.
    """
    counts = [row["value"] / row["n"] for row in matrix[group]]
    held = [
        (label, row)
        for label, row, share in zip(matrix["label"], matrix[group], counts, strict=True)
        if share == max(counts)
    ]
    return (
        f"{sentence_list([f'“{label}”' for label, _ in held])} ({held[0][1]['value']} of"
        f" {held[0][1]['n']})"
    )


def ladder_figure(ladder: pd.DataFrame, caption: str) -> Shown:
    """Show the impact ladder: how far impacts reach, from the team to other countries; the caption
    says which reach is the most common.
    """
    described = [f"{label_of(reach)}: {int(row.sum())}" for reach, row in ladder.iterrows()]
    reached = ladder.sum(axis=1)
    if reached.max():
        most = [
            label_of(reach).lower() for reach, count in reached.items() if count == reached.max()
        ]
        caption = (
            f"{caption}. Most common: {sentence_list(most)} ({reached.max()} of {reached.sum()})."
        )
    return figure(
        figures.impact_ladder(ladder),
        caption,
        "Dots for impacts on five rungs. " + "; ".join(described) + ".",
        ladder,
    )


def before_after_figure(findings: pd.DataFrame, caption: str) -> Shown:
    """Show measured impacts that have a value before and a value later."""
    pairs = _pairs(findings)
    described = [
        f"{label}: from {before:g} to {later:g} {unit}" for label, before, later, unit in pairs
    ]
    if not pairs:
        return Shown(
            "<p>No impact was measured both before and later.</p>",
            "No impact was measured both before and later.",
        )
    frame = pd.DataFrame(pairs, columns=["measured", "before", "later", "unit"]).set_index(
        "measured"
    )
    return figure(figures.before_after(pairs), caption, ". ".join(described) + ".", frame)


def _pairs(findings: pd.DataFrame) -> list[tuple[str, float, float, str]]:
    pairs = []
    for _, same in findings.groupby("category", sort=False):
        found = {row["statistic"]: row for row in same.to_dict("records")}
        if {"baseline", "later"} <= set(found) and not is_any_withheld(same):
            pairs.append(
                (
                    same["label"].iloc[0],
                    float(found["baseline"]["value"]),
                    float(found["later"]["value"]),
                    found["later"]["unit"],
                )
            )
    return pairs


def flow_figure(links: pd.DataFrame, caption: str) -> Shown:
    """Show the flow from themes to recommendations: a line a link, as wide as people
    spoke of the theme.
    """
    if links.empty:
        return _all_of([], [])
    described = [f"{row['label']} supports {row['number']}" for row in links.to_dict("records")]
    frame = pd.DataFrame(
        {
            "theme": links["label"],
            "recommendation": links["number"],
            "people": [row["value"] for row in links["people"]],
        }
    )
    most = links.groupby("number")["label"].nunique()
    numbers = [f"recommendation {number}" for number in most.index[most == most.max()]]
    caption = (
        f"{caption}. Most themes lead to {sentence_list(numbers)}"
        f" ({most.max()}{' each' * (len(numbers) > 1)}). The thicker a line, the more people spoke"
        " of the theme."
    )
    return figure(
        figures.flow(links),
        caption,
        "Lines from themes on the left to recommendations on the right. "
        + ". ".join(described)
        + ".",
        frame.set_index("theme"),
    )


def accumulation_figure(findings: pd.DataFrame, caption: str) -> Shown:
    """Show how many different themes are heard from one person, two, and so on."""
    values = [float(value) for value in findings["value"]]
    if not values:
        return Shown("<p>Not shown for this cohort.</p>", "Not shown for this cohort.")
    description = (
        f"A curve that rises from {values[0]:.1f} themes with one person to {values[-1]:.0f} with"
        f" {len(values)}."
    )
    frame = pd.DataFrame(
        {"people": range(1, len(values) + 1), "themes": [round(value, 1) for value in values]}
    ).set_index("people")
    caption = f"{caption}: {values[0]:.1f} from one, {values[-1]:.0f} from all {len(values)}."
    return replace(
        figure(figures.accumulation(values), caption, description, frame),
        results=as_results(findings),
    )


def level_table(counted: pd.DataFrame, caption: str) -> Shown:
    """Show types of impact by level."""
    shown = counted.rename(index=label_of).reset_index(names="type")
    return records(
        shown, caption, {"type": "Type"} | {level: label_of(level) for level in counted.columns}
    )


def ladder_table(ladder: pd.DataFrame, caption: str) -> Shown:
    """Show the impact ladder as a table."""
    shown = ladder.loc[list(LADDER)].rename(index=label_of).reset_index(names="reach")
    return records(
        shown,
        caption,
        {"reach": "Reach"} | {level: label_of(level) for level in ladder.columns},
        "Only impacts whose reach is told; see the table of reach for how many are not.",
    )


def impact_register(register: pd.DataFrame, caption: str) -> Shown:
    """Show every impact in our words, folded level by level; who corroborates it is never said,
    only that somebody does.
    """
    parts, plain = [], []
    for level, held in register.groupby("level", observed=True, sort=False):
        rows = [
            [
                Cell(row["summary"]),
                Cell(label_of(row["type"])),
                Cell(label_of(row["status"])),
                Cell("not told" if pd.isna(row["reach"]) else label_of(row["reach"])),
                Cell(label_of(row["reported_by"])),
                Cell("another group says the same" if pd.notna(row["corroborated_by"]) else ""),
            ]
            for row in held.to_dict("records")
        ]
        html, text = table(
            f"{caption}: {label_of(level).lower()}",
            ["Impact", "Type", "Status", "Reach", "Told by", "Corroborated"],
            rows,
        )
        parts.append(_folded(f"{label_of(level)} ({len(held)})", html))
        plain.append(text)
    return _all_of(parts, plain)


def pair_table(study: Study, pairs: pd.DataFrame, caption: str) -> Shown:
    """Show themes that stand on the same passage."""
    rows = [
        [
            Cell(theme_label(study, row["theme_a"])),
            Cell(theme_label(study, row["theme_b"])),
            Cell(str(row["passages"])),
        ]
        for row in pairs.to_dict("records")
    ]
    html, plain = table(caption, ["Theme", "Theme", "Passages"], rows)
    return Shown(html, plain)


def disagreement_table(study: Study, disagreements: pd.DataFrame, caption: str) -> Shown:
    """Show each disagreement of the coders with how it was settled, folded by kind of theme."""
    kinds = disagreements["theme_id"].str.split(".").str[0]
    parts, plain = [], []
    for kind, held in disagreements.groupby(kinds, sort=False):
        rows = [
            [
                Cell(theme_label(study, row["theme_id"])),
                Cell(row["passage_id"]),
                Cell(row["put_by"]),
                Cell(_verdict(row["is_kept"])),
                Cell("" if pd.isna(row["reason"]) else row["reason"]),
            ]
            for row in held.to_dict("records")
        ]
        title = f"{theme_label(study, kind)} ({len(held)})"
        html, text = table(
            f"{caption}: {title}", ["Theme", "Passage", "Put by", "Settled", "Why"], rows
        )
        parts.append(_folded(title, html))
        plain.append(text)
    return _all_of(parts, plain, "No disagreement of two coders is to be shown.")


def _verdict(is_kept) -> str:
    return "not settled" if pd.isna(is_kept) else ("kept" if is_kept else "not kept")


def theme_agreement_table(study: Study, frame: pd.DataFrame, caption: str) -> Shown:
    """Show agreement theme by theme: both, only the first, only the second, kappa and AC1."""
    rows = [
        [
            Cell(theme_label(study, row["theme_id"])),
            Cell(str(row["both"])),
            Cell(str(row["first"])),
            Cell(str(row["second"])),
            Cell(text_of(row["kappa"], "coefficient")),
            Cell(text_of(row["ac1"], "coefficient")),
        ]
        for row in frame.to_dict("records")
    ]
    html, plain = table(
        caption, ["Theme", "Both", "Only first", "Only second", "Kappa", "AC1"], rows
    )
    return Shown(html, plain)


def codebook_table(study: Study, caption: str) -> Shown:
    """Show the codebook: definition, what is included and what is not, folded by kind."""
    themes = study.tables["themes"]
    parts, plain = [], []
    for kind, held in themes.groupby("kind", observed=True):
        rows = [
            [
                Cell(
                    row["label"],
                    depth=row["theme_id"].count("."),
                    address=theme_address(row["theme_id"]),
                ),
                Cell(row["definition"]),
                *(Cell("" if pd.isna(row[c]) else row[c]) for c in ("include", "exclude")),
                Cell(row["origin"]),
            ]
            for row in held.to_dict("records")
        ]
        html, text = table(
            f"{caption}: {label_of(kind)}",
            ["Code", "Means", "Counts", "Does not count", "From"],
            rows,
        )
        parts.append(_folded(f"{label_of(kind)} ({len(held)})", html))
        plain.append(text)
    return _all_of(parts, plain)
