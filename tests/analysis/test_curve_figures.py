"""How long effects last and where spend lies on its curve."""

from __future__ import annotations

import numpy as np
import pytest

from mmm_xl.analysis.curve_figures import curve_figures, weeks_until
from mmm_xl.analysis.response import CURRENT_WEEKS
from mmm_xl.analysis.summary import estimate
from mmm_xl.inference.sampler import curve_draws
from mmm_xl.transforms.saturation import hill


@pytest.mark.parametrize(
    ("weights", "share", "weeks"),
    [
        ([1.0, 0.0], 0.5, 0.5),
        ([0.5, 0.5], 0.5, 1.0),
        ([0.5, 0.25, 0.25], 0.75, 2.0),
        ([0.0, 1.0], 0.5, 1.5),
        ([0.5, 0.3, 0.2], 0.9, 2.5),
    ],
)
def test_weeks_until(weights, share, weeks) -> None:
    assert weeks_until(np.array([weights]), share) == pytest.approx([weeks])


def test_figures_of_the_example(run, results) -> None:
    found = curve_figures(run, results.curves, estimate)
    assert [f.channel for f in found] == list(run.dataset.channel_names)
    for figures in found:
        assert 0 < figures.first_week.mean < 1
        assert figures.half_life.mean < figures.most.mean <= run.spec.carryover_weeks
        assert figures.of_maximum is not None and 0 < figures.of_maximum.mean < 1
        assert figures.next_step is not None and figures.next_step.mean > 0


def test_position_on_the_curve_is_the_plain_formula(run, results) -> None:
    found = curve_figures(run, results.curves, estimate)
    draws = curve_draws(run.posterior)
    media = run.dataset.media[-CURRENT_WEEKS:].mean(axis=0) / run.design.usual
    for i, figures in enumerate(found):
        share = hill(media[i], draws["half_saturation"][:, i], draws["slope"][:, i])
        assert figures.of_maximum is not None
        assert figures.of_maximum.mean == pytest.approx(float(np.mean(share)), rel=1e-9)
