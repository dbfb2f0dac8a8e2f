"""Looks at every page of the built book with axe-core, in Chromium, wide and narrow, light and
dark, and writes down what it found.

    cohortbook build python tests/record_accessibility.py      # writes book/accessibility.csv and
    book/accessibility_tested.txt, which the accessibility statement shows cohortbook build

To be done before a release. It needs Chromium and `npm ci --prefix tests/browser`, as the tests of
the pages do.
"""

import csv
import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from chromium import HTML, PAGES, launched, looked_at, tool, unfold

from cohortbook.study.wording import date_text

BOOK = Path(__file__).parents[1] / "book"
RECORD, TESTED = BOOK / "accessibility.csv", BOOK / "accessibility_tested.txt"
COLUMNS = (
    "Window",
    "Pages",
    "Violations",
    "Too wide",
)  # few and short, so that the table can be read on a phone


@dataclass
class View:
    """What was found in one view of all pages: how many were looked at, every violation as a page
    and a rule, and the pages that are too wide.
    """

    pages: int = 0
    violations: list[tuple[str, str]] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)


def sweep(browser, addresses: Iterable[str]) -> dict[tuple[int, str], View]:
    """Look at pages with everything on them unfolded; return what was found by width
    and colours.
    """
    views: dict[tuple[int, str], View] = {}
    for address in addresses:
        print(
            address.rsplit("/", 1)[1], flush=True
        )  # a sweep takes minutes; the page it is at says that it goes on
        tab = browser.new_page()
        tab.goto(address)
        unfold(tab)
        for width, scheme, is_wider, violations in looked_at(tab):
            view = views.setdefault((width, scheme), View())
            view.pages += 1
            view.violations += [(address, violation.split(":")[0]) for violation in violations]
            view.too_wide += [address] * is_wider
        tab.close()
    return views


def window_of(width: int, scheme: str) -> str:
    return f"{width} pixels, {scheme}"


def rows(views: dict[tuple[int, str], View]) -> list[list]:
    """Return the record, a row a view: the window, the pages looked at, the violations with the
    rules they break, and the pages that scroll sideways.
    """
    return [
        [
            window_of(width, scheme),
            view.pages,
            ", ".join([str(len(view.violations)), *sorted({rule for _, rule in view.violations})]),
            len(view.too_wide),
        ]
        for (width, scheme), view in sorted(
            views.items(), key=lambda held: (-held[0][0], held[0][1] == "dark")
        )
    ]


def main() -> None:
    axe = json.loads((tool("axe-core") / "package.json").read_text(encoding="utf-8"))["version"]
    with launched() as browser:
        found = sweep(browser, [(HTML / name).as_uri() for name in PAGES])
        tested = (
            f"Tested on {date_text(datetime.date.today().isoformat())} with axe-core {axe} in"
            f" Chromium {browser.version}."
        )
    TESTED.write_text(tested + "\n", encoding="utf-8", newline="\n")
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows(found)])
    for (width, scheme), view in found.items():
        print(
            f"{width} {scheme}: {view.pages} pages, {len(view.violations)} violations,"
            f" {len(view.too_wide)} too wide"
        )
        for address, rule in view.violations:
            print(f"  {rule}: {address}")


if __name__ == "__main__":
    main()
