"""Putting a run to the test: one call of the refit door, then everything that is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.validation.check import CheckResult
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.grades import Depth
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit, RefitWatcher, refit
from mmm_xl.runs.run import Run

Refits = Mapping[str, Refit]


def validation_changes(run: Run, effects: Contributions, depth: Depth) -> tuple[Change, ...]:
    """Every refit that a validation of this depth asks for."""
    if depth is Depth.QUICK:
        return ()
    from mmm_xl.analysis.validation.folds import fold_changes
    from mmm_xl.analysis.validation.placebo import placebo_changes
    from mmm_xl.analysis.validation.variants import variant_changes

    ordinary = (
        *fold_changes(run),
        *variant_changes(run, depth),
        *placebo_changes(run, effects),
    )
    if depth is Depth.STANDARD:
        return ordinary
    from mmm_xl.analysis.validation.grid import candidate_changes
    from mmm_xl.analysis.validation.recovery import recovery_changes

    return (*ordinary, *candidate_changes(run), *recovery_changes(run, effects))


def validate(
    run: Run,
    effects: Contributions,
    checked: Convergence,
    depth: Depth,
    watcher: RefitWatcher | None = None,
    changes: Sequence[Change] | None = None,
) -> Validation:
    """Put a run to the test.

    Parameters
    ----------
    checked : Convergence
        Of every parameter and every published figure.
    watcher : callable, optional
        Hears how far the refits are.
    changes : sequence of Change, optional
        `validation_changes` of the same run and depth, where they were made already.

    Notes
    -----
    Refits are kept in the run store as they finish, so that what was interrupted goes on from
    there and gives the same answer. None of them is kept in what is returned.
    """
    asked = validation_changes(run, effects, depth) if changes is None else changes
    made = refit(run, asked, keep=True, watcher=watcher) if asked else ()
    refits = {one.change.name: one for one in made}
    return _answered(run, effects, checked, depth, refits)


def _answered(
    run: Run, effects: Contributions, checked: Convergence, depth: Depth, refits: Refits
) -> Validation:
    from mmm_xl.analysis.validation.candidates import candidates
    from mmm_xl.analysis.validation.convergence_checks import correlations, energy, ranks
    from mmm_xl.analysis.validation.folds import out_of_sample
    from mmm_xl.analysis.validation.forecast import frozen_forecast
    from mmm_xl.analysis.validation.placebo import placebos
    from mmm_xl.analysis.validation.prior import prior_evidence
    from mmm_xl.analysis.validation.realism import realism
    from mmm_xl.analysis.validation.recovery import recovery
    from mmm_xl.analysis.validation.variants import sensitivity

    again, full = depth is not Depth.QUICK, depth is Depth.FULL
    found = Validation(
        depth=depth,
        prior=prior_evidence(run),
        realism=realism(run, effects),
        energy=energy(run),
        correlations=correlations(run, effects),
        ranks=ranks(run, effects),
        placebos=placebos(run, refits) if again else None,
        out_of_sample=out_of_sample(run, refits) if again else None,
        sensitivity=sensitivity(run, refits, depth) if again else None,
        candidates=candidates(run, refits) if full else None,
        recovery=recovery(run, refits) if full else None,
        forecast=frozen_forecast(run),
        checks=(),
    )
    return replace(found, checks=_checks(found, run, effects, checked))


def _checks(
    found: Validation, run: Run, effects: Contributions, checked: Convergence
) -> tuple[CheckResult, ...]:
    """Figures held against the rules; a part that was not looked at has no result."""
    from mmm_xl.analysis.validation.candidate_checks import candidate_checks
    from mmm_xl.analysis.validation.convergence_checks import convergence_checks
    from mmm_xl.analysis.validation.out_of_sample_checks import out_of_sample_checks
    from mmm_xl.analysis.validation.placebo import placebo_checks
    from mmm_xl.analysis.validation.prior import prior_checks
    from mmm_xl.analysis.validation.realism_checks import realism_checks
    from mmm_xl.analysis.validation.recovery_checks import recovery_checks
    from mmm_xl.analysis.validation.sensitivity_checks import sensitivity_checks

    return (
        *convergence_checks(checked, run, effects),
        *prior_checks(found.prior, run),
        *realism_checks(found.realism, run),
        *(() if found.placebos is None else placebo_checks(found.placebos)),
        *out_of_sample_checks(found.out_of_sample, run),
        *(() if found.sensitivity is None else sensitivity_checks(found.sensitivity, run)),
        *(() if found.candidates is None else candidate_checks(found.candidates, run)),
        *(() if found.recovery is None else recovery_checks(found.recovery)),
    )
