"""The reasonable changes of a model that its returns are held against."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.thresholds import EXTREME_WEEK, MOST_EXTREME
from mmm_xl.analysis.validation.refits import refit_sampler
from mmm_xl.data.window import tiles
from mmm_xl.grades import Depth
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Carryover, Saturation, Tiling, Trend
from mmm_xl.runs.change import Change, apply, silent_channel
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

PREFIX = "sensitivity: "

QUARTER = "quarter"
"""Kind of the variants that leave out each quarter: influence, beside the reasonable changes."""

WINDOW = 0.8
"""Part of the weeks, the last ones, that a shorter window keeps."""

FEWER_TERMS, MORE_TERMS, MOST_TERMS = 1, 2, 6
"""Yearly terms less and more, and how many there may be."""

MOST_DRAWS = 200
"""Draws of each chain that means and ranges of a refit are taken from."""

_YEAR = 52
_LEAST_QUARTER = 4
"""Weeks of a quarter that is left out; fewer, at an end of the data, are too few to matter."""

_NORMAL_MAD = 1.4826
"""Standard deviations of a Normal series in a median absolute deviation."""

OTHER_CARRYOVER = {
    Carryover.AUTO: Carryover.DELAYED,
    Carryover.GEOMETRIC: Carryover.DELAYED,
    Carryover.DELAYED: Carryover.GEOMETRIC,
}
OTHER_SATURATION = {
    Saturation.HILL: Saturation.LOGISTIC,
    Saturation.MICHAELIS_MENTEN: Saturation.LOGISTIC,
    Saturation.LOGISTIC: Saturation.HILL,
    Saturation.NONE: Saturation.HILL,
}


@dataclass(frozen=True)
class Variant:
    """One reasonable change.

    Parameters
    ----------
    kind : str
        As in `mmm_xl.analysis.validation.refit_results.VariantResult`.
    words : str
        What is changed, a few words.
    """

    change: Change
    kind: str
    words: str


@dataclass(frozen=True)
class Plan:
    """Reasonable changes, and why some of the usual ones do not apply.

    Parameters
    ----------
    missing : tuple of str
        A clause each.
    """

    variants: tuple[Variant, ...]
    missing: tuple[str, ...]


def variant_plan(run: Run, depth: Depth) -> Plan:
    """Changes that a depth asks for; the same run has the same plan.

    Notes
    -----
    Nine at standard depth, fewer where one does not apply. Full depth adds every control dropped
    one at a time and each quarter of the data masked. A masked week keeps its media. Lift tests
    stay.
    """
    if depth is Depth.QUICK:
        return Plan((), ())
    board = _Board(run)
    for make in (_priors, _transforms, _seasons, _window, _extremes, _ninth):
        make(board)
    if depth is Depth.FULL:
        _every_control(board)
        _every_quarter(board)
    return Plan(tuple(board.variants), tuple(board.missing))


class _Board:
    """Collects variants of a run."""

    def __init__(self, run: Run) -> None:
        self.run, self.sampler = run, refit_sampler(run)
        self.variants: list[Variant] = []
        self.missing: list[str] = []
        self.scores = week_scores(run)

    def add(self, kind: str, words: str, **fields: Any) -> None:
        change = Change(PREFIX + words, sampler=self.sampler, **fields)
        self.variants.append(Variant(change, kind, words))


def _priors(board: _Board) -> None:
    for words, factor in (("tighter ranges of return", 0.5), ("wider ranges of return", 2.0)):
        spec, own = scaled_priors(board.run.spec, factor)
        board.add("prior", words, spec=spec, priors=own)


def scaled_priors(spec: ModelSpec, factor: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of a specification and of its channels whose effects vary more or less before data.

    Notes
    -----
    The log standard deviation of each effect is multiplied; that of a pool is learned, and its
    prior moves. A pooled channel is given no range of its own, so it stays in its pool.
    """
    spread = LogNormal(spec.pool_spread.mu + math.log(factor), spec.pool_spread.sigma)
    own = {
        prior.channel: {"effect": LogNormal(prior.effect.mu, prior.effect.sigma * factor)}
        for prior in spec.channels
        if not prior.pooled
    }
    return ({"pool_spread": spread} if spec.pooled else {}), own


def _transforms(board: _Board) -> None:
    for kind, field, others in (
        ("carryover", "adstock", OTHER_CARRYOVER),
        ("saturation", "saturation", OTHER_SATURATION),
    ):
        own = {p.channel: getattr(p, field) for p in board.run.spec.channels}
        moved = {name: str(others[family]) for name, family in own.items() if family in others}
        if not moved:
            board.missing.append(f"no channel has {kind}")
            continue
        named = f" ({min(moved.values())})" if len(set(moved.values())) == 1 else ""
        priors = {name: {field: family} for name, family in moved.items()}
        board.add(kind, f"another {kind} family{named}", priors=priors)


