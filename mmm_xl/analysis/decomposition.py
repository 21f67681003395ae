"""The modelled outcome split into the baseline's parts and the channels, window by window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, half_variance
from mmm_xl.analysis.summary import Estimate
from mmm_xl.data.window import Window
from mmm_xl.model.design import MASKED
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LEVEL, CHANNEL = "level", "channel"
WHOLE_PARTS = {"intercept": LEVEL, "level": LEVEL, "trend": "trend", "seasonality": "seasonality"}
"""Parts of the baseline that are shown as one, whatever the number of their columns."""

_ROUNDING = 1e-12
"""Part of the modelled outcome up to which an amount is what adding floats left."""


@dataclass(frozen=True)
class Part:
    """One line of the decomposition.

    Parameters
    ----------
    name : str
        Of the control, event or channel; the kind itself for the others.
    kind : {"level", "trend", "seasonality", "control", "event", "channel"}
    """

    name: str
    kind: str


@dataclass(frozen=True)
class Decomposition:
    """Amounts of every part in every window.

    Parameters
    ----------
    amounts : DataArray, dims (chain, draw, part, window), outcome units
        Sum to the modelled outcome of the window in every draw.

    Notes
    -----
    The level is the intercept with its drift. Trend and seasonality swing around it; controls are
    measured against their mean over the data, events against their absence. Where effects multiply,
    what the baseline's other parts add to the level is divided in proportion to their logarithms
    (logarithmic-mean-Divisia shares), as that of the channels is.
    """

    parts: tuple[Part, ...]
    windows: tuple[Window, ...]
    amounts: xr.DataArray

    @property
    def modelled(self) -> xr.DataArray:
        """Modelled outcome, dims (chain, draw, window), outcome units."""
        return self.amounts.sum("part")

    @property
    def baseline(self) -> xr.DataArray:
        """All that is not channels, dims (chain, draw, window), outcome units."""
        return self.of_kind(*{part.kind for part in self.parts} - {CHANNEL})

    def of_kind(self, *kinds: str) -> xr.DataArray:
        """Sum of the parts of some kinds, dims (chain, draw, window), outcome units."""
        at = [i for i, part in enumerate(self.parts) if part.kind in kinds]
        return self.amounts.isel(part=at).sum("part")


@dataclass(frozen=True)
class PartFigures[S: Estimate]:
    """Figures of one part of the modelled outcome in a window.

    Parameters
    ----------
    contribution : Estimate, outcome units
    share : Estimate, fraction
        Of the modelled outcome of the window, per draw.
    """

    name: str
    kind: str
    contribution: S
    share: S


def part_figures[S: Estimate](
    found: Decomposition, window: int, reduce: Callable[[xr.DataArray], S]
) -> tuple[PartFigures[S], ...]:
    """Figures of every part in one window, the baseline's before the channels.

    Parameters
    ----------
    window : int
        Position among the windows of the decomposition.

    Notes
    -----
    Trend and controls swing around a mean of nothing: what rounding leaves of it is no amount.
    """
    amounts = found.amounts.isel(window=window)
    modelled = amounts.sum("part")
    figures = []
    for i, part in enumerate(found.parts):
        own = amounts.isel(part=i)
        told = own.where(abs(own) > _ROUNDING * abs(modelled), 0.0)
        figures.append(PartFigures(part.name, part.kind, reduce(told), reduce(told / modelled)))
    return tuple(figures)


def decompose(run: Run, effects: Contributions, windows: Sequence[Window]) -> Decomposition:
    """Decomposition of a run's modelled outcome in some windows.

    Parameters
    ----------
    effects : Contributions
        Of the same run.
    """
    shares = np.array([window.fractions(run.dataset.dates) for window in windows])
    found = list(_weekly(run, effects))
    amounts = np.stack([weekly @ shares.T for _, weekly in found], axis=2)
    return Decomposition(
        parts=tuple(part for part, _ in found),
        windows=tuple(windows),
        amounts=xr.DataArray(
            amounts,
            dims=("chain", "draw", "part", "window"),
            coords={"chain": run.posterior["chain"], "draw": run.posterior["draw"]},
        ),
    )


def _weekly(run: Run, effects: Contributions) -> Iterator[tuple[Part, Floats]]:
    """Each part with its weekly amounts, (chain, draw, T), outcome units."""
    scale = run.design.scale
    columns = _columns(run)
    level = columns.pop(Part(LEVEL, LEVEL)) * scale.spread + scale.centre
    others = {part: values * scale.spread for part, values in columns.items()}
    divided: Floats | float = 1.0
    if effects.multiplicative:
        above = np.sum(list(others.values()), axis=0) if others else np.zeros(level.shape)
        level = np.exp(level + half_variance(run).values[..., None])
        divided = level * _growth(above)
    yield Part(LEVEL, LEVEL), level
    for part, values in others.items():
        yield part, values * divided
    channels = effects.channels.transpose("chain", "draw", "channel", "date").values
    for i, name in enumerate(run.dataset.channel_names):
        yield Part(name, CHANNEL), channels[:, :, i]


def _growth(log_ratio: Floats) -> Floats:
    """(exp(x) - 1) / x, 1 at 0: logarithmic mean over the smaller end."""
    away = log_ratio != 0
    return np.where(away, np.expm1(log_ratio) / np.where(away, log_ratio, 1.0), 1.0)


def _columns(run: Run) -> dict[Part, Floats]:
    """Coefficients times columns of the baseline by part, (chain, draw, T), scaled outcome."""
    design = run.design
    coefficients = run.posterior["coefficient"].values
    grouped: dict[Part, list[int]] = {}
    for i, term in enumerate(design.terms):
        kind = WHOLE_PARTS.get(term.part, term.part)
        name = term.name if term.part in ("control", "event") else kind
        if term.part != MASKED:
            grouped.setdefault(Part(name, kind), []).append(i)
    return {part: coefficients[..., at] @ design.baseline[:, at].T for part, at in grouped.items()}
