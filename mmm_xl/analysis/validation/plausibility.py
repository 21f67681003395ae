"""What no business would believe of a fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.thresholds import (
    CANDIDATE_BEYOND,
    CANDIDATE_NEGATIVE,
    CANDIDATE_SHARE,
)
from mmm_xl.runs.run import Run


def implausible(run: Run, effects: Contributions) -> tuple[str, ...]:
    """Clauses on what no business would believe; empty where all is well.

    Notes
    -----
    A return far below its prior is news; one far above it says that a channel takes credit for
    something else.
    """
    return (*_baseline(effects), *_shares(run, effects), *_beyond(run))


def _baseline(effects: Contributions) -> Iterator[str]:
    below = float((effects.baseline.sum("date") < 0).mean())
    weeks = float((effects.baseline < 0).mean())
    if below > CANDIDATE_NEGATIVE:
        yield f"its baseline of all weeks is below zero in {100 * below:.0f} of 100 draws"
    elif weeks > CANDIDATE_NEGATIVE:
        yield f"its baseline is below zero in {weeks:.0%} of the weeks"


def _shares(run: Run, effects: Contributions) -> Iterator[str]:
    total = effects.modelled.sum("date")
    shares = (effects.channel_totals / total).mean(("chain", "draw"))
    for channel in run.dataset.channels:
        share = float(shares.sel(channel=channel.name))
        if not share <= CANDIDATE_SHARE:
            yield f"{channel.label} alone brings {share:.0%} of the outcome"


def _beyond(run: Run) -> Iterator[str]:
    """Effects above nearly all that their priors allow."""
    found = np.median(run.posterior["effect"].values, axis=(0, 1))
    for i, prior in enumerate(run.spec.channels):
        most = prior.effect.quantile(CANDIDATE_BEYOND)
        if not found[i] <= most:
            label = run.dataset.channels[i].label
            what = "returns" if prior.basis == "roi" else "has a share of"
            shown = (f"{found[i]:.1f}, at most {most:.1f}" if prior.basis == "roi"
                     else f"{found[i]:.1%}, at most {most:.1%}")  # fmt: skip
            yield f"{label} {what} {shown} in {1000 * CANDIDATE_BEYOND:.0f} of 1,000 prior cases"
