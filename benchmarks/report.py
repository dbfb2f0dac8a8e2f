"""Makes docs/speed.md's tables, its list of what is reached, and its picture, from what
benchmarks/run.py measured.

python benchmarks/report.py

Medians of what was measured in one run; nothing is measured here. How cost grows up to hundreds of
cohorts, and what a change costs, is taken from a run of cohortbook alone, in the folder `sizes` of
the results, or from the same run if there is none. Text between the two marks of the page is
written anew, the rest is left.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from page import as_file, as_table
from record import read
from run import HERE, RESULTS, TOOLS
from scenarios import SCENARIOS

from cohortbook.exhibits.figures import ALL_COLOUR, COHORT_COLOURS, INK, as_svg, drawing
from cohortbook.study.wording import sentence_list

PAGE, PICTURE = HERE.parent / "docs" / "speed.md", HERE.parent / "docs" / "images" / "speed.svg"
BEGIN, END = "<!-- made by benchmarks/report.py -->", "<!-- end -->"
OURS, PLAIN, R = "cohortbook", "plain", "bookdown, small job"
SMALL, PLAIN_SMALL = "cohortbook, small job", "plain, small job"
NAMES = {
    OURS: "cohortbook",
    PLAIN: "plain way",
    SMALL: "cohortbook",
    PLAIN_SMALL: "plain way",
    R: "R bookdown",
}
HUNDREDS = "cohortbook, run of its own"
LOOKS = {
    OURS: ("-", COHORT_COLOURS[0]),
    PLAIN: ("-", ALL_COLOUR),
    SMALL: ("--", COHORT_COLOURS[0]),
    PLAIN_SMALL: ("--", ALL_COLOUR),
    R: ("--", COHORT_COLOURS[1]),
    HUNDREDS: (":", COHORT_COLOURS[0]),
}
# times as many seconds, within which two names at the end of two lines would lie on each other
CLOSE = 1.6
FROM_COLD = "Processor time from cold at 50 cohorts, of that of the plain way"
LIKE_R = "Wall time from cold at 50 cohorts, of that of R bookdown for the same small job"
ONE_CELL = (
    "One cell changed, 50 cohorts: finding and running its pages, of running these pages alone,"
    " processor time"
)
GROWTH = "Processor time for one more cohort among hundreds, of that among ten"
NOTHING = (
    "Nothing is measured yet: `benchmarks/run.py` measures, `benchmarks/report.py` writes it down"
    " here."
)


@dataclass(frozen=True)
class Measured:
    """Medians by tool, cohorts and scenario, and by cohorts how many repeats the fewest
    of them rest on.
    """

    values: dict[tuple[str, int, str], dict[str, float]]
    repeats: dict[int, int]

    def of(self, tool: str, cohorts: int, scenario: str, what: str) -> float | None:
        return self.values.get((tool, cohorts, scenario), {}).get(what)

    def sizes(self, tools: tuple[str, ...], scenarios: tuple[str, ...] = ("cold",)) -> list[int]:
        return sorted(
            {
                cohorts
                for tool, cohorts, scenario in self.values
                if tool in tools and scenario in scenarios
            }
        )

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to draw: of one size there is not."""
        return len(self.sizes(tuple(TOOLS))) > 1

    def ratio(self, what: str, over: tuple, under: tuple) -> float | None:
        parts = self.of(*over, what), self.of(*under, what)
        return parts[0] / parts[1] if all(parts) else None


def medians(rows: list[dict]) -> Measured:
    """Return the medians of rows as benchmarks/run.py writes them."""
    held: dict[tuple, list[dict]] = {}
    for row in rows:
        if row["wall"]:
            held.setdefault((row["tool"], int(row["cohorts"]), row["scenario"]), []).append(row)
    numbers = ("wall", "cpu", "largest", "together", "pages")
    repeats = {
        size: min(len(found) for (_, cohorts, _), found in held.items() if cohorts == size)
        for _, size, _ in held
    }
    return Measured(
        {
            key: {name: median(float(row[name]) for row in found) for name in numbers}
            for key, found in held.items()
        },
        repeats,
    )


