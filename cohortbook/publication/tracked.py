"""Ask git which files of a study it holds, and whether any is about people who are not public.

A commit is in every clone, and a file that is deleted later stays in it. The shared settlements may
be tracked, but not with a row about a passage of these people; which passages are theirs is only
known where their rows are. A study in no repository, or on a computer without git, has nothing to
be asked.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cohortbook.study.layout import (
    CODEBOOK,
    COHORTS,
    MODE,
    PRIVATE,
    PRIVATE_COHORTS,
    PUBLISHED,
    SETTLEMENTS,
    cohort_handles,
    is_protected,
)
from cohortbook.study.problems import Problem, StudyError

SETTINGS, HOOKS = "cohort.yml", ".pre-commit-config.yaml"
ABOUT_NOBODY = (SETTINGS, ".gitignore", ".gitkeep")
ABOUT_PEOPLE = ("--", PRIVATE.as_posix(), COHORTS.as_posix())
COMMIT = "\x01"  # is before each commit in what git prints, and in no name of a file
NO_REPOSITORY = b"not a git repository"
UNSIGNED = (
    "brings in the theme {}, which people of {} spoke of, in words that two people have not signed"
    " yet; commit it with what they signed: cohortbook disclosure --publish"
)
PUSHED = "what was pushed must be treated as public: tell those who answer for the data"
# What a user has set for git changes nothing.
GIT = ("git", "-c", "log.showRoot=true", "-c", "log.follow=false")
# Every commit, also of a branch that was merged, and what a merge itself brought in. No file is
# read.
HISTORY = (
    "log",
    "-z",
    "--full-history",
    "--diff-merges=separate",
    "--no-renames",
    "--relative",
    "--name-only",
)
TOUCHED = (*HISTORY, f"--format={COMMIT}%h", "HEAD")
# Every line that a commit put into the shared settlements, after the commit.
SETTLED = (
    "log",
    "--full-history",
    "--diff-merges=separate",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "-p",
    "-U0",
    f"--format={COMMIT}%h",
    "HEAD",
    "--",
    SETTLEMENTS.as_posix(),
)
WROTE = (*HISTORY, "--diff-filter=AM", "--format=%H", "HEAD")


@dataclass
class Held:
    """The files of a folder that git tracks, those in any commit, and the earliest such commit."""

    tracked: set[str] = field(default_factory=set)
    committed: set[str] = field(default_factory=set)
    since: str = ""


def tracked_files(root: Path) -> list[str]:
    """Return the names of a study's files that git tracks or stages; none without a repository."""
    return _names(_git(root, "ls-files", "-z"))


def refuse_tracked(root: Path) -> None:
    """Raise StudyError if git holds a file about people who are not public."""
    problems = tracked_problems(root)
    if problems:
        raise StudyError(problems)


def tracked_problems(root: Path, with_history: bool = True) -> list[Problem]:
    """Return a problem for each folder of which git holds a file that must not be public.

    The folders are private/ and those of cohorts that are neither already public nor made up. There
    is one, too, for each such cohort that the shared settlements in git name a passage of. Without
    the history it is what the next commit would hold; then there is one, too, for each new theme
    whose words are not signed.
    """
    listed = _git(root, "ls-files", "-z", *ABOUT_PEOPLE)
    if listed is not None and listed.returncode:
        return _unanswered(root, listed.stderr)
    history = _names(_git(root, *TOUCHED, *ABOUT_PEOPLE)) if with_history else []
    held = _held(_names(listed), history)
    files = [_problem(folder, held[folder]) for folder in sorted(held) if _is_guarded(root, folder)]
    return [*files, *_settled_in_git(root, with_history), *_unsigned_words(root, with_history)]


