#!/usr/bin/env bash
# irrCAC 0.4.4: passages that one coder alone read widen the interval of kappa and AC1, even where
# the two coders agree on every passage that both read.
#
# Behaviour: two coders agree on all of 10 passages. With these alone the interval is 1 to 1. With
# 30 more passages that only the first coder read the coefficient stays 1 and the interval begins
# at 0.44; Krippendorff's alpha keeps 1 to 1. The passages that one coder read enter the variance
# as if the coders had disagreed on them.
# Expected: passages that tell nothing of agreement change nothing, as for alpha, or a sentence on
# what they do. A second coder who reads a sample is the usual design in small evaluations.
# Documented: no. Missing ratings are said to be allowed; the formulas are Gwet's (2014).
#
# Seen: Gwet's AC1, 10 passages:              1.0, interval 1.0 to 1
#       the same and 30 of the first coder:   1.0, interval 0.439 to 1
#       Krippendorff's alpha for these:       1.0, interval 1.0 to 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'irrCAC==0.4.4' 'pandas==2.2.3' 'numpy==1.26.4' 'scipy==1.12.0'
venv/bin/python -I - <<'END'
from importlib.metadata import version

import pandas as pd
from irrCAC.raw import CAC

print("irrCAC", version("irrCAC"))
both = [("yes", "yes")] * 5 + [("no", "no")] * 5
alone = [("yes", None), ("no", None)] * 15


def interval(passages, name):
    ratings = pd.DataFrame(passages, columns=["first coder", "second coder"])
    result = getattr(CAC(ratings), name)()["est"]
    print(f"{name}, {len(passages)} passages:", result["coefficient_value"], end=", ")
    print("interval", *result["confidence_interval"])
    assert result["coefficient_value"] == 1.0
    return result["confidence_interval"]


for name in ("gwet", "fleiss", "conger", "bp"):
    assert interval(both, name) == (1.0, 1)
    assert interval(both + alone, name) == (0.43901, 1)
assert interval(both + alone, "krippendorff") == (1.0, 1)
END
echo "As stated: passages of one coder widen the interval of a perfect agreement."