@dataclass(frozen=True)
class Target:
    """What is to be reached: a sentence, the number, and the most it may be."""

    text: str
    value: float | None
    most: float
    unit: str = ""

    @property
    def row(self) -> list[str]:
        verdict = (
            "not measured"
            if self.value is None
            else "reached"
            if self.value <= self.most
            else "not reached"
        )
        return [
            self.text,
            f"at most {self.most:g}{self.unit}",
            "–" if self.value is None else f"{self.value:.2f}{self.unit}",
            verdict,
        ]


def one_more(found: Measured) -> dict[int, float]:
    """Return, for each size measured from cold but the smallest, the processor seconds of each
    cohort that it has more than the size before it.
    """
    sizes = found.sizes((OURS,))
    seconds = {size: found.of(OURS, size, "cold", "cpu") for size in sizes}
    return {more: (seconds[more] - seconds[less]) / (more - less) for less, more in pairwise(sizes)}


def targets(found: Measured, sizes: Measured) -> list[Target]:
    """Return what was set out to be reached, each with its number: from a run of all tools and from
    one of all sizes.
    """
    growth = list(one_more(sizes).values())
    at_50 = {tool: (tool, 50, "cold") for tool in TOOLS}
    of_plain = found.ratio("cpu", at_50[OURS], at_50[PLAIN])
    of_plain_small = found.ratio("cpu", at_50[SMALL], at_50[PLAIN_SMALL])
    of_r = found.ratio("wall", at_50[SMALL], at_50[R])
    nothing_2, nothing_50 = (sizes.of(OURS, size, "nothing", "wall") for size in (2, 50))
    cell_50, cell_300 = (
        sizes.ratio("cpu", (OURS, size, "cell_run"), (OURS, size, "cell_pages"))
        for size in (50, 300)
    )
    grown = growth[-1] / growth[0] if len(growth) > 1 else None
    return [
        Target(FROM_COLD, of_plain, round(1 / 6, 3)),
        Target("The same for the small job", of_plain_small, round(1 / 6, 3)),
        Target(LIKE_R, of_r, 1),
        Target("Nothing changed, 2 cohorts, wall time", nothing_2, 1, "\u00a0s"),
        Target("Nothing changed, 50 cohorts, wall time", nothing_50, 2, "\u00a0s"),
        Target(ONE_CELL, cell_50, 1.5),
        Target("The same at 300 cohorts", cell_300, 1.5),
        Target(GROWTH, grown, 1.2),
    ]


def cold_table(found: Measured, tools: tuple[str, ...]) -> list[list[str]]:
    """Return, for each size, what each tool costs from cold, and what the others cost as a multiple
    of the first's.
    """
    rows = []
    for size in found.sizes(tools):
        row = [f"{size} cohorts"]
        for tool in tools:
            cost = found.values.get((tool, size, "cold"))
            row.append(
                f"{cost['wall']:.1f} s, {cost['cpu']:.1f} s, {cost['together']:,.0f} MiB"
                if cost
                else "–"
            )
        for tool in tools[1:]:
            ratios = [
                found.ratio(what, (tool, size, "cold"), (tools[0], size, "cold"))
                for what in ("wall", "cpu")
            ]
            row.append(" / ".join("–" if ratio is None else f"{ratio:.1f}" for ratio in ratios))
        rows.append(row)
    return rows


def scenario_table(found: Measured, tool: str) -> list[list[str]]:
    """Return, for each size, wall and processor time of each scenario, and how many pages ran;
    last, of one cell changed without the book.
    """

    def text(size: int, scenario: str) -> str:
        cost = found.values.get((tool, size, scenario))
        return f"{cost['wall']:.1f} s, {cost['cpu']:.1f} s, {cost['pages']:.0f}" if cost else "–"

    return [
        [f"{size} cohorts", *(text(size, scenario) for scenario in (*SCENARIOS, "cell_run"))]
        for size in found.sizes((tool,), tuple(SCENARIOS))
    ]


def sizes_table(found: Measured) -> list[list[str]]:
    """Return, for each size, what a book costs from cold and with nothing changed, and what each
    cohort more than the size before it costs.
    """
    growth, rows = one_more(found), []
    for size in found.sizes((OURS,)):
        cold, nothing = found.values[OURS, size, "cold"], found.of(OURS, size, "nothing", "wall")
        rows.append(
            [
                f"{size} cohorts",
                f"{cold['pages']:.0f}",
                f"{cold['wall']:.1f} s",
                f"{cold['cpu']:.1f} s",
                f"{growth[size]:.2f} s" if size in growth else "–",
                f"{cold['together']:,.0f} MiB",
                "–" if nothing is None else f"{nothing:.1f} s",
            ]
        )
    return rows


