"""What a channel's own weeks taught about it, apart from what other channels of its pool did."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.comparison import learning
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_TAILS = (0.05, 0.95)

_STREAM = 6
"""Of random numbers, so that no other figure uses the same."""


def own_narrowing(run: Run) -> dict[str, float]:
    """By how much a channel's own weeks narrowed the 90% range of its log effect, by channel.

    Returns
    -------
    dict of channel to float, fraction
        0 nothing, 1 all; negative where the range is wider than before.

    Notes
    -----
    Where channels of a pool teach its centre and spread, the range of one of them narrows even if
    its own weeks say nothing: a channel of constant spend beside five that vary narrowed by a
    third. So the range before is that of a new channel of the pool as the posterior has it; a
    channel that its own weeks did not inform then narrows by nothing.
    """
    rng = np.random.default_rng([run.sampler.seed, _STREAM])
    found = {one.channel: one.narrowed for one in learning(run)}
    for i, prior in enumerate(run.spec.channels):
        if not prior.pooled:
            continue
        centre, spread = (run.posterior[name].isel(pool=prior.pool).values
                          for name in ("centre", "spread"))  # fmt: skip
        new = centre + spread * rng.standard_normal(centre.shape)
        own = np.log(run.posterior["effect"].isel(channel=i).values)
        found[prior.channel] = 1.0 - _width(own) / _width(new)
    return found


def _width(draws: Floats) -> float:
    low, high = np.quantile(draws, _TAILS)
    return float(high - low)
