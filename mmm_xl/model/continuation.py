"""Columns of the baseline in weeks after the data, on the scales of the data's own weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset
from mmm_xl.model import priors
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Trend
from mmm_xl.transforms.level import level_basis, trend_bends
from mmm_xl.transforms.scaling import scale_of
from mmm_xl.transforms.seasonality import fourier

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Continuation:
    """What the baseline consists of in W weeks after the data.

    Parameters
    ----------
    known : ndarray, shape (W, P)
        Columns of `mmm_xl.model.design.Design.baseline`, continued.
    fresh : ndarray, shape (W, S)
        Steps of the level and bends of the trend that begin after the last week of the data: their
        coefficients are as the prior has them.
    fresh_sd : ndarray, shape (S,), standard deviations of the outcome
        Their prior scale; in multiples of the learned drift for steps of the level.
    drifting : ndarray, shape (S,)
        Those whose prior scale is the learned drift.
    """

    known: Floats
    fresh: Floats
    fresh_sd: Floats
    drifting: npt.NDArray[np.bool_]


def continued(dataset: Dataset, later: Dataset, spec: ModelSpec) -> Continuation:
    """The baseline's columns in the weeks that follow a dataset.

    Parameters
    ----------
    later : Dataset
        The weeks that follow at once, with the same controls and events.

    Notes
    -----
    The trend goes on with its slope. An event or control that never moved in the data has a
    coefficient that is its prior. The scale of such a control is unknown too, so it is that of all
    weeks together.
    """
    weeks, both = dataset.weeks, dataset.weeks + later.weeks
    columns = [np.ones((later.weeks, 1))]
    fresh = [np.zeros((later.weeks, 0))]
    if spec.trend != Trend.NONE:
        columns.append((-1.0 + 2.0 * np.arange(weeks, both) / max(weeks - 1, 1))[:, None])
    if spec.trend == Trend.PIECEWISE:
        bends = trend_bends(both, priors.TREND_CHANGE_WEEKS)[weeks:]
        old = trend_bends(weeks, priors.TREND_CHANGE_WEEKS).shape[1]
        columns.append(bends[:, :old])
        fresh.append(bends[:, old:])
    columns.append(fourier(later.dates, spec.yearly_terms))
    columns.append(_controls(dataset, later))
    columns.append(later.events)
    bent = sum(part.shape[1] for part in fresh)
    if spec.level_weeks:
        steps = level_basis(both, spec.level_weeks)[weeks:]
        old = level_basis(weeks, spec.level_weeks).shape[1]
        columns.append(steps[:, :old])
        fresh.append(steps[:, old:])
    new = np.hstack(fresh)
    drifting = np.arange(new.shape[1]) >= bent
    sd = np.where(drifting, 1.0, spec.trend_change_sd)
    return Continuation(np.hstack(columns), new, sd, drifting)


def _controls(dataset: Dataset, later: Dataset) -> Floats:
    """Controls of the later weeks, standardised as in the data, shape (W, K)."""
    columns = np.empty_like(later.controls)
    for i in range(later.controls.shape[1]):
        own = dataset.controls[:, i]
        basis = own if np.ptp(own) > 0 else np.concatenate([own, later.controls[:, i]])
        spread = scale_of(basis).spread
        columns[:, i] = (later.controls[:, i] - scale_of(own).centre) / spread
    return columns
