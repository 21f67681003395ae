"""Which channel is most worth a test, and which test: value, power and cost of each design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.agreement import power
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.learning_value import (
    perfect_information,
    sample_information,
    split_noise,
    summed_noise,
)
from mmm_xl.analysis.margin import weekly_margin
from mmm_xl.data.dataset import Channel
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.inference.media_draws import saturated_paths
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

MOVEMENT = 0.2
"""Most by which a year's budget of one channel moves at once, as a fraction of it."""

CHOICES = (1.0 - MOVEMENT, 1.0, 1.0 + MOVEMENT)
"""Weekly spend of the next year, as multiples of the last year's."""

YEAR = 52
"""Weeks over which a choice holds, and the last ones of the data that stand for them."""

FACTORS = (0.0, 1.5, 2.0)
WEEKS = (4, 6, 8)
SHARES = (0.1, 0.25, 0.5)
"""Designs: spend in the treated share as a multiple, weeks, share of the market."""

ENOUGH_POWER = 0.8

SETTLED = 0.01
"""Probability that another choice is better, below which the choice counts as settled."""

OWNED = "owned: no spend to decide on"
NO_VALUE = "the outcome has no value in money, so no return to learn"
SILENT = "no spend in the last {weeks} weeks"


@dataclass(frozen=True)
class LiftDesign:
    """What is changed, for how long, in how much of the market."""

    factor: float
    weeks: int
    share: float


@dataclass(frozen=True)
class DesignValue:
    """What one design would show, bring and cost.

    Parameters
    ----------
    spend_change : float, currency units
        Spent more over the test, negative for less.
    expected : float, outcome units
        Mean of the effect that it would measure.
    standard_error : float, outcome units
    power : float, probability
        That the result lies beyond 1.96 standard errors, over the posterior.
    value : float, currency units a year
        Expected gain of choosing next year's spend after the test.
    cost : float, currency units
        What the test itself is expected to lose by the rule of the choice; 0 where it gains.
    """

    design: LiftDesign
    spend_change: float
    expected: float
    standard_error: float
    power: float
    value: float
    cost: float

    @property
    def net(self) -> float:
        """Value less cost, currency units."""
        return self.value - self.cost


@dataclass(frozen=True)
class NextTest:
    """What it is worth to learn one channel's return, and the proposed test.

    Parameters
    ----------
    spend : float, currency units a year
        Spend of the last 52 weeks.
    choice : float, multiple
        Spend that would be chosen today.
    prob_other : float, probability
        That another choice would have been better.
    perfect : float, currency units a year
        Expected gain of choosing with the return known.
    designs : tuple of DesignValue
        All designs, greatest net value first.
    proposed : DesignValue
        The greatest net value among those with enough power; the most powerful where none has it.
    """

    channel: str
    label: str
    spend: float
    choice: float
    prob_other: float
    perfect: float
    designs: tuple[DesignValue, ...]
    proposed: DesignValue

    @property
    def powered(self) -> bool:
        """Whether the proposed test has enough power."""
        return self.proposed.power >= ENOUGH_POWER

    @property
    def settled(self) -> bool:
        """Whether today's choice is best in nearly every draw."""
        return self.prob_other < SETTLED

    @property
    def worthwhile(self) -> bool:
        """Whether the proposed test has enough power and is worth more than it costs."""
        return self.powered and self.proposed.net > 0 and not self.settled


@dataclass(frozen=True)
class NextTests:
    """Channels by what a test of them is worth.

    Parameters
    ----------
    ranked : tuple of NextTest
        Those whose test has enough power and is worth more than it costs come first, by net value;
        the others follow by the value of knowing.
    left_out : tuple of (channel, reason)
    on_margin : bool
        Whether benefits count margin; revenue where none is given.
    """

    ranked: tuple[NextTest, ...]
    left_out: tuple[tuple[str, str], ...]
    on_margin: bool


