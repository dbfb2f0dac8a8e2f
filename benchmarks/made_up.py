"""Writes a made-up study of any size: the tests' made-up report of two cohorts, and as many cohorts
after it as are wanted.

python benchmarks/made_up.py FOLDER --cohorts 300 --people 40 --codings 1000000

The same numbers give the same bytes. Nobody in it exists. Cohorts 1 and 2 are those of the made-up
report, small and checked by hand; every later one has `people` award holders, a manager for every
ten of them, and its share of the codings.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import yaml

from cohortbook.study.dictionary import Dictionary, load_dictionary

PROJECT = Path(__file__).resolve().parents[1]
REPORTED = 2  # cohorts that the made-up report covers
A_PASSAGE = 3  # themes that are put on one passage
FIRST_YEAR = 2032


@dataclass(frozen=True)
class Cohort:
    """One cohort to be written: its place, its handle, the identifiers of its people, and how many
    codings it gets.
    """

    number: int
    handle: str
    holders: tuple[str, ...]
    managers: tuple[str, ...]
    codings: int

    @property
    def heard(self) -> tuple[str, ...]:
        """Four of five award holders."""
        return tuple(person for place, person in enumerate(self.holders) if place % 5 != 4)


def write_study(root: Path, cohorts: int, people: int = 12, codings: int | None = None) -> Path:
    """Write a valid study of so many cohorts into `root`, which must not exist yet; return `root`.

    `people` is award holders a cohort; `codings` is of the whole study, about ten a person unless
    said.
    """
    if cohorts < REPORTED:
        raise ValueError(f"the made-up report covers {REPORTED} cohorts; ask for as many or more")
    copy_project_parts(shutil.copytree(PROJECT / "tests" / "made_up_study", root))
    shutil.rmtree(root / "data" / "cohorts" / "cohort_03")
    width = max(2, len(str(cohorts)))
    _widen(root, width)
    dictionary, added = load_dictionary(root), cohorts - REPORTED
    total = 10 * people * added if codings is None else codings
    with (root / "data" / "codebook" / "themes.csv").open(encoding="utf-8", newline="") as file:
        themes = _leaves_by_kind(list(csv.DictReader(file)))
    for place in range(added):
        share = total * (place + 1) // added - total * place // added
        _write_cohort(root, dictionary, _cohort(place + REPORTED + 1, width, people, share), themes)
    return root


def copy_project_parts(root: Path) -> Path:
    """Put the project's dictionary, decisions, templates, settings and style into a made-up study;
    return its folder.
    """
    shutil.copytree(PROJECT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copy(PROJECT / "_config.yml", root)
    shutil.copy(PROJECT / "data" / "datapackage.json", root / "data")
    (root / "data" / "disclosure.yml").write_text(_decisions(), encoding="utf-8")
    return root


@cache
def _decisions() -> str:
    """The project's decisions on what may be published, but for those about its own people."""
    policy = yaml.safe_load((PROJECT / "data" / "disclosure.yml").read_text(encoding="utf-8"))
    return yaml.safe_dump(policy | {"cohorts": []}, allow_unicode=True, sort_keys=False)


def _widen(root: Path, width: int) -> None:
    """Give the report's cohorts handles of so many digits, so that they sort among the others."""
    for path in [*root.glob("data/**/*.csv"), root / "book" / "index.md"]:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"cohort_0(\d)\b", lambda match: f"cohort_{match[1]:0>{width}}", text),
            encoding="utf-8",
            newline="\n",
        )
    for folder in sorted((root / "data" / "cohorts").iterdir()):
        folder.rename(folder.with_name(f"cohort_{int(folder.name[-2:]):0{width}}"))


def _leaves_by_kind(rows: list[dict]) -> dict[str, list[str]]:
    parents, leaves = {row["parent_id"] for row in rows}, {}
    for row in rows:
        if row["theme_id"] not in parents:
            leaves.setdefault(row["kind"], []).append(row["theme_id"])
    return leaves


