"""What the priors imply before any data, and what the data did to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.comparison import learning
from mmm_xl.analysis.prior_answers import CHAINS, DRAWS, prior_media
from mmm_xl.analysis.prior_only import Reference, calibrated, held_against, prior_only, taught
from mmm_xl.analysis.summary import summarise
from mmm_xl.analysis.thresholds import (
    BEYOND_FAILED,
    BEYOND_REVIEW,
    MAX_PRIOR_ONLY_SPEND,
    MAX_SHIFT,
)
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.fit_results import PriorEvidence, PriorPosterior
from mmm_xl.analysis.validation.rules import prior as rules
from mmm_xl.model.spec import effect_scale
from mmm_xl.phrases import listed
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_STREAM = 5
"""Keeps these draws apart from others of the same seed."""


def prior_evidence(run: Run) -> PriorEvidence:
    """Media share that the priors imply, and each channel's effect before and after the data.

    Notes
    -----
    Effects of a pool are drawn around a centre that is drawn first, so that channels whose returns
    are unknown together are wrong together.
    """
    rng = np.random.default_rng([run.sampler.seed, _STREAM])
    effect = prior_media(run.spec, rng, CHAINS * DRAWS)["effect"]
    shares = effect * effect_scale(run.dataset, run.spec) / run.dataset.outcome.sum()
    media = shares.sum(axis=1)
    return PriorEvidence(
        media_share=summarise(_draws(media)),
        beyond=float((media > 1.0).mean()),
        channels=tuple(_channels(run, effect)),
    )


def _channels(run: Run, effect: Floats) -> list[PriorPosterior]:
    without = prior_only(run)
    own = zip(run.dataset.channels, run.spec.channels, learning(run), taught(run), strict=True)
    found = []
    for i, (channel, prior, learned, added) in enumerate(own):
        posterior = run.posterior["effect"].isel(channel=i, drop=True)
        reference = Reference(np.array([prior.effect.mu]), np.array([prior.effect.sigma]))
        beside = held_against(np.log(posterior.values.ravel()), reference)
        found.append(
            PriorPosterior(
                channel=channel.name,
                label=channel.label,
                basis=prior.basis,
                prior=summarise(_draws(effect[:, i])),
                posterior=summarise(posterior),
                narrowed=learned.narrowed,
                shift=beside.shift,
                overlap=beside.overlap,
                prior_only=channel.name in without,
                own_narrowed=added.narrowed,
            )
        )
    return found


def _draws(values: Floats) -> xr.DataArray:
    return xr.DataArray(values.reshape(CHAINS, DRAWS), dims=("chain", "draw"))


def prior_checks(found: PriorEvidence, run: Run) -> tuple[CheckResult, ...]:
    """What was assumed held against the rules, in their order."""
    return (_plausible(found), _shift(found, run), _prior_only(found), _spend(found, run))


def _plausible(found: PriorEvidence) -> CheckResult:
    key, beyond, share = rules.PLAUSIBLE.key, found.beyond, found.media_share
    told = f"{beyond:.1%} before any data"  # the share itself stands beside the priors
    values = {"beyond": beyond, "media_share": share.median}
    if beyond <= BEYOND_REVIEW:
        return CheckResult(key, Status.PASSED, told, values=values)
    reason = (
        f"the priors leave a {beyond:.0%} chance that media bring more than the whole outcome, at"
        f" most {BEYOND_REVIEW:.0%} expected"
    )
    status = Status.REVIEW if beyond <= BEYOND_FAILED else Status.FAILED
    return CheckResult(key, status, told, reason, values=values)


def _shift(found: PriorEvidence, run: Run) -> CheckResult:
    key, tested = rules.SHIFT.key, calibrated(run.dataset)
    judged = [one for one in found.channels if one.channel not in tested]
    if not judged:
        return CheckResult(key, Status.PASSED, "a calibrating lift test informs every channel")
    most = max(judged, key=lambda one: np.nan_to_num(abs(one.shift), nan=np.inf))
    told = f"up to {most.shift:+.1f} standard deviations, {most.label}"
    values = {f"shift of {one.channel}": one.shift for one in judged}
    far = [one for one in judged if not abs(one.shift) <= MAX_SHIFT]
    if not far:
        return CheckResult(key, Status.PASSED, told, values=values)
    named = listed([f"{one.label} by {one.shift:+.2f}" for one in far])
    reason = (
        f"the data moved what was assumed far: {named} standard deviations, at most"
        f" {MAX_SHIFT:g} expected; something else in these weeks may pass for the effect"
    )
    return CheckResult(key, Status.FAILED, named, reason, _names(far), values)


def _prior_only(found: PriorEvidence) -> CheckResult:
    key = rules.PRIOR_ONLY.key
    blank = [one for one in found.channels if one.prior_only]
    values = {f"narrowing of {one.channel}": one.own_narrowed for one in found.channels}
    if not blank:
        return CheckResult(key, Status.PASSED, "none", values=values)
    named = listed([one.label for one in blank])
    brings, its = ("brings", "its") if len(blank) == 1 else ("bring", "their")
    reason = (
        f"we do not know what {named} {brings}: {its} own weeks say nothing beyond what was"
        " assumed and what other channels taught"
    )
    return CheckResult(key, Status.FAILED, named, reason, _names(blank), values)


def _spend(found: PriorEvidence, run: Run) -> CheckResult:
    key, blank = rules.PRIOR_ONLY_SPEND.key, set(found.prior_only)
    spend = dict(zip(run.dataset.channel_names, run.dataset.spend.sum(axis=0), strict=True))
    total = float(sum(spend.values()))
    if not total:
        return CheckResult(key, Status.PASSED, "nothing is spent")
    share = float(sum(spend[name] for name in blank)) / total
    values = {"share": share}
    if share <= MAX_PRIOR_ONLY_SPEND:
        return CheckResult(key, Status.PASSED, f"{share:.1%}", values=values)
    reason = (
        f"{share:.1%} of paid spend is on channels that the data did not inform, at most"
        f" {MAX_PRIOR_ONLY_SPEND:.0%} expected"
    )
    own = [one for one in found.channels if one.prior_only and spend[one.channel] > 0]
    return CheckResult(key, Status.FAILED, f"{share:.1%}", reason, _names(own), values)


def _names(channels: Sequence[PriorPosterior]) -> tuple[str, ...]:
    return tuple(one.channel for one in channels)