def hook_line(root: Path) -> str:
    """Return in a sentence how to have git refuse commits that hold what is private; empty if a
    hook is on, or if the study is in no repository or offers none.
    """
    hook = _said(_git(root, "rev-parse", "--git-path", "hooks/pre-commit")).strip()
    if not hook or (root / hook).exists() or not (root / HOOKS).is_file():
        return ""
    return (
        "nothing stops a commit of private rows yet; to have git refuse it, type pre-commit install"
        " (https://pre-commit.com)"
    )


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess | None:
    """Ask git about a study; return what it says, or None if there is no git or no repository."""
    try:
        said = subprocess.run(
            [*GIT, *arguments],
            cwd=root,
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return None if NO_REPOSITORY in said.stderr else said


def _names(listed: subprocess.CompletedProcess | None) -> list[str]:
    """The names that git printed; none if it failed, as `git log` does before the first commit."""
    return [name for name in _said(listed).split("\0") if name]


def _held(tracked: Iterable[str], history: Iterable[str]) -> dict[str, Held]:
    """Return what git holds about people by folder: private, or that of a cohort."""
    held: dict[str, Held] = defaultdict(Held)
    for name in tracked:
        held[_folder_of(name)].tracked.add(name)
    commit = ""
    for name in (name.lstrip("\n") for name in history):
        _, is_commit, found = name.rpartition(COMMIT)
        if is_commit:
            commit = found
        else:
            held[_folder_of(name)].committed.add(name)
            held[_folder_of(name)].since = commit  # git prints the newest commit first
    held.pop("", None)
    return held


def _folder_of(name: str) -> str:
    """The folder of people that a file is about; nothing for a file about no one."""
    parts = PurePosixPath(name).parts
    depth = 1 if parts[0] == PRIVATE.name else len(COHORTS.parts) + 1
    is_about_people = len(parts) > depth and parts[-1] not in ABOUT_NOBODY
    return "/".join(parts[:depth]) if is_about_people else ""


def _is_guarded(root: Path, folder: str) -> bool:
    """Whether a folder is private/ or that of a cohort that is neither public nor made up.

    A cohort that is gone is what its last cohort.yml in git says.
    """
    if folder == PRIVATE.name:
        return True
    stated = root / folder / SETTINGS
    if stated.is_file():
        return is_protected(stated)
    return not MODE.search(_last(root, f"{folder}/{SETTINGS}"))


def _last(root: Path, name: str) -> str:
    """The last text of a file that is gone; empty if git has none."""
    commits = _names(_git(root, *WROTE, "--", name))
    return _said(_git(root, "show", f"{commits[0]}:./{name}")) if commits else ""


def _said(asked: subprocess.CompletedProcess | None) -> str:
    """The text that git printed; empty if it failed or was not asked."""
    return asked.stdout.decode("utf-8", "replace") if asked and not asked.returncode else ""


def _problem(folder: str, held: Held) -> Problem:
    """Say which file git holds, since when, and how it is taken out."""
    names = sorted(held.tracked or held.committed)
    whose = f"is about people of {PurePosixPath(folder).name}, who are not public"
    whose = "is private" if folder == PRIVATE.name else whose
    which = "it" if len(names) == 1 else f"it and {len(names) - 1} more of that folder"
    where = f"tracks {which}" if held.tracked else f"keeps {which} in its history"
    since = f", since commit {held.since}" if held.since else ""
    steps = [*_out_of_git(folder, held.tracked), *_out_of_history(folder, held.committed)]
    return Problem(names[0], None, None, f"{whose}, and git {where}{since}; {'; '.join(steps)}")


def _settled_in_git(root: Path, with_history: bool) -> Iterator[Problem]:
    """Yield a problem for each protected cohort that the shared settlements in git name."""
    passages = {
        handle: _column(root, handle, "passages.csv", "passage_id") for handle in _guarded(root)
    }
    if not any(passages.values()):
        return
    now = _staged(root, SETTLEMENTS).splitlines()
    then = _said(_git(root, *SETTLED)).splitlines() if with_history else []
    for handle, own in passages.items():
        is_tracked, since = any(_is_about(line, own) for line in now), _since(then, own)
        if is_tracked or since:
            yield _settled(handle, is_tracked, since)


def _unsigned_words(root: Path, with_history: bool) -> Iterator[Problem]:
    """Yield a problem for each theme that the next commit would bring into the codebook, and that
    people of a protected cohort spoke of, of which nothing is published: two people sign its words
    first.
    """
    spoken = {handle: _column(root, handle, "codings.csv", "theme_id") for handle in _guarded(root)}
    if with_history or not any(spoken.values()):
        return
    before = _themes(_said(_git(root, "show", f"HEAD:./{CODEBOOK.as_posix()}")))
    for theme in sorted(_themes(_staged(root, CODEBOOK)) - before):
        for handle, themes in spoken.items():
            if theme in themes and not (root / PUBLISHED / handle).is_dir():
                yield Problem(CODEBOOK.as_posix(), None, "theme_id", UNSIGNED.format(theme, handle))


def _themes(codebook: str) -> set[str]:
    return {row["theme_id"] for row in csv.DictReader(codebook.splitlines()) if row.get("theme_id")}


def _staged(root: Path, path: Path) -> str:
    """The text of a file as the next commit would hold it."""
    return _said(_git(root, "show", f":./{path.as_posix()}"))


def _since(lines: list[str], own: set[str]) -> str:
    """The earliest commit that put in a line about passages; git prints the newest first."""
    commit = since = ""
    for line in lines:
        commit = line[1:] if line.startswith(COMMIT) else commit
        since = commit if line.startswith("+") and _is_about(line[1:], own) else since
    return since


def _is_about(line: str, passages: set[str]) -> bool:
    """Whether a cell of a line is the identifier of a passage, whatever parts the cells."""
    return not passages.isdisjoint(re.split('[,;\t"]', line))


def _column(root: Path, handle: str, name: str, column: str) -> set[str]:
    """What a column of a cohort's table holds, where its rows are; nothing where they are not."""
    for folder in (PRIVATE_COHORTS, COHORTS):
        path = root / folder / handle / name
        if path.is_file():
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            return {row[column] for row in csv.DictReader(text.splitlines()) if row.get(column)}
    return set()


def _settled(handle: str, is_tracked: bool, since: str) -> Problem:
    """Say that the shared settlements in git name passages of a cohort, and what to do."""
    name = SETTLEMENTS.as_posix()
    where = "tracks it" if is_tracked else "keeps such a version in its history"
    now = (
        [
            f"move the rows to {(PRIVATE_COHORTS / handle / SETTLEMENTS.name).as_posix()} and "
            f"stage what is left with: git add {name}"
        ]
        if is_tracked
        else []
    )
    then = (
        [
            (
                "copy the study, private/ too, take the file out of the history with: "
                f"git filter-repo --invert-paths --path {name}, and add it again without the rows"
            ),
            PUSHED,
        ]
        if since
        else []
    )
    return Problem(
        name,
        None,
        None,
        f"names passages of {handle}, whose people are not public, "
        f"and git {where}{f', since commit {since}' if since else ''}; "
        f"{'; '.join([*now, *then])}",
    )


def _out_of_git(folder: str, names: set[str]) -> list[str]:
    """What to do about files that git tracks now."""
    if folder == PRIVATE.name or not names:
        return ["take it out with: git rm -r --cached private"] if names else []
    place = f"{PRIVATE.name}/cohorts/{PurePosixPath(folder).name}"
    patterns = " ".join(_patterns(folder, names))
    return [f"move it to {place} and take it out with: git rm --cached {patterns}"]


def _out_of_history(folder: str, names: set[str]) -> list[str]:
    """What to do about files that are in a commit."""
    if not names:
        return []
    globs = [f"--path-glob {pattern}" for pattern in _patterns(folder, names)]
    paths = "--path private" if folder == PRIVATE.name else " ".join(globs)
    return [
        (
            "copy the study, private/ too, and take it out of the history with: "
            f"git filter-repo --invert-paths {paths}"
        ),
        PUSHED,
    ]


def _patterns(folder: str, names: Iterable[str]) -> list[str]:
    """Patterns for the files of a cohort but its cohort.yml, quoted as every shell takes them."""
    kinds = sorted({PurePosixPath(name).suffix for name in names})
    return [f'"{folder}/*{kind}"' for kind in kinds]


def _guarded(root: Path) -> list[str]:
    """The cohorts whose people are neither public nor made up."""
    return [
        handle
        for handle in cohort_handles(root)
        if is_protected(root / COHORTS / handle / SETTINGS)
    ]


def _unanswered(root: Path, said: bytes) -> list[Problem]:
    """A problem if git is there and fails, and the study has people who are not public."""
    guarded = _guarded(root)
    reason = re.sub(r"\s+", " ", said.decode("utf-8", "replace")).strip()
    message = (
        f"git cannot say what it holds about people of {', '.join(guarded)}, who are not "
        f"public; correct what it says: {reason}"
    )
    return [Problem(".git", None, None, message)] if guarded else []