def next_tests(answers: Counterfactuals) -> NextTests:
    """Value of learning each paid channel's return, with a design each; nothing is sampled.

    Notes
    -----
    The choice: multiply the channel's weekly spend of the last 52 weeks by one of `CHOICES` over
    the next 52. Net benefit of a choice in a draw: margin times value times the change of outcome,
    then and later, less the hurdle times the change of spend; without a margin, on revenue. The
    designs are evaluated at constant weekly spend of the last 52 weeks' mean, and measured over the
    weeks of the test. Their noise is `design_error`.
    """
    run = answers.run
    errors = {(w, s): design_error(answers, w, s) for w, s in product(WEEKS, SHARES)}
    ranked, left_out = [], []
    for i, channel in enumerate(run.dataset.channels):
        reason = _no_decision(run, i, channel)
        if reason:
            left_out.append((channel.name, reason))
        else:
            ranked.append(_channel(answers, i, errors))
    ranked.sort(key=_rank)  # stable: sheet order where they tie
    on_margin = bool(ranked) and weekly_margin(run, 0) is not None
    return NextTests(tuple(ranked), tuple(left_out), on_margin)


def _rank(found: NextTest) -> tuple[bool, float]:
    return not found.worthwhile, -(found.proposed.net if found.worthwhile else found.perfect)


def _no_decision(run: Run, index: int, channel: Channel) -> str:
    """Why there is nothing to decide on a channel; empty where there is."""
    if not channel.paid:
        return OWNED
    if np.isnan(run.spec.outcome_value):
        return NO_VALUE
    if not run.dataset.spend[-YEAR:, index].any() or not run.dataset.media[-YEAR:, index].any():
        return SILENT.format(weeks=min(YEAR, run.dataset.weeks))
    return ""


def _channel(
    answers: Counterfactuals, index: int, errors: dict[tuple[int, float], float]
) -> NextTest:
    channel = answers.run.dataset.channels[index]
    benefits = net_benefits(answers, index)
    chosen = int(benefits.mean(axis=0).argmax())
    designs = _designs(answers, index, benefits, errors)
    weeks = min(YEAR, answers.run.dataset.weeks)
    return NextTest(
        channel=channel.name,
        label=channel.label,
        spend=float(answers.run.dataset.spend[-YEAR:, index].sum() * YEAR / weeks),
        choice=CHOICES[chosen],
        prob_other=float((benefits.argmax(axis=1) != chosen).mean()),
        perfect=perfect_information(benefits),
        designs=designs,
        proposed=propose(designs),
    )


def propose(designs: Sequence[DesignValue]) -> DesignValue:
    """The greatest net value among designs with enough power; the most powerful where none has."""
    enough = [one for one in designs if one.power >= ENOUGH_POWER]
    if enough:
        return max(enough, key=lambda one: one.net)
    return max(designs, key=lambda one: (one.power, one.net))


def net_benefits(answers: Counterfactuals, index: int) -> Floats:
    """Net benefit of each of `CHOICES` against spend as it is, (N, K), currency units a year.

    Parameters
    ----------
    index : int
        Position of the channel.

    Notes
    -----
    The weekly pattern of the last 52 weeks is multiplied; what it brings after them counts. Where
    the data have fewer weeks, theirs are taken in proportion.
    """
    run = answers.run
    weeks = min(YEAR, run.dataset.weeks)
    spend = float(run.dataset.spend[-weeks:, index].sum())
    inside = np.zeros(answers.media.shape[1])
    end = answers.before + run.dataset.weeks
    inside[end - weeks : end] = 1.0
    found = []
    for choice in CHOICES:
        changed = {index: answers.media[index] * (1.0 + (choice - 1.0) * inside)}
        lost = answers.lost(changed)
        earned = answers.margin_of(lost, changed)
        if earned is None:
            earned = lost * run.spec.outcome_value
        gain = -earned.sum("week").values.ravel() - _hurdle(run) * (choice - 1.0) * spend
        found.append(gain * YEAR / weeks)
    return np.stack(found, axis=1)


def _hurdle(run: Run) -> float:
    return run.dataset.settings.hurdle


