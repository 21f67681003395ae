"""Priors in business words, solved for the parameters of their distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.9
"""Probability inside a stated "from ... to" range."""

_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True)
class LogNormal:
    """A positive quantity whose logarithm is Normal(mu, sigma).

    Parameters
    ----------
    mu, sigma : float
        Mean and standard deviation of the logarithm.
    """

    mu: float
    sigma: float

    @property
    def median(self) -> float:
        """Median, in the unit of the quantity."""
        return math.exp(self.mu)

    def quantile(self, probability: float) -> float:
        """Quantile, in the unit of the quantity."""
        return math.exp(self.mu + self.sigma * NormalDist().inv_cdf(probability))


def from_range(low: float, high: float) -> LogNormal:
    """LogNormal with 5% below ``low`` and 5% above ``high``.

    Parameters
    ----------
    low, high : float, 0 < low < high

    Notes
    -----
    mu = (ln low + ln high) / 2; sigma = (ln high - ln low) / (2 * 1.645).
    """
    return LogNormal(
        (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * _Z)
    )


ROI = from_range(0.2, 5.0)
"""Return of one unit spent, where the user states nothing: median 1."""

OWNED_SHARE = from_range(0.005, 0.08)
"""An owned channel's share of the outcome, where the user states nothing: median 2%."""

HALF_LIFE = from_range(0.3, 8.0)
"""Weeks until half of an effect has passed, where the user states nothing: median 1.5 weeks.

A narrower range lost what slow channels bring after a quarter to the drifting level; see the
calibration among the benchmarks.
"""

HALF_MAXIMUM = LogNormal(0.0, 0.7)
"""Multiple of a usual week on air at which half of the greatest effect is reached."""

SLOPE = LogNormal(0.1, 0.3)
"""Hill slope: about 1.1, between 0.7 and 1.8."""

ADSTOCK_SHAPE = LogNormal(0.1, 0.45)
"""Weibull shape: about 1.1, between 0.5 and 2.3; above 1 the effect peaks after the first week,
below 1 a part of it lasts long."""

DELAYED_PEAK = from_range(0.5, 4.0)
"""Weeks until delayed carryover is strongest: median 1.4."""

POOLED_CENTRE = (0.0, 0.6)
"""Mean and sd of the centre of log ROI across pooled channels: each is about 0.2 to 5, median 1."""

POOLED_SPREAD = LogNormal(math.log(0.7), 0.4)
"""Standard deviation of log ROI across pooled channels: they differ by a factor of about two.

A median of 0.5 held the 80% ranges of simulated advertisers to 70% of the truth.
"""

POOLED_SPREAD_HELD = LogNormal(POOLED_SPREAD.mu, 0.05)
"""The same where a short history cannot teach it: held at its median."""

POOLED_ROI = LogNormal(
    POOLED_CENTRE[0],
    math.sqrt(POOLED_CENTRE[1] ** 2 + math.exp(2 * POOLED_SPREAD.mu + 2 * POOLED_SPREAD.sigma**2)),
)
"""What pooling implies for one channel: same mean and variance of log ROI."""

AUTOCORRELATION = (0.3, 0.3)
"""Mean and sd of atanh(rho), the correlation of one week's noise with the next."""

DRIFT_KNOT_WEEKS = 8
DRIFT = LogNormal(math.log(0.05 * math.sqrt(DRIFT_KNOT_WEEKS)), 0.8)
"""Standard deviation of the level's step between knots, in standard deviations of the outcome."""

LEAST_WEEKS_FOR_LEVEL = 78
"""Shorter histories cannot tell a drifting level from the rest."""

LEAST_POOLED_CHANNELS = 2

MEDIA_SHARE_OF_COUNT = 0.2
"""Total share of the outcome that paid channels start from where a return cannot be stated."""

SHARE_SPREAD = from_range(0.25, 4.0).sigma
"""Log spread of a paid channel's share where a return cannot be stated: a factor of four."""

TAIL_EXCESS = LogNormal(math.log(6.0), 0.8)
"""Degrees of freedom of heavy-tailed noise above 2, so that its variance exists: 2.6 to 24."""

NOISE_SD = 1.0
"""Scale of the half-Normal prior of the noise, in standard deviations of the outcome."""

INTERCEPT_SD = 5.0
TREND_SD = 1.0
TREND_CHANGE_SD = 0.5
SEASON_SD = 0.7
CONTROL_SD = 0.7
EVENT_SD = 2.0
"""Normal prior scales of baseline coefficients, in standard deviations of the outcome.

``TREND_CHANGE_SD`` is that of a change of slope, a half-year. A control that can only raise or only
lower has the half of the Normal that its sign allows.
"""

MASK_SD = 100.0
"""The same of the column that takes up a masked week: so wide that it says nothing."""

TREND_CHANGE_WEEKS = 26

LEAST_MEDIA_SHARE = 0.01
GREATEST_MEDIA_SHARE = 0.80
"""Median share of the outcome that the priors may give to all channels together."""
