#!/usr/bin/env bash
# docx2python 3.7.1: one comment set at a point, without marked words, and no comment of the Word
# document is read.
#
# Behaviour: a comment in Office Open XML may mark words or stand at a point (its range is
# optional); LibreOffice Writer writes the second form for a comment made without a selection.
# docx2python counts ranges and comments, finds them unequal, warns and returns an empty list, so
# that the comments on words are lost too. Where warnings are silenced nothing is seen.
# Expected: the comments on words, and the one at a point with its place or without.
# Documented: no. The docstring of comments promises each comment with the text that it marks.
#
# Seen: two comments on words:                   two rows, each with its words
#       the same and a third at a point:         [] and a warning
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'docx2python==3.7.1' 'python-docx==1.2.0'
venv/bin/python -I - <<'END'
import warnings
from importlib.metadata import version

from docx import Document
from docx2python import docx2python

print("docx2python", version("docx2python"))
WORDS = ("My manager gave me time.", "The workshops helped.")


def write(path, at_a_point):
    document = Document()
    for words in WORDS:
        run = document.add_paragraph().add_run(words)
        document.add_comment(run, text="code", author="A coder", initials="AC")
    if at_a_point:
        run = document.add_paragraph().add_run("We met in March.")
        comment = document.add_comment(run, text="time", author="A coder", initials="AC")
        for mark in document.element.xpath(
            f"//w:commentRangeStart[@w:id={comment.comment_id}]"
            f"|//w:commentRangeEnd[@w:id={comment.comment_id}]"
        ):
            mark.getparent().remove(mark)
    document.save(path)


def comments(path):
    with warnings.catch_warnings(record=True) as warned, docx2python(path) as document:
        warnings.simplefilter("always")
        rows = document.comments
    print(f"{path}: {[row[0] for row in rows]}, warnings: {[str(w.message) for w in warned]}")
    return [row[0] for row in rows], len(warned)


write("on_words.docx", at_a_point=False)
write("at_a_point.docx", at_a_point=True)
assert comments("on_words.docx") == (list(WORDS), 0)
assert comments("at_a_point.docx") == ([], 1)
END
echo "As stated: one comment at a point hides all others."
