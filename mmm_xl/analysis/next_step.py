"""What the next unit of spend of each channel returns, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import xarray as xr

from mmm_xl.analysis.action import Advice, advice
from mmm_xl.analysis.summary import Estimate
from mmm_xl.runs.run import Run


@dataclass(frozen=True)
class NextStep[S: Estimate]:
    """Action for one paid channel and the return that it rests on.

    Parameters
    ----------
    returned : Estimate, ratio
        Marginal ROI on margin; marginal ROI where no margin is given.
    """

    advice: Advice
    returned: S


def next_steps[S: Estimate](
    run: Run,
    marginal: xr.DataArray,
    reduce: Callable[[xr.DataArray], S],
    disputed: Collection[str] = (),
    held: Mapping[str, str] = MappingProxyType({}),
) -> tuple[NextStep[S], ...]:
    """Next step of each paid channel with a return, in sheet order.

    Parameters
    ----------
    marginal : DataArray, dims (chain, draw, channel), ratio
        Marginal ROI of the paid channels.
    disputed : collection of str
        Channels about which a lift test and the weeks disagree.
    held : mapping of channel to name of a check
        Channels whose return a failed check questions.
    """
    margin = run.dataset.settings.margin
    worth = marginal * (1.0 if margin is None else margin)
    return tuple(
        NextStep(found, reduce(worth.sel(channel=found.channel)))
        for found in advice(run, marginal, disputed, held)
    )
