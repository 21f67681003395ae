"""Whether predictive intervals are as wide as they say: coverage, and where in them weeks fall."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.contribution import half_variance
from mmm_xl.analysis.predictive import LEVELS
from mmm_xl.analysis.thresholds import COVERAGE_FAILED, COVERAGE_REVIEW
from mmm_xl.analysis.validation.fit_results import Coverage
from mmm_xl.analysis.validation.replicated import Replications
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

BINS = 10
_MOST_TAKEN = 0.9
"""Part of a week's noise that a fit may be taken to have explained."""


def coverage(run: Run, made: Replications) -> tuple[Coverage, ...]:
    """Weeks inside the predictive intervals, counted as in `predictive.in_sample_fit`.

    Notes
    -----
    More weeks than the level are expected inside (`stretches`), and too many is only more than
    that; too few is fewer than the level itself allows.
    """
    from scipy.stats import binom, norm

    tails = [(1 - level / 100) / 2 for level in LEVELS]
    ends = np.quantile(made.drawn, [*tails, *(1 - tail for tail in tails)], axis=0)
    stretch = stretches(run, made)
    weeks, worth = run.dataset.weeks, _worth(run)
    found = []
    for i, level in enumerate(LEVELS):
        low, high = ends[i], ends[len(LEVELS) + i]
        z = norm.ppf(1 - tails[i])
        expected = float((2 * norm.cdf(z * stretch) - 1).mean())
        share = level / 100
        found.append(
            Coverage(
                level=level,
                inside=int(((made.actual >= low) & (made.actual <= high)).sum()),
                weeks=weeks,
                least=int(binom.ppf((1 - COVERAGE_REVIEW) / 2, worth, share) * weeks / worth),
                most=_up(binom.ppf((1 + COVERAGE_REVIEW) / 2, worth, expected) * weeks / worth),
                expected=expected,
                too_few=int(binom.ppf((1 - COVERAGE_FAILED) / 2, worth, share) * weeks / worth),
            )
        )
    return tuple(found)


def pit(made: Replications) -> Floats:
    """Share of replications below each week's outcome, (T,); ties count half."""
    below = (made.drawn < made.actual).mean(axis=0)
    return np.asarray(below + 0.5 * (made.drawn == made.actual).mean(axis=0))


def pit_bins(run: Run, found: Floats) -> tuple[Floats, int, int]:
    """Weeks in ten equal bins, and the binomial 95% limits of each.

    Notes
    -----
    Fitted weeks gather in the middle; `pit_chance` allows for that, these limits do not.
    """
    from scipy.stats import binom

    counts = np.histogram(found, bins=BINS, range=(0.0, 1.0))[0].astype(float)
    weeks, worth = run.dataset.weeks, _worth(run)
    least, most = (
        binom.ppf(end, worth, 1 / BINS) * weeks / worth
        for end in ((1 - COVERAGE_REVIEW) / 2, (1 + COVERAGE_REVIEW) / 2)
    )
    return counts, int(least), _up(most)


def pit_chance(run: Run, found: Floats, stretch: Floats) -> float:
    """Chance of a larger Kolmogorov-Smirnov deviation from an even spread, were the model right.

    Parameters
    ----------
    found : ndarray, shape (T,)
        From `pit`.
    stretch : ndarray, shape (T,)
        From `stretches`: by it the gathering of fitted weeks in the middle is undone.
    """
    from scipy.stats import kstwo, norm

    weeks = run.dataset.weeks
    ordered = np.sort(norm.cdf(norm.ppf(found) * stretch))
    steps = np.arange(weeks + 1) / weeks
    deviation = float(np.max([steps[1:] - ordered, ordered - steps[:-1]]))
    return float(kstwo.sf(deviation, _worth(run)))


def stretches(run: Run, made: Replications) -> Floats:
    """Standard deviation of a week's replications over that of its fitted outcome, (T,).

    Notes
    -----
    A fit bends towards the weeks that it sees. With a posterior variance V_t of a week's mean and
    noise of variance s^2, the outcome lies around that mean with variance s^2 - V_t, while
    replications have s^2 + V_t: exactly so in a linear model with Normal noise.
    """
    mean = np.log(made.modelled) if made.multiplicative else made.modelled
    noise = 2.0 * float(half_variance(run).mean())
    with np.errstate(divide="ignore"):
        taken = np.minimum(mean.var(axis=0) / noise, _MOST_TAKEN)
    return np.asarray(np.sqrt((1 + taken) / (1 - taken)))


def _worth(run: Run) -> int:
    """Independent weeks that all weeks are worth: fewer where noise has memory.

    Notes
    -----
    Being inside an interval has about the autocorrelation of squared noise, rho^2 at each lag, so
    T weeks are worth T (1 - rho^2) / (1 + rho^2).
    """
    weeks = run.dataset.weeks
    if "autocorrelation" not in run.posterior:
        return weeks
    squared = float(run.posterior["autocorrelation"].mean()) ** 2
    return max(int(weeks * (1 - squared) / (1 + squared)), 2)


def _up(count: float) -> int:
    return int(np.ceil(count))
