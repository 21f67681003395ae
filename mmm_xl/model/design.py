"""The arrays that the equation works on, all on a scale of about one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset
from mmm_xl.model import priors
from mmm_xl.model.lift import LiftTests, lift_tests
from mmm_xl.model.spec import ModelSpec, effect_scale
from mmm_xl.names import Trend
from mmm_xl.transforms.level import level_basis, trend_bends
from mmm_xl.transforms.scaling import Scale, scale_of, usual_week
from mmm_xl.transforms.seasonality import fourier

Floats = npt.NDArray[np.float64]

MASKED = "masked"
"""Part of the baseline that stands for nothing but a week whose outcome is not looked at."""


@dataclass(frozen=True)
class Term:
    """One column of the baseline.

    Parameters
    ----------
    part : {"intercept", "trend", "seasonality", "control", "event", "level", "masked"}
    reference : float
        Value of the column that its contribution is measured against (a control's mean).
    """

    name: str
    part: str
    reference: float = 0.0


@dataclass(frozen=True)
class Design:
    """Prepared arrays of one dataset under one specification.

    Parameters
    ----------
    scale : Scale
        Mean and standard deviation of the outcome.
    outcome : ndarray, shape (T,), standard deviations of the outcome
    media : ndarray, shape (C, T), multiples of a usual week on air
    usual : ndarray, shape (C,), media units a week
    history : ndarray, shape (C, H), multiples of a usual week on air
        Media of the H weeks before the first one that may still act in it, oldest first.
    effect_scale : ndarray, shape (C,), standard deviations of the outcome
        In-window effect that an effect parameter of 1 stands for.
    weighting : ndarray, shape (T,)
        What a week's effect counts in that in-window effect: 1, and the week's outcome where
        effects multiply.
    terms : tuple of Term, length P
    baseline : ndarray, shape (T, P)
    baseline_sd : ndarray, shape (P,), standard deviations of the outcome
        Prior scale of each coefficient; in multiples of the learned drift for steps of the level.
    signs : ndarray, shape (P,)
        1 or -1 where a coefficient can have only that sign, else 0.
    tests : LiftTests
        Those that calibrate.

    Notes
    -----
    Where effects multiply, "outcome" here is the logarithm of the outcome. Scales come from the
    weeks of the data alone. The effect parameter speaks of all effect inside the window over the
    window's spend: what history still brings in the first weeks is part of it, as what the last
    weeks bring after the window is not.
    """

    scale: Scale
    outcome: Floats
    media: Floats
    history: Floats
    usual: Floats
    effect_scale: Floats
    terms: tuple[Term, ...]
    baseline: Floats
    baseline_sd: Floats
    weighting: Floats
    signs: Floats
    tests: LiftTests

    @property
    def free(self) -> npt.NDArray[np.bool_]:
        """Columns whose coefficient may have any sign, shape (P,)."""
        return self.signs == 0

    @property
    def drifting(self) -> npt.NDArray[np.bool_]:
        """Columns whose prior scale is the learned drift, shape (P,)."""
        return np.array([term.part == "level" for term in self.terms])

    @property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Columns that are part of the modelled outcome, shape (P,): all but those of a mask."""
        return np.array([term.part != MASKED for term in self.terms])


def build_design(dataset: Dataset, spec: ModelSpec) -> Design:
    """Scale the data and lay out the baseline's columns."""
    outcome = np.log(dataset.outcome) if spec.multiplicative else dataset.outcome
    scale = scale_of(outcome)
    usual = usual_week(dataset.media)
    columns = _baseline_columns(dataset, spec)
    return Design(
        scale=scale,
        outcome=scale.standardise(outcome),
        media=np.ascontiguousarray((dataset.media / usual).T),
        history=np.ascontiguousarray((_acting(dataset, spec) / usual).T),
        usual=usual,
        effect_scale=effect_scale(dataset, spec) / scale.spread,
        terms=tuple(term for term, _, _ in columns),
        baseline=np.column_stack([values for _, values, _ in columns]),
        baseline_sd=np.array([sd for _, _, sd in columns]),
        weighting=dataset.outcome.copy() if spec.multiplicative else np.ones(dataset.weeks),
        signs=np.array([_sign(term, spec) for term, _, _ in columns], dtype=float),
        tests=lift_tests(
            dataset, usual, scale, spec.carryover_weeks - 1, multiplicative=spec.multiplicative
        ),
    )


def _acting(dataset: Dataset, spec: ModelSpec) -> Floats:
    """History that carryover can still bring into the first week, shape (H, C)."""
    reach = spec.carryover_weeks - 1
    return dataset.history[max(len(dataset.history) - reach, 0) :]


def _sign(term: Term, spec: ModelSpec) -> int:
    if term.part != "control":
        return 0
    return int(term.name in spec.raising) - int(term.name in spec.lowering)


def baseline_directions(design: Design) -> tuple[Floats, Floats]:
    """Principal directions of what a baseline of known scales and any signs can draw.

    Returns
    -------
    directions : ndarray, shape (K, T)
        Orthonormal rows: left singular vectors of Z diag(sd).
    strengths : ndarray, shape (K,)
        Prior variance along each direction.
    """
    free = design.free
    spread = design.baseline[:, free] * design.baseline_sd[free]
    left, singular, _ = np.linalg.svd(spread, full_matrices=False)
    return np.ascontiguousarray(left.T), singular**2


def _baseline_columns(dataset: Dataset, spec: ModelSpec) -> list[tuple[Term, Floats, float]]:
    """Term, values and prior scale of each column."""
    weeks = dataset.weeks
    columns = [(Term("Intercept", "intercept"), np.ones(weeks), spec.intercept_sd)]
    if spec.trend != Trend.NONE:
        columns.append((Term("Trend", "trend"), np.linspace(-1, 1, weeks), spec.trend_sd))
    if spec.trend == Trend.PIECEWISE:
        for i, bend in enumerate(trend_bends(weeks, priors.TREND_CHANGE_WEEKS).T):
            columns.append((Term(f"Trend change {i + 1}", "trend"), bend, spec.trend_change_sd))
    waves = fourier(dataset.dates, spec.yearly_terms)
    for i in range(waves.shape[1]):
        name = f"{'sine' if i % 2 == 0 else 'cosine'} {i // 2 + 1}"
        columns.append((Term(name, "seasonality"), waves[:, i], spec.season_sd))
    for i, name in enumerate(dataset.control_names):
        values = dataset.controls[:, i]
        standard = scale_of(values).standardise(values)
        columns.append((Term(name, "control"), standard, spec.control_sd))
    for i, name in enumerate(dataset.event_names):
        columns.append((Term(name, "event"), dataset.events[:, i], spec.event_sd))
    if spec.level_weeks:
        steps = level_basis(weeks, spec.level_weeks)
        for i in range(steps.shape[1]):
            columns.append((Term(f"Level step {i + 1}", "level"), steps[:, i], 1.0))
    return columns + _masked_columns(dataset, spec)


def _masked_columns(dataset: Dataset, spec: ModelSpec) -> list[tuple[Term, Floats, float]]:
    """A column of its own for each week whose outcome the likelihood must not see.

    Notes
    -----
    A free coefficient takes up whatever the week's outcome is: integrated over a flat prior, the
    likelihood is that of the other weeks, for any noise, autocorrelated noise included. The prior
    is flat for all practical purposes, so that everything stays proper.
    """
    days = dataset.dates.astype("datetime64[D]")
    return [
        (Term(f"Masked {day}", MASKED), (days == np.datetime64(day)).astype(float), priors.MASK_SD)
        for day in spec.masked
    ]
