"""The package of exact statistics as others use it: what it lists, what it says of
itself, what it refuses.
"""

import doctest
import inspect
import pkgutil
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from importlib import import_module

import pytest

from cohortbook import exact

HALF, TWICE = Fraction(1, 2), Fraction(2)
MODULES = [
    import_module(f"cohortbook.exact.{found.name}")
    for found in pkgutil.iter_modules(exact.__path__)
    if not found.name.startswith("_")
]
FUNCTIONS = {
    f"{module.__name__.rsplit('.', 1)[1]}.{name}": function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}
# What each function refuses, an argument of each kind at least once.
REFUSED = {
    "one_share.binomial_probabilities": [(-1, HALF), (3, TWICE), (3, 0.5), (2.5, HALF)],
    "one_share.binomial_p_value": [(4, 3, HALF), (1, 3, TWICE), (1, 3, 0.829)],
    "one_share.binomial_p_values": [(-1, HALF), (3, -HALF)],
    "one_share.mid_p_value": [(4, 3, HALF), (1, 3, TWICE)],
    "one_share.doubled_p_value": [(-1, 3, HALF), (1, 3, TWICE)],
    "one_share.p_values_by_likelihood": [([HALF],), ([TWICE, -1],), ([0.5, 0.5],)],
    "one_share.rejected_by_likelihood": [([HALF],), ([Fraction(1)], 2)],
    "one_share.rejected_counts": [(3, TWICE), (-1, HALF), (3, HALF, 0)],
    "one_share.rejection_limits": [(3, TWICE), (-1, HALF)],
    "one_share.power": [(3, TWICE, HALF), (3, HALF, TWICE), (3, HALF, HALF, 0)],
    "one_share.limits_of": [([-1], HALF)],
    "one_share.detectable_shares": [(3, TWICE), (3, HALF, 1)],
    "one_share.smallest_group": [(TWICE,), (0.5,), (HALF, 1)],
    "one_share.poisson_binomial_probabilities": [([(3, TWICE)],), ([(-1, HALF)],), ([(3, 0.5)],)],
    "one_share.poisson_binomial_p_value": [(4, [(3, HALF)]), (1, [(3, TWICE)])],
    "one_share.poisson_binomial_rejected": [([(3, TWICE)],), ([(3, 0.5)],), ([(3, HALF)], 0)],
    "one_share.poisson_binomial_detectable": [([(3, TWICE)],), ([],), ([(3, HALF)], 0)],
    "smallest_groups.one_sided": [(TWICE,), (0.5,), (HALF, 1)],
    "smallest_groups.mid_p": [(TWICE,), (0.5,), (HALF, 1)],
    "ranks.unusual_delta": [([], [1]), ([1], [0.5]), ([1], [2], 1)],
    "ranks.detectable_delta": [([], [1]), ([1], [2], 1)],
    "intervals.clopper_pearson": [(4, 3), (0, 0), (1, 3, 1), (1.5, 3)],
    "intervals.mid_p": [(4, 3), (1, 3, 0)],
    "intervals.blaker": [(-1, 3), (1, 3, 2)],
    "intervals.sterne": [(4, 3), (1, 3, 1)],
    "intervals.wilson": [(4, 3), (1, 3, 1)],
    "intervals.jeffreys": [(4, 3), (0, 0)],
    "intervals.coverage": [
        (exact.intervals.wilson, 0, [HALF]),
        (exact.intervals.wilson, 3, [TWICE]),
    ],
    "intervals.least_coverage": [
        (exact.intervals.wilson, 0),
        (exact.intervals.blaker, 3, 1),
    ],
    "categories.multinomial_p_value": [
        ([1], [HALF, HALF]),
        ([-1, 2], [HALF, HALF]),
        ([1, 2], [HALF, HALF / 2]),
        ([1, 2], [0.5, 0.5]),
        ([1.5, 2], [HALF, HALF]),
    ],
    "categories.table_p_value": [([],), ([[1, 2], [3]],), ([[-1, 2]],), ([[0.5, 2]],)],
    "two_shares.fisher": [(4, 3, 1, 2), (1, 3, 3, 2), (0, 0, 1, 2)],
    "two_shares.fisher_mid_p": [(4, 3, 1, 2)],
    "two_shares.boschloo": [(1, 3, 3, 2)],
    "two_shares.barnard": [(1, 3, -1, 2)],
    "two_shares.difference_interval": [(4, 3, 1, 2), (1, 3, 1, 2, 1), (1, 3, 1, 2, 0.95, 0)],
    "two_shares.rejected_counts": [(3, 3, 2), (3, 1, 2, 0)],
    "two_shares.detectable_shares": [(3, 3, 2), (3, 1, 2, 1)],
    "two_samples.permutation_of_means": [([], [1]), ([0.5], [1])],
    "two_samples.permutation_of_ranks": [([1], []), ([1], [0.5])],
    "two_samples.unusual_difference": [([], [1]), ([1], [2], 0)],
    "two_samples.detectable_shift": [([], [1]), ([1], [2], 1)],
    "two_samples.differences_of_means": [([], [1]), ([float("nan")], [1])],
    "two_samples.hodges_lehmann": [([], [1]), (["a"], [1])],
    "two_samples.shift_interval": [([], [1]), ([1], [2], 1)],
    "two_samples.cliffs_delta": [([], [1]), ([None], [1])],
    "two_samples.cliffs_delta_interval": [([], [1]), ([1], [2], 1)],
    "population.non_response_bounds": [(4, 3, 5), (1, 6, 5), (0, 0, 0), (0.5, 3, 5)],
    "population.hypergeometric_probabilities": [(6, 3, 5), (-1, 3, 5), (2, 6, 5)],
    "population.finite_interval": [(4, 3, 5), (1, 3, 5, 1)],
    "prediction.beta_binomial_probabilities": [
        (-1, HALF, HALF),
        (3, Fraction(0), HALF),
        (3, 0.5, HALF),
    ],
    "prediction.predicted": [(4, 3, 2, (HALF, HALF)), (1, 3, -1, (HALF, HALF))],
    "prediction.probability_below": [
        (4, 3, HALF, (HALF, HALF)),
        (1, 3, TWICE, (HALF, HALF)),
        (1, 3, HALF, (0, HALF)),
    ],
    "prediction.central_counts": [([HALF],), ([Fraction(1)], 1)],
    "trend.trend_p_values": [
        ([4, 1], [3, 3], [1, 2]),
        ([1, 1], [3, 3], [1, 1]),
        ([1], [3, 3], [1, 2]),
        ([0, 0], [3, 3], [1, 2]),
        ([1, 2], [3, 3], [0.5, 1]),
    ],
    "trend.detectable_trends": [([4, 1], [3, 3], [1, 2]), ([1, 2], [3, 3], [1, 2], 1)],
    "trend.shares_along": [([3, 3], [1, 2], 0, 0.5), ([3, 3], [1], 1, 0.5)],
    "families.holm": [([TWICE],), ([0.5],)],
    "draws.apportioned": [([HALF],), ([TWICE, -1],), ([Fraction(1)], 0)],
}


