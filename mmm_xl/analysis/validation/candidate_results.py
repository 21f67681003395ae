"""What other specifications and known truths say: labelled figures, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mmm_xl.analysis.summary import Summary


@dataclass(frozen=True)
class Candidate:
    """One specification of the grid with its card.

    Parameters
    ----------
    baseline, carryover, saturation : str
    chosen : bool
        Whether it is the run's own.
    max_rhat, min_ess : float
    fold_wape, fold_crps : float
        Of its forecasts of held-out weeks; NaN where they failed.
    coverage80 : float, fraction
        Of held-out weeks inside the 80% interval.
    elpd, elpd_se : float
        Expected log predictive density by PSIS-LOO; ``worst_k`` and ``high_k`` are the largest
        Pareto k and the weeks above the limit.
    behind, behind_se : float
        Expected log predictive density less than that of the best sound one, and its standard
        error; NaN for a rejected one.
    weight : float, fraction
        By stacking; 0 for a rejected one.
    implausible : tuple of str
        Words on what no business would believe; empty where all is well.
    roi : mapping of channel to Summary
        ROI of paid channels; without a return (counts without value), outcome per unit of spend.
        Empty where the refit failed.
    rejected : str
        Why it has no part in the ensemble, a sentence; empty where it has.
    """

    key: str
    baseline: str
    carryover: str
    saturation: str
    chosen: bool
    max_rhat: float
    min_ess: float
    divergences: int
    fold_wape: float
    fold_crps: float
    coverage80: float
    elpd: float
    elpd_se: float
    worst_k: float
    high_k: int
    weight: float
    roi: Mapping[str, Summary]
    implausible: tuple[str, ...] = ()
    rejected: str = ""
    behind: float = float("nan")
    behind_se: float = float("nan")


@dataclass(frozen=True)
class Candidates:
    """The grid of specifications and what they say together.

    Parameters
    ----------
    weighted_by : {"weeks left out", "forecasts", "nothing"}
        What the weights maximise; "nothing" where neither can be believed, and sound candidates
        then have equal weights.
    ensemble : mapping of channel to Summary
        Return of the stacked mixture of draws.
    wider : mapping of channel to float
        Width of the ensemble's 80% range over that of the run.
    disagree : tuple of str
        Channels on which sound candidates disagree: each mean lies outside the 80% range of the
        other, or one outside the 95% range of the other.
    differ : tuple of str
        Other channels on which one mean lies outside the 80% range of another candidate.
    """

    candidates: tuple[Candidate, ...]
    ensemble: Mapping[str, Summary]
    wider: Mapping[str, float]
    disagree: tuple[str, ...]
    weighted_by: str = "weeks left out"
    differ: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recovered:
    """One channel in data simulated from the fitted model.

    Parameters
    ----------
    covered, of : int
        Simulations whose 80% interval held the truth.
    bias, bias_error : float
        Mean log ratio of the estimate to the truth, and its standard error.
    narrowed : float, fraction
        Mean narrowing of the prior's range, beyond what its pool says of a channel; near 0 this
        data set could not have told.
    could_tell : bool
    """

    channel: str
    label: str
    covered: int
    of: int
    bias: float
    narrowed: float
    could_tell: bool
    bias_error: float = float("nan")


@dataclass(frozen=True)
class Approximation:
    """ADVI beside exact sampling: standard deviations of log effect, and shift of its mean."""

    channel: str
    label: str
    sd_ratio: float
    shift: float


@dataclass(frozen=True)
class Recovery:
    """Known truths refitted, and a cheap approximation beside the real thing.

    Parameters
    ----------
    advi : tuple of Approximation
        Empty where it was not run, with ``advi_problem``.
    """

    channels: tuple[Recovered, ...]
    simulations: int
    problems: tuple[str, ...]
    advi: tuple[Approximation, ...]
    advi_problem: str = ""
