"""Whether the draws may be used, and how the model fits the weeks it has seen."""

from __future__ import annotations

import json

from mmm_xl.analysis.convergence import QuantityDiagnostics
from mmm_xl.analysis.predictive import LEVELS
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.thresholds import MAX_DIVERGENT_SHARE, MAX_RHAT, MIN_ESS
from mmm_xl.analysis.validation.check import Group, Status
from mmm_xl.names import Sheet
from mmm_xl.sections import words
from mmm_xl.sections.assumptions import baseline_assumptions
from mmm_xl.sections.context import Context, percent
from mmm_xl.sections.model_words import model_words
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table

EVENT_WEEKS = "Actual in event weeks"
"""Column that is blank in all other weeks, so that a chart can mark them."""


def diagnostics_section(results: Results, c: Context) -> Section:
    """Convergence and in-sample fit."""
    checked = results.convergence
    failures = [
        row.result.reason
        for row in results.rows
        if row.rule.group is Group.CONVERGENCE and row.result.status is Status.FAILED
    ]
    return Section(
        key="diagnostics",
        sheet=Sheet.DIAGNOSTICS,
        title=c.title("did the computation settle"),
        message=words.DIAGNOSTICS_BAD.format(failures="; ".join(failures))
        if failures
        else words.DIAGNOSTICS_GOOD.format(count=f"{checked.count:,}", worst=checked.worst.told),
        paragraphs=(*model_words(results, c), *_sampling(results), words.DIAGNOSTICS_FIT),
        tables=(
            _convergence(results, c),
            _fit(results, c),
            baseline_assumptions(results, c),
            _weekly(results, c),
        ),
        charts=(_chart(results, c),),
    )


def _sampling(results: Results) -> tuple[str, ...]:
    """How the draws came about, and every attempt where one was not enough."""
    attrs = results.run.posterior.attrs
    route = (words.SAMPLING_ROUTES[attrs["route"]],) if "route" in attrs else ()
    attempts = json.loads(attrs.get("attempts", "[]"))
    if len(attempts) < 2:
        return route
    told = " ".join(f"{i}: {attempt['words']}" for i, attempt in enumerate(attempts, start=1))
    return (*route, words.SAMPLING_ATTEMPTS.format(count=len(attempts), attempts=told))


def _convergence(results: Results, c: Context) -> Table:
    columns = (
        Column("Quantity", "", Kind.TEXT),
        Column("Checked", "figures", Kind.COUNT),
        Column("Furthest off", "", Kind.TEXT),
        Column("Largest R-hat", "ratio", Kind.NUMBER),
        Column("Least bulk ESS", "draws", Kind.COUNT),
        Column("Least tail ESS", "draws", Kind.COUNT),
        Column("Divergences", "draws", Kind.COUNT),
        Column("Status", "", Kind.TEXT),
    )
    checked = results.convergence
    rows: list[tuple[CellValue, ...]] = [_quantity(q) for q in checked.quantities]
    # the row of all draws: a pass beside failures above it would be read as a pass of everything
    status = _status(checked.few_divergences and checked.chains_agree)
    rows.append(
        (f"All {checked.draws:,} draws", checked.count, checked.worst.told, None, None, None,
         checked.divergences, status)
    )  # fmt: skip
    limit = MAX_DIVERGENT_SHARE * checked.draws
    rows.append(("Limit", None, "", MAX_RHAT, int(MIN_ESS), int(MIN_ESS), int(limit), ""))
    return Table(
        "convergence",
        c.title("convergence of parameters and published figures"),
        columns,
        tuple(rows),
        note=words.CONVERGENCE_NOTE
        + (words.CONVERGENCE_STILL.format(count=checked.still) if checked.still else ""),
    )


def _quantity(q: QuantityDiagnostics) -> tuple[CellValue, ...]:
    return (
        q.name.replace("_", " "),
        q.count,
        q.worst,
        _shown(q.rhat),
        _shown(q.ess_bulk),
        _shown(q.ess_tail),
        None,
        _status(q.passed),
    )


def _shown(value: float) -> float | str:
    """A missing figure is written out: a blank would look like a pass."""
    return value if value == value else "missing"  # noqa: PLR0124 - NaN differs from itself


def _status(passed: bool) -> str:
    return "pass" if passed else "FAILED"


def _fit(results: Results, c: Context) -> Table:
    fit = results.fit
    rows: list[tuple[CellValue, ...]] = [
        ("R-squared", fit.r2, None),
        ("Weighted absolute error (WAPE)", fit.wape, None),
    ]
    rows += [
        (
            f"Weeks inside the {level}% predictive range",
            fit.coverage(level),
            _count(fit.hits[level], fit.weeks),
        )
        for level in LEVELS
    ]
    return Table(
        "fit",
        c.title("fit to the weeks the model has seen"),
        (
            Column("Measure", "", Kind.TEXT),
            Column("Value", "%", Kind.PERCENT),
            Column("Count", "weeks", Kind.TEXT),
        ),
        tuple(rows),
        note=words.FIT_NOTE,
    )


def _count(hits: int, weeks: int) -> str:
    return f"{hits} of {weeks}"


def _weekly(results: Results, c: Context) -> Table:
    fit, dataset = results.fit, results.run.dataset
    days = [day.item() for day in dataset.dates]
    series = (dataset.outcome, fit.predicted, fit.low, fit.high)
    happening = dataset.events.any(axis=1)
    marked = [
        actual if on else None
        for actual, on in zip(dataset.outcome.tolist(), happening.tolist(), strict=True)
    ]
    rows = tuple(zip(days, *(values.tolist() for values in series), marked, strict=True))
    return Table(
        "actual_and_modelled",
        c.title(f"actual and modelled {c.measure(' a week')}"),
        (
            Column("Week ending", "date", Kind.DATE),
            Column("Actual", c.unit, Kind.MONEY),
            Column("Modelled", c.unit, Kind.MONEY),
            *c.ends(c.unit, Kind.MONEY),
            Column(EVENT_WEEKS, c.unit, Kind.MONEY),
        ),
        rows,
        note=words.GIVEN,
        in_report=False,
    )


def _chart(results: Results, c: Context) -> Chart:
    return Chart(
        key="actual_and_modelled_band",
        kind=ChartKind.FIT_BAND,
        title=c.title(f"actual and modelled {c.measure(' a week')}"),
        table="actual_and_modelled",
        series={
            "date": "Week ending",
            "actual": "Actual",
            "mean": "Modelled",
            "low": c.low,
            "high": c.high,
            **({"event": EVENT_WEEKS} if results.run.dataset.events.any() else {}),
        },
        x_title="",
        y_title=c.measure(" a week", capital=True),
        alt=words.FIT_ALT.format(
            outcome=c.outcome,
            level=percent(c.level),
            hits=results.fit.hits[95],
            weeks=results.fit.weeks,
        ),
    )