def _designs(
    answers: Counterfactuals, index: int, benefits: Floats, errors: dict[tuple[int, float], float]
) -> tuple[DesignValue, ...]:
    """Every design, greatest net value first."""
    run = answers.run
    spend = float(run.dataset.spend[-YEAR:, index].mean())
    margin = weekly_margin(run, index, after=1)
    worth = run.spec.outcome_value * (1.0 if margin is None else float(margin[-1]))
    made = []
    for (factor, weeks), (during, whole) in _national_effects(answers, index).items():
        for share in SHARES:
            error = errors[weeks, share]
            change = share * (factor - 1.0) * spend * weeks
            gain = share * float(whole.mean()) * worth - _hurdle(run) * change
            made.append(
                DesignValue(
                    design=LiftDesign(factor, weeks, share),
                    spend_change=change,
                    expected=share * float(during.mean()),
                    standard_error=error,
                    power=power(share * during, error),
                    value=sample_information(benefits, share * during, error),
                    cost=max(0.0, -gain),
                )
            )
    return tuple(sorted(made, key=lambda one: -one.net))


def _national_effects(
    answers: Counterfactuals, index: int
) -> dict[tuple[float, int], tuple[Floats, Floats]]:
    """Change of outcome in the test's weeks, and ever, by factor and weeks; (N,) each.

    Notes
    -----
    Of a test in the whole market at constant weekly media of the last 52 weeks' mean: as many weeks
    before it as carryover lasts bring the channel to rest, and as many follow.
    """
    run, rest = answers.run, answers.run.spec.carryover_weeks
    designs = list(product(FACTORS, WEEKS))
    level = run.dataset.media[-YEAR:, index].mean() / run.design.usual[index]
    paths = np.full((1 + len(designs), 2 * rest + max(WEEKS)), level)
    for row, (factor, weeks) in enumerate(designs, start=1):
        paths[row, rest : rest + weeks] *= factor
    saturated = saturated_paths(run.spec, curve_draws(run.posterior), index, paths)
    effects = saturated[..., rest:] * answers.factor[:, index, None, None]
    change = effects[:, 1:] - effects[:, :1]
    if answers.effects.multiplicative:
        change = np.expm1(change) * answers.level[:, -1, None, None]
    return {
        design: (change[:, row, : design[1]].sum(axis=1), change[:, row].sum(axis=1))
        for row, design in enumerate(designs)
    }


def design_error(answers: Counterfactuals, weeks: int, share: float) -> float:
    """Standard error of a test in a share of the market against the rest, outcome units.

    Notes
    -----
    An assumption about tests that nobody has run: the nation's weekly noise, as the model found it,
    is the sum of independent parts in proportion to size, so the difference between the treated
    share s and its scaled control has s / (1 - s) times the nation's variance in every week
    (`split_noise`), and its weeks hang together as the nation's do (`summed_noise`). Regions with
    noise of their own would make it larger. Heavy-tailed noise has (2 + tail) / tail times the
    variance of its scale. Where effects multiply, noise is a share of the outcome's level.
    """
    posterior, run = answers.run.posterior, answers.run
    variance = (posterior["sigma"].values * run.design.scale.spread) ** 2
    if "tail" in posterior:
        variance = variance * (2.0 + posterior["tail"].values) / posterior["tail"].values
    rho = np.zeros_like(variance)
    if "autocorrelation" in posterior:
        rho = posterior["autocorrelation"].values
    summed = variance / (1 - rho**2) * summed_noise(weeks, rho)
    if answers.effects.multiplicative:
        summed = summed.ravel() * answers.level[:, -1] ** 2
    return float(np.sqrt(summed.mean() * split_noise(share)))


def next_tests_json(found: NextTests) -> dict[str, Any]:
    """What a test of each channel is worth, as ``results.json`` has it."""
    return {
        "basis": "margin" if found.on_margin else "revenue",
        "choices": list(CHOICES),
        "weeks": YEAR,
        "ranked": [
            {
                "channel": one.channel,
                "spend": one.spend,
                "choice": one.choice,
                "prob_other": one.prob_other,
                "value_of_knowing": one.perfect,
                "enough_power": one.powered,
                "proposed": _design_json(one.proposed),
                "designs": [_design_json(made) for made in one.designs],
            }
            for one in found.ranked
        ],
        "left_out": [{"channel": name, "reason": why} for name, why in found.left_out],
    }


def _design_json(made: DesignValue) -> dict[str, Any]:
    record = asdict(made)
    return {**record.pop("design"), **record, "net": made.net}
