#!/usr/bin/env bash
# pyrefiqda 0.3.1: after two REFI-QDA projects were read, one is given for the other.
#
# Behaviour: RefiProject.load unpacks each .qdpx into the same folder, extracted_qdpx, never empties
# it, and then reads whichever .qde it finds there first. Tools name that file differently
# (project.qde, Project.qde, the project's own name), so two of them come to lie side by side.
# From then on both files give the same project. Nothing is printed.
# Expected: each file gives its own project.
# Documented: the argument extract_dir is; that a second project may be answered with the first
# is not.
#
# Seen: first reading of each:   cohort_01.qdpx -> one project or the other; so does cohort_02.qdpx
#       reading both once more:  cohort_01.qdpx and cohort_02.qdpx -> the same project
#       with extract_dir apart:  each its own
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'pyrefiqda==0.3.1'
venv/bin/python -I - <<'END'
import zipfile
from importlib.metadata import version

from pyrefiqda import RefiProject

print("pyrefiqda", version("pyrefiqda"))
USER, CODE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
names = {"cohort_01": "Time", "cohort_02": "Money"}
for project, code in names.items():
    with zipfile.ZipFile(f"{project}.qdpx", "w") as archive:
        archive.writestr(
            f"{project}.qde",
            '<?xml version="1.0" encoding="utf-8"?>'
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="{project}" origin="Example 1.0"'
            f' creatingUserGUID="{USER}"><Users><User guid="{USER}" name="Coder"/></Users>'
            f'<CodeBook><Codes><Code guid="{CODE}" name="{code}" isCodable="true"/></Codes>'
            "</CodeBook></Project>",
        )


def read(project, **where):
    read = RefiProject.load(f"{project}.qdpx", **where)
    codes = [code.name for code in read.code_book.codes.code]
    print(f"{project}.qdpx gives {read.name}, with the codes {codes}")
    return read.name


print("each once:")
for project in names:
    read(project)
print("each once more:")
again = [read(project) for project in names]
assert len(set(again)) == 1
print("each into a folder of its own:")
assert [read(project, extract_dir=f"in_{project}") for project in names] == list(names)
END
echo "As stated: two different files give one and the same project."
