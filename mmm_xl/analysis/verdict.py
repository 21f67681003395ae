"""Whether the figures may be used, by written rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmm_xl.analysis.convergence import (
    MAX_DIVERGENT_SHARE,
    MAX_RHAT,
    MIN_ESS,
    Convergence,
)
from mmm_xl.analysis.ledger_bridge import LedgerBridge
from mmm_xl.analysis.ledger_reasons import ledger_reasons

NOT_DONE = (
    "forecasts of weeks that the model has not seen were not tested",
    "sensitivity to other reasonable models and priors was not tested",
    "experiments were read but not used as evidence",
)
"""What this version does not look at; a verdict cannot be green while anything is missing."""


@dataclass(frozen=True)
class Verdict:
    """Level and the reasons for it.

    Parameters
    ----------
    level : {"use", "restrict", "do not use"}
    """

    level: str
    reasons: tuple[str, ...]


PREVIEW = "this is a preview with few draws"


def verdict(
    checked: Convergence,
    *,
    preview: bool = False,
    bridges: Sequence[LedgerBridge] = (),
    found: Sequence[str] = (),
) -> Verdict:
    """Verdict of a run; a check that failed, or was not done, is a reason.

    Parameters
    ----------
    preview : bool
        Whether the run has a preview's few draws.
    bridges : sequence of LedgerBridge
        One that does not tie is a reason with its amount; none at all is one, too.
    found : sequence of str
        What else speaks against the figures, a sentence each.
    """
    first = (PREVIEW,) if preview else ()
    failed = tuple(convergence_failures(checked))
    others = (*ledger_reasons(bridges), *found, *NOT_DONE)
    if failed:
        return Verdict("do not use", (*first, *failed, *others))
    few = (_few(checked.divergences),) if checked.divergences else ()
    return Verdict("restrict", (*first, *few, *others))


def convergence_failures(checked: Convergence) -> list[str]:
    """One sentence for each limit of convergence that is not kept; NaN is not kept."""
    failures = []
    if not checked.max_rhat <= MAX_RHAT:
        failures.append(
            f"the chains do not agree: R-hat {checked.max_rhat:.3f}, at most {MAX_RHAT} expected"
        )
    least = min(checked.min_ess_bulk, checked.min_ess_tail)
    if not (checked.min_ess_bulk >= MIN_ESS and checked.min_ess_tail >= MIN_ESS):
        failures.append(
            f"too few independent draws: {least:.0f}, at least {MIN_ESS:.0f} expected;"
            " raise Kept draws on the Settings sheet"
        )
    if not checked.few_divergences:
        failures.append(
            f"{checked.divergences} of {checked.draws} draws diverged, at most"
            f" {MAX_DIVERGENT_SHARE:.1%} accepted"
        )
    return failures


def _few(divergences: int) -> str:
    one = divergences == 1
    return f"{divergences} {'draw' if one else 'draws'} diverged, within the limit of one in 1,000"
