"""The output check: a pack for people to look through and sign before a release that holds a strict cohort.

The pack says of each number what was counted, what is published of it and what an attacker is left with; each decision of the
policy; what moved since the last release; and the digests of the files of strict cohorts. Signatures stand in data/approvals.csv and
hold for a pack's digest: a pack that differs by one letter needs new ones. It holds what is hidden, so it is written only outside what is
given out. Its own digest is given out: nobody finds a hidden number by trying which gives this digest, because the files would have to be
guessed whole.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pandas as pd

from cohortbook.attack import attacked
from cohortbook.catalogue import every_finding
from cohortbook.changes import since
from cohortbook.disclosure import HIDDEN
from cohortbook.freshness import digest_of as digest_of_file
from cohortbook.places import COHORTS, PRIVATE, is_passed_over, make_private
from cohortbook.policy import decisions
from cohortbook.problems import Problem, StudyError, UnknownName
from cohortbook.results import as_results
from cohortbook.study import Study, once_a_study

TABLE = "data/approvals.csv"
APPROVED = "approved"
GIVEN_OUT = ("data", "book", "_build", "notebooks", "cohortbook")
SHEET = "output_check.md"


@once_a_study
def pack(study: Study) -> dict[str, str]:
    """Return the tables of the output check as CSV text by file name: numbers, decisions, changes, files."""
    return {"numbers.csv": numbers(study).to_csv(index=False, lineterminator="\n"),
            "decisions.csv": decisions(study.policy).to_csv(index=False, lineterminator="\n"),
            "changes.csv": since(study).to_csv(index=False, lineterminator="\n"),
            "files.csv": _files(study).to_csv(index=False, lineterminator="\n")}


def _files(study: Study) -> pd.DataFrame:
    """Return the digest of each file of a strict cohort; a row is a file."""
    paths = [path for handle in study.strict for path in sorted((study.root / COHORTS / handle).iterdir()) if path.is_file() and not is_passed_over(path)]
    return pd.DataFrame([(path.relative_to(study.root).as_posix(), digest_of_file(path)) for path in paths], columns=["file", "sha256"])


def numbers(study: Study) -> pd.DataFrame:
    """Return every number; a row is one: id, published (as readers see it), base, outcome (shown, hidden, nobody of a strict cohort in it), and of

    those with people of strict cohorts `counted` (how many they put into it), `smallest` and `largest` (what an attacker is left with).
    """
    found = pd.concat([pd.DataFrame([row]) for row in every_finding(study).values()], ignore_index=True)
    counts, left = study.counts.values if study.strict else {}, {outcome.id: outcome for outcome in attacked(study)}
    rows = []
    for result in as_results(found):
        name, is_hidden = result["id"], result["text"] == HIDDEN
        outcome = "hidden" if is_hidden else "shown" if name in counts else "nobody of a strict cohort in it, or always said"
        interval = left.get(name)
        rows.append((name, result["text"], result["n"], outcome, counts.get(name), interval.low if interval else None, interval.high if interval else None))
    return pd.DataFrame(rows, columns=["id", "published", "base", "outcome", "counted", "smallest", "largest"]).astype(
        {column: "Int64" for column in ("base", "counted", "smallest", "largest")}).sort_values("id", ignore_index=True)


def digest_of(tables: dict[str, str]) -> str:
    """Return the SHA-256 of a pack: of its files' names and contents, in order of name."""
    digest = sha256()
    for name in sorted(tables):
        digest.update(name.encode() + b"\0" + tables[name].encode() + b"\0")
    return digest.hexdigest()


def write_pack(study: Study, folder: Path, exhibits: list[dict]) -> str:
    """Write the pack, the numbers behind each exhibit (results of the last build; none if there was none) and a sheet to sign; return the digest.

    Raises UnknownName if the folder is one whose files are given out, or a file stands in its place.
    """
    inside = folder.resolve().relative_to(study.root.resolve()).parts if folder.resolve().is_relative_to(study.root.resolve()) else ()
    if folder.resolve() == study.root.resolve() or (inside and inside[0] in GIVEN_OUT):
        raise UnknownName(f"{folder} is a place whose files others see; the pack holds what is hidden, so write it to private/ or outside the study")
    if inside and inside[0] == PRIVATE.name:
        make_private(study.root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UnknownName(f"{folder} cannot be a folder, because a file stands in its place; name another folder for the pack") from None
    tables = pack(study)
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    behind = pd.DataFrame([(result["page"], result["cell"], result["id"], result["text"]) for result in exhibits], columns=["page", "cell", "id", "published"])
    behind.to_csv(folder / "exhibits.csv", index=False, lineterminator="\n")
    digest = digest_of(tables)
    (folder / SHEET).write_text(_sheet(study, digest), encoding="utf-8", newline="\n")
    return digest


def _sheet(study: Study, digest: str) -> str:
    strict = ", ".join(study.title(handle) for handle in study.strict) or "none"
    return f"""# Output check

Strict cohorts: {strict}. Keep this folder to yourselves: `numbers.csv` holds what the book hides.

Look through, each of you alone:

1. `numbers.csv`: is every number that is shown safe to show? Is each hidden one left with values far enough apart (`smallest`, `largest`)?
2. `exhibits.csv`: the numbers behind each table and figure. Is anything shown that these do not hold?
3. `decisions.csv`: is every table, figure and file decided about, and rightly?
4. `changes.csv`: what moved since the last release. Could somebody be known from the difference?
5. `files.csv`: are these the files you mean? Whatever is changed in them afterwards needs new signatures.
6. The passages on the pages, in your own words: could a colleague of somebody know them by what is told?

Then each of you adds a row to `{TABLE}`, with this digest:

    {digest}

A pack that changes needs new signatures. {study.policy.threshold("signatures")} different people must approve before a release that holds a strict cohort.
"""


def signatures(study: Study, digest: str) -> list[str]:
    """Return who approved the pack of a digest, each once. Whoever asked for changes to it afterwards no longer approves."""
    rows = study.tables["approvals"]
    last = rows[rows["pack_digest"] == digest].drop_duplicates("approver", keep="last")
    return list(last[last["decision"] == APPROVED]["approver"])


def refuse_unsigned(study: Study) -> None:
    """Raise StudyError, saying what to do, if the study holds a strict cohort and too few people have approved what it publishes now."""
    if not study.strict:
        return
    digest, wanted = digest_of(pack(study)), study.policy.threshold("signatures")
    signed = signatures(study, digest)
    if len(signed) < wanted:
        raise StudyError([Problem(TABLE, None, None, f"holds {len(signed)} of {wanted} signatures for what would be released (digest {digest[:12]}…); "
                                  "write the pack with cohortbook disclosure --pack private/output_check, and have each sign it there")])


def signed_line(study: Study) -> str:
    """Return in a sentence who has approved what the study publishes now."""
    if study.tables["approvals"].empty:
        return "Nobody has signed an output check of this book yet." + ("" if study.strict else " It holds no strict cohort, so none is asked for.")
    signed = signatures(study, digest_of(pack(study)))
    if not signed:
        return "What this book publishes has changed since an output check was signed, and nobody has signed it again yet."
    return f"The output check of what this book publishes was approved by {' and by '.join(signed)}."
