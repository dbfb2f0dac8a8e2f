#!/usr/bin/env bash
# webvtt-py 0.6.0: where two people speak in one cue of a transcript, the first is given all words.
#
# Behaviour: a caption has one voice, that of the first <v> in the cue; its text holds the words of
# all voices, without a mark where one ends. A dialogue in one cue is valid WebVTT, and recorded
# meetings hold many. A table made of voice and text attributes the second person's words to the
# first.
# Expected: a caption for each voice, or a text in which the second voice can be seen.
# Documented: no. The docstring says that the voice is given if there is one, not that there may be
# several.
#
# Seen: voice "Interviewer", text "Did the funding help? / No, it came too late."
#       pycaption 2.3.14 keeps them apart: "Interviewer: Did the funding help? / PR7: No, ..."
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'webvtt-py==0.6.0' 'pycaption==2.3.14'
cat > interview.vtt <<'END'
WEBVTT

00:00:01.000 --> 00:00:04.000
<v Interviewer>Did the funding help?</v>
<v PR7>No, it came too late.</v>
END
venv/bin/python -I - <<'END'
from importlib.metadata import version
from pathlib import Path

import webvtt
from pycaption import WebVTTReader

print("webvtt-py", version("webvtt-py"), "and pycaption", version("pycaption"))
(caption,) = webvtt.read("interview.vtt")
print("webvtt-py:", repr(caption.voice), repr(caption.text))
captions = WebVTTReader().read(Path("interview.vtt").read_text(encoding="utf-8"))
(language,) = captions.get_languages()
(other,) = (caption.get_text() for caption in captions.get_captions(language))
print("pycaption:", repr(other))
assert caption.voice == "Interviewer"
assert caption.text == "Did the funding help?\nNo, it came too late."
assert other == "Interviewer: Did the funding help?\nPR7: No, it came too late."
END
echo "As stated: the words of the second voice are given to the first."
