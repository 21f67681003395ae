"""Putting a run to the test: one call of the refit door, then everything that is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.validation.check import CheckResult
from mmm_xl.analysis.validation.refit_results import OutOfSample, Sensitivity
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
    from mmm_xl.analysis.validation.candidates import candidate_changes
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
    return _of_fit(run, effects, checked, depth, refits)


def _of_fit(
    run: Run, effects: Contributions, checked: Convergence, depth: Depth, refits: Refits
) -> Validation:
    from mmm_xl.analysis.validation.candidates import candidate_checks, candidates
    from mmm_xl.analysis.validation.convergence_checks import (
        convergence_checks,
        correlations,
        energy,
        ranks,
    )
    from mmm_xl.analysis.validation.forecast import frozen_forecast
    from mmm_xl.analysis.validation.placebo import placebo_checks, placebos
    from mmm_xl.analysis.validation.prior import prior_checks, prior_evidence
    from mmm_xl.analysis.validation.realism import realism, realism_checks
    from mmm_xl.analysis.validation.recovery import recovery, recovery_checks

    again, full = depth is not Depth.QUICK, depth is Depth.FULL
    prior, real = prior_evidence(run), realism(run, effects)
    unseen, moved, seen_through_refits = _of_refits(run, depth, refits) if again else (None,) * 3
    shifted = placebos(run, refits) if again else None
    compared = candidates(run, refits) if full else None
    recovered = recovery(run, refits) if full else None
    return Validation(
        depth=depth,
        prior=prior,
        realism=real,
        energy=energy(run),
        correlations=correlations(run, effects),
        ranks=ranks(run, effects),
        placebos=shifted,
        out_of_sample=unseen,
        sensitivity=moved,
        candidates=compared,
        recovery=recovered,
        forecast=frozen_forecast(run),
        checks=(
            *convergence_checks(checked, run, effects),
            *prior_checks(prior, run),
            *realism_checks(real, run),
            *(placebo_checks(shifted, run) if shifted is not None else ()),
            *(seen_through_refits or ()),
            *(candidate_checks(compared, run) if compared else ()),
            *(recovery_checks(recovered, run) if recovered else ()),
        ),
    )


def _of_refits(
    run: Run, depth: Depth, refits: Refits
) -> tuple[OutOfSample, Sensitivity, tuple[CheckResult, ...]]:
    """Forecasts of weeks not seen and other reasonable models, with the checks of both."""
    from mmm_xl.analysis.validation.folds import out_of_sample
    from mmm_xl.analysis.validation.out_of_sample_checks import out_of_sample_checks
    from mmm_xl.analysis.validation.variants import sensitivity, sensitivity_checks

    unseen = out_of_sample(run, refits)
    moved = sensitivity(run, refits, depth)
    checks = (*out_of_sample_checks(unseen, run), *sensitivity_checks(moved, run))
    return unseen, moved, checks
