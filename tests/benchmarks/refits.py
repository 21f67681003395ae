"""One fit, five folds and nine sensitivity refits: what an ordinary validation costs."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from statistics import median

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.simulator import simulate
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.names import ModelName
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import refit
from tests.benchmarks.measure import min_bulk_ess
from tests.benchmarks.tables import Cell, Table
from tests.fitting import fit

FOLDS = 5
_FOLD_WEEKS = 8


def refit_tables(*, repeats: int) -> Iterator[Table]:
    read = build_dataset(to_raw(simulate().contents))
    rows: list[tuple[Cell, ...]] = []
    for model in (ModelName.PLAIN, ModelName.DEFAULT):
        print(f"refits: {model}", file=sys.stderr)
        dataset = replace(read, settings=replace(read.settings, model=model))
        spec = build_spec(dataset)
        fit(dataset, spec, tune=100, draws=100)  # warm
        found = [_validated(dataset, spec, seed=1 + i) for i in range(repeats)]
        firsts, others, failed, worst, divergences = zip(*found, strict=True)
        rows.append(
            (
                str(model),
                median(firsts),
                median(others),
                median(a + b for a, b in zip(firsts, others, strict=True)),
                median(worst),
                sum(divergences),
                sum(failed),
                repeats,
            )
        )
    yield Table(
        f"1 fit + {FOLDS} folds + {len(sensitivity(spec))} sensitivity refits, worked example",
        (
            "specification",
            "fit s",
            "refits s",
            "together s",
            "least min ESS of ROI",
            "divergences",
            "failed",
            "repeats",
        ),
        tuple(rows),
        (
            "156 weeks, 6 channels, each fit 4 chains of 1000 + 1000 draws, in a warm process"
            " on all cores; medians over seeds, divergences and failures added up.",
        ),
    )


def _validated(
    dataset: Dataset, spec: ModelSpec, *, seed: int
) -> tuple[float, float, int, float, int]:
    """Seconds of the fit and of the refits, failures, least ESS, divergences."""
    changes = (*folds(dataset), *sensitivity(spec))
    start = time.perf_counter()
    run = fit(dataset, spec, seed=seed)
    fitted = time.perf_counter()
    answers = refit(run, changes)
    end = time.perf_counter()
    runs = [run, *(answer.run for answer in answers if answer.run is not None)]
    paid = [channel.name for channel in dataset.channels if channel.paid]
    return (
        fitted - start,
        end - fitted,
        1 + len(changes) - len(runs),
        min(min_bulk_ess(r.posterior["effect"].sel(channel=paid).values) for r in runs),
        sum(int(r.posterior["diverging"].sum()) for r in runs),
    )


def folds(dataset: Dataset) -> tuple[Change, ...]:
    """Histories that end ever earlier, so that each can be judged on the weeks it has not seen."""
    return tuple(
        Change(f"fold {k}", last=dataset.dates[-1 - k * _FOLD_WEEKS].astype(date))
        for k in range(1, FOLDS + 1)
    )


def sensitivity(spec: ModelSpec) -> tuple[Change, ...]:
    """Each prior of the curve halved and doubled for all channels, and three other baselines."""
    moved = [
        Change(f"{name} {word}", priors=_moved(spec, name, factor))
        for name in ("effect", "half_life", "half_saturation")
        for word, factor in (("halved", 0.5), ("doubled", 2.0))
    ]
    return (
        *moved,
        Change("a third yearly wave", spec={"yearly_terms": 3}),
        Change("no trend", spec={"trend": False}),
        Change("shorter carryover", spec={"carryover_weeks": 8}),
    )


def _moved(spec: ModelSpec, name: str, factor: float) -> dict[str, dict[str, LogNormal]]:
    moved = {}
    for prior in spec.channels:
        before = getattr(prior, name)
        moved[prior.channel] = {name: LogNormal(before.mu + math.log(factor), before.sigma)}
    return moved
