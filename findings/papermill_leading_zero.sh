#!/usr/bin/env bash
# papermill 2.7.0: a parameter given on the command line is read as a number wherever it looks like
# one, although the notebook's default is text.
#
# Behaviour: -p cohort 02 puts cohort = 2 into the notebook, and -p cohort 1e2 puts 100.0, although
# the parameters cell says cohort = "01". The same 010 is 10 with -p, and 8 with -y, where YAML reads
# it in octal. A page that chooses rows by such an identifier finds none, or those of another
# cohort, and the run ends well.
# Expected: text where the default is text.
# Documented: in part. -r (raw) is offered for text; that zeros and exponents are lost is not said.
#
# Seen: -p cohort 02 -> 2    -p cohort 1e2 -> 100.0    -p cohort 010 -> 10
#       -y "cohort: 010" -> 8    -r cohort 02 -> '02'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'papermill==2.7.0' 'ipykernel==7.4.0' 'nbclient==0.11.0' 'nbformat==5.11.1'
export HOME="$folder" TMPDIR="$folder" # what the tool leaves behind goes with the folder
venv/bin/python -I - <<'END'
from importlib.metadata import version

import nbformat

print("papermill", version("papermill"))
cells = [
    nbformat.v4.new_code_cell('cohort = "01"', metadata={"tags": ["parameters"]}),
    nbformat.v4.new_code_cell("print(repr(cohort))"),
]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
nbformat.write(notebook, "page.ipynb")
END
check() { # EXPECTED ARGUMENT...
    local expected=$1
    shift
    venv/bin/papermill --no-progress-bar page.ipynb made.ipynb "$@" > log 2>&1 ||
        { cat log >&2; exit 1; }
    venv/bin/python -I -c '
import sys, nbformat
seen = nbformat.read("made.ipynb", 4).cells[-1].outputs[0].text.strip()
print("papermill", *sys.argv[2:], "->", seen)
sys.exit(seen != sys.argv[1])' "$expected" "$@"
}
check "'01'"
check 2 -p cohort 02
check 100.0 -p cohort 1e2
check 10 -p cohort 010
check 8 -y 'cohort: 010'
check "'02'" -r cohort 02
echo "As stated: the identifier is no longer the one that was typed."
