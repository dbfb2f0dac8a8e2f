#!/usr/bin/env bash
# brad 0.2.0a0: the p-value of a permutation test leaves out the arrangements that equal the one
# seen, so that the most extreme result has p = 0.
#
# Behaviour: p_value() is the share of arrangements strictly above (or below) the one seen. With
# two groups of 3 and 4 people all of one group below the other, 1 of 35 arrangements is as
# extreme, and p is 0. With answers of yes and no, where many arrangements are equal, it is 0 in
# place of 1/7, and the two tails add up to less than 1.
# Expected: the share of arrangements at least as extreme (Fisher; Phipson and Smyth 2010: a
# p-value of a permutation test is never zero).
# Documented: no. The docstring of p_value is empty.
#
# Seen: years 1 2 3 against 4 5 6 7:     lower tail 0.0, where 1/35 is 0.029
#       answers 0 0 1 against 1 1 1 1:   lower tail 0.0, where 1/7 is 0.143; upper tail about 0.85
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'brad==0.2.0a0' 'scipy==1.12.0' 'numpy==1.26.4'
venv/bin/python -I - <<'END'
from importlib.metadata import version

import brad
import numpy as np
from scipy.stats import permutation_test

print("brad", version("brad"))


def difference(values, groups):
    return values[groups == 0].sum() / 3 - values[groups == 1].sum() / 4


def tails(values):
    values = np.array(values, dtype=float)
    groups = np.array([0, 0, 0, 1, 1, 1, 1])
    np.random.seed(1)
    test = brad.permutation_test(values, groups, 20_000, statistic=difference)
    exact = [
        permutation_test(
            (values[:3], values[3:]),
            lambda x, y: x.mean() - y.mean(),
            alternative=side,
            n_resamples=np.inf,
        ).pvalue
        for side in ("less", "greater")
    ]
    found = test.p_value(lower_tail=True), test.p_value()
    print(values.tolist(), "brad:", found, "exact:", [round(float(p), 3) for p in exact])
    return found, exact


years, exact_years = tails([1, 2, 3, 4, 5, 6, 7])
assert years[0] == 0 and round(exact_years[0], 6) == round(1 / 35, 6)
answers, exact_answers = tails([0, 0, 1, 1, 1, 1, 1])
assert sum(answers) < 1 < sum(exact_answers)
END
echo "As stated: arrangements that equal the one seen are left out."
