#!/usr/bin/env bash
# statsmodels 0.15.0 (with scipy 1.17.1): the score interval of a ratio of two shares is wrong
# where everyone in one of the two groups said yes.
#
# Behaviour: confint_proportions_2indep(..., method="score", compare="ratio") returns an interval
# that does not hold the ratio itself, or one whose ends are complex numbers. No error is raised
# and nothing is printed. Small groups in which all said the same are common in evaluations.
# Expected: an interval that holds the ratio, and whose ends become their reciprocals when the
# groups are exchanged: for 7 of 7 against 11 of 11 this would be about 0.63 to 1.37.
# Documented: no. The docstring calls the function experimental and names no such limit.
#
# Seen: 7 of 7 against 11 of 11, ratio 1:     1.0000 to 1.3698
#       11 of 11 against 7 of 7, ratio 1:     1.0000 to 1.5811, above 1 as well
#       0 of 7 against 11 of 11, ratio 0:     0.6111 to 0.6111
#       2 of 7 against 11 of 11, ratio 0.286: 0.7222 to 0.7222, both of them complex
#       3 of 7 against 4 of 11, ratio 1.179:  0.3491 to 3.6434, as it should be
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'statsmodels==0.15.0' 'scipy==1.17.1' 'numpy==2.4.6' 'pandas==3.1.1'
venv/bin/python -I - <<'END'
from importlib.metadata import version

from statsmodels.stats.proportion import confint_proportions_2indep

print("statsmodels", version("statsmodels"), "with scipy", version("scipy"))


def interval(yes, n, other_yes, other_n, method="score"):
    ends = confint_proportions_2indep(
        yes, n, other_yes, other_n, method=method, compare="ratio"
    )
    low, high = (end.real for end in ends)
    ratio = (yes / n) / (other_yes / other_n)
    is_complex = any(isinstance(end, complex) for end in ends)
    print(
        f"{yes} of {n} against {other_yes} of {other_n}, {method}:"
        f" ratio {ratio:.3f}, interval {low:.8f} to {high:.8f}{', complex' if is_complex else ''}"
    )
    return low <= ratio <= high, is_complex


assert interval(3, 7, 4, 11) == (True, False)
assert interval(7, 7, 11, 11) == (False, False)
assert interval(11, 11, 7, 7) == (False, False)
assert interval(0, 7, 11, 11) == (False, False)
assert interval(2, 7, 11, 11) == (False, True)
assert interval(2, 7, 11, 11, "log-adjusted") == (True, False)
END
echo "As stated: where one group is full, the score interval leaves its own ratio out."
