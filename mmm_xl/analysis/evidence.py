"""Model, platforms, last click and lift tests side by side, over the same days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.credit import (
    Claim,
    Revenue,
    claims,
    days_of,
    revenue_of,
    same_days,
)
from mmm_xl.analysis.effect_of_days import EffectOfDays, union
from mmm_xl.analysis.evidence_tests import MeasuredTest, beside_tests
from mmm_xl.analysis.summary import Summary, probability, summarise
from mmm_xl.data.window import Stretches, Window, every_week
from mmm_xl.names import Credit

FAR = 1.5
"""Credit this many times the model's, or this part of it, is far from it: what is within that is
explained by windows and devices that tools and model draw differently."""


TOTAL = "All reported channels"


@dataclass(frozen=True)
class Credited:
    """What one kind of tool credits, beside the model over the same days.

    Parameters
    ----------
    amount : float, outcome units
    model : Summary, outcome units
        Of the days of this credit alone.
    same_days : bool
        Whether these are all days of the channel's row.
    over_model : Summary or None, ratio
        Credit over the model's, per draw; None where the model finds nothing.
    per_spend : float or None, ratio
        Credit per unit of spend of the same days.
    justified : float or None, currency units
        Most spend that this credit would justify, see `Line.justified`.
    model_justifies : Summary or None, currency units
        The same of the model's figure for the same days.
    prob_far_above, prob_far_below : float, probability
        That the credit is over `FAR` times what the model finds, and under one part in `FAR`.
    """

    amount: float
    window: Window
    model: Summary
    same_days: bool
    over_model: Summary | None
    per_spend: float | None
    justified: float | None
    model_justifies: Summary | None
    prob_far_above: float
    prob_far_below: float


@dataclass(frozen=True)
class Line:
    """One channel, or all reported channels together.

    Parameters
    ----------
    window : Window
        Union of the days of its reports; all days of the data for a channel that has none.
    spend : float, currency units
        The Spend sheet's of these days, weeks split by days.
    model : Summary, outcome units
        Spend view: all that the spend of these days brings, now and later.
    per_spend : Summary or None, ratio
        The same per unit of spend: ROI, or outcome units per currency unit where the outcome has
        no value in money. None without spend.
    justified : Summary or None, currency units
        Most spend that the credit would justify: credited revenue times margin (times 1 where none
        is given) over the hurdle. At this spend the credit would just meet the hurdle. None where
        the outcome has no value in money, or the hurdle is 0.
    credited : mapping of Credit to Credited
    """

    name: str
    label: str
    window: Window
    spend: float
    model: Summary
    per_spend: Summary | None
    justified: Summary | None
    credited: Mapping[Credit, Credited]


@dataclass(frozen=True)
class OverClaim:
    """Sum of one kind of credit, and the model's, over revenue of the same days.

    Parameters
    ----------
    credited : float, currency units (outcome units where the outcome has no value in money)
    model : Summary, same unit
    revenue : Revenue
    """

    credit: Credit
    window: Stretches
    credited: float
    model: Summary
    revenue: Revenue

    @property
    def share(self) -> float:
        """Credit as a fraction of revenue; NaN where there was none."""
        amount = self.revenue.amount
        return self.credited / amount if amount > 0 else float("nan")


@dataclass(frozen=True)
class Evidence:
    """Everything that stands beside the model.

    Parameters
    ----------
    lines : tuple of Line
        Channels with reports or a test of their own, in sheet order.
    total : Line or None
        Channels with reports, together; None without any.
    interaction, interaction_justified : float, outcome units and currency units
        Mean of all together less the sum of each; 0 where effects add.
    over_claims : tuple of OverClaim
        One for each kind of credit.
    """

    lines: tuple[Line, ...]
    total: Line | None
    interaction: float
    interaction_justified: float
    over_claims: tuple[OverClaim, ...]
    tests: tuple[MeasuredTest, ...]

    @property
    def reported(self) -> tuple[Line, ...]:
        """Lines with credit."""
        return tuple(line for line in self.lines if line.credited)

    def test_of(self, channel: str) -> MeasuredTest | None:
        """Test of this channel alone, the one measured last where there are several."""
        own = [found for found in self.tests if found.test.channels == (channel,)]
        return max(own, key=lambda found: found.test.measured_through, default=None)


def evidence(answers: Counterfactuals) -> Evidence | None:
    """Evidence beside a run's model; None without reports and without tests."""
    dataset = answers.run.dataset
    if not dataset.platforms and not dataset.experiments:
        return None
    tests = beside_tests(answers) if dataset.experiments else ()
    found, days = claims(dataset), EffectOfDays(answers)
    alone = {one.test.channels[0] for one in tests if len(one.test.channels) == 1}
    shown = [one for one in dataset.channels if one.name in found or one.name in alone]
    lines = tuple(
        _line(
            days,
            (one.name, one.label),
            {one.name: _window(answers, found.get(one.name, {}))},
            {c: {one.name: claim} for c, claim in found.get(one.name, {}).items()},
        )
        for one in shown
    )
    if not found:
        return Evidence(lines, None, 0.0, 0.0, (), tests)
    windows: dict[str, Window] = {name: days_of(own.values()) for name, own in found.items()}
    kinds = {c: of for c in Credit if (of := _of_kind(found, c))}
    total = _line(days, ("", TOTAL), windows, kinds)
    parts = [line for line in lines if line.name in found]
    joint = answers.effects.multiplicative and len(parts) > 1
    return Evidence(
        lines=lines,
        total=total,
        interaction=total.model.mean - sum(line.model.mean for line in parts) if joint else 0.0,
        interaction_justified=_justified(total) - sum(map(_justified, parts)) if joint else 0.0,
        over_claims=tuple(_over_claim(days, c, of) for c, of in kinds.items()),
        tests=tests,
    )


