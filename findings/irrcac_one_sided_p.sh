#!/usr/bin/env bash
# irrCAC 0.4.4: the p-value of Brennan and Prediger's coefficient is one-sided, those of the other
# coefficients are two-sided.
#
# Behaviour: for two coders whose categories are equally common, five coefficients have the same
# value and four of them the same standard error. Gwet's AC1, Fleiss' and Conger's kappa give
# p = 0.051; Brennan and Prediger's gives 0.026, half of it, and so falls below 0.05.
# Expected: one definition for all, or a word in the result that says which.
# Documented: no. The docstrings name no side. A table of coefficients mixes the two.
#
# Seen: coefficient 0.6 and standard error 0.26667 for each of the four, p 0.051 three times
#       and 0.0255 once
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
from scipy.stats import t

print("irrCAC", version("irrCAC"))
both = [("yes", "yes")] * 4 + [("no", "no")] * 4 + [("yes", "no"), ("no", "yes")]
analysis = CAC(pd.DataFrame(both, columns=["first coder", "second coder"]))
p_values = {}
for name in ("gwet", "fleiss", "conger", "bp"):
    result = getattr(analysis, name)()["est"]
    p_values[name] = result["p_value"]
    print(f"{name}: {result['coefficient_value']}, {result['se']}, p {result['p_value']:.4f}")
    assert result["coefficient_value"] == 0.6
    assert result["se"] == 0.26667
one_sided = t.sf(0.6 / (4 / 15), len(both) - 1)
assert abs(p_values["bp"] - one_sided) < 1e-9
for name in ("gwet", "fleiss", "conger"):
    assert abs(p_values[name] - 2 * one_sided) < 1e-9
END
echo "As stated: one of four p-values is one-sided."
