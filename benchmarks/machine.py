"""The machine that was measured on, and whether it was quiet."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "cohortbook",
    "jupyter-book",
    "sphinx",
    "papermill",
    "ipykernel",
    "pandas",
    "scipy",
    "matplotlib",
)
QUIET = 0.05  # of the processors, at most, may have worked at other things


def write_machine(folder: Path, rows: list[dict]) -> None:
    """Write machine.csv: what the machine is, what is installed, and what else it did while `rows`
    were measured.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "machine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("what", "value"))
        writer.writerows({**_machine(), **_programs(), **_others(rows)}.items())


def _machine() -> dict[str, str]:
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = int(Path("/proc/meminfo").read_text(encoding="ascii").split()[1]) / 2**20
    return {
        "processors": str(os.cpu_count()),
        "processor": model[0] if model else platform.machine(),
        "memory": f"{memory:.0f} GiB",
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "Python": platform.python_version(),
    }


def _programs() -> dict[str, str]:
    asked = (
        'cat(R.version$major, ".", R.version$minor, " ", as.character(packageVersion("bookdown")),'
        ' sep = "")'
    )
    try:
        r, bookdown = subprocess.run(
            ["Rscript", "-e", asked], check=True, capture_output=True, text=True
        ).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        r, bookdown = "not installed", "not installed"
    return {name: version(name) for name in PACKAGES} | {"R": r, "bookdown": bookdown}


def _others(rows: list[dict]) -> dict[str, str]:
    """How much of the processors other things took in the worst measurement, and whether that may
    be called quiet.
    """
    shares = [
        float(row["others"]) / (float(row["wall"]) * (os.cpu_count() or 1))
        for row in rows
        if row["wall"]
    ]
    worst = max(shares, default=1.0)
    return {
        "others at worst": f"{worst:.3f}",
        "load before at worst": str(
            max((float(row["load_before"]) for row in rows if row["load_before"]), default=0.0)
        ),
        "quiet": "yes" if worst <= QUIET else "no",
    }
