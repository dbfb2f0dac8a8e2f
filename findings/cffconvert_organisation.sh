#!/usr/bin/env bash
# cffconvert 2.0.0 (read by pybtex 0.26.1): an organisation with "and" in its name becomes several
# authors of the BibTeX entry.
#
# Behaviour: cffconvert writes the name of an organisation into the field author as it is. BibTeX
# parts authors at "and" and takes a last word for a family name, so one unit becomes two people.
# The CITATION.cff is valid, and cffconvert says so.
# Expected: the name in braces, as BibTeX asks for names that must not be parted.
# Documented: no. Evaluations are often published by units with "and" in their name.
#
# Seen: two authors in CITATION.cff: Bea Roe; Research and Evaluation Unit
#       three in the bibliography:   "Roe, Bea", "Research", "Unit, Evaluation"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'cffconvert==2.0.0' 'pybtex==0.26.1'
cat > CITATION.cff <<'END'
cff-version: 1.2.0
message: Please cite this report.
title: Evaluation of a programme
date-released: 2026-03-01
authors:
  - family-names: Roe
    given-names: Bea
  - name: Research and Evaluation Unit
END
venv/bin/cffconvert --validate
venv/bin/cffconvert --format bibtex --outfile citation.bib
cat citation.bib
venv/bin/python -I - <<'END'
from importlib.metadata import version

from pybtex.database import parse_file

print("cffconvert", version("cffconvert"), "and pybtex", version("pybtex"))
(entry,) = parse_file("citation.bib").entries.values()
authors = [str(person) for person in entry.persons["author"]]
print("authors:", authors)
assert authors == ["Roe, Bea", "Research", "Unit, Evaluation"]
END
echo "As stated: one organisation became two authors."
