"""A published simulated data set whose generating parameters are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mmm_xl.data.dataset import Channel, Dataset
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Carryover, ModelName, Noise, Saturation, Trend
from mmm_xl.settings import Settings
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from tests.conftest import SHARED
from tests.fitting import fit

TABLE = SHARED / "data" / "pymc_marketing" / "mmm_example.csv"
ALPHA, RATE, BETA = (0.4, 0.2), (4.0, 3.0), (3000.0, 2000.0)
WEEKS_OF_CARRYOVER = 8
pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="the published table is not here")


def true_effects(x):
    """Weekly effect of each channel by the published formula, (T, C)."""
    rows = []
    for media, alpha, rate, beta in zip(x.T, ALPHA, RATE, BETA, strict=True):
        carried = adstock(media, geometric_weights(alpha, WEEKS_OF_CARRYOVER))
        rows.append(beta * (1 - np.exp(-rate * carried)) / (1 + np.exp(-rate * carried)))
    return np.array(rows).T


@pytest.fixture(scope="module")
def fitted():
    frame = pd.read_csv(TABLE)
    media = frame[["x1", "x2"]].to_numpy(float)
    dataset = Dataset(
        name="published",
        settings=Settings(
            model=ModelName.PLAIN,
            carryover=Carryover.GEOMETRIC,
            carryover_weeks=WEEKS_OF_CARRYOVER,
            saturation=Saturation.LOGISTIC,
            noise=Noise.NORMAL,
            trend=Trend.PIECEWISE,
        ),
        channels=(Channel("x1", "x1"), Channel("x2", "x2")),
        dates=frame["date_week"].to_numpy("datetime64[D]"),
        outcome=frame["y"].to_numpy(float),
        spend=media.copy(),
        media=media.copy(),
        control_names=(),
        controls=np.zeros((len(frame), 0)),
        event_names=("event_1", "event_2"),
        events=frame[["event_1", "event_2"]].to_numpy(float),
    )
    # spend has no currency here: a wide prior around the outcome per unit of media
    wide = LogNormal(np.log(dataset.outcome.mean()), 1.5)
    spec = build_spec(_scaled(dataset))
    channels = tuple(replace(prior, effect=wide) for prior in spec.channels)
    return dataset, fit(dataset, replace(spec, channels=channels))


def _scaled(dataset):
    """The same with spend in units that the default returns fit, for checks of the prior alone."""
    return replace(dataset, spend=dataset.spend * dataset.outcome.mean())


def inside(draws, truth) -> bool:
    low, high = np.quantile(draws, [0.05, 0.95])
    return bool(low <= truth <= high)


def test_decay_and_shares_are_within_their_ranges(fitted) -> None:
    from mmm_xl.analysis.contribution import contributions

    dataset, run = fitted
    assert int(run.posterior["diverging"].sum()) == 0
    effects = contributions(run).channel_totals.to_numpy().reshape(-1, 2)
    truth = true_effects(dataset.media).sum(axis=0)
    for c in range(2):
        alpha = decay_from_half_life(run.posterior["half_life"].to_numpy()[..., c].ravel())
        assert inside(alpha, ALPHA[c]), (c, np.quantile(alpha, [0.05, 0.5, 0.95]))
        share = effects[:, c] / dataset.outcome.sum()
        assert inside(share, truth[c] / dataset.outcome.sum()), (c, truth[c], share.mean())