def scale_table(rows: list[dict]) -> list[list[str]]:
    """Return, for each number of codings and part of the work, medians of time and memory, and
    processor time for each 100,000 codings.
    """
    held: dict[tuple[int, str], list[dict]] = {}
    for row in rows:
        held.setdefault((int(row["codings"]), row["part"]), []).append(row)
    found = {
        key: [median(float(row[name]) for row in same) for name in ("wall", "cpu", "largest")]
        for key, same in held.items()
    }
    return [
        [
            f"{codings:,}",
            part,
            f"{wall:.1f} s",
            f"{cpu:.1f} s",
            f"{memory:,.0f} MiB",
            f"{cpu / codings * 100_000:.1f} s",
        ]
        for (codings, part), (wall, cpu, memory) in found.items()
    ]


def scale_caption(rows: list[dict]) -> str:
    """Return what the table of many rows shows, and how many times each of it was
    measured at the least.
    """
    fewest = min(Counter((row["codings"], row["part"]) for row in rows).values())
    return (
        "Work on all codings of a study, part by part, each in a process of its own:"
        f" {'one measurement each' if fewest == 1 else f'medians of {fewest}'}"
    )


def repeats_text(repeats: dict[int, int]) -> str:
    """Return how many times everything was measured, and of which sizes less often."""
    most = max(repeats.values())
    fewer = [
        f"of {size} cohorts {'one measurement' if times == 1 else f'medians of {times}'}"
        for size, times in sorted(repeats.items())
        if times < most
    ]
    return f"Medians of {most}{f' ({sentence_list(fewer)})' if fewer else ''}"


def _circumstances(found: Measured, machine: dict[str, str]) -> str:
    quiet = (
        "Nothing else of note ran meanwhile."
        if machine["quiet"] == "yes"
        else (
            "**The machine was not quiet:** other things took up to "
            f"{float(machine['others at worst']):.0%} of its processors, so wall times say little."
        )
    )
    programs = sentence_list(
        [f"{name} {version}" for name, version in machine.items() if name not in NOT_PROGRAMS]
    )
    return (
        f"{repeats_text(found.repeats)} on {machine['processors']} processors"
        f" ({machine['processor']}), {machine['memory']}, {machine['system']}. {quiet}"
        f" {programs}.\n"
    )


def block(found: Measured, machine: dict[str, str], sizes: Measured) -> str:
    """Return what the page says of what was measured."""
    if not found.values:
        return NOTHING + "\n"
    parts = [
        _circumstances(found, machine),
        "## What is reached\n",
        as_table(
            "What was set out to be reached",
            ["What", "Sought", "Is", "Verdict"],
            [target.row for target in targets(found, sizes)],
        ),
        "## From cold\n",
        _cold(
            found,
            (OURS, PLAIN),
            "The whole book, from nothing: wall time, processor time, memory of all processes"
            " together",
        ),
        _cold(
            found,
            (SMALL, R, PLAIN_SMALL),
            "Two statistics and two plots a cohort, from nothing: wall time, processor time, memory"
            " of all processes together",
        ),
    ]
    if found.is_drawn:
        parts.append(PICTURED)
    return "\n".join(parts)


PICTURED = "![Processor seconds from cold by number of cohorts, a line a tool](images/speed.svg)\n"
SIZES = [
    "Cohorts",
    "Pages run",
    "Wall time from nothing",
    "Processor time",
    "Of it, for each cohort more than in the row above",
    "Memory of all processes together",
    "Wall time, nothing changed",
]
SCALE = [
    "Codings",
    "Part",
    "Wall time",
    "Processor time",
    "Most memory",
    "Processor time for each 100,000",
]
NOT_PROGRAMS = (
    "processors",
    "processor",
    "memory",
    "system",
    "others at worst",
    "load before at worst",
    "quiet",
)


def _cold(found: Measured, tools: tuple[str, ...], caption: str) -> str:
    return as_table(
        caption,
        [
            "Cohorts",
            *(NAMES[tool] for tool in tools),
            *(f"{NAMES[tool]}, times ours (wall / processor)" for tool in tools[1:]),
        ],
        cold_table(found, tools),
    )


