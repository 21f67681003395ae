"""Whether intervals of the default specification hold what they promise, on simulated advertisers.

Each world of `tests.benchmarks.worlds` is written as the contents of a workbook, read, checked and
fitted as a user's would be, with default settings. What was found is appended to a file, a line a
world, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.convergence import judge_posterior
from mmm_xl.analysis.prior_answers import prior_media
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.model.spec import MODEL_VERSION
from mmm_xl.runs.run import Run
from tests.benchmarks.worlds import VERSION, SimulatedWorld, TrueChannel, simulated_world
from tests.fitting import fit

Floats = npt.NDArray[np.float64]
Record = dict[str, Any]

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""Ends of the 50, 80, 90 and 95% intervals, and the median."""

_PRIOR_DRAWS = 4000


@dataclass(frozen=True)
class Sampling:
    """How each world is sampled: chains x (tune + draws)."""

    chains: int = 4
    tune: int = 1000
    draws: int = 1000


def calibrate(
    worlds: int,
    out: Path,
    sampling: Sampling | None = None,
    score: Callable[[SimulatedWorld, Sampling], Record] | None = None,
) -> list[Record]:
    """Records of the worlds with seeds 0, 1, ...; those of an earlier run are read, not fitted.

    Parameters
    ----------
    out : Path
        Folder; the file's name tells model, worlds and draws apart.
    score : callable
        What is done with a world; `scored` unless something quicker is tried.

    Notes
    -----
    A last line that was cut off is fitted again.
    """
    sampling, score = sampling or Sampling(), score or scored
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"model-{MODEL_VERSION}-worlds-{VERSION}-draws-{sampling.draws}.jsonl"
    found = {record["seed"]: record for record in _read(file)}
    for seed in range(worlds):
        if seed in found:
            continue
        print(f"calibration: world {seed + 1} of {worlds}", file=sys.stderr)
        found[seed] = score(simulated_world(seed), sampling)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(found[seed]) + "\n")
    return [found[seed] for seed in range(worlds)]


def _read(file: Path) -> Iterable[Record]:
    """Whole lines of an earlier run; the file keeps only those."""
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.write_text(whole, encoding="utf-8")
    return [json.loads(line) for line in whole.splitlines()]


def scored(world: SimulatedWorld, sampling: Sampling) -> Record:
    """What a fit of a world says of each channel, beside the truth."""
    dataset = build_dataset(to_raw(world.contents))
    start = time.perf_counter()
    run = fit(dataset, **asdict(sampling), seed=1000 + world.seed)
    seconds = time.perf_counter() - start
    judged = judge_posterior(run.posterior)
    effects = contributions(run)
    returns = _flat(roi(run, effects).values)
    marginal = _flat(marginal_roi(run, response_curves(run, effects)).values)
    prior = prior_media(run.spec, np.random.default_rng(0), _PRIOR_DRAWS)["effect"]
    warned = _warnings(run, effects, np.log(returns), np.log(prior))
    return {
        "seed": world.seed,
        "weeks": world.weeks,
        "own": world.own,
        "earlier": world.earlier,
        "odd": world.odd,
        "media_share": world.media_share,
        "seconds": seconds,
        "rhat": judged.max_rhat,
        "ess": min(judged.min_ess_bulk, judged.min_ess_tail),
        "divergences": judged.divergences,
        "channels": [
            {
                **asdict(channel),
                "found": _quantiles(returns[:, c]),
                "found_marginal": _quantiles(marginal[:, c]),
                **_log_scores(channel, returns[:, c], prior[:, c]),
                **{name: float(values[c]) for name, values in warned.items()},
            }
            for c, channel in enumerate(world.channels)
        ],
    }


def _flat(draws: Floats) -> Floats:
    return draws.reshape(-1, draws.shape[-1])


def _quantiles(draws: Floats) -> list[float]:
    return [float(x) for x in np.quantile(draws, QUANTILES)]


def _log_scores(channel: TrueChannel, returns: Floats, prior: Floats) -> Record:
    truth = float(np.log(channel.roi))
    return {
        "crps": crps(np.log(returns), truth),
        "prior_crps": crps(np.log(prior), truth),
    }


def crps(draws: Floats, truth: float) -> float:
    """Continuous ranked probability score of draws, unit of the draws; lower is better.

    Notes
    -----
    E|X - y| - E|X - X'| / 2, over all pairs.
    """
    ordered, n = np.sort(draws), len(draws)
    rank = 2 * np.arange(1, n + 1) - n - 1
    return float(np.abs(ordered - truth).mean() - (rank * ordered).sum() / n**2)


def _warnings(
    run: Run, effects: Contributions, returns: Floats, prior: Floats
) -> dict[str, Floats]:
    """What could warn of a wrong interval, one figure a channel, higher for a louder warning."""
    totals = _flat(effects.channel_totals.values)
    baseline = effects.baseline.sum("date").values.reshape(-1, 1)
    correlation = np.abs(np.corrcoef(np.hstack([totals, baseline]), rowvar=False))
    np.fill_diagonal(correlation, 0)
    return {
        "shift": np.abs(returns.mean(axis=0) - prior.mean(axis=0)) / prior.std(axis=0),
        "narrowed": 1 - returns.std(axis=0) / prior.std(axis=0),
        "inflation": _inflation(run.dataset),
        "correlation": correlation[:-1].max(axis=1),
    }


def _inflation(dataset: Dataset) -> Floats:
    """Variance inflation of each channel's spend among channels, controls and events."""
    columns = np.column_stack([dataset.spend, dataset.controls, dataset.events])
    correlation = np.corrcoef(columns, rowvar=False)
    return np.asarray(np.diag(np.linalg.pinv(correlation))[: dataset.spend.shape[1]])
