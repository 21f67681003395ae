"""How cost grows: gradient time and sampling efficiency over weeks and channels."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from mmm_xl.inference.sampler_settings import PREVIEW, SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ModelName
from tests.benchmarks.measure import gradient_seconds, timed_fit
from tests.benchmarks.sizes import CHANNELS, WEEKS, dataset_of_size
from tests.benchmarks.tables import Cell, Table


def grid_tables(*, quick: bool) -> Iterator[Table]:
    for model in (ModelName.PLAIN, ModelName.DEFAULT):
        yield _table(model, quick=quick)


def _table(model: ModelName, *, quick: bool) -> Table:
    tune, draws = PREVIEW if quick else (1000, 1000)
    settings = SamplerSettings(tune=tune, draws=draws, seed=1)
    rows: list[tuple[Cell, ...]] = []
    for weeks in WEEKS:
        for channels in CHANNELS:
            print(f"grid: {model}, {weeks} weeks, {channels} channels", file=sys.stderr)
            rows.append((weeks, channels, *_measured(weeks, channels, model, settings)))
    return Table(
        f"Growth with weeks and channels, {model} specification",
        (
            "weeks",
            "channels",
            "columns",
            "gradient us",
            "ns per cell",
            "fit s",
            "min ESS of ROI",
            "ESS per s",
            "ESS per 1000 gradients",
            "divergences",
        ),
        tuple(rows),
        (
            f"One fit a row, 4 chains of {tune} + {draws} draws, target acceptance"
            f" {settings.target_accept}; a cell is one week of one channel; columns are those of"
            " the baseline; gradients are those of kept draws.",
            growth(rows),
        ),
    )


def _measured(
    weeks: int, channels: int, model: ModelName, settings: SamplerSettings
) -> tuple[Cell, ...]:
    dataset = dataset_of_size(weeks, channels, model)
    spec = build_spec(dataset)
    design = build_design(dataset, spec)
    seconds = gradient_seconds(design, spec)
    timed_fit(dataset, spec, SamplerSettings(tune=100, draws=100))  # warm
    fit = timed_fit(dataset, spec, settings)
    return (
        design.baseline.shape[1],
        seconds * 1e6,
        seconds * 1e9 / (weeks * channels),
        fit.seconds,
        fit.min_ess,
        fit.min_ess / fit.seconds,
        1000 * fit.min_ess / fit.gradients,
        fit.divergences,
    )


def growth(rows: list[tuple[Cell, ...]]) -> str:
    """Whether gradient time is a straight line in weeks times channels, in one sentence.

    Notes
    -----
    Least squares on relative errors, so that small problems count as much as large ones; also as a
    power of the cells, where 1 is linear.
    """
    cells = np.array([float(row[0]) * float(row[1]) for row in rows])  # type: ignore[arg-type]
    weeks = np.array([float(row[0]) for row in rows])  # type: ignore[arg-type]
    columns = np.array([float(row[2]) for row in rows])  # type: ignore[arg-type]
    times = np.array([float(row[3]) for row in rows])  # type: ignore[arg-type]
    line, off = _relative_fit(np.column_stack([np.ones(len(cells)), cells]), times)
    power = np.polyfit(np.log(cells), np.log(times), 1)[0]
    words = (
        f"Gradient time = {line[0]:.1f} us + {1000 * line[1]:.2f} ns x weeks x channels,"
        f" {_off(off)} (power of the cells {power:.2f}; 1 is linear)"
    )
    if len(set(columns)) == 1:
        return f"{words}."
    # a drifting level has a column every few weeks, so its cost grows with the square of weeks
    terms = np.column_stack([np.ones(len(cells)), cells, weeks * columns])
    full, off = _relative_fit(terms, times)
    return (
        f"{words}; with the baseline, whose columns grow with weeks, {full[0]:.1f} us +"
        f" {1000 * full[1]:.2f} ns x weeks x channels + {1000 * full[2]:.2f} ns x weeks x columns,"
        f" {_off(off)}."
    )


def _off(errors: np.ndarray) -> str:
    return f"off by {errors.max():.0%} at most and {np.sqrt(np.mean(errors**2)):.0%} typically"


def _relative_fit(terms: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of terms and the size of relative errors."""
    found = np.linalg.lstsq(terms / times[:, None], np.ones(len(times)), rcond=None)[0]
    return found, np.abs(terms @ found / times - 1)
