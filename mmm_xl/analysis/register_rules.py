"""What a lift test's place in the register amounts to, by written rules with their thresholds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LEAST_PROBABILITY = 1e-12

CONFLICT = 2.0
"""Standard deviations between result and prediction from which they conflict."""

BEYOND = 2.0
"""Standard errors by which a result is on the wrong side, or beyond what the prior allows."""

ALLOWED = 3.0902
"""Standard deviations of the logarithm within which the prior allows an effect: up to its 99.9%."""

LEAST_POWER = 0.5
"""Expected power below which a test would have been better made larger."""

LEAST_NEWS = 0.1
"""Effective weight below which a test tells the model nothing new."""


class Fault(StrEnum):
    """Kinds of findings about a test."""

    CONFLICT = "conflict"
    WRONG_SIDE = "wrong side"
    BEYOND_PRIOR = "beyond prior"
    BEYOND_TOTAL = "beyond total"
    CONTRADICTION = "contradiction"
    NOT_JUDGED = "not judged"
    UNDERPOWERED = "underpowered"
    NO_NEWS = "no news"


SEVERE = frozenset(
    {
        Fault.CONFLICT,
        Fault.WRONG_SIDE,
        Fault.BEYOND_PRIOR,
        Fault.BEYOND_TOTAL,
        Fault.CONTRADICTION,
        Fault.NOT_JUDGED,
    }
)
"""With any of these the verdict is at best "restrict"; what was not judged is never a pass."""


@dataclass(frozen=True)
class TestFinding:
    """One finding about a test.

    Parameters
    ----------
    figure : float
        What the rule compared: standard deviations of a conflict (positive where the test found
        more effect than the model expects) or contradiction, standard errors of the wrong side,
        multiple of the limit, power or weight.
    other : str
        Name of the second test of a contradiction, or why nothing was judged.
    """

    __test__ = False

    test: str
    fault: Fault
    figure: float
    other: str = ""

    @property
    def severe(self) -> bool:
        """Whether it limits the use of the figures."""
        return self.fault in SEVERE


@dataclass(frozen=True)
class Evidence:
    """What the rules look at.

    Parameters
    ----------
    effect, error : float, outcome units
        Measured effect and its standard error.
    spend_change : float
        Of either sign; only its sign counts.
    prior : ndarray, shape (N,), outcome units
        Modelled effect before any data.
    total : float, outcome units
        Outcome of the treated share of the market in the measured weeks.
    z, power, weight : float or None
        None where the posterior without the test is missing.
    probability : float or None
        Predictive probability of a result at least as far out, on either side.
    """

    name: str
    calibrates: bool
    effect: float
    error: float
    spend_change: float
    prior: Floats
    total: float
    z: float | None
    power: float | None
    weight: float | None
    probability: float | None = None

    @property
    def apart(self) -> float | None:
        """How far the result is from the prediction, standard deviations, with the sign of z.

        Notes
        -----
        The larger of z and the deviation of a Normal that is as rare as the result: where the
        prediction is skewed, z alone misses results in its short tail.
        """
        if self.z is None:
            return None
        rare = max(1.0 if self.probability is None else self.probability, _LEAST_PROBABILITY)
        return math.copysign(max(abs(self.z), NormalDist().inv_cdf(1 - rare / 2)), self.z)


def findings(seen: Evidence) -> tuple[TestFinding, ...]:
    """Findings about one test by itself."""
    found = [*_impossible(seen)]
    if seen.apart is not None and abs(seen.apart) > CONFLICT:
        more = math.copysign(1.0, seen.spend_change) * seen.apart
        found.append(TestFinding(seen.name, Fault.CONFLICT, more))
    if seen.power is not None and seen.power < LEAST_POWER:
        found.append(TestFinding(seen.name, Fault.UNDERPOWERED, seen.power))
    if seen.calibrates and seen.weight is not None and seen.weight < LEAST_NEWS:
        found.append(TestFinding(seen.name, Fault.NO_NEWS, seen.weight))
    return tuple(found)


def _impossible(seen: Evidence) -> list[TestFinding]:
    """Results that no test of this kind can have."""
    found = []
    toward = math.copysign(1.0, seen.spend_change) * seen.effect
    if toward < -BEYOND * seen.error:
        found.append(TestFinding(seen.name, Fault.WRONG_SIDE, -toward / seen.error))
    limit = allowed(seen.prior)
    if toward - BEYOND * seen.error > limit > 0:
        found.append(TestFinding(seen.name, Fault.BEYOND_PRIOR, toward / limit))
    if abs(seen.effect) > seen.total:
        times = abs(seen.effect) / seen.total if seen.total else math.inf
        found.append(TestFinding(seen.name, Fault.BEYOND_TOTAL, times))
    return found


def allowed(prior: Floats) -> float:
    """Size of effect that the prior exceeds with probability 0.1%, outcome units.

    Notes
    -----
    From mean and standard deviation of the logarithm: the prior of an effect is LogNormal, and so
    nearly is what a change of spend makes of it. NaN where the model expects nothing of a test.
    """
    sizes = np.log(np.abs(prior[prior != 0]))
    if len(sizes) < len(prior) / 2:
        return math.nan
    return float(np.exp(sizes.mean() + ALLOWED * sizes.std()))


def contradictions(calibrating: Sequence[Evidence]) -> tuple[TestFinding, ...]:
    """Pairs of calibrating tests of the same channels that cannot both be right.

    Parameters
    ----------
    calibrating : sequence of Evidence
        Of the same channels.

    Notes
    -----
    The effects that the model expects of two tests have a ratio which hardly depends on how large
    the return is. Result one less the ratio times result two is held against its standard
    deviation: of both errors, and of the ratio over draws of the prior (half the width of its
    middle 68%). Taken both ways round; the smaller counts.
    """
    found = []
    for one, two in combinations(calibrating, 2):
        apart = min((contrast(one, two), contrast(two, one)), key=abs)
        if abs(apart) > CONFLICT:
            found.append(TestFinding(one.name, Fault.CONTRADICTION, apart, two.name))
    return tuple(found)


def contrast(one: Evidence, two: Evidence) -> float:
    """How far result one is from what result two leads to expect, standard deviations."""
    known = two.prior != 0
    if not known.any():
        return 0.0
    ratios = one.prior[known] / two.prior[known]
    low, ratio, high = np.quantile(ratios, (0.16, 0.5, 0.84))
    unsure = two.effect * (high - low) / 2
    spread = math.sqrt(one.error**2 + (ratio * two.error) ** 2 + unsure**2)
    return float((one.effect - ratio * two.effect) / spread)
