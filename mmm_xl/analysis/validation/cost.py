"""How long the refits of a validation will take, said before they start."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.refit import all_cores
from mmm_xl.runs.run import Run

DRAW_SECONDS = 5e-4
"""Of one core for a draw of 156 weeks by 6 channels with the default model, tuning included."""

CELLS = 156 * 6
"""Weeks by channels of that case; costs follow them."""

QUESTION_SECONDS = 0.25
"""For what is asked of a refit once all are sampled, one after another."""


def expected_seconds(run: Run, changes: Sequence[Change], fit_seconds: float | None) -> float:
    """Seconds that some refits will take, side by side on the cores of this machine.

    Parameters
    ----------
    changes : sequence of Change
        Those that have to be sampled.
    fit_seconds : float or None
        What sampling the run itself has just taken on all cores; None where it was stored.
    """
    workers = all_cores()
    sampler = run.sampler
    drawn = sampler.chains * (sampler.tune + sampler.draws)
    if not fit_seconds:
        weight = DRAW_SECONDS * run.dataset.weeks * len(run.dataset.channels) / CELLS
    else:
        weight = fit_seconds * min(sampler.chains, workers) / drawn
    work = sum(_draws(change, run) * weight for change in changes)
    return work / max(1, min(workers, len(changes))) + QUESTION_SECONDS * len(changes)


def _draws(change: Change, run: Run) -> float:
    """Draws of a refit, each counted by its part of the weeks."""
    inputs = apply(change, run)
    sampler = inputs.sampler
    part = inputs.dataset.weeks / run.dataset.weeks
    return sampler.chains * (sampler.tune + sampler.draws) * part
