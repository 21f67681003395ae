"""What refits say: forecasts of weeks not seen, other models, known truths. No words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.validation.fit_results import Coverage

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    """Training and test weeks, by their last days; test weeks follow at once.

    Parameters
    ----------
    key : str
        "fold 1" ... or "holdout"; name of its refit.
    """

    key: str
    train_first: date
    train_last: date
    first: date
    last: date
    weeks: int


@dataclass(frozen=True)
class Scores:
    """Errors of forecasts of some weeks.

    Parameters
    ----------
    rmse, crps : float, outcome units
    mape, smape, wape : float, fraction
    inside : mapping of level in percent to weeks inside the interval
    """

    weeks: int
    rmse: float
    mape: float
    smape: float
    wape: float
    crps: float
    inside: Mapping[int, int]


@dataclass(frozen=True)
class FoldResult:
    """Forecast of a fold beside what happened and a seasonal-naive forecast.

    Parameters
    ----------
    model, naive : Scores or None
        None where the refit failed, with ``problem``; ``naive`` has intervals from its own errors
        inside the training weeks.
    on_events, on_normal : Scores or None
        Of the model, on weeks with and without an event; None where there are none.
    dates, actual, mean, low, high, expected : ndarray, shape (weeks,), outcome units
        Forecast mean and 80% interval; ``expected`` is the naive forecast.
    surprise : float, standard deviations of the forecast
        By how much the outcome of all its weeks together differs from the forecast's.
    """

    fold: Fold
    model: Scores | None
    naive: Scores | None
    on_events: Scores | None
    on_normal: Scores | None
    dates: npt.NDArray[np.datetime64]
    actual: Floats
    mean: Floats
    low: Floats
    high: Floats
    expected: Floats
    problem: str = ""
    surprise: float = float("nan")


@dataclass(frozen=True)
class FoldReturns:
    """Returns of the common weeks as one fold has them.

    Parameters
    ----------
    roi : mapping of channel to Summary
    best_next : str
        Channel with the highest marginal return; empty where there is none.
    marginal : mapping of channel to float
        Mean marginal return of the last 52 common weeks.
    """

    key: str
    roi: Mapping[str, Summary]
    best_next: str
    marginal: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Stability:
    """Returns of the weeks that all folds have in common.

    Parameters
    ----------
    whole : FoldReturns
        As the run itself has them.
    decision_error : float, fraction of folds
        In which the best next channel is another than the run's.
    decision_cost : float, fraction
        Of the run's highest marginal return, lost on average by choosing as the folds do.
    """

    first: date
    last: date
    whole: FoldReturns
    folds: tuple[FoldReturns, ...]
    decision_error: float
    decision_cost: float = float("nan")


@dataclass(frozen=True)
class OutOfSample:
    """Forecasts of weeks that the model had not seen.

    Parameters
    ----------
    model, naive : Scores or None
        Of all folds and the holdout together; None where any of them failed.
    naive_name : str
        "same week a year before" or "last week"; both, with ", or ", where only the later folds
        have a year of training.
    leaks : tuple of str
        Folds whose inputs change when later weeks are altered; must be empty.
    coverage : tuple of Coverage
        Of all test weeks; ``least`` and ``most`` hold 95% of the counts that the forecasts
        themselves expect, in which the weeks of a fold move together, so they are wider than
        binomial limits. Empty where a refit failed.
    in_sample : float, fraction
        WAPE of the run on its own weeks.
    on_events, on_normal : Scores or None
        Of the model on all test weeks with and without an event; None where there are none, or
        where a refit failed.
    """

    folds: tuple[FoldResult, ...]
    model: Scores | None
    naive: Scores | None
    naive_name: str
    leaks: tuple[str, ...]
    stability: Stability | None
    coverage: tuple[Coverage, ...] = ()
    in_sample: float = float("nan")
    on_events: Scores | None = None
    on_normal: Scores | None = None


@dataclass(frozen=True)
class Forecast:
    """Forecast of the weeks after the data, frozen with the run.

    Parameters
    ----------
    spend : mapping of channel to float, currency (exposure) units a week
        Assumed in every week: the channel's current spend.
    controls : mapping of control to float
        Assumed: their mean of the last 52 weeks.
    events : mapping of event to tuple of float
        Assumed, a value a week: those of the same weeks a year before, where there are such.
    outcome : tuple of Summary, outcome units
        A week each, noise included.
    total : Summary, outcome units
    """

    weeks: tuple[date, ...]
    spend: Mapping[str, float]
    controls: Mapping[str, float]
    events: Mapping[str, tuple[float, ...]]
    outcome: tuple[Summary, ...]
    total: Summary


@dataclass(frozen=True)
class VariantResult:
    """One reasonable change of the model and the returns that follow.

    Parameters
    ----------
    key : str
        Name of its refit; "base" for the run itself.
    kind : {"base", "prior", "carryover", "saturation", "season", "control", "window", "extremes",
        "quarter"}
    roi : mapping of channel to Summary
        ROI of the weeks that all variants have in common; empty where the refit failed, with
        ``problem``. Without a return (counts without value), outcome per unit of spend.
    rank : mapping of channel to int
        By mean return, 1 the best.
    best_next : str
        Channel with the highest marginal return.
    """

    key: str
    kind: str
    words: str
    roi: Mapping[str, Summary]
    rank: Mapping[str, int]
    best_next: str
    problem: str = ""


@dataclass(frozen=True)
class Span:
    """How far one channel's mean return moves over the variants.

    Parameters
    ----------
    shift : float, standard deviations of the base
        Largest move of the mean.
    outside : tuple of str
        Variants whose mean lies outside the base's 80% interval.
    crosses_hurdle : tuple of str
        Variants in which the mean is on the other side of the hurdle.
    shifts : mapping of variant to float, standard deviations of the base
        Move of the mean under each.
    above_hurdle : float or None
        Probability in the base that the return is above the hurdle, on margin where one is given;
        None without a return in money.
    """

    channel: str
    label: str
    base: Summary
    low: float
    high: float
    shift: float
    outside: tuple[str, ...]
    crosses_hurdle: tuple[str, ...]
    shifts: Mapping[str, float] = field(default_factory=dict)
    above_hurdle: float | None = None


@dataclass(frozen=True)
class Flip:
    """Two channels whose order by mean return changes under some variants.

    Parameters
    ----------
    first, second : str
        Names; the first returns more in the base.
    better : float, probability
        In the base, that the first returns more.
    """

    first: str
    second: str
    variants: tuple[str, ...]
    better: float = float("nan")


@dataclass(frozen=True)
class Sensitivity:
    """Returns under reasonable changes of the model.

    Parameters
    ----------
    spans, flips :
        Over the reasonable changes; variants of kind "quarter" (influence, at full depth) stand
        beside them and are in ``variants`` and ``influence`` only.
    influence : tuple of Span
        The same over the variants of kind "quarter".
    missing : tuple of str
        Why some of the usual changes do not apply, a clause each.
    first, last : date or None
        Days whose spend all figures refer to.
    """

    base: VariantResult
    variants: tuple[VariantResult, ...]
    spans: tuple[Span, ...]
    flips: tuple[Flip, ...]
    influence: tuple[Span, ...] = ()
    missing: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    @property
    def reasonable(self) -> tuple[VariantResult, ...]:
        """Reasonable changes that were fitted."""
        return tuple(one for one in self.variants if one.kind != "quarter" and not one.problem)


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
