"""Git repositories made for a test, with settings of their own.

Neither the settings of the machine nor a hook that runs the tests changes them.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Badger"), ("EMAIL", "badger@example.org"))
}
OWN = WHO | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
GIT = ("git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always")


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [*GIT, *arguments], cwd=root, env=kept | OWN, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(root: Path) -> str:
    """Commit everything in a folder, which becomes a repository; return the commit's short name."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Record what is there")
    return git(root, "rev-parse", "--short", "HEAD").strip()
