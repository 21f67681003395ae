"""Forecasts of weeks not seen: errors beside a naive forecast, and returns fold by fold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.refit_results import FoldResult, OutOfSample, Scores, Stability
from mmm_xl.data.dataset import Dataset
from mmm_xl.names import Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context, percent
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import capital, figure, labels_of, means, return_of, yes

LEVELS = (50, 80, 95)
HOLDOUT = "holdout"
RANGE = 80
"""Percent of the interval of a fold's forecast."""

Row = tuple[CellValue, ...]


def weeks_section(results: Results, found: OutOfSample, c: Context) -> Section:
    """Folds, errors, forecasts and the stability of returns."""
    drawn = _drawn(found.folds)
    forecasts = [
        (_forecasts((key, form), part, results.run.dataset, c), part)
        for key, part, form in (
            ("fold_forecasts", drawn, words.FORECASTS_TITLE),
            ("holdout_forecast", [one for one in found.folds if one not in drawn],
             words.HOLDOUT_TITLE),
        )
        if _known(part)
    ]  # fmt: skip
    stable = _stability(results, found.stability, c) if found.stability else ()
    return Section(
        key="validation_weeks",
        sheet=Sheet.WEEKS_NOT_SEEN,
        title=c.title(words.WEEKS_TITLE),
        message=_message(found),
        paragraphs=(
            words.NOT_ROI,
            words.WEEKS_HOW.format(naive=found.naive_name),
            *_in_sample(found),
            *((words.LEAK.format(folds=listed(found.leaks)),) if found.leaks else ()),
            *((_decision(results, found.stability),) if found.stability else ()),
        ),
        tables=(
            _folds(results, found, c),
            _scores(found, c),
            *_coverage(found, c),
            *stable[:1],
            *(table for table, _ in forecasts),
            *stable[1:],
        ),
        charts=tuple(_chart(table, part, c) for table, part in forecasts),
    )


def _known(folds: Sequence[FoldResult]) -> list[FoldResult]:
    return [one for one in folds if one.model is not None]


def _drawn(folds: Sequence[FoldResult]) -> list[FoldResult]:
    """Folds whose weeks follow each other, so that one axis of weeks can show them all."""
    apart = all(a.fold.last < b.fold.first for a, b in pairwise(folds))
    return list(folds) if apart else [one for one in folds if one.fold.key != HOLDOUT]


def _message(found: OutOfSample) -> str:
    if found.model is None or found.naive is None:
        failed = [one.fold.key for one in found.folds if one.model is None]
        return words.WEEKS_INCOMPLETE.format(failed=listed(failed) if failed else "some weeks")
    better = found.model.wape < found.naive.wape
    return words.WEEKS_MESSAGE.format(
        weeks=found.model.weeks,
        model=f"{found.model.wape:.1%}",
        naive=found.naive_name,
        theirs=f"{found.naive.wape:.1%}",
        word=words.BETTER if better else words.WORSE,
        inside=percent(found.model.inside[RANGE] / found.model.weeks),
    )


def _in_sample(found: OutOfSample) -> tuple[str, ...]:
    """Error on weeks seen beside that on weeks not seen."""
    if not math.isfinite(found.in_sample):
        return ()
    return (words.IN_SAMPLE.format(seen=f"{found.in_sample:.1%}"),)


def _decision(results: Results, stable: Stability) -> str:
    count = len(stable.folds)
    other = round(stable.decision_error * count)
    best = labels_of(results).get(stable.whole.best_next, "no channel")
    same = count - other
    told = words.STABILITY_ALL.format(
        best=best, same=_folds_words(same, count), other=_folds_words(other, count, after=same > 0)
    )
    if not math.isfinite(stable.decision_cost):
        return told
    return f"{told} {words.STABILITY_COST.format(cost=f'{stable.decision_cost:.1%}')}"


