#!/usr/bin/env bash
# import-linter 2.17 (grimp 3.20): modules in a folder without __init__.py are not checked, and the
# contract is reported as kept.
#
# Behaviour: Python imports such modules without complaint; import-linter does not read them. A new
# folder in a lower layer may import from the layers above, and the run ends with "KEPT" and 0. Only
# the number of files, in one line of the output, gives it away.
# Expected: a broken contract, or a warning that files were left out.
# Documented: no. Reported to grimp (python-grimp/grimp, issue 298, open).
#
# Seen: without app/data/readers/__init__.py: "Web above data KEPT", exit code 0
#       with it:                              "Web above data BROKEN", exit code 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'import-linter==2.17' 'grimp==3.20'
venv/bin/python -I -c 'from importlib.metadata import version
print("import-linter", version("import-linter"), "with grimp", version("grimp"))'
mkdir -p app/web app/data/readers
touch app/__init__.py app/web/__init__.py app/data/__init__.py
echo 'TITLE = "Page"' > app/web/page.py
echo 'from app.web.page import TITLE' > app/data/readers/sheet.py
venv/bin/python -c 'import app.data.readers.sheet as sheet; print("Python imports it:", sheet.TITLE)'
cat > .importlinter <<'END'
[importlinter]
root_package = app

[importlinter:contract:layers]
name = Web above data
type = layers
layers =
    app.web
    app.data
END
venv/bin/lint-imports --no-cache > without
touch app/data/readers/__init__.py
if venv/bin/lint-imports --no-cache > with; then exit 1; fi
for run in without with; do
    echo "$run __init__.py: $(grep -E 'KEPT|BROKEN' "$run"), $(grep -o 'Analyzed [0-9]* files' "$run")"
done
grep -q 'Web above data KEPT' without
grep -q 'Web above data BROKEN' with
echo "As stated: the contract is kept only because a folder is not read."
