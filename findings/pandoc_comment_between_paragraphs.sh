#!/usr/bin/env bash
# pandoc 3.9 (in pypandoc-binary 1.17): --track-changes=all leaves out comments of a Word document
# whose marks are between paragraphs, and comments at a point, without a word.
#
# Behaviour: a comment whose range begins and ends inside a paragraph is given with its words. One
# around a whole paragraph, whose marks the standard allows between paragraphs (ECMA-376, part 1,
# 17.13.4), is gone with its text and author, and so is one that is on no words.
# Expected: all comments, as the manual says of this option, or a warning.
# Documented: no. Who codes interviews by comments and counts them after pandoc counts too few.
#
# Seen: 3 comments in the document; 1 in what pandoc gives: coaching
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'pypandoc-binary==1.17'
venv/bin/python -I - <<'END'
import re
import zipfile

import pypandoc

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BODY = (
    '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>The coach helped.</w:t></w:r>'
    '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    '<w:commentRangeStart w:id="1"/><w:p><w:r><w:t>Time was short.</w:t></w:r></w:p>'
    '<w:commentRangeEnd w:id="1"/><w:p><w:r><w:commentReference w:id="1"/></w:r>'
    '<w:r><w:t>Later.</w:t></w:r><w:r><w:commentReference w:id="2"/></w:r></w:p>'
)
CODES = ("coaching", "time", "ask again")
comments = "".join(
    f'<w:comment w:id="{number}" w:author="coder"><w:p><w:r><w:t>{code}</w:t></w:r></w:p></w:comment>'
    for number, code in enumerate(CODES)
)
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default'
    ' Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"'
    f' ContentType="{KIND}.document.main+xml"/><Override PartName="/word/comments.xml"'
    f' ContentType="{KIND}.comments+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship'
    f' Id="r1" Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{BODY}</w:body></w:document>',
    "word/comments.xml": f'<w:comments xmlns:w="{WORD}">{comments}</w:comments>',
}
with zipfile.ZipFile("interview.docx", "w") as archive:
    for name, text in PARTS.items():
        archive.writestr(name, text)
print("pandoc", pypandoc.get_pandoc_version())
text = pypandoc.convert_file("interview.docx", "markdown", extra_args=["--track-changes=all"])
print(text)
given = re.findall(r"\[([^\]]+)\]\{\.comment-start", text)
print(len(CODES), "comments in the document;", len(given), "given:", ", ".join(given))
assert pypandoc.get_pandoc_version() == "3.9" and given == ["coaching"], given
END
echo "As stated: two of three comments are left out without a word."