def _folds_words(n: int, count: int, *, after: bool = False) -> str:
    """``no fold``, ``all 6 folds``, ``2 of 6 folds``, or ``2`` after the others were named."""
    if n == 0:
        return words.NO_FOLD
    if n == count:
        return words.ALL_OF.format(count=count)
    return (words.OF_THEM if after else words.SOME_OF).format(n=n, count=count)


def _folds(results: Results, found: OutOfSample, c: Context) -> Table:
    """Weeks of each fold, the channel it would raise next, and what went wrong."""
    labels = labels_of(results)
    best = {one.key: one.best_next for one in found.stability.folds} if found.stability else {}
    names = ("Trained from", "Trained to", "Tested from", "Tested to")
    return Table(
        "validation_folds",
        c.title(words.FOLDS_TITLE),
        (
            Column("Fold", "", Kind.TEXT),
            *(Column(name, "week ending", Kind.DATE) for name in names),
            Column("Tested", "weeks", Kind.COUNT),
            Column("Off by", "forecast sd", Kind.RATIO),
            Column("Best next channel", "", Kind.TEXT),
            Column("Problem", "", Kind.TEXT),
        ),
        tuple(
            (
                capital(one.fold.key), one.fold.train_first, one.fold.train_last, one.fold.first,
                one.fold.last, one.fold.weeks,
                figure(one.surprise) if one.model else None,
                labels.get(best.get(one.fold.key, ""), ""), one.problem,
            )
            for one in found.folds
        ),
    )  # fmt: skip


def _scores(found: OutOfSample, c: Context) -> Table:
    naive = found.naive_name
    rows = []
    for one in found.folds:
        parts = (
            (words.MODEL, one.model), (naive, one.naive), (words.ON_EVENTS, one.on_events),
            (words.ON_NORMAL, one.on_normal),
        )  # fmt: skip
        rows += [_score(f"{capital(one.fold.key)}: {who}", s) for who, s in parts if s]
    pooled = (
        (words.MODEL, found.model), (naive, found.naive), (words.ON_EVENTS, found.on_events),
        (words.ON_NORMAL, found.on_normal),
    )  # fmt: skip
    rows += [_score(f"{words.ALL_FOLDS}: {who}", scores) for who, scores in pooled if scores]
    return Table(
        "validation_scores",
        c.title(words.SCORES_TITLE.format(unit=c.unit)),
        (
            Column("Forecast", "", Kind.TEXT),
            Column("Tested", "weeks", Kind.COUNT),
            Column("WAPE", "%", Kind.PERCENT),
            Column("MAPE", "%", Kind.PERCENT),
            Column("sMAPE", "%", Kind.PERCENT),
            Column("RMSE", c.unit, Kind.MONEY),
            Column("CRPS", c.unit, Kind.MONEY),
            *(Column(f"Inside {level}%", "weeks", Kind.COUNT) for level in LEVELS),
        ),
        tuple(rows),
        note=words.SCORES_NOTE,
    )


def _coverage(found: OutOfSample, c: Context) -> tuple[Table, ...]:
    """Weeks inside over all folds, with the counts that the forecasts themselves expect."""
    if not found.coverage:
        return ()
    return (
        Table(
            "validation_unseen_coverage",
            c.title(words.UNSEEN_COVERAGE_TITLE),
            (
                Column("Range", "", Kind.TEXT),
                *(Column(n, "weeks", Kind.COUNT) for n in ("Inside", "Least", "Most", "All")),
                Column("Within limits", "", Kind.TEXT),
            ),
            tuple(
                (f"{one.level}% range", one.inside, one.least, one.most, one.weeks,
                 yes(one.least <= one.inside <= one.most))
                for one in found.coverage
            ),
            note=words.UNSEEN_COVERAGE_NOTE,
        ),
    )  # fmt: skip


def _score(name: str, found: Scores) -> Row:
    errors = (found.wape, found.mape, found.smape, found.rmse, found.crps)
    inside = (found.inside.get(level) for level in LEVELS)
    return (name, found.weeks, *map(figure, errors), *inside)


