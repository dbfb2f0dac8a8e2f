"""Agreement of two coders: two-by-two counts, positive agreement, kappa and alpha.

A unit is one leaf theme on one passage: put or not put. Neither coder puts most themes on a
passage, so a statistic that counts these units as agreement is near 1 whatever the coders do; none
is given. Agreement says how far the tabulation can be audited; it is not a criterion of the quality
of thematic analysis (Braun and Clarke reject it as one), so it is shown only where the cohort's
`approach` uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from cohortbook.findings.register import declares
from cohortbook.findings.themes import leaves
from cohortbook.study.coders import named_coders
from cohortbook.study.finding import Finding
from cohortbook.study.people import known_of
from cohortbook.study.study import ALL, Study

APPROACHES = ("codebook", "coding_reliability")  # approaches to coding that use agreement


@dataclass(frozen=True)
class TwoByTwo:
    """Units on which both coders say yes, only the first, only the second, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def units(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def codings(self) -> int:
        return 2 * self.both + self.first + self.second

    def __sub__(self, other: TwoByTwo) -> TwoByTwo:
        return TwoByTwo(
            self.both - other.both,
            self.first - other.first,
            self.second - other.second,
            self.neither - other.neither,
        )


def positive_agreement(table: TwoByTwo) -> float | None:
    """Return the share of both coders' codings that the other coder made too (Hripcsak and
    Rothschild 2005, Journal of the American Medical Informatics Association 12).
    """
    return 2 * table.both / table.codings if table.codings else None


def cohen_kappa(table: TwoByTwo) -> float | None:
    """Return Cohen's kappa (1960, Educational and Psychological Measurement 20); None where chance
    agreement is complete.
    """
    if not table.units:
        return None
    agreed, yes_a, yes_b = (
        count / table.units
        for count in (
            table.both + table.neither,
            table.both + table.first,
            table.both + table.second,
        )
    )
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def krippendorff_alpha(table: TwoByTwo) -> float | None:
    """Return Krippendorff's alpha for two coders, nominal data, nothing missing (Krippendorff 2004,
    Content Analysis, ch. 11).
    """
    values, yes = 2 * table.units, table.codings
    no = values - yes
    if not yes or not no:
        return None
    observed = (table.first + table.second) / table.units
    expected = 2 * yes * no / (values * (values - 1))
    return 1 - observed / expected


STATISTICS: dict[str, Callable[[TwoByTwo], float | None]] = {
    "positive_agreement": positive_agreement,
    "cohen_kappa": cohen_kappa,
    "krippendorff_alpha": krippendorff_alpha,
}


def jackknife_interval(
    tables: list[TwoByTwo], statistic: Callable[[TwoByTwo], float | None]
) -> tuple[float, float] | None:
    """Return a 95% interval of a statistic from leaving out one cluster at a time, each a table
    (Efron and Tibshirani 1993, ch. 11), with Student's t of one degree of freedom less than there
    are clusters.

    Clusters, not units, are left out, because what one person says is coded alike. The normal
    quantile would be too small for few clusters. None where it cannot be had.
    """
    from scipy.special import stdtrit

    total = _sum(tables)
    without = (statistic(total - table) for table in tables)
    left_out = [value for value in without if value is not None]
    whole = statistic(total)
    if whole is None or len(left_out) < len(tables) or len(tables) < 2:
        return None
    centre = sum(left_out) / len(left_out)
    error = (
        (len(tables) - 1) / len(tables) * sum((value - centre) ** 2 for value in left_out)
    ) ** 0.5
    lowest = 0.0 if statistic is positive_agreement else -1.0
    reach = float(stdtrit(len(tables) - 1, 0.975)) * error
    return max(lowest, whole - reach), min(1.0, whole + reach)


def _sum(tables: list[TwoByTwo]) -> TwoByTwo:
    return TwoByTwo(
        *(
            sum(getattr(table, part) for table in tables)
            for part in ("both", "first", "second", "neither")
        )
    )


def coded_by_two(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings of the folders that exactly two coders coded, and the passages of those
    folders.
    """
    codings, passages = (
        study.tables[name].assign(
            folder=study.tables[name]["source_row"].str.rsplit("/", n=1).str[0]
        )
        for name in ("codings", "passages")
    )
    by_folder = codings.groupby("folder")["coder_id"].nunique()
    folders = by_folder[by_folder == 2].index
    return codings[codings["folder"].isin(folders)], passages[passages["folder"].isin(folders)]


def double_coded(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings of the passages that both of two coders were given, and those passages."""
    codings, passages = coded_by_two(study)
    one = [passage for passage, named in named_coders(passages).items() if len(named) == 1]
    return codings[~codings["passage_id"].isin(one)], passages[~passages["passage_id"].isin(one)]


def coders(study: Study) -> list[str]:
    """Return who coded twice; agreement is only spoken of where it is the same two throughout."""
    return sorted(double_coded(study)[0]["coder_id"].unique())


def passage_tables(study: Study, theme_ids: list[str]) -> list[TwoByTwo]:
    """Return one table a passage: how the two coders used the given themes on it."""
    first, second = coders(study)
    codings, passages = double_coded(study)
    codings = codings[codings["theme_id"].isin(theme_ids)]
    put = {
        coder: (
            codings[codings["coder_id"] == coder]
            .groupby("passage_id")["theme_id"]
            .agg(set)
            .to_dict()
        )
        for coder in (first, second)
    }
    tables = []
    for passage in passages["passage_id"]:
        a, b = put[first].get(passage, set()), put[second].get(passage, set())
        tables.append(TwoByTwo(len(a & b), len(a - b), len(b - a), len(theme_ids) - len(a | b)))
    return tables


def tables_by_person(study: Study, theme_ids: list[str]) -> list[TwoByTwo]:
    """Return one table a person: how the two coders used the given themes on the passages that are
    attributed to that person alone.

    Passages attributed to the same people together have a table of their own, and so has each
    passage that is attributed to no one who is known.
    """
    clusters: dict[tuple[str, ...], list[TwoByTwo]] = {}
    cited = _people_cited(study)
    _, passages = double_coded(study)
    tables = passage_tables(study, theme_ids)
    for passage, table in zip(passages["passage_id"], tables, strict=True):
        clusters.setdefault(cited.get(passage, ("passage", passage)), []).append(table)
    return [_sum(own) for own in clusters.values()]


def _people_cited(study: Study) -> dict[str, tuple[str, ...]]:
    """The people to whom each passage is attributed, those who are not known left out."""
    known = known_of(study.tables["attributions"], "case_id")
    people = known.groupby("passage_id")["case_id"].agg(lambda ids: tuple(sorted(set(ids))))
    return people.to_dict()


def uses_agreement(study: Study) -> bool:
    """Return whether there are two coders, and an approach to coding in every cohort that takes
    agreement as a measure.
    """
    return len(coders(study)) == 2 and all(
        cohort["approach"] in APPROACHES for cohort in study.cohorts.values()
    )


@declares()
def agreement(study: Study) -> Iterator[Finding]:
    """Return how many passages both coders were given, and their agreement over all leaf themes:
    the four counts, and each statistic with its interval, which is of these two coders had other
    people spoken. Positive agreement is based on codings, each other statistic on units.

    Everything is None where there are not two coders, or where a cohort's approach does not use
    agreement.
    """
    is_shown = uses_agreement(study)
    tables = tables_by_person(study, leaves(study)) if is_shown else []
    total = _sum(tables)
    rows = tuple(double_coded(study)[0]["source_row"]) if is_shown else ()
    yield _given_to_both(study, is_shown, rows)
    for part, label in (
        ("both", "Put by both"),
        ("first", "Only by the first"),
        ("second", "Only by the second"),
        ("neither", "By neither"),
    ):
        yield Finding(
            ALL,
            "coded_by",
            part,
            "count",
            getattr(total, part) if is_shown else None,
            total.units,
            "units",
            rows,
            label,
        )
    for name, statistic in STATISTICS.items():
        interval = jackknife_interval(tables, statistic) or (None, None)
        base = total.codings if statistic is positive_agreement else total.units
        for part, value in (
            ("value", statistic(total)),
            ("interval_low", interval[0]),
            ("interval_high", interval[1]),
        ):
            yield Finding(ALL, name, "", part, value, base, "coefficient", rows)


def _given_to_both(study: Study, is_shown: bool, rows: tuple[str, ...]) -> Finding:
    """How many passages both coders were given, of all in the files that they coded."""
    count = len(double_coded(study)[1]) if is_shown else None
    base = len(coded_by_two(study)[1]) if is_shown else 0
    label = "Passages given to both"
    return Finding(ALL, "given_to_both", "", "count", count, base, "passages", rows, label)


def agreement_by_theme(study: Study) -> pd.DataFrame:
    """Return, for each leaf theme that either coder used, the two-by-two counts, positive agreement
    and kappa; the most disputed first.
    """
    rows = []
    for theme in leaves(study) if uses_agreement(study) else []:
        table = _sum(passage_tables(study, [theme]))
        if table.both + table.first + table.second:
            rows.append(
                (
                    theme,
                    table.both,
                    table.first,
                    table.second,
                    table.neither,
                    positive_agreement(table),
                    cohen_kappa(table),
                )
            )
    frame = pd.DataFrame(
        rows, columns=["theme_id", "both", "first", "second", "neither", "positive", "kappa"]
    )
    return frame.sort_values(["kappa", "theme_id"], ignore_index=True)


def disagreements(study: Study) -> pd.DataFrame:
    """Return every theme that one of the two coders put on a passage and the other did not, with
    its settlement; a row is one of them.
    """
    codings, _ = double_coded(study)
    put = codings.groupby(["passage_id", "theme_id"], as_index=False)["coder_id"].agg(
        ["nunique", "first"]
    )
    disputed = put[put["nunique"] == 1].rename(columns={"first": "put_by"})[
        ["passage_id", "theme_id", "put_by"]
    ]
    settled = study.tables["settlements"][["passage_id", "theme_id", "is_kept", "reason"]]
    return disputed.merge(settled, on=["passage_id", "theme_id"], how="left")
