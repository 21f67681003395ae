"""Tables of the calibration: coverage, scores, widths, and what the warnings are worth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.benchmarks.calibration import QUANTILES, Record, Sampling, calibrate
from tests.benchmarks.tables import Cell, Table
from tests.benchmarks.worlds import TRUE_ROI

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]

LEVELS = (50, 80, 90, 95)
OUT = Path(tempfile.gettempdir()) / "mmm_xl-calibration"
"""Where finished worlds are kept unless something else is asked for."""

_LEAST_WORLDS = 2
_MAX_RHAT = 1.01

GROUPS: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    ("all", lambda row: True),
    ("model's own families", lambda row: row["own"]),
    ("other families", lambda row: not row["own"]),
    ("52 to 78 weeks", lambda row: row["weeks"] <= 78),
    ("79 to 104 weeks", lambda row: 78 < row["weeks"] <= 104),
    ("105 to 156 weeks", lambda row: 104 < row["weeks"] <= 156),
    ("157 to 208 weeks", lambda row: row["weeks"] > 156),
    ("spend before the first week", lambda row: row["earlier"]),
    ("none before the first week", lambda row: not row["earlier"]),
    ("odd weeks", lambda row: row["odd"] > 0),
    ("10% of spend or more", lambda row: row["spend_share"] >= 0.1),
    ("less than 10% of spend", lambda row: row["spend_share"] < 0.1),
)

FAMILIES = (("carryover", "Carryover"), ("saturation", "Saturation"), ("pattern", "Spend"))

WARNINGS = (
    ("shift", "shift of log ROI from the prior"),
    ("narrowed", "narrowing of log ROI"),
    ("inflation", "variance inflation of spend"),
    ("correlation", "posterior correlation with a channel or the baseline"),
)


def calibration_tables(worlds: int, out: Path, sampling: Sampling | None = None) -> Iterator[Table]:
    """Fit what is not fitted yet; then tables."""
    records = calibrate(worlds, out, sampling)
    yield from tables_of(records)


def tables_of(records: Sequence[Record]) -> Iterator[Table]:
    """Tables of finished worlds."""
    rows = [
        {**{k: v for k, v in record.items() if k != "channels"}, **channel}
        for record in records
        for channel in record["channels"]
    ]
    yield _coverage(records, rows)
    yield _scores(rows)
    yield _by_family(rows)
    yield _sampling(records)
    yield _worth(rows)


def _coverage(records: Sequence[Record], rows: list[Row]) -> Table:
    headers = ("channels", "worlds", "n", *(f"ROI {level}%" for level in LEVELS), "marginal 80%")
    made: list[tuple[Cell, ...]] = []
    for name, group in _groups(rows):
        hits = [[inside(row["found"], row["roi"], level) for row in group] for level in LEVELS]
        hits.append([inside(row["found_marginal"], row["marginal_roi"], 80) for row in group])
        seeds = [row["seed"] for row in group]
        shown = (_with_error(np.array(hit, dtype=float), seeds) for hit in hits)
        made.append((name, len(set(seeds)), len(group), *shown))
    median, spread = TRUE_ROI
    return Table(
        f"Coverage of the truth, {len(records)} simulated advertisers",
        headers,
        tuple(made),
        (
            "Percent of channels whose true value is inside the equal-tailed interval, +- one"
            " standard error over worlds.",
            f"True ROI is LogNormal({median}, {spread}), drawn without regard to the prior.",
        ),
    )


def _scores(rows: list[Row]) -> Table:
    made: list[tuple[Cell, ...]] = []
    for name, group in _groups(rows):
        found = np.array([row["found"] for row in group])
        marginal = np.array([row["found_marginal"] for row in group])
        error = np.log(found[:, _at(0.5)]) - np.log([row["roi"] for row in group])
        made.append(
            (
                name,
                len(group),
                float(np.mean([row["crps"] for row in group])),
                float(np.mean([row["prior_crps"] for row in group])),
                float(np.mean([row["crps"] < row["prior_crps"] for row in group])),
                float(error.mean()),
                float(np.sqrt(np.mean(error**2))),
                float(np.median(found[:, _at(0.9)] / found[:, _at(0.1)])),
                float(np.median(marginal[:, _at(0.9)] / marginal[:, _at(0.1)])),
            )
        )
    return Table(
        "Scores of log ROI and width of the 80% interval",
        (
            "channels",
            "n",
            "CRPS",
            "of the prior",
            "better than prior",
            "bias",
            "RMSE",
            "hi/lo ROI",
            "hi/lo marginal",
        ),
        tuple(made),
        ("Bias and RMSE are those of the median's logarithm; widths are medians.",),
    )


def _by_family(rows: list[Row]) -> Table:
    made: list[tuple[Cell, ...]] = []
    for key, title in FAMILIES:
        for name in sorted({row[key] for row in rows}):
            group = [row for row in rows if row[key] == name]
            found = np.array([row["found"] for row in group])
            error = np.log(found[:, _at(0.5)]) - np.log([row["roi"] for row in group])
            hits = np.array([inside(row["found"], row["roi"], 80) for row in group], dtype=float)
            marginal = [inside(r["found_marginal"], r["marginal_roi"], 80) for r in group]
            made.append(
                (
                    f"{title}: {name}",
                    len(group),
                    _with_error(hits, [row["seed"] for row in group]),
                    100 * float(np.mean(marginal)),
                    float(error.mean()),
                )
            )
    return Table(
        "By true family of a channel",
        ("family", "n", "ROI 80%", "marginal 80%", "bias"),
        tuple(made),
    )


def _sampling(records: Sequence[Record]) -> Table:
    rhat = np.array([record["rhat"] for record in records])
    ess = np.array([record["ess"] for record in records])
    return Table(
        "Sampling",
        ("what", "figure"),
        (
            ("worlds", len(records)),
            (f"with R-hat above {_MAX_RHAT}", int((~(rhat <= _MAX_RHAT)).sum())),
            ("largest R-hat", f"{rhat.max():.3f}"),
            ("with fewer than 400 effective draws", int((~(ess >= 400)).sum())),
            ("fewest effective draws", float(ess.min())),
            ("with divergences", sum(record["divergences"] > 0 for record in records)),
            ("divergences", sum(record["divergences"] for record in records)),
            ("median seconds a fit", float(np.median([r["seconds"] for r in records]))),
        ),
        ("Each world is sampled once; the product would sample those out of bounds again.",),
    )


def _worth(rows: list[Row]) -> Table:
    """Area under the curve of each warning for "the 80% interval misses the truth"."""
    missed = np.array([not inside(row["found"], row["roi"], 80) for row in rows])
    beyond = np.array([not inside(row["found_marginal"], row["marginal_roi"], 80) for row in rows])
    worse = np.array([row["crps"] > row["prior_crps"] for row in rows])
    made = []
    for key, name in WARNINGS:
        figure = np.array([row[key] for row in rows])
        made.append((name, auc(figure, missed), auc(figure, beyond), auc(figure, worse)))
    return Table(
        "What a warning is worth",
        ("warning", "80% ROI misses", "80% marginal misses", "worse than the prior"),
        tuple(made),
        (
            "Probability that the figure is higher for a channel that misses than for one that"
            f" does not; 0.5 says nothing. {int(missed.sum())} of {len(rows)} miss.",
        ),
    )


def inside(found: Sequence[float], truth: float, level: int) -> bool:
    """Whether the truth lies in the equal-tailed interval of a level, percent."""
    tail = (1 - level / 100) / 2
    return bool(found[_at(tail)] <= truth <= found[_at(1 - tail)])


def _at(probability: float) -> int:
    """Position of a quantile."""
    return int(np.argmin(np.abs(np.array(QUANTILES) - probability)))


def _groups(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for name, belongs in GROUPS:
        group = [row for row in rows if belongs(row)]
        if group:
            yield name, group


def _with_error(hits: Floats, seeds: Sequence[int]) -> str:
    """Percent and its standard error over worlds; no error where there is one world."""
    error = clustered_error(hits, seeds)
    share = f"{100 * hits.mean():.0f}"
    return share if np.isnan(error) else f"{share} +- {100 * error:.0f}"


def clustered_error(hits: Floats, clusters: Sequence[int]) -> float:
    """Standard error of a mean whose members come in clusters; NaN for a single cluster.

    Notes
    -----
    Sums of deviations within a cluster are taken as independent, times n / (n - 1) clusters.
    """
    names = np.unique(clusters)
    if len(names) < _LEAST_WORLDS:
        return float("nan")
    away = hits - hits.mean()
    sums = np.array([away[np.array(clusters) == name].sum() for name in names])
    n = len(names)
    return float(np.sqrt(n / (n - 1) * (sums**2).sum()) / len(hits))


def auc(figure: Floats, event: npt.NDArray[np.bool_]) -> float:
    """Probability that the figure is higher with the event than without, ties as a half."""
    if event.all() or not event.any():
        return float("nan")
    yes, no = figure[event][:, None], figure[~event][None, :]
    return float((yes > no).mean() + 0.5 * (yes == no).mean())