def _weekly(one: FoldResult, data: Dataset) -> list[Row]:
    """Weeks of a fold; where it could not be forecast, only what came."""
    name = capital(one.fold.key)
    if one.model is None:
        days = [day.item() for day in data.dates]
        came = zip(days, data.outcome.tolist(), strict=True)
        first, last = one.fold.first, one.fold.last
        return [(day, y, *(None,) * 4, name) for day, y in came if first <= day <= last]
    series = (one.dates.tolist(), one.actual, one.mean, one.low, one.high, one.expected)
    return [(day, *map(float, values), name) for day, *values in zip(*series, strict=True)]


def _forecasts(
    called: tuple[str, str], folds: Sequence[FoldResult], data: Dataset, c: Context
) -> Table:
    """Weeks of folds: what was forecast and what came."""
    key, form = called
    rows = [row for one in folds for row in _weekly(one, data)]
    return Table(
        key,
        c.title(form.format(measure=c.measure(" a week"))),
        (
            Column("Week ending", "date", Kind.DATE),
            *(
                Column(name, c.unit, Kind.MONEY)
                for name in ("Actual", "Forecast", f"Low {RANGE}%", f"High {RANGE}%", "Naive")
            ),
            Column("Fold", "", Kind.TEXT),
        ),
        tuple(rows),
        note=words.FORECASTS_NOTE,
        in_report=False,
    )


def _chart(table: Table, folds: Sequence[FoldResult], c: Context) -> Chart:
    inside = sum(one.model.inside[RANGE] for one in folds if one.model)
    weeks = sum(one.model.weeks for one in folds if one.model)
    return Chart(
        key=f"{table.key}_band",
        kind=ChartKind.FIT_BAND,
        title=table.title,
        table=table.key,
        series={
            "date": "Week ending",
            "actual": "Actual",
            "mean": "Forecast",
            "low": f"Low {RANGE}%",
            "high": f"High {RANGE}%",
            "naive": "Naive",
            "stage": "Fold",
        },
        x_title="",
        y_title=c.measure(" a week", capital=True),
        alt=words.FORECASTS_ALT.format(outcome=c.outcome, weeks=weeks, inside=inside),
    )


def _stability(results: Results, stable: Stability, c: Context) -> tuple[Table, Table]:
    """Means of every fold side by side, and their ranges below each other."""
    what, labels = return_of(c), labels_of(results)
    each = [("Run", stable.whole), *((capital(one.key), one) for one in stable.folds)]
    names = list(stable.whole.roi)
    days = {"first": stable.first, "last": stable.last}
    note = words.STABILITY_NOTE.format(level=percent(c.level))
    wide = Table(
        "validation_stability",
        f"{c.business}: "
        + words.STABILITY_TITLE.format(what=what.name, unit=what.unit, **days),
        (
            Column("Channel", "", Kind.TEXT),
            what.column("Run"),
            *c.ends(what.unit, what.kind, "Run"),
            *(what.column(name) for name, _ in each[1:]),
        ),
        tuple(
            (
                labels[name], *c.cells(stable.whole.roi[name]),
                *(means(one.roi, [name], c)[0] for _, one in each[1:]),
            )
            for name in names
        ),
        note=note,
    )  # fmt: skip
    long = Table(
        "validation_stability_ranges",
        c.title(words.STABILITY_RANGES.format(what=what.name, unit=what.unit)),
        (
            Column("Channel and fold", "", Kind.TEXT),
            what.column("Mean"),
            *c.ends(what.unit, what.kind),
            what.column("Next unit"),
        ),
        tuple(
            (f"{labels[name]}: {told.lower()}", *c.cells(one.roi.get(name)), one.marginal.get(name))
            for name in names
            for told, one in each
        ),
        note=note,
        in_report=False,
    )
    return wide, long
