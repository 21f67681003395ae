"""How the refits of a validation are sampled, and when one of them can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mmm_xl.analysis.mixing import mixing
from mmm_xl.analysis.thresholds import CANDIDATE_DIVERGENT, REFIT_MAX_RHAT
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

TUNE, DRAWS = 500, 400
"""Of each chain of a refit, unless the run itself has fewer.

Notes
-----
16 refits of the worked example (156 weeks, 6 channels) take 25 s of one core, 12 s on two; the
least bulk effective draws of any ROI are 580 and no draw diverges. With 300 + 300 they take 18 s of
one core with 430 effective draws and 2 divergences: seconds saved, and less told from chance.
"""


def refit_sampler(run: Run) -> Mapping[str, Any]:
    """Fields of `SamplerSettings` that a refit of a validation replaces."""
    return {"tune": min(run.sampler.tune, TUNE), "draws": min(run.sampler.draws, DRAWS)}


def refit_problem(refit: Refit) -> str:
    """Why a refit says nothing, one sentence; empty where it can be believed.

    Notes
    -----
    A refit has few draws and publishes means and ranges of effects, so its chains are judged by
    those. NaN is a problem.
    """
    if refit.run is None:
        return refit.problem
    effects = refit.run.posterior["effect"].transpose("chain", "draw", "channel").values
    found = mixing(effects).rhat
    worst = int(np.argmax(found))  # a NaN counts as the largest
    if not found[worst] <= REFIT_MAX_RHAT:
        label = refit.run.dataset.channels[worst].label
        return (
            f"Its chains do not agree on {label}: R-hat {found[worst]:.3f}, at most"
            f" {REFIT_MAX_RHAT} expected."
        )
    diverging = float(refit.run.posterior["diverging"].mean())
    if not diverging <= CANDIDATE_DIVERGENT:
        return f"{diverging:.1%} of its draws diverged, at most {CANDIDATE_DIVERGENT:.0%} accepted."
    return ""
