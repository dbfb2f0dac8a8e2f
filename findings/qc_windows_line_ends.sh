#!/usr/bin/env bash
# qualitative-coding (qc) 1.7.8: in its REFI-QDA export, positions drift by one a line where the
# text has Windows line ends.
#
# Behaviour: qc counts each line end as one character, but puts the file into the .qdpx byte for
# byte, where a line end is CR and LF. A program that takes the positions as the standard says finds
# each passage too early, by as many characters as there are lines before it. In a long interview
# it finds other words altogether; counts of codes are right all the same.
# Expected: positions in the text that the project holds.
# Documented: no.
#
# Seen: the second line, coded Time:  "Time was short." is found as "\nTime was short."
#       the fourth line, coded Money: "Money came late." is found as "d\r\nMoney came lat"
#       the same text with LF:        both whole, each with its line end
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'qualitative-coding==1.7.8'
export HOME="$folder" TMPDIR="$folder" # what the tool leaves behind goes with the folder
venv/bin/python -I -c 'from importlib.metadata import version
print("qualitative-coding", version("qualitative-coding"))'

# qc opens an editor on a text and on a file with a line of codes for each line of the text.
cat > coder.sh <<'END'
#!/bin/sh
printf '\nTime\n\nMoney' > "$1"
END
chmod +x coder.sh
export_project() { # NAME LINE-END
    mkdir "$1"
    cd "$1"
    ../venv/bin/qc init > log 2>&1
    sed -i 's/^editor: .*/editor: script/' settings.yaml
    cat >> settings.yaml <<END
editors:
  script:
    name: Script
    code_command: '$folder/coder.sh "{codes_file_path}"'
    memo_command: 'true'
END
    printf "%s$2" 'Q.' 'Time was short.' 'And' 'Money came late.' > ../interview.txt
    {
        ../venv/bin/qc corpus import --importer verbatim ../interview.txt
        ../venv/bin/qc code coder_one --first
        ../venv/bin/qc codebook
        ../venv/bin/qc export "../$1.qdpx"
    } > log 2>&1 || { cat log >&2; exit 1; }
    cd ..
}
export_project windows '\r\n'
export_project unix '\n'
venv/bin/python -I - <<'END'
import zipfile
from xml.etree import ElementTree


def passages(name):
    with zipfile.ZipFile(name) as archive:
        members = {member.rpartition(".")[2]: member for member in archive.namelist()}
        text = archive.read(members["txt"]).decode("utf-8")
        tree = ElementTree.fromstring(archive.read(members["qde"]))
    found = [
        text[int(node.get("startPosition")) : int(node.get("endPosition"))]
        for node in tree.iter()
        if node.tag.endswith("PlainTextSelection")
    ]
    print(name, found)
    return found


assert passages("windows.qdpx") == ["\nTime was short.", "d\r\nMoney came lat"]
assert passages("unix.qdpx") == ["Time was short.\n", "Money came late.\n"]
END
echo "As stated: with Windows line ends the exported positions are too early."
