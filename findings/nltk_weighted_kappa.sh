#!/usr/bin/env bash
# NLTK 3.10.4: the argument max_distance changes weighted kappa.
#
# Behaviour: AnnotationTask.weighted_kappa(max_distance=M) divides the expected disagreement by M
# and leaves the observed disagreement as it is. The name of the argument asks for the largest
# distance of the scale; an evaluator who gives it gets a far smaller kappa, without a warning.
# Expected: Cohen's weighted kappa (1968) is a quotient of the two, so that no scale of the
# distances changes it.
# Documented: no. The docstring is "Cohen 1968" and says nothing of max_distance.
#
# Seen: two coders, eight passages, none (0), some (1) or strong (2):
#       by Cohen's formula               0.5556
#       NLTK without max_distance        0.5556
#       NLTK with max_distance=2         0.1111
#       NLTK with max_distance=4        -0.7778
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/pip install -qq 'nltk==3.10.4'
venv/bin/python -I - <<'END'
from importlib.metadata import version

from nltk.metrics.agreement import AnnotationTask

print("nltk", version("nltk"))
first = [0, 0, 1, 2, 2, 1, 0, 2]
second = [0, 1, 1, 2, 1, 1, 1, 2]
task = AnnotationTask(
    [
        (coder, passage, code)
        for coder, codes in (("first", first), ("second", second))
        for passage, code in enumerate(codes)
    ],
    distance=lambda one, other: abs(one - other),
)
observed = sum(abs(one - other) for one, other in zip(first, second)) / len(first)
expected = sum(abs(one - other) for one in first for other in second) / len(first) ** 2
seen = {
    "by Cohen's formula": 1 - observed / expected,
    "NLTK without max_distance": task.weighted_kappa(),
    "NLTK with max_distance=2": task.weighted_kappa(max_distance=2),
    "NLTK with max_distance=4": task.weighted_kappa(max_distance=4),
}
for name, kappa in seen.items():
    print(f"{name}: {kappa:.4f}")
assert [round(kappa, 4) for kappa in seen.values()] == [0.5556, 0.5556, 0.1111, -0.7778]
END
echo "As stated: max_distance changes a coefficient that it should not change."
