"""A validation made by hand for a run: every part of it filled, no refit."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import LEVELS, Summary
from mmm_xl.analysis.validation.check import CheckResult, CheckRow, Group, Rule, Status
from mmm_xl.analysis.validation.fit_results import (
    Correlation,
    Coverage,
    Placebo,
    PriorEvidence,
    PriorPosterior,
    Ranks,
    Realism,
    Replicated,
    ZeroOut,
)
from mmm_xl.analysis.validation.refit_results import (
    Approximation,
    Candidate,
    Candidates,
    Flip,
    Fold,
    FoldResult,
    FoldReturns,
    Forecast,
    OutOfSample,
    Recovered,
    Recovery,
    Scores,
    Sensitivity,
    Span,
    Stability,
    VariantResult,
)
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.data.dataset import Dataset
from mmm_xl.grades import Depth, Level

NORMAL = {50: 0.674, 80: 1.282, 90: 1.645, 95: 1.96}
WEEK = timedelta(weeks=1)


def summary(mean: float, sd: float) -> Summary:
    """A normal posterior of two thousand independent draws."""
    ends = {}
    for level in LEVELS:
        ends[f"lo{level}"] = mean - NORMAL[level] * sd
        ends[f"hi{level}"] = mean + NORMAL[level] * sd
    return Summary(mean=mean, median=mean, sd=sd, mcse=sd / 45, **ends)


def validation(results: Results, depth: Depth = Depth.FULL) -> Validation:
    """All parts that a depth looks at."""
    fitted, full = depth is not Depth.QUICK, depth is Depth.FULL
    return Validation(
        depth=depth,
        prior=_prior(results),
        realism=_realism(results),
        energy=np.array([0.91, 0.88, 0.95, 0.27]),
        correlations=(
            Correlation(results.channels[0].label, results.channels[1].label, -0.74),
            Correlation(results.channels[1].label, "baseline", float("nan")),
        ),
        ranks=_ranks(),
        placebos=_placebos(results) if fitted else None,
        out_of_sample=_out_of_sample(results) if fitted else None,
        sensitivity=_sensitivity(results) if fitted else None,
        candidates=_candidates(results) if full else None,
        recovery=_recovery(results) if full else None,
        forecast=_forecast(results),
        checks=(),
    )


def returns(results: Results) -> dict[str, Summary]:
    """Return of each paid channel, or what stands in for it where a count has no value."""
    paid = [channel for channel in results.channels if channel.paid]
    return {
        one.name: one.roi or summary(one.contribution.mean / one.spend, 0.1 / (i + 1))
        for i, one in enumerate(paid)
    }


def _moved(found: dict[str, Summary], factors: dict[str, float]) -> dict[str, Summary]:
    return {name: summary(one.mean * factors.get(name, 1.0), one.sd) for name, one in found.items()}


def _prior(results: Results) -> PriorEvidence:
    channels = []
    for i, channel in enumerate(results.channels):
        share = channel.roi is None
        after = channel.share if share else channel.roi
        assert after is not None
        channels.append(
            PriorPosterior(
                channel.name, channel.label, "share" if share else "roi",
                summary(0.1 if share else 1.1, 0.05 if share else 0.6), after,
                0.02 if i == 1 else 0.4 + 0.05 * i, -1.3 + 0.4 * i, 0.95 if i == 1 else 0.35,
                i == 1,
            )
        )  # fmt: skip
    return PriorEvidence(summary(0.28, 0.11), 0.004, tuple(channels))


def _realism(results: Results) -> Realism:
    data = results.run.dataset
    weeks, unit = data.weeks, data.settings.outcome_unit
    mean, spread = float(data.outcome.mean()), float(data.outcome.std())
    pit = (np.arange(weeks) + 0.5) / weeks
    return Realism(
        replicated=(
            Replicated("mean", "Mean", f"{unit} a week", mean, mean * 1.001, mean * 0.98,
                       mean * 1.02, 0.91),
            Replicated("spread", "Standard deviation", f"{unit} a week", spread, spread * 0.9,
                       spread * 0.82, spread * 0.98, 0.02),
            Replicated("lag1", "Residual autocorrelation, lag 1", "", 0.07, 0.0, -0.17, 0.17, 0.4),
            Replicated("lag52", "Residual autocorrelation, lag 52", "", float("nan"), 0.0, -0.17,
                       0.17, float("nan")),
        ),
        coverage=tuple(
            Coverage(level, round(weeks * level / 100) - 2, weeks,
                     round(weeks * level / 100) - 12, min(weeks, round(weeks * level / 100) + 11),
                     level / 100 + 0.02, round(weeks * level / 100) - 25)
            for level in (50, 80, 95)
        ),
        pit=pit,
        pit_counts=np.histogram(pit, 10, (0, 1))[0].astype(float),
        pit_least=max(0, weeks // 10 - 8),
        pit_most=weeks // 10 + 8,
        negative_total=0.0,
        negative_week=0.012,
        negative_weeks=0.0004,
        zero_out=tuple(
            ZeroOut(one.name, one.label, summary(one.contribution.mean, one.contribution.sd),
                    summary(one.share.mean, one.share.sd), 0.1 + 0.02 * i, i != 2,
                    0.03 * i)
            for i, one in enumerate(results.channels)
        ),
        pit_tail=0.34,
        left_out={"lag 52": "there is one year of weeks"},
    )  # fmt: skip


def _ranks() -> tuple[Ranks, ...]:
    rng = np.random.default_rng(4)
    found = [rng.multinomial(1000, np.full(20, 0.05), 4).astype(float) for _ in range(3)]
    found[2][3] = np.linspace(20, 80, 20)
    return tuple(
        Ranks(name, counts, 50.0)
        for name, counts in zip(("effect (tv)", "noise sd", "level sd"), found, strict=True)
    )


def _placebos(results: Results) -> tuple[Placebo, ...]:
    found = [
        Placebo(one.name, one.label, "roi" if one.paid else "share", summary(0.02 * i, 0.2))
        for i, one in enumerate(results.channels)
    ]
    last = results.channels[-1]
    return (*found[:-1], Placebo(last.name, last.label, "share", None, "The refit did not end."))


def _scores(weeks: int, error: float, size: float) -> Scores:
    inside = {50: round(0.5 * weeks), 80: round(0.75 * weeks), 95: weeks - 1}
    return Scores(weeks, size * error * 1.2, error, error * 1.01, error * 0.98,
                  size * error * 0.7, inside)  # fmt: skip


def _out_of_sample(results: Results) -> OutOfSample:
    data = results.run.dataset
    size = float(data.outcome.mean())
    starts = [data.weeks - 53 + 8 * i for i in range(5)] + [data.weeks - 13]
    folds = tuple(_fold(data, start, i, size) for i, start in enumerate(starts))
    failed = folds[1].__class__(
        folds[1].fold, None, None, None, None, *(np.array([]),) * 6, problem="It did not converge.",
    )  # fmt: skip
    folds = (folds[0], failed, *folds[2:])
    base = returns(results)
    names = list(base)
    first, last = _day(data, 0), _day(data, starts[0] - 1)
    each = tuple(
        FoldReturns(
            one.fold.key, _moved(base, {names[0]: 1 + 0.05 * i}), names[i % 2],
            dict.fromkeys(names, 0.8 + i / 10),
        )
        for i, one in enumerate(folds)
        if one.model
    )  # fmt: skip
    return OutOfSample(
        folds, None, None, "same week a year before", ("fold 3",),
        Stability(first, last, FoldReturns("run", base, names[0]), each, 0.4, 0.07),
        (Coverage(80, 33, 45, 29, 44),), 0.031, _scores(2, 0.08, size), _scores(43, 0.04, size),
    )  # fmt: skip


def _day(data: Dataset, week: int) -> date:
    return data.dates[week].item()


def _fold(data: Dataset, start: int, number: int, size: float) -> FoldResult:
    weeks = 13 if number == 5 else 8
    actual = data.outcome[start : start + weeks]
    fold = Fold(
        "holdout" if number == 5 else f"fold {number + 1}", data.first, _day(data, start - 1),
        _day(data, start), _day(data, start + weeks - 1), weeks,
    )  # fmt: skip
    mean = actual * (1 + 0.04 * np.sin(np.arange(weeks)))
    return FoldResult(
        fold, _scores(weeks, 0.05, size), _scores(weeks, 0.09, size),
        _scores(2, 0.08, size) if number == 2 else None, _scores(weeks, 0.04, size),
        data.dates[start : start + weeks], actual, mean, mean * 0.94, mean * 1.06, actual * 0.9,
        surprise=1.4 - number / 3,
    )  # fmt: skip


def _variant(results: Results, key: str, kind: str, factors: dict[str, float]) -> VariantResult:
    roi = _moved(returns(results), factors)
    order = sorted(roi, key=lambda name: -roi[name].mean)
    rank = {name: order.index(name) + 1 for name in roi}
    words = {"base": "as the run has it"}.get(kind, f"{key.removeprefix('sensitivity: ')}")
    return VariantResult(key, kind, words, roi, rank, order[0])


def _sensitivity(results: Results) -> Sensitivity:
    first, second = list(returns(results))[:2]
    base = _variant(results, "base", "base", {})
    changes = (
        ("tighter prior", "prior", {first: 0.9}), ("weaker prior", "prior", {first: 1.3}),
        ("geometric carryover", "carryover", {second: 2.5}),
        ("logistic saturation", "saturation", {second: 0.8}),
        ("one pair of yearly waves fewer", "season", {}),
        ("without the control price", "control", {first: 0.5}),
        ("the last 80% of the weeks", "window", {}), ("extreme weeks masked", "extremes", {}),
    )  # fmt: skip
    made = [_variant(results, f"sensitivity: {key}", kind, f) for key, kind, f in changes]
    made.append(
        VariantResult("sensitivity: 2025Q1 left out", "quarter", "2025Q1 left out", {}, {}, "",
                      "Its chains do not agree: R-hat 1.210, at most 1.05 expected.")
    )  # fmt: skip
    labels = {one.name: one.label for one in results.channels}
    spans = []
    for name, one in base.roi.items():
        means = [v.roi[name].mean for v in made if v.roi]
        spans.append(
            Span(name, labels[name], one, min(means), max(means),
                 max(abs(m - one.mean) for m in means) / one.sd,
                 ("sensitivity: geometric carryover",) if name == second else (),
                 ("sensitivity: without the control price",) if name == first else ())
        )  # fmt: skip
    flips = (
        Flip(first, second, ("sensitivity: geometric carryover", "sensitivity: weaker prior")),
    )
    return Sensitivity(base, tuple(made), tuple(spans), flips)


def _candidates(results: Results) -> Candidates:
    base = returns(results)
    first = next(iter(base))
    made = tuple(
        Candidate(
            f"candidate: {i}", baseline, carryover, "Hill", i == 0, 1.004, 812.0, 0, 0.05 + i / 100,
            1e5, 0.8 - i / 20, -1500.0 - i, 11.0, 0.6 + 0.1 * i, i,
            0.0 if i == 2 else (0.7, 0.3)[i], _moved(base, {first: 1 + 0.2 * i}),
            ("the baseline is negative in 12 weeks",) if i == 2 else (),
            "its forecasts are beyond belief" if i == 2 else "",
        )
        for i, (baseline, carryover) in enumerate(
            [("drifting level", "Weibull"), ("drifting level", "geometric"),
             ("straight trend", "Weibull")]
        )
    )  # fmt: skip
    ensemble = {name: summary(one.mean * 1.05, one.sd * 1.3) for name, one in base.items()}
    return Candidates(made, ensemble, dict.fromkeys(base, 1.3), (first,))


def _recovery(results: Results) -> Recovery:
    channels = tuple(
        Recovered(one.name, one.label, 4 if i else 2, 5, 0.05 * i, 0.5 if i != 1 else 0.03, i != 1)
        for i, one in enumerate(results.channels)
    )
    advi = tuple(
        Approximation(one.name, one.label, 0.7 + 0.05 * i, -0.1) for i, one in
        enumerate(results.channels)
    )  # fmt: skip
    return Recovery(channels, 5, ("simulation 3: the refit did not end",), advi)


def _forecast(results: Results) -> Forecast:
    data = results.run.dataset
    size = float(data.outcome.mean())
    weekly = tuple(summary(size * (1 + 0.01 * i), size * 0.05) for i in range(13))
    total = summary(sum(one.mean for one in weekly), size * 0.3)
    days = tuple(data.last + WEEK * (i + 1) for i in range(13))
    events = dict.fromkeys(data.event_names[:2], (0.0,) * 12 + (1.0,))
    spend = {one.name: 1000.0 * (i + 1) for i, one in enumerate(results.channels)}
    return Forecast(days, spend, dict.fromkeys(data.control_names, 0.4), events, weekly, total)


def _rule(group: Group, n: int, depth: Depth) -> Rule:
    return Rule(
        f"{group.name.lower().replace('_', '-')}-{n}", group, f"Check {n} of {group.lower()}",
        "at most 1.01 for every parameter and every published figure",
        "The figures rest on draws that do not agree with each other, so that another run might"
        " give others.",
        "Raise Warm-up draws and Kept draws on the Settings sheet and run again.",
        Level.DO_NOT_USE, depth=depth,
    )  # fmt: skip


_DEPTHS = {
    Group.OUT_OF_SAMPLE: Depth.STANDARD, Group.SENSITIVITY: Depth.STANDARD,
    Group.CANDIDATES: Depth.FULL, Group.RECOVERY: Depth.FULL,
}  # fmt: skip


def rows(results: Results, depth: Depth = Depth.FULL) -> tuple[CheckRow, ...]:
    """Four rules of each group: one passed, one to review, one failed, one not done."""
    first = results.channels[0]
    made = []
    for group in Group:
        least = _DEPTHS.get(group, Depth.QUICK)
        for n, status in enumerate(Status, start=1):
            rule = _rule(group, n, least)
            if least.rank > depth.rank:
                words = f"validation was {depth}"
                made.append(CheckRow(rule, CheckResult(rule.key, Status.NOT_DONE, words)))
                continue
            reason = "" if status is Status.PASSED else f"check {n} of {group.lower()} gave 1.02"
            made.append(
                CheckRow(rule, CheckResult(rule.key, status, f"1.02, of {first.label}", reason,
                                           (first.name,), {"rhat": 1.02, "least": None}))
            )  # fmt: skip
    return tuple(made)
