"""Other packages' published formulas, where their definitions are ours, on the same numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mmm_xl.transforms.adstock import geometric_weights
from mmm_xl.transforms.saturation import logistic, michaelis_menten


def test_geometric_weights_of_other_packages_are_multiples_of_ours() -> None:
    # Robyn does not normalise; LightweightMMM divides by the sum over endless weeks
    three = geometric_weights(0.5, 3)
    assert three / three[0] == pytest.approx([1.0, 0.5, 0.25], abs=1e-12)
    assert geometric_weights(0.5, 60)[:3] == pytest.approx([0.5, 0.25, 0.125], abs=1e-12)


def test_hyperbolic_tangent_is_the_logistic_curve() -> None:
    # PyMC-Marketing's b tanh(x / (b c)) at b = c = 0.5, x = 0.5: our lambda is 2 / (b c)
    half = math.log(3) / (2 / 0.25)
    assert 0.5 * logistic(0.5, half) == pytest.approx(0.4820, abs=5e-5)


def plain_contribution(media, beta, alpha, lags, half):
    """beta x / (lambda + x) of geometrically carried-over media, week by week."""
    total = sum(alpha**lag for lag in range(lags))
    found = []
    for t in range(len(media)):
        carried = sum(alpha**lag * media[t - lag] for lag in range(min(lags, t + 1))) / total
        found.append(beta * carried / (half + carried))
    return found


def test_incremental_return_with_carry_out_cut_at_the_end_is_the_same_period_view() -> None:
    """PyMC-Marketing's incremental ROAS and Meridian's Inc(1, 0) / spend over all weeks."""
    from mmm_xl.transforms.adstock import adstock

    media = [0.0, 4.0, 2.0, 0.0, 7.0, 3.0, 1.0]
    beta, alpha, lags, half = 5.0, 0.6, 4, 2.5
    weights = geometric_weights(alpha, lags)
    whole = beta * michaelis_menten(adstock(np.array(media), weights), half)
    observed = plain_contribution(media, beta, alpha, lags, half)
    assert whole == pytest.approx(observed, rel=1e-12)
    for first, last in ((0, 6), (1, 2)):
        gone = [0.0 if first <= t <= last else x for t, x in enumerate(media)]
        rest = plain_contribution(gone, beta, alpha, lags, half)
        ours = whole - beta * michaelis_menten(adstock(np.array(gone), weights), half)
        reach = min(last + lags, len(media) - 1)
        theirs = sum(observed[t] - rest[t] for t in range(first, reach + 1))
        assert ours.sum() == pytest.approx(theirs, rel=1e-12)