def _window(answers: Counterfactuals, own: Mapping[Credit, Claim]) -> Window:
    return days_of(own.values()) if own else every_week(answers.run.dataset)


def _of_kind(found: Mapping[str, Mapping[Credit, Claim]], credit: Credit) -> dict[str, Claim]:
    return {name: own[credit] for name, own in found.items() if credit in own}


def _justified(line: Line) -> float:
    return line.justified.mean if line.justified else 0.0


def _line(
    days: EffectOfDays,
    named: tuple[str, str],
    windows: Mapping[str, Window],
    kinds: Mapping[Credit, Mapping[str, Claim]],
) -> Line:
    """Channels, each in its own window, beside every kind of credit."""
    draws, spend = days.together(windows), days.spend(windows)
    justified = days.justified(windows)
    return Line(
        name=named[0],
        label=named[1],
        window=union(windows.values()),
        spend=spend,
        model=summarise(draws),
        per_spend=summarise(draws * days.worth / spend) if spend > 0 else None,
        justified=None if justified is None else summarise(justified),
        credited={c: _credited(days, found, windows) for c, found in kinds.items()},
    )


def _credited(
    days: EffectOfDays, found: Mapping[str, Claim], windows: Mapping[str, Window]
) -> Credited:
    """One kind of credit beside the model over its own days."""
    own: dict[str, Window] = {name: claim.window for name, claim in found.items()}
    model, spend = days.together(own), days.spend(own)
    amount = sum(claim.amount for claim in found.values())
    rates = {name: days.justified_by_one(name, window) for name, window in own.items()}
    worth = days.justified(own)
    justified = [rate * found[name].amount for name, rate in rates.items() if rate is not None]
    return Credited(
        amount=amount,
        window=union(own.values()),
        model=summarise(model),
        same_days=own.keys() == windows.keys()
        and all(same_days(own[name], windows[name]) for name in own),
        over_model=summarise(amount / model) if bool((model > 0).all()) else None,
        per_spend=amount * days.worth / spend if spend > 0 else None,
        justified=sum(justified) if len(justified) == len(rates) else None,
        model_justifies=None if worth is None else summarise(worth),
        prob_far_above=probability(amount > FAR * model),
        prob_far_below=probability(amount * FAR < model),
    )


def _over_claim(days: EffectOfDays, credit: Credit, found: Mapping[str, Claim]) -> OverClaim:
    own: dict[str, Window] = {name: claim.window for name, claim in found.items()}
    window, run = days_of(found.values()), days.answers.run
    return OverClaim(
        credit=credit,
        window=window,
        credited=sum(claim.amount for claim in found.values()) * days.worth,
        model=summarise(days.together(own) * days.worth),
        revenue=revenue_of(run.dataset, window, run.spec.outcome_value),
    )