def _cohort(number: int, width: int, people: int, codings: int) -> Cohort:
    return Cohort(
        number,
        f"cohort_{number:0{width}}",
        tuple(f"P{number:03}_{place:02}" for place in range(1, people + 1)),
        tuple(f"M{number:03}_{place:02}" for place in range(1, max(1, people // 10) + 1)),
        codings,
    )


def _write_cohort(
    root: Path, dictionary: Dictionary, cohort: Cohort, themes: dict[str, list[str]]
) -> None:
    folder, draw = root / "data" / "cohorts" / cohort.handle, Random(f"cohortbook {cohort.number}")
    folder.mkdir()
    (folder / "cohort.yml").write_text(
        yaml.safe_dump(_about(cohort), sort_keys=False), encoding="utf-8", newline="\n"
    )
    passages, attributions, codings = _coded(cohort, themes, draw)
    tables = {
        "participants": _participants(cohort, dictionary, draw),
        "interviews": _interviews(cohort),
        "passages": passages,
        "managers": [{"manager_id": person, "role": "team_manager"} for person in cohort.managers],
        "attributions": attributions,
        "codings": codings,
        "impacts": _impacts(cohort, passages, attributions, draw),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, dictionary.tables[name].column_names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _about(cohort: Cohort) -> dict:
    year = FIRST_YEAR + cohort.number % 60
    return {
        "title": f"Sett {cohort.number}",
        "period": f"{year} to {year + 1}",
        "recruited_on": year,
        "services": ["adult", "children"],
        "awards": len(cohort.holders),
        "approach": "codebook",
        "coded_by": "Badgers, one each.",
        "disclosure": "synthetic",
    }


def _participants(cohort: Cohort, dictionary: Dictionary, draw: Random) -> Iterator[dict]:
    """Each code of a column is drawn from its enum; women and social workers are most, as in the
    profession.
    """
    columns = [
        column
        for column in dictionary.tables["participants"].columns
        if column.enum and not column.may_be_missing and column.name != "gender"
    ]
    for person in cohort.holders:
        yield {
            "participant_id": person,
            "gender": draw.choices(("female", "male"), (83, 17))[0],
            "is_social_worker": str(draw.random() < 0.95).lower(),
            "role": "Badger",
            "qualifying_award": "BA Burrows",
            "highest_award": "BA Burrows",
            "years_qualified": draw.randrange(1, 31),
            "research_knowledge": "Some moss",
        } | {column.name: draw.choice(column.enum) for column in columns}


def _interviews(cohort: Cohort) -> Iterator[dict]:
    """The first two are heard as a pair, everybody else alone."""
    for place, person in enumerate((*cohort.heard, *cohort.managers)):
        is_pair = place < 2 and len(cohort.heard) > 1
        yield {
            "interview_id": f"I{cohort.number:03}_{0 if is_pair else place}",
            "case_id": person,
            "format": "pair" if is_pair else "individual",
            "mode": "online",
        }


def _coded(
    cohort: Cohort, themes: dict[str, list[str]], draw: Random
) -> tuple[list[dict], list[dict], list[dict]]:
    """Passages, whose they are, and the themes on each, in turn about those who were heard."""
    people, asked = (
        (*cohort.heard, *cohort.managers),
        sorted(set(themes) & {"impact", "enabler", "barrier"}),
    )
    everything = [theme for kind in asked for theme in themes[kind]]
    passages, attributions, codings = [], [], []
    for place in range(-(-cohort.codings // A_PASSAGE)):
        passage_id, person = f"c{cohort.number:03}_p{place + 1:05}", people[place % len(people)]
        passages.append(
            {
                "passage_id": passage_id,
                "about_cohort": cohort.handle,
                "group": "manager" if person in cohort.managers else "practitioner",
                "kind": "paraphrase",
                "summary": f"Said something of tunnels, number {place + 1}.",
                "locator": f"Minute {place + 1}",
            }
        )
        attributions.append({"passage_id": passage_id, "case_id": person})
        for theme in draw.sample(everything, min(A_PASSAGE, cohort.codings - len(codings))):
            stance = draw.choices(("supports", "qualifies", "contradicts"), (90, 7, 3))[0]
            codings.append(
                {
                    "passage_id": passage_id,
                    "theme_id": theme,
                    "coder_id": "coder_c",
                    "stance": stance,
                }
            )
    return passages, attributions, codings


def _impacts(
    cohort: Cohort, passages: list[dict], attributions: list[dict], draw: Random
) -> Iterator[dict]:
    """One impact for every four award holders, each told in a passage of its own."""
    for place, (passage, said) in enumerate(zip(passages, attributions, strict=True)):
        if place >= len(cohort.holders) // 4:
            return
        yield {
            "impact_id": f"c{cohort.number:03}_i{place + 1}",
            "passage_id": passage["passage_id"],
            "case_id": said["case_id"],
            "level": draw.choice(("personal", "organisational", "wider")),
            "type": draw.choice(("skills", "training", "adoption")),
            "status": draw.choice(("started", "happened", "sustained")),
            "reach": "team",
            "reported_by": passage["group"],
            "summary": "Taught others to tunnel.",
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--cohorts", type=int, default=10)
    parser.add_argument("--people", type=int, default=12, help="award holders a cohort")
    parser.add_argument(
        "--codings", type=int, help="of the whole study; about ten a person unless said"
    )
    options = parser.parse_args()
    print(
        f"a made-up study of {options.cohorts} cohorts:"
        f" {write_study(options.folder, options.cohorts, options.people, options.codings)}"
    )


if __name__ == "__main__":
    main()
