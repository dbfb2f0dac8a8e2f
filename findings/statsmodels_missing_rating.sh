#!/usr/bin/env bash
# statsmodels 0.15.0: a rating that is missing becomes a category of its own in aggregate_raters,
# and Fleiss' kappa counts it as a disagreement.
#
# Behaviour: aggregate_raters turns nan into a third category beside yes and no. fleiss_kappa takes
# the table without a word: passages that only one coder read count as passages on which the two
# disagreed, and two coders who both left a passage out agree on it.
# Expected: an error, or passages with a missing rating left out, as fleiss_kappa needs as many
# ratings for each; it raises an error itself when a row has fewer.
# Documented: the docstring names no missing ratings.
#
# Seen: 4 passages that both coders read:                     kappa 0.467
#       the same and 3 that the first coder alone read:       kappa 0.082
#       the same and 3 that neither read, marked as missing:  kappa 0.778
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'statsmodels==0.15.0' 'scipy==1.17.1' 'numpy==2.4.6' 'pandas==3.1.1'
venv/bin/python -I - <<'END'
from importlib.metadata import version

import numpy as np
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

print("statsmodels", version("statsmodels"))
both = [[1, 1], [1, 1], [0, 0], [0, 1]]


def kappa(ratings):
    table, categories = aggregate_raters(np.array(ratings, dtype=float))
    value = fleiss_kappa(table)
    print(f"{len(ratings)} passages, categories {categories.tolist()}: kappa {value:.3f}")
    return round(float(value), 3), len(categories)


assert kappa(both) == (0.467, 2)
assert kappa([*both, [1, np.nan], [0, np.nan], [1, np.nan]]) == (0.082, 3)
assert kappa(both + [[np.nan, np.nan]] * 3) == (0.778, 3)
END
echo "As stated: a missing rating is counted as a category."
