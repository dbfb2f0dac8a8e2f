"""The project's own study as it was before any cohort joined those that the published report
covers.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml
from freeze import later_cohorts

from cohortbook.study.policy import PATH as POLICY
from cohortbook.study.releases import RELEASES, read_releases
from cohortbook.study.study import Study


def copy_earlier(study: Study, root: Path) -> Path:
    """Copy a study to `root`, which must not exist, without what was built, without later cohorts
    and without what is decided or recorded of them.

    Return `root`.
    """
    later = later_cohorts(study)
    root.mkdir()
    for name in ("data", "notebooks", "book"):
        shutil.copytree(
            study.root / name, root / name, ignore=shutil.ignore_patterns("executed*", ".*", *later)
        )
    for name in ("_config.yml", "_toc.yml", "requirements.lock", "CITATION.cff"):
        shutil.copy(study.root / name, root)
    for release in read_releases(root):
        if {*release["cohorts"]} & {*later}:
            (root / RELEASES / f"{release['version']}.json").unlink()
    for page in (root / "book").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(
            re.sub(
                r"^written_for: .*",
                f"written_for: [{', '.join(study.reported)}]",
                text,
                flags=re.MULTILINE,
            ),
            encoding="utf-8",
        )
    if later:
        policy = yaml.safe_load((root / POLICY).read_text(encoding="utf-8"))
        policy["cohorts"] = [entry for entry in policy["cohorts"] if entry["cohort"] not in later]
        (root / POLICY).write_text(
            yaml.safe_dump(policy, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    return root
