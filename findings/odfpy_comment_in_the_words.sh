#!/usr/bin/env bash
# odfpy 1.4.1: the text of a paragraph holds the comments made on it, with their author and date,
# in the midst of the words.
#
# Behaviour: teletype.extractText, which the library offers for the text of a paragraph, also gives
# what stands in an annotation: who wrote it, when and what, run together with the sentence. The
# comment's own paragraph is then given a second time. In a transcript that was coded by comments,
# the coder's name and codes become words of the person interviewed.
# Expected: the words of the paragraph, as an office program prints them.
# Documented: no. Reported for the text of spreadsheet cells (eea/odfpy, issue 146, open).
#
# Seen: "The course came Coder Two2026-01-02T03:04:05Delayed startlate." and "Delayed start"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'odfpy==1.4.1'
venv/bin/python -I - <<'END'
from importlib.metadata import version

from odf import dc, office, teletype, text
from odf.opendocument import OpenDocumentText, load

print("odfpy", version("odfpy"))
document = OpenDocumentText()
comment = office.Annotation()
comment.addElement(dc.Creator(text="Coder Two"))
comment.addElement(dc.Date(text="2026-01-02T03:04:05"))
comment.addElement(text.P(text="Delayed start"))
sentence = text.P(text="The course came ")
sentence.addElement(comment)
sentence.addText("late.")
document.text.addElement(sentence)
document.save("interview.odt")
seen = [
    teletype.extractText(paragraph)
    for paragraph in load("interview.odt").getElementsByType(text.P)
]
for words in seen:
    print(repr(words))
assert seen == ["The course came Coder Two2026-01-02T03:04:05Delayed startlate.", "Delayed start"]
END
echo "As stated: author, date and comment stand among the words of the paragraph."