def _seasons(board: _Board) -> None:
    spec, weeks = board.run.spec, board.run.dataset.weeks
    terms = spec.yearly_terms
    if terms:
        fewer = max(terms - FEWER_TERMS, 0)
        board.add("season", f"{fewer} instead of {terms} yearly terms",
                  spec={"yearly_terms": fewer})  # fmt: skip
    elif spec.level_weeks:
        board.add("season", "a level that does not drift", spec={"level_weeks": 0})
    elif spec.trend != Trend.NONE:
        board.add("season", "no trend", spec={"trend": str(Trend.NONE)})
    else:
        board.missing.append("the baseline cannot be simpler")
    more = min(terms + MORE_TERMS, MOST_TERMS)
    if weeks < _YEAR:
        board.missing.append("a season cannot be learned from less than a year")
    elif more == terms:
        board.missing.append(f"there are {terms} yearly terms already")
    else:
        board.add("season", f"{more} instead of {terms} yearly terms", spec={"yearly_terms": more})


def _window(board: _Board) -> None:
    """The last weeks; the first ones where some channel is silent in the last."""
    dates = _days(board.run)
    gone = len(dates) - round(WINDOW * len(dates))
    for words, first, last in (
        (f"the last {WINDOW:.0%} of weeks only", dates[gone], None),
        (f"the first {WINDOW:.0%} of weeks only", None, dates[-1 - gone]),
    ):
        change = Change("window", first=first, last=last)
        if gone and silent_channel(apply(change, board.run)) is None:
            board.add("window", words, first=first, last=last)
            return
    board.missing.append("a shorter window leaves a channel without spend")


def _extremes(board: _Board) -> None:
    weeks = extreme_weeks(board.scores)
    dates = _days(board.run)
    count = f"{len(weeks)} most extreme weeks" if len(weeks) > 1 else "most extreme week"
    board.add("extremes", f"the {count} masked", masked=tuple(dates[t] for t in weeks))


def _ninth(board: _Board) -> None:
    """The control that moves the outcome most; without controls the oddest quarter."""
    strongest = strongest_control(board.run)
    if strongest:
        board.add("control", f"without the control {strongest}", without_controls=(strongest,))
        return
    found = list(_quarters(board.run))
    if len(found) < 2:
        board.missing.append("there is no control to leave out, and no quarter to spare")
        return
    label, inside = max(found, key=lambda one: float(board.scores[one[1]].mean()))
    masked = _masked(board.run, inside)
    board.add("extremes", f"the most extreme quarter, {label}, masked", masked=masked)


def _every_control(board: _Board) -> None:
    done = {name for one in board.variants for name in one.change.without_controls}
    for name in board.run.dataset.control_names:
        if name not in done:
            board.add("control", f"without the control {name}", without_controls=(name,))


def _every_quarter(board: _Board) -> None:
    found = list(_quarters(board.run))
    for label, inside in found if len(found) > 1 else ():
        board.add(QUARTER, f"{label} masked", masked=_masked(board.run, inside))


def week_scores(run: Run) -> Floats:
    """How extreme each week is, shape (T,), robust standard deviations.

    Notes
    -----
    Of its residual or of its outcome, whichever is farther; where effects multiply, of their
    logarithms. Residuals are those from the posterior mean; the outcome is taken less its own
    median.
    """
    outcome = run.dataset.outcome
    modelled = contributions(thinned(run)).modelled.mean(("chain", "draw")).values
    if run.spec.multiplicative:
        outcome, modelled = np.log(outcome), np.log(modelled)
    return np.asarray(np.maximum(_robust(outcome - modelled), _robust(outcome)))


def _robust(values: Floats) -> Floats:
    """Distances from the median in robust standard deviations; zero where nothing varies."""
    away = np.abs(values - np.median(values))
    spread = _NORMAL_MAD * float(np.median(away)) or float(values.std())
    return away / spread if spread > 0 else np.zeros_like(away)


def extreme_weeks(scores: Floats) -> list[int]:
    """Positions of the weeks that are masked as extreme, in order of time."""
    most = max(1, int(MOST_EXTREME * len(scores)))
    order = np.argsort(-scores, kind="stable")[:most]
    far = [int(t) for t in order if scores[t] >= EXTREME_WEEK]
    return sorted(far or [int(order[0])])


def strongest_control(run: Run) -> str:
    """Control whose coefficient moves the outcome most; empty without controls."""
    means = run.posterior["coefficient"].mean(("chain", "draw")).values
    found = {
        term.name: abs(float(means[i]))
        for i, term in enumerate(run.design.terms)
        if term.part == "control"
    }
    return max(found, key=lambda name: found[name]) if found else ""


def _quarters(run: Run) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Label and weeks (T,) of each calendar quarter: weeks belong where most of their days are."""
    for window in tiles(run.dataset, Tiling.QUARTER):
        inside = window.fractions(run.dataset.dates) > 0.5
        if inside.sum() >= _LEAST_QUARTER:
            yield f"{window.first.year}Q{(window.first.month - 1) // 3 + 1}", inside


def _masked(run: Run, inside: npt.NDArray[np.bool_]) -> tuple[date, ...]:
    return tuple(day for day, masked in zip(_days(run), inside, strict=True) if masked)


def _days(run: Run) -> list[date]:
    days: list[date] = run.dataset.dates.astype("datetime64[D]").tolist()
    return days


def thinned(run: Run) -> Run:
    """A run with fewer draws, evenly spread."""
    step = -(-run.posterior.sizes["draw"] // MOST_DRAWS)
    if step == 1:
        return run
    return replace(run, posterior=run.posterior.isel(draw=slice(None, None, step)))