def test_the_example_of_the_package_is_true():
    found = doctest.testmod(exact)
    assert found.attempted >= 9 and not found.failed


def test_the_page_of_the_package_offers_every_public_function(project):
    page = (project / "docs" / "exact.md").read_text(encoding="utf-8")
    assert set(FUNCTIONS) <= set(re.findall("^### (.*)$", page, flags=re.MULTILINE))
    assert all(hasattr(exact, name) for name in exact.__all__)


def source_of(name, seen=()):
    """The docstring of a function, and of the functions it names: a source may stand there."""
    module = sys.modules[FUNCTIONS[name].__module__]
    text = FUNCTIONS[name].__doc__
    named = [
        f"{module.__name__.rsplit('.', 1)[1]}.{other}" for other in re.findall(r"`(\w+)`", text)
    ]
    return text + "".join(
        source_of(other, (*seen, name))
        for other in named
        if other in FUNCTIONS and other not in (*seen, name)
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_docstring_says_what_comes_back_where_the_rule_is_from_and_what_is_refused(name):
    text = FUNCTIONS[name].__doc__
    assert re.match(r"Return[ ,]", text) and re.search(r"\bRaises\b", text)
    assert re.search(r"\b(1[789]|20)\d\d\b", source_of(name)), "no year of a source"
    unit = (
        r"p-values?|mid-p|probabilit|shares?\b|counts?\b|interval|differences?\b|shift|median|how"
        r" much oftener|how many|how often|how unusual|fewest|outcomes|trend|same"
    )
    assert re.search(unit, re.split(r"(?<=[a-z)])[.:;\n]", text)[0]), (
        "the first sentence does not say what is counted or measured"
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_of_every_function_has_its_type_written_down(name):
    signature = inspect.signature(FUNCTIONS[name])
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(
        parameter.annotation is not inspect.Parameter.empty
        for parameter in signature.parameters.values()
    )


def test_every_function_has_something_it_refuses():
    assert set(REFUSED) == set(FUNCTIONS)


@pytest.mark.parametrize(
    "name, arguments",
    [(name, arguments) for name, all_of_them in REFUSED.items() for arguments in all_of_them],
)
def test_the_impossible_is_refused_in_a_sentence(name, arguments):
    with pytest.raises(ValueError) as caught:
        FUNCTIONS[name](*arguments)
    sentence = str(caught.value)
    assert re.search(
        r"possible|not between|not exact|no one in it|no one is drawn|no trend|add up|below"
        r" 0|cannot be|is not negative",
        sentence,
    ), sentence
    assert caught.traceback[-1].path.parent.name == "exact", (
        "refused by this package, not by what it calls"
    )


NUMPY = [
    ("one_share.binomial_p_value", (45, 50, Fraction(829, 1000))),
    ("one_share.binomial_probabilities", (50, Fraction(829, 1000))),
    ("one_share.detectable_shares", (50, Fraction(829, 1000))),
    (
        "one_share.poisson_binomial_p_value",
        (45, [(25, Fraction(829, 1000)), (25, Fraction(7, 10))]),
    ),
    (
        "one_share.poisson_binomial_detectable",
        ([(25, Fraction(829, 1000)), (25, Fraction(7, 10))],),
    ),
    ("one_share.smallest_group", (Fraction(829, 1000),)),
    (
        "categories.multinomial_p_value",
        ([20, 25, 5], [Fraction(1, 3), Fraction(1, 2), Fraction(1, 6)]),
    ),
    ("categories.table_p_value", ([[20, 15], [9, 28]],)),
    ("two_shares.fisher", (30, 40, 20, 40)),
    ("two_shares.detectable_shares", (40, 20, 40)),
    ("two_samples.permutation_of_means", ([30] * 20 + [31] * 20, [29] * 30 + [35] * 10)),
    ("two_samples.shift_interval", ([3, 4, 5, 6, 7], [10, 11, 12, 13, 14])),
    ("two_samples.cliffs_delta", ([3, 4, 5], [4, 9])),
    ("two_samples.hodges_lehmann", ([3, 4, 5], [4, 9])),
    ("two_samples.detectable_shift", ([3, 4, 5, 6, 7], [10, 11, 12, 13, 14])),
    ("trend.trend_p_values", ([20, 30, 35], [40, 40, 40], [2030, 2031, 2032])),
    ("prediction.predicted", (45, 50, 30, (Fraction(1, 2), Fraction(1, 2)))),
    ("population.finite_interval", (30, 40, 60)),
    ("population.hypergeometric_probabilities", (30, 40, 60)),
]


def with_numpy(value):
    """The same with NumPy's whole numbers wherever there is one, in Fractions too."""
    import numpy as np

    if isinstance(value, Fraction):
        return (
            Fraction(np.int64(value.numerator), np.int64(value.denominator))
            if value.denominator > 1
            else value
        )
    return (
        np.int64(value) if isinstance(value, int) else type(value)(with_numpy(own) for own in value)
    )


@pytest.mark.parametrize("name, arguments", NUMPY, ids=[name for name, _ in NUMPY])
def test_the_whole_numbers_of_numpy_do_not_overflow(name, arguments):
    """As a table read by pandas holds them."""
    assert FUNCTIONS[name](*with_numpy(arguments)) == FUNCTIONS[name](*arguments)


SMALL = ([Fraction(3, 2), 2, 8, Fraction(37, 4)], [3, 4, 5, 10, 11])
LARGE = ([1, 2, 4, 8, 16, 32, 64], [3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15])
REGISTER = Fraction(829, 1000)


def ours():
    """What this package says to each line that R printed, by the line's name."""
    two, one = exact.two_samples, exact.one_share
    found = {
        "clopper-pearson 14 of 18": exact.clopper_pearson(14, 18),
        "wilson 14 of 18": exact.intervals.wilson(14, 18),
        "jeffreys 3 of 7": exact.intervals.jeffreys(3, 7),
        "exact p of 14 of 18 against 0.83": [exact.binomial_p_value(14, 18, Fraction(83, 100))],
        "fisher 5 of 7, 9 of 11": [exact.two_shares.fisher(5, 7, 9, 11)],
        "fisher 1 of 7, 9 of 11": [exact.two_shares.fisher(1, 7, 9, 11)],
        "holm": exact.families.holm([Fraction(p, 1000) for p in (10, 40, 30, 5)]),
        "hypergeometric 5 of 18 with 4 hits": exact.population.hypergeometric_probabilities(
            4, 5, 18
        ),
        "beta-binomial 3 of 5 after 14 of 18, uniform": [
            exact.prediction.predicted(14, 18, 5, exact.prediction.PRIORS["uniform"])[3]
        ],
        "power at 0.515 of 17 against 0.829": [one.power(17, REGISTER, Fraction(515, 1000))],
        "trend, four cohorts": [
            exact.trend.trend_p_values(
                [2, 5, 1, 4], [4, 5, 3, 9], [2030, 2031, 2032, 2035]
            ).two_sided
        ],
        "trend, pain by dose": [
            exact.trend.trend_p_values([6, 7, 9, 14, 23], [32, 33, 32, 32, 32], range(5)).two_sided
        ],
    }
    tables = {
        "2 by 4": [[3, 2, 1, 1], [2, 4, 3, 2]],
        "3 by 5": [[3, 2, 4, 5, 1], [2, 4, 6, 2, 7], [1, 5, 3, 3, 3]],
        "3 by 3": [[6, 1, 0], [0, 5, 2], [1, 1, 4]],
    }
    found |= {
        f"fisher {name}": [exact.categories.table_p_value(table)] for name, table in tables.items()
    }
    found |= {
        f"rank sum of {name}: p, shift, interval": [
            two.permutation_of_ranks(*groups).two_sided,
            two.hodges_lehmann(*groups),
            *two.shift_interval(*groups),
        ]
        for name, groups in (("4 and 5", SMALL), ("7 and 11", LARGE))
    }
    found |= {
        f"blaker {count} of {n}": exact.intervals.blaker(count, n)
        for n in (7, 11, 18)
        for count in (1, n // 2, n - 2)
    }
    return found | {
        f"exact p of {count} of 11 against 0.829": [exact.binomial_p_value(count, 11, REGISTER)]
        for count in (0, 3, 6, 9, 11)
    }


def printed(text):
    return {
        name: [float(number) for number in numbers.split()]
        for name, numbers in (line.rsplit(": ", 1) for line in text.splitlines()[1:])
    }


def test_everything_that_r_printed_is_what_this_package_says(project):
    """R's numbers are kept with the script that made them; Blaker's ends are those of a
    grid of millionths.
    """
    text = (project / "tests/exact_reference.txt").read_text(encoding="utf-8")
    theirs, mine = printed(text), ours()
    assert text.startswith("R version 4.2.2") and set(theirs) == set(mine)
    for name, numbers in theirs.items():
        near = {"abs": 2e-6} if name.startswith("blaker") else {"rel": 1e-10, "abs": 1e-12}
        assert [float(number) for number in mine[name]] == pytest.approx(numbers, **near), name


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_script_still_prints_what_is_kept(project):
    """Without the package coin its lines are missing; another R may be as right in the
    last digit.
    """
    kept = printed((project / "tests/exact_reference.txt").read_text(encoding="utf-8"))
    now = printed(
        subprocess.run(
            ["Rscript", "tests/exact_reference.R"],
            cwd=project,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    assert set(kept) - set(now) <= {name for name in kept if name.startswith("trend")} and set(
        now
    ) <= set(kept)
    for name, numbers in now.items():
        assert numbers == pytest.approx(kept[name], rel=1e-9, abs=1e-12), name


def test_it_can_be_used_without_the_study_and_starts_without_scipy():
    """What others import draws in no table, no notebook, and nothing that is slow to start."""
    code = (
        "import sys, types; package = types.ModuleType('cohortbook'); package.__path__ ="
        " [sys.argv[1]]; sys.modules['cohortbook'] = package; import cohortbook.exact;"
        " print(sorted({name.split('.')[0] for name in sys.modules} & {'scipy', 'numpy',"
        " 'pandas'}), sorted(name for name in sys.modules if name.startswith('cohortbook.') and"
        " 'exact' not in name))"
    )
    folder = exact.__path__[0].rsplit("exact", 1)[0]
    assert (
        subprocess.run(
            [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[] []"
    )
