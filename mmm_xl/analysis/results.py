"""Every published figure of a run, computed once; sheets, pages, functions and JSON show these."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr

from mmm_xl.analysis.carryover import ChannelTiming, carryover_timing
from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.curve_figures import CurveFigures, carryover_json
from mmm_xl.analysis.decomposition import PartFigures, part_figures
from mmm_xl.analysis.evidence import Evidence, evidence
from mmm_xl.analysis.evidence_json import evidence_json
from mmm_xl.analysis.headline import (
    ChannelFigures,
    Headline,
    above_hurdle,
    channel_figures,
    compute_headline,
    hurdle_basis,
    known,
)
from mmm_xl.analysis.judged import Judged, judge
from mmm_xl.analysis.ledger_bridge import LedgerBridge, ledger_bridges
from mmm_xl.analysis.ledger_reasons import ledger_json
from mmm_xl.analysis.lift_figures import LiftFigures, windows_json
from mmm_xl.analysis.margin import total_on_margin
from mmm_xl.analysis.next_step import NextStep, next_steps
from mmm_xl.analysis.next_test import NextTests, next_tests, next_tests_json
from mmm_xl.analysis.periods import Periods
from mmm_xl.analysis.predictive import LEVELS, Fit, in_sample_fit
from mmm_xl.analysis.register import Register, register, register_json
from mmm_xl.analysis.response import ResponseCurves
from mmm_xl.analysis.roi import paid_channels
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.validation.as_json import findings_json, rows_json
from mmm_xl.analysis.validation.check import CheckRow
from mmm_xl.analysis.validation.convergence_checks import convergence_checks
from mmm_xl.analysis.validation.evidence_checks import evidence_checks
from mmm_xl.analysis.validation.judge import rows
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.analysis.verdict import Verdict, held_channels, verdict
from mmm_xl.runs.run import Run

SCHEMA = 1

ChannelResult = ChannelFigures[Summary]
"""Figures of one channel over all weeks, with their Monte Carlo errors."""


@dataclass(frozen=True)
class Results:
    """All figures of a run and the draws behind them.

    Parameters
    ----------
    media, baseline, modelled : Summary, outcome units
        Totals over all weeks.
    paid_media : Summary or None, outcome units
        Lift of all paid channels together.
    interaction : Summary or None, outcome units
        That less the sum of each channel's own lift; None where effects add and it is nothing.
    decomposition : Periods
        Parts of the outcome over all weeks, by month, fiscal quarter and fiscal year.
    sources : tuple of PartFigures
        Figures of those of all weeks, the baseline's parts before the channels.
    total_roi : Summary or None, ratio
        All paid channels together, per draw.
    lift : LiftFigures
        Of all weeks and of the last 52, in both views.
    next_steps : tuple of NextStep
        Action for each paid channel with a return, in sheet order.
    duration : tuple of CurveFigures
        Carryover and place on the curve of every channel, in sheet order; ``timing`` likewise.
    ledger : tuple of LedgerBridge
        From ledger to model; none without a Ledger sheet.
    evidence : Evidence or None
        What platforms, last click and lift tests say; None where the workbook holds none.
    register : Register
        Lift tests beside the model.
    next_tests : NextTests
        What a test of each paid channel is worth.
    validation : Validation or None
        What was found when the run was put to the test; None where it was not.
    rows : tuple of CheckRow
        Every rule beside what was found, those not made among them.
    """

    run: Run
    effects: Contributions
    curves: ResponseCurves
    channels: tuple[ChannelResult, ...]
    media: Summary
    baseline: Summary
    modelled: Summary
    baseline_share: Summary
    paid_media: Summary | None
    interaction: Summary | None
    total_roi: Summary | None
    total_roi_on_margin: Summary | None
    total_prob_above_hurdle: float | None
    lift: LiftFigures
    next_steps: tuple[NextStep[Summary], ...]
    duration: tuple[CurveFigures[Summary], ...]
    timing: tuple[ChannelTiming, ...]
    fit: Fit
    convergence: Convergence
    verdict: Verdict
    decomposition: Periods
    sources: tuple[PartFigures[Summary], ...]
    register: Register
    next_tests: NextTests
    ledger: tuple[LedgerBridge, ...] = ()
    evidence: Evidence | None = None
    validation: Validation | None = None
    rows: tuple[CheckRow, ...] = ()

    @property
    def hurdle_basis(self) -> str:
        """What the hurdle is compared with."""
        return hurdle_basis(self.run)


def compute_results(run: Run) -> Results:
    """Figures of a run; nothing is sampled."""
    return complete(compute_headline(run))


def complete(
    headline: Headline,
    tests: Register | None = None,
    validation: Validation | None = None,
    judged: Judged | None = None,
) -> Results:
    """All figures of a run whose ROI table exists; no contribution is computed again.

    Parameters
    ----------
    tests : Register, optional
        Where it was made already; else the model is fitted again without each calibrating test.
    validation : Validation, optional
        Without it, all that needs one was not looked at.
    judged : Judged, optional
        Where the published figures were computed already.
    """
    run, effects = headline.run, headline.effects
    known_tests = register(run, effects) if tests is None else tests
    seen = judge(headline) if judged is None else judged
    modelled = effects.modelled.sum("date")
    total = _total_return(run, effects)
    earned = total_on_margin(run, effects, total)
    ratios = (headline.returns, headline.on_margin, headline.marginal)
    bridges, beside = ledger_bridges(run), evidence(Counterfactuals(run, effects))
    depth = validation.depth if validation else None
    own = validation.checks if validation else convergence_checks(seen.convergence, run, effects)
    outside = evidence_checks(run, bridges, known_tests.findings, beside)
    found = rows((*own, *outside), depth)
    return Results(
        run=run,
        effects=effects,
        curves=headline.curves,
        channels=channel_figures(run, effects, ratios, summarise),
        media=summarise(effects.channel_totals.sum("channel")),
        baseline=summarise(effects.baseline.sum("date")),
        modelled=summarise(modelled),
        baseline_share=summarise(effects.baseline.sum("date") / modelled),
        paid_media=_paid_media(run, effects),
        interaction=_interaction(run, effects),
        total_roi=known(total, summarise),
        total_roi_on_margin=known(earned, summarise),
        total_prob_above_hurdle=above_hurdle(run, total if earned is None else earned),
        lift=seen.lift,
        next_steps=next_steps(
            run, headline.marginal, summarise, known_tests.disputed, held_channels(found)
        ),
        duration=tuple(one.reduced(summarise) for one in seen.duration),
        timing=carryover_timing(run),
        fit=in_sample_fit(run, effects),
        convergence=seen.convergence,
        verdict=verdict(found, depth),
        ledger=bridges,
        evidence=beside,
        register=known_tests,
        next_tests=next_tests(Counterfactuals(run, effects)),
        decomposition=seen.periods,
        sources=part_figures(seen.periods.whole.sources, 0, summarise),
        validation=validation,
        rows=found,
    )


def _paid_media(run: Run, effects: Contributions) -> Summary | None:
    """Lift of all paid channels together, per draw."""
    paid = paid_channels(run)
    return summarise(effects.lift_of(paid)) if paid else None


def _interaction(run: Run, effects: Contributions) -> Summary | None:
    """What the paid channels bring together beyond the sum of each by itself, per draw."""
    paid = paid_channels(run)
    if not (paid and effects.multiplicative):
        return None
    own = effects.lift_totals.sel(channel=paid).sum("channel")
    return summarise(effects.lift_of(paid) - own)


def _total_return(run: Run, effects: Contributions) -> xr.DataArray | None:
    """ROI of all paid channels together, per draw."""
    paid = paid_channels(run)
    if not paid:
        return None
    return effects.lift_of(paid) * run.spec.outcome_value / run.dataset.spend.sum()


def to_json(results: Results) -> dict[str, Any]:
    """``results.json``, schema 1: plain values, documented in the shared definitions."""
    run, checked = results.run, results.convergence
    dataset = run.dataset
    return {
        "schema": SCHEMA,
        "run_id": run.run_id,
        "fit_id": run.fit_id,
        "data_digest": dataset.digest(),
        "outcome": {
            "name": dataset.settings.outcome_name,
            "unit": dataset.settings.outcome_unit,
            "total": float(dataset.outcome.sum()),
        },
        "weeks": {
            "first": dataset.first.isoformat(),
            "last": dataset.last.isoformat(),
            "n": dataset.weeks,
        },
        "hurdle": {"value": dataset.settings.hurdle, "basis": results.hurdle_basis},
        "channels": _channels_json(results),
        "windows": windows_json(results.lift),
        "baseline": asdict(results.baseline),
        "baseline_share": asdict(results.baseline_share),
        "modelled": asdict(results.modelled),
        "sources": [asdict(part) for part in results.sources],
        "in_sample": {
            "r2": results.fit.r2,
            "wape": results.fit.wape,
            "coverage": {str(level): results.fit.coverage(level) for level in LEVELS},
        },
        "diagnostics": {
            "max_rhat": _finite(checked.max_rhat),
            "min_ess_bulk": _finite(checked.min_ess_bulk),
            "min_ess_tail": _finite(checked.min_ess_tail),
            "divergences": checked.divergences,
            "quantities": checked.count,
            "worst": checked.worst.told,
        },
        "verdict": {
            "level": str(results.verdict.level),
            "reasons": list(results.verdict.reasons),
            "notes": list(results.verdict.notes),
        },
        "evidence": evidence_json(results.evidence),
        "experiments": register_json(results.register),
        "next_experiments": next_tests_json(results.next_tests),
        "validation": rows_json(results.rows),
        **findings_json(results.validation),
        "ledger": ledger_json(results.ledger, dataset.settings.ledger_tolerance),
    }


def _channels_json(results: Results) -> list[dict[str, Any]]:
    steps = {step.advice.channel: _action_json(step) for step in results.next_steps}
    lasting = zip(results.duration, results.timing, strict=True)
    return [
        {
            **_channel_json(channel),
            "action": steps.get(channel.name),
            "carryover": carryover_json(figures, timing),
        }
        for channel, (figures, timing) in zip(results.channels, lasting, strict=True)
    ]


def _action_json(step: NextStep[Summary]) -> dict[str, Any]:
    found = step.advice
    return {
        "action": str(found.action),
        "disputed": found.disputed,
        "held": found.held or None,
        "prob_next_pays": found.prob_next_pays,
        "flip_margin": found.flip.margin,
        "flip_prior": found.flip.prior,
    }


def _channel_json(channel: ChannelResult) -> dict[str, Any]:
    record = asdict(channel)
    names = ("name", "spend", "roi", "roi_on_margin", "marginal_roi", "contribution", "lift",
             "share")  # fmt: skip
    return {name: record[name] for name in (*names, "prob_above_hurdle", "prior_only")}


def _finite(value: float) -> float | None:
    """None for NaN: JSON has no other word for a missing figure."""
    return value if np.isfinite(value) else None
