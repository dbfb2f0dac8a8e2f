"""The output check: what two people read and sign before anything of a protected cohort is
published.

Signatures are rows of data/approvals.csv and hold for a digest: that of the modes and published
tables of these cohorts, of the words of new themes and of the decisions of the policy. One letter
more or less needs new signatures; a release that is recorded does not. The digest is given out, and
so is all that it is made of once it is published, its salt too. The salt of a pack that was not
published is known to no one: without it, the digest of a draft would say what was corrected. The
pack itself holds what is hidden, so it is written only outside what is given out.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

import pandas as pd

from cohortbook.findings.hiding import how_many_printed, how_printed, why_no_summary
from cohortbook.publication.changes import since_each_edition
from cohortbook.publication.disclosure_control import counted, numbers
from cohortbook.publication.edition_records import FOLDER, unrecorded, write_record
from cohortbook.study import dependencies
from cohortbook.study.layout import COHORTS, PRIVATE, PRIVATE_COHORTS, PUBLISHED, make_private
from cohortbook.study.policy import decisions, shown_here
from cohortbook.study.problems import Problem, StudyError, UnknownName
from cohortbook.study.published import (
    STATEMENTS,
    Publication,
    as_texts,
    folder_of,
    is_published,
    read_publication,
    write_edition,
)
from cohortbook.study.study import Study, once_a_study
from cohortbook.study.theme_tree import lineage

TABLE = "data/approvals.csv"
SHEET = "output_check.md"
KEY = PRIVATE / "output_check.key"
SALT = PUBLISHED / "salt.txt"
SALT_LENGTH = 32
APPROVED, CHANGES_WANTED = "approved", "changes_wanted"
THEMES = "themes.csv"
PACK = (SHEET, "*_numbers.csv", f"*_{STATEMENTS}", THEMES, "decisions.csv", "changes.csv")
GIVEN_OUT = ("data", "book", "_build", "notebooks", "cohortbook")
SHEET_TEXT = """# Output check

Cohorts with protected people: {named}. Keep this folder private: the tables of numbers hold what \
the book hides.

## What to read

{signatures} different people read this, each alone:

1. `…_statements.csv`: could a colleague recognise a person by what is said? Does one hold a name, \
a council, a school or a date? The
   program finds only names that are in the keys.
2. `…_numbers.csv`: read the rows first whose `outcome` is hidden or range. \
`counted` is what the rows give, `published` what
   readers see. {numbers}
   Can a number that is not printed be worked out from others? \
Then the rest: is every number that is printed safe to print?
3. `themes.csv`: the label and the definition of each theme that no public cohort spoke of. \
They are printed in the codebook,
   whatever is hidden of its counts. Do they tell what happened to one person, or what \
someone who joined since the last edition spoke of?
4. `decisions.csv`: is there a decision about every table, figure and file, and is it right?
5. `changes.csv`: what moved since each edition that is out, the first one too: every release, \
and every edition in `data/published/`.
   Could a person be recognised from the difference to one of them?

## How to sign

The digest of this pack is

    {digest}

Each of you adds a row to the file `{table}`, with these columns:

| Column | What it holds |
|:--|:--|
{cells}

For example:

    {row}

The public book names the people who approved, and the file is given out with it, with every note: \
write nothing there that would tell who said or is what.

## What then

