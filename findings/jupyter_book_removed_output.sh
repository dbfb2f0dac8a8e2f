#!/usr/bin/env bash
# Jupyter Book 1.0.4.post1 (MyST-NB 1.4.0, Sphinx 7.4.7): what the tags remove-output and
# remove-cell take off a page is published beside it.
#
# Behaviour: the page leaves the output out. Its notebook is copied whole into _sources of the same
# website, where the theme's download button points to: the outputs of cells tagged remove-output
# and remove-cell are in it, word for word. An evaluator who tags a cell to keep a quotation back
# has published it.
# Expected: a copy without what was removed, or a warning.
# Documented: no. Reported for the download of MyST-NB (executablebooks/MyST-NB, issue 686, open).
# The setting html_copy_source: false of Sphinx leaves out the copies and the button.
#
# Seen: "first withheld quotation" and "second withheld quotation" in _sources/page.ipynb only
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'jupyter-book==1.0.4.post1' 'myst-nb==1.4.0' 'sphinx==7.4.7' \
    'sphinx-book-theme==1.3.0'
export HOME="$folder" TMPDIR="$folder" # what the tool leaves behind goes with the folder
mkdir book
printf 'format: jb-book\nroot: page\n' > book/_toc.yml
printf 'title: Example\nexecute:\n  execute_notebooks: "off"\n' > book/_config.yml
venv/bin/python -I - <<'END'
from importlib.metadata import version

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

for name in ("jupyter-book", "myst-nb", "sphinx", "sphinx-book-theme"):
    print(name, version(name))


def cell(number, said, *tags):
    shown = new_output("stream", name="stdout", text=f"{said}\n")
    return new_code_cell(
        f"print(quotations[{number}])",
        execution_count=number + 1,
        outputs=[shown],
        metadata={"tags": list(tags)},
    )


cells = [
    new_markdown_cell("# What people said"),
    cell(0, "first withheld quotation", "remove-output"),
    cell(1, "second withheld quotation", "remove-cell"),
    cell(2, "published quotation"),
]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), "book/page.ipynb")
END
venv/bin/jupyter-book build book > log 2>&1 || { cat log >&2; exit 1; }
where() { # WORDS
    (cd book/_build/html && grep -rlF "$1" . | LC_ALL=C sort | tr '\n' ' ')
}
for words in "first withheld quotation" "second withheld quotation" "published quotation"; do
    echo "$words: $(where "$words")"
done
[ "$(where "first withheld quotation")" = "./_sources/page.ipynb " ]
[ "$(where "second withheld quotation")" = "./_sources/page.ipynb " ]
[ "$(where "published quotation")" = "./_sources/page.ipynb ./page.html " ]
echo "As stated: the website holds what its page does not show."