def after_a_change(sizes: Measured) -> str:
    """Return what the page says of a study that is built again."""
    header = [
        "Cohorts",
        *(text.capitalize() for text in SCENARIOS.values()),
        "The changed cell’s pages alone",
    ]
    return "\n## After a change\n\n" + as_table(
        "cohortbook, the whole book: wall time, processor time, pages run",
        header,
        scenario_table(sizes, OURS),
    )


def called(tool: str) -> str:
    """Return the name of a tool with its job."""
    return NAMES[tool] + (", small job" if "small job" in tool else "")


def picture(found: Measured, sizes: Measured) -> str:
    """Return SVG: processor seconds from cold against cohorts, both axes logarithmic, a line a tool
    with its name at its end, and one of the run up to hundreds.
    """
    lines = [
        _Line(called(tool), LOOKS[tool], _seconds(found, tool))
        for tool in TOOLS
        if found.sizes((tool,))
    ]
    if sizes is not found:
        lines.append(_Line(HUNDREDS, LOOKS[HUNDREDS], _seconds(sizes, OURS)))
    with drawing(4.2) as (canvas, axes):
        for line in lines:
            _draw(axes, line, [other.points[-1] for other in lines])
        axes.set(
            xscale="log", yscale="log", xlabel="Cohorts", ylabel="Processor seconds, from cold"
        )
        shown = sorted({size for line in lines for size, _ in line.points})
        axes.set_xticks(shown, [str(size) for size in shown])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter("{x:g}")
        svg = as_svg(canvas, "speed")
    said = "; ".join(line.said for line in lines)
    return as_file(svg, f"Processor seconds from cold by number of cohorts. {said}.")


class _Line(NamedTuple):
    """A line of the picture: its name, its style and colour, and seconds by cohorts."""

    name: str
    look: tuple[str, str]
    points: list[tuple[int, float]]

    @property
    def said(self) -> str:
        seconds = (f"{seconds:.0f} at {size}" for size, seconds in self.points)
        return f"{self.name}: {', '.join(seconds)}"


def _draw(axes, line: _Line, ends: list[tuple[int, float]]) -> None:
    """Draw a line with its name at its end, clear of the ends of the others."""
    style, colour = line.look
    size, seconds = line.points[-1]
    is_under_another = any(
        other == size and seconds < above < CLOSE * seconds for other, above in ends
    )
    is_room_beside = size < max(ends)[0]
    axes.plot(*zip(*line.points, strict=True), style, color=colour, marker="o", linewidth=2)
    up = -12 if is_under_another else -3 if is_room_beside else 7
    axes.annotate(
        line.name,
        line.points[-1],
        xytext=(7 if is_room_beside else 4, up),
        textcoords="offset points",
        ha="left" if is_room_beside else "right",
        fontsize=9,
        color=INK,
    )


def _seconds(found: Measured, tool: str) -> list[tuple[int, float]]:
    return [(size, found.of(tool, size, "cold", "cpu")) for size in found.sizes((tool,))]


def write(results: Path = RESULTS, page: Path = PAGE, image: Path = PICTURE) -> None:
    """Write the page's part and its picture from a folder of results."""
    found, machine = _read(results)
    sizes, own = _read(results / "sizes") if (results / "sizes").exists() else (found, machine)
    hundreds = (
        "\n## Hundreds of cohorts\n\nA run of its own."
        f" {_circumstances(sizes, own)}\n"
        f"{as_table('cohortbook, the whole book', SIZES, sizes_table(sizes))}"
        if sizes is not found
        else ""
    )
    scale = read(results / "scale.csv")
    many_rows = (
        "\n## Many rows\n\n" + as_table(scale_caption(scale), SCALE, scale_table(scale))
        if scale
        else ""
    )
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(
        f"{before}{BEGIN}\n\n{block(found, machine, sizes)}{hundreds}{after_a_change(sizes)}"
        f"{many_rows}\n{END}{rest.split(END)[1]}",
        encoding="utf-8",
        newline="\n",
    )
    if found.is_drawn:
        image.write_text(picture(found, sizes), encoding="utf-8", newline="\n")


def _read(folder: Path) -> tuple[Measured, dict[str, str]]:
    return medians(read(folder / "times.csv")), {
        row["what"]: row["value"] for row in read(folder / "machine.csv")
    }


if __name__ == "__main__":
    write()
