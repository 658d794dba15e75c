"""Reference values of the statistics: python3 -m venv v && v/bin/pip install scipy statsmodels && v/bin/python statistics.py > statistics.json"""

import itertools
import json

import numpy as np
import scipy
import statsmodels
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(0)


def sign_flip(differences):
    """Exact: every sign pattern of the differences that are not 0."""
    some = [each for each in differences if each != 0]
    observed = abs(sum(some))
    sums = [abs(sum(sign * each for sign, each in zip(signs, some))) for signs in itertools.product((-1, 1), repeat=len(some))]
    return sum(each >= observed for each in sums) / len(sums)


def bonett_price(differences, runs):
    """Interval of a difference of paired proportions (2012); of several runs, with the mean difference of an image in the place of a pair."""
    n = len(differences) + 2
    means = np.array([*differences, runs, -runs]) / runs
    half = 1.959963984540054 * np.sqrt((np.mean(means**2) - np.mean(means) ** 2) / n)
    return [float(np.mean(means) - half), float(np.mean(means) + half)]


flips = []
for images, runs in [(6, 1), (12, 1), (10, 2), (14, 3), (16, 5)]:
    wrong = random.random((2, runs, images)) < np.array([0.6, 0.3])[:, None, None]
    differences = (wrong[1].astype(int) - wrong[0].astype(int)).sum(axis=0).tolist()
    flips.append(
        {
            "wrong": wrong.astype(int).tolist(),
            "p": sign_flip(differences),
            "scipy": permutation_test((np.array(differences, float),), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue,
            "interval": bonett_price(differences, runs),
        }
    )
counts = [[4, 13], [7, 12], [0, 3], [250, 310], [1, 0], [1200, 1400]]
pairs = [{"counts": each, "p": mcnemar([[0, each[0]], [each[1], 0]], exact=True).pvalue} for each in counts]
families = [[0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.001, 0.02, 0.02, 0.6], [0.2, 0.2, 0.2]]
corrected = [{"p": each, "holm": multipletests(each, method="holm")[1].tolist()} for each in families]
tallies = [[0, 10], [5, 20], [10, 10], [97, 10000]]
intervals = [{"tally": each, "wilson": list(proportion_confint(*each, method="wilson"))} for each in tallies]
print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
            **{"flips": flips, "pairs": pairs, "corrected": corrected, "intervals": intervals},
        },
        default=float,
        indent=1,
    )
)