If one of you wants changes, make them and write the pack again. The new pack has another \
digest, and each of you signs it again. When
{signatures} people have approved, \
type `cohortbook disclosure --publish`. It writes what you signed to `data/published/`. Commit that
folder, `{table}`, the codebook, \
and the file `cohort.yml` of each cohort in `data/cohorts/`: without it, a colleague's book lacks
the cohort. What changes afterwards needs new signatures.
"""


def digest_of(study: Study) -> str:
    """Return the SHA-256 that is signed: of the mode of each protected cohort, what is published of
    it, the words of new themes, and every decision of the policy, after a salt.
    """
    return next(iter(_salts(study)))


def _salts(study: Study) -> dict[str, str]:
    """The salts by the digests that they give, first that of this computer's packs, then the one
    that was published.

    That of a pack follows from its text and a key in private/, so that it is the same in the next
    pack of the same text, and cannot be known without the key.
    """
    text, salts = _signed_text(study), []
    dependencies.note(KEY.as_posix(), SALT.as_posix())
    if (study.root / KEY).is_file():
        key = (study.root / KEY).read_bytes()
        salts.append(hmac.digest(key, text.encode(), "sha256").hex()[:SALT_LENGTH])
    if (study.root / SALT).is_file():
        salts.append((study.root / SALT).read_text(encoding="utf-8").strip())
    return {sha256((salt + text).encode()).hexdigest(): salt for salt in salts or [""]}


@once_a_study
def _signed_text(study: Study) -> str:
    held = "".join(
        f"{handle} {study.named[handle]['disclosure']} {study.published[handle].digest}\n"
        for handle in sorted(study.published)
    )
    return "".join([held, _csv(new_themes(study)), _csv(decisions(study.policy))])


def new_themes(study: Study) -> pd.DataFrame:
    """Return the themes that no public cohort spoke of, nor of a theme below them: theme_id, label,
    definition, include, exclude; a row is one theme.

    Their words are the evaluators' and come from a protected cohort. The codebook prints them.
    """
    spoken = {above for theme in study.tables["codings"]["theme_id"] for above in lineage(theme)}
    themes = study.tables["themes"]
    return themes.loc[
        ~themes["theme_id"].isin(spoken), ["theme_id", "label", "definition", "include", "exclude"]
    ]


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def pack(study: Study) -> dict[str, str]:
    """Return the tables of the output check as CSV text by file name: numbers and statements of
    each protected cohort, words of new themes, decisions, changes.
    """
    tables = {
        f"{handle}_numbers.csv": _csv(_numbers(study, held))
        for handle, held in study.published.items()
    }
    tables |= {
        f"{handle}_{STATEMENTS}": as_texts(held)[STATEMENTS]
        for handle, held in study.published.items()
    }
    return tables | {
        THEMES: _csv(new_themes(study)),
        "decisions.csv": _csv(decisions(study.policy)),
        "changes.csv": _csv(since_each_edition(study)),
    }


def _numbers(study: Study, held: Publication) -> pd.DataFrame:
    """Return every number of a cohort: id, counted (from its rows), published and base (as readers
    see them), outcome; a row is one number.

    Where the rows are not here, counted is empty.
    """
    full = study.with_rows
    exact = numbers(full, held.handle).by_id if held.handle in full.cohorts else {}
    rows = [
        (
            finding.id,
            exact[finding.id].text if finding.id in exact else "",
            finding.text,
            finding.n,
            how_printed(finding),
        )
        for finding in held.results
    ]
    return pd.DataFrame(rows, columns=["id", "counted", "published", "base", "outcome"]).astype(
        {"base": "Int64"}
    )


def _numbers_line(held: Publication) -> str:
    """How many numbers of a cohort are not printed, and how many of these are counts."""
    of_all, of_counts = (
        len(own) - how_many_printed(own)["printed"]
        for own in (held.results, held.results.where(statistic="count"))
    )
    return (
        f"Of {len(held.results)} numbers of {held.handle}, {of_all} are not printed: {of_counts}"
        f" counts, and {of_all - of_counts} that are computed from counts or years."
    )


def remove_pack(folder: Path) -> None:
    """Delete the pack in a folder, its sheet first, so that no earlier pack is signed for a later
    one. Other files stay.
    """
    if (folder / SHEET).is_file():
        for path in [path for name in PACK for path in sorted(folder.glob(name))]:
            path.unlink()


def write_pack(study: Study, folder: Path) -> str:
    """Write the pack and a sheet to sign to a folder; return the digest.

    Raises UnknownName if the folder is one whose files are given out, or a file is in its place.
    """
    inside = (
        folder.resolve().relative_to(study.root.resolve()).parts
        if folder.resolve().is_relative_to(study.root.resolve())
        else ()
    )
    if folder.resolve() == study.root.resolve() or (inside and inside[0] in GIVEN_OUT):
        raise UnknownName(
            f"{folder} is a place whose files others see; the pack holds what is hidden, so write"
            " it to private/ or outside the study"
        )
    if inside and inside[0] == PRIVATE.name:
        make_private(study.root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UnknownName(
            f"{folder} cannot be a folder, because a file is in its place; name another folder for"
            " the pack"
        ) from None
    _draw_key(study.root)
    for name, text in pack(study).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / SHEET).write_text(_sheet(study, digest_of(study)), encoding="utf-8", newline="\n")
    return digest_of(study)


def _draw_key(root: Path) -> None:
    """Write a secret for the salts of packs to private/, unless there is one."""
    make_private(root)
    if not (root / KEY).exists():
        (root / KEY).write_text(f"{secrets.token_hex(32)}\n", encoding="utf-8", newline="\n")


def _sheet(study: Study, digest: str) -> str:
    columns = study.dictionary.tables["approvals"].columns
    row = [digest if column.name == "pack_digest" else column.example for column in columns]
    return SHEET_TEXT.format(
        numbers=" ".join(map(_numbers_line, study.published.values())),
        named=", ".join(study.title(handle) for handle in study.named) or "none",
        signatures=study.policy.threshold("signatures"),
        digest=digest,
        table=TABLE,
        cells="\n".join(f"| `{column.name}` | {column.description} |" for column in columns),
        row=",".join(row),
    )


def signatures(study: Study) -> list[str]:
    """Return who approved what the study publishes now, each once. A person who asked for changes
    to it afterwards no longer approves.
    """
    return _who(study, APPROVED)


def wanting_changes(study: Study) -> list[str]:
    """Return who asked for changes to what the study publishes now, and has not approved it
    since.
    """
    return _who(study, CHANGES_WANTED)


def _who(study: Study, decision: str) -> list[str]:
    rows = study.tables["approvals"]
    last = rows[rows["pack_digest"].isin(_salts(study))].drop_duplicates("approver", keep="last")
    return list(last[last["decision"] == decision]["approver"])


def unsigned(study: Study) -> list[str]:
    """Return the cohorts with protected people, if too few have approved what the study publishes
    now, or one asked for changes.
    """
    too_few = len(signatures(study)) < study.policy.threshold("signatures")
    return list(study.named) if too_few or wanting_changes(study) else []


def refuse_unsigned(study: Study) -> None:
    """Raise StudyError, saying what to do, if the study has protected people and what it publishes
    now is not approved.
    """
    if study.named and wanting_changes(study):
        who = " and ".join(wanting_changes(study))
        what = (
            f"holds a wish for changes by {who} to what would be published (digest"
            f" {digest_of(study)[:12]}…), which other signatures do not outvote; make the changes"
            " and write the pack again, or let them sign again as approved"
        )
        raise StudyError([Problem(TABLE, None, "decision", what)])
    if unsigned(study):
        signed, wanted = signatures(study), study.policy.threshold("signatures")
        raise StudyError(
            [
                Problem(
                    TABLE,
                    None,
                    None,
                    f"holds {len(signed)} of {wanted} signatures for what would be published"
                    f" (digest {digest_of(study)[:12]}…); write the pack with cohortbook disclosure"
                    f" --pack private/output_check; its {SHEET} says how to sign",
                )
            ]
        )


def publish(study: Study) -> list[Path]:
    """Write what was signed to data/published/, with the salt of its digest, and what it was made
    from to private/; return the paths of the former. Raises StudyError if too few have signed it.
    """
    refuse_unsigned(study)
    signed = set(study.tables["approvals"]["pack_digest"])
    salt = next((salt for digest, salt in _salts(study).items() if digest in signed), "")
    rows = study.with_rows
    for handle, held in study.published.items():
        if handle in rows.cohorts:
            write_record(rows, held, counted(rows, handle))
    paths = [path for held in study.published.values() for path in write_edition(study.root, held)]
    if salt:
        (study.root / SALT).write_text(f"{salt}\n", encoding="utf-8", newline="\n")
        paths.append(study.root / SALT)
    return paths


def signed_line(study: Study) -> str:
    """Return in a sentence who has approved what the study publishes now, and what is lacking."""
    internal = shown_here(study.cohorts.values())
    if internal:
        return f"{internal} The output check is of the public edition."
    if not study.named:
        return "No cohort has protected people, so no output check is needed."
    signed, wanting = signatures(study), wanting_changes(study)
    if wanting:
        return (
            f"{' and '.join(wanting)} asked for changes to what this book publishes; it is not"
            " approved."
        )
    if signed:
        wanted = study.policy.threshold("signatures")
        lacking = f" {len(signed)} of {wanted} signatures are there." * (len(signed) < wanted)
        return (
            "The output check of what this book publishes was approved by"
            f" {' and by '.join(signed)}.{lacking}"
        )
    if study.tables["approvals"].empty:
        return "No output check of this book has been signed yet."
    return (
        "What this book publishes has changed since an output check was signed, and it has not been"
        " signed again yet."
    )


def protected_line(study: Study, handle: str) -> str:
    """Return in a sentence how many counts of a cohort are printed, where its rows are, and whether
    what is published is in data/published/.

    Before anything is coded, the counts would be few, so it says that instead.
    """
    held, mode = study.published[handle], study.named[handle]["disclosure"]
    if handle in study.with_rows.cohorts and study.with_rows.rows("codings", handle).empty:
        return f"{handle}  {mode}: nothing is coded yet. {_where(study, handle)}"
    counts = held.results.where(statistic="count")
    how = how_many_printed(counts)
    why = "" if held.statements else f", because {why_no_summary(study, handle)[0]}"
    shown = (
        f"{mode}: {how['printed']} of {len(counts)} counts printed,"
        f" {how['range'] + how['hidden']} not ({how['range']} as a range, {how['hidden']} hidden);"
        f" {len(held.statements)} statements{why}"
    )
    return f"{handle}  {shown}. {_where(study, handle)}"


def _where(study: Study, handle: str) -> str:
    rows = (PRIVATE_COHORTS / handle).as_posix()
    if any((study.root / COHORTS / handle).glob("*.csv")):
        return (
            f"Its rows are in {(COHORTS / handle).as_posix()}, where git may take them: move the"
            f" tables, not cohort.yml, to {rows}"
        )
    if not is_published(study.root, handle):
        return (
            f"Its rows are in {rows}; nothing is signed and in {folder_of(handle).as_posix()} yet"
        )
    signed, _ = read_publication(study.root, handle)
    return (
        f"It is published from {folder_of(handle).as_posix()}"
        + ("" if signed == study.published[handle] else ", which is not what its rows give now")
        + _without_record(study, handle)
    )


def _without_record(study: Study, handle: str) -> str:
    """A sentence about the editions that cannot be compared, if the rows of their cohort are
    here.
    """
    lacking = unrecorded(study, handle) if handle in study.with_rows.cohorts else []
    if not lacking:
        return ""
    named = ", ".join(Path(edition.files[0]).parent.as_posix() for edition in lacking)
    kept = (PRIVATE / handle / FOLDER).as_posix()
    return (
        f". No record of {named} is in {kept}, so it is not known what was counted for it: an"
        " edition that would print anything else than the last one prints only how many award"
        f" holders took part. To compare them, copy the files of {kept} from the computer that"
        " published it"
    )
