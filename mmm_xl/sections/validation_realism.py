"""Weeks that the model makes beside those observed; channels switched off and shifted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from mmm_xl.analysis.thresholds import PLACEBO_FAILED, PLACEBO_REVIEWED
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.fit_results import Coverage, Placebo, Realism, Replicated
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.names import Sheet
from mmm_xl.sections import words_validation as words
from mmm_xl.sections.context import Context, of_hundred, percent
from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import Return, figure, return_of, without_blank, yes
from mmm_xl.sections.validation_priors import SHARE

COVERAGE = "validation_coverage"
PLACES = {"roi": 2, "share": 1}
"""Decimals of what a shifted channel earned: mostly little, and 0.0 would say nothing."""
TOLD_LEVEL = 80
"""Level of the range that the message names, percent."""


def realism_section(found: Validation, c: Context) -> Section:
    """Replications, coverage, switched-off and shifted channels."""
    real = found.realism
    return Section(
        key="validation_realism",
        sheet=Sheet.MODEL_CHECKS,
        title=c.title(words.REALISM_TITLE),
        message=_message(real),
        paragraphs=(
            words.REALISM_BASELINE.format(
                total=_odds(real.negative_total),
                week=_odds(real.negative_week),
                share=f"{real.negative_weeks:.1%}",
            ),
            *_left_out(real),
            words.REALISM_BAND,
        ),
        tables=(
            _replicated(real, c),
            _coverage(real, c),
            _pit(real, c),
            _zero_out(real, c),
            *_placebos(found.placebos or (), c),
        ),
        charts=(_coverage_chart(real, c),) if real.coverage else (),
    )


def _left_out(real: Realism) -> tuple[str, ...]:
    """Why some statistics do not exist here."""
    whys = "; ".join(dict.fromkeys(real.left_out.values()))
    return (words.REALISM_LEFT_OUT.format(why=whys.rstrip(".")),) if whys else ()


def _odds(value: float) -> str:
    return of_hundred(value) if math.isfinite(value) else "an unknown number"


def _message(real: Realism) -> str:
    inside = sum(one.low <= one.observed <= one.high for one in real.replicated)
    level = next((one for one in real.coverage if one.level == TOLD_LEVEL), real.coverage[0])
    return words.REALISM_MESSAGE.format(
        inside=inside,
        count=len(real.replicated),
        weeks_inside=level.inside,
        weeks=level.weeks,
        level=level.level,
    )


def _replicated(real: Realism, c: Context) -> Table:
    columns = ("Observed", "Mean of replications", "Low 95%", "High 95%")
    return Table(
        "validation_replicated",
        c.title(words.REPLICATED_TITLE),
        (
            Column("Statistic", "", Kind.TEXT),
            *(Column(name, "as named", Kind.NUMBER) for name in columns),
            Column("Beyond", "probability, %", Kind.PERCENT),
        ),
        tuple(
            (
                f"{one.name} ({one.unit})" if one.unit else one.name,
                *(figure(_sensible(one, v)) for v in (one.observed, one.mean, one.low, one.high)),
                figure(one.tail),
            )
            for one in real.replicated
        ),
        note=words.REPLICATED_NOTE,
    )


def _sensible(one: Replicated, value: float) -> float:
    """Value in whole units where its range spans hundreds of them: a week's cents say nothing."""
    spread = one.high - one.low
    return round(value) + 0.0 if math.isfinite(value) and spread >= 100 else value


def _coverage(real: Realism, c: Context) -> Table:
    share = ("Found", "Least found", "Most found")
    return Table(
        COVERAGE,
        c.title(words.COVERAGE_TITLE),
        (
            Column("Range", "", Kind.TEXT),
            Column("Inside", "weeks", Kind.COUNT),
            Column("Least", "weeks", Kind.COUNT),
            Column("Most", "weeks", Kind.COUNT),
            Column("Far too few", "weeks", Kind.COUNT),
            Column("All", "weeks", Kind.COUNT),
            Column("Stated", "%", Kind.PERCENT),
            Column("Expected", "%", Kind.PERCENT),
            *(
                Column(name, "%", Kind.PERCENT, over=(of, "All"))
                for name, of in zip(share, ("Inside", "Least", "Most"), strict=True)
            ),
            Column("Within limits", "", Kind.TEXT),
        ),
        tuple(
            (
                f"{one.level}% range", one.inside, one.least, one.most, one.too_few, one.weeks,
                one.level / 100, figure(one.expected),
                one.share, one.least / one.weeks, one.most / one.weeks,
                yes(one.least <= one.inside <= one.most),
            )
            for one in real.coverage
        ),
        note=words.COVERAGE_NOTE,
    )  # fmt: skip


def _coverage_chart(real: Realism, c: Context) -> Chart:
    return Chart(
        key="validation_coverage_lines",
        kind=ChartKind.COVERAGE,
        title=c.title(words.COVERAGE_TITLE),
        table=COVERAGE,
        series={"x": "Stated", "mean": "Found", "low": "Least found", "high": "Most found"},
        x_title=words.COVERAGE_X,
        y_title=words.COVERAGE_Y,
        alt=words.COVERAGE_ALT.format(found="; ".join(map(_part, real.coverage))),
    )


def _part(one: Coverage) -> str:
    return words.COVERAGE_PART.format(
        level=one.level,
        share=percent(one.share),
        least=percent(one.least / one.weeks),
        most=percent(one.most / one.weeks),
    )


def _pit(real: Realism, c: Context) -> Table:
    bins = len(real.pit_counts)
    rows = []
    for i, count in enumerate(real.pit_counts.tolist()):
        inside = real.pit_least <= count <= real.pit_most
        name = f"{100 * i // bins} to {100 * (i + 1) // bins}%"
        rows.append((name, round(count), real.pit_least, real.pit_most, yes(inside)))
    return Table(
        "validation_pit",
        c.title(words.PIT_TITLE),
        (
            Column("Share of replications below", "", Kind.TEXT),
            Column("Found", "weeks", Kind.COUNT),
            Column("Least", "weeks", Kind.COUNT),
            Column("Most", "weeks", Kind.COUNT),
            Column("Within limits", "", Kind.TEXT),
        ),
        tuple(rows),
        note=words.PIT_NOTE.format(
            weeks=len(real.pit),
            expected=f"{len(real.pit) / bins:.0f}",
            least=real.pit_least,
            most=real.pit_most,
        )
        + _spread(real),
    )


def _spread(real: Realism) -> str:
    tail = real.pit_tail
    return f" {words.PIT_TAIL.format(odds=of_hundred(tail))}" if math.isfinite(tail) else ""


def _zero_out(real: Realism, c: Context) -> Table:
    return Table(
        "validation_zero_out",
        c.title(words.ZERO_TITLE.format(outcome=c.outcome, unit=c.unit)),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Lost", c.unit, Kind.MONEY),
            *c.ends(c.unit, Kind.MONEY, "Lost"),
            Column("Share lost", "%", Kind.PERCENT),
            *c.ends("%", Kind.PERCENT, "Share"),
            Column("Later", "%", Kind.PERCENT),
            Column("Beyond carryover", "probability, %", Kind.PERCENT),
            Column("Shape as it should be", "", Kind.TEXT),
        ),
        tuple(
            (
                one.label,
                *c.cells(one.lost),
                *c.cells(one.share),
                figure(one.late),
                figure(one.beyond),
                yes(one.smooth),
            )
            for one in real.zero_out
        ),
        note=words.ZERO_NOTE.format(level=percent(c.level)),
    )


def _placebos(found: Sequence[Placebo], c: Context) -> tuple[Table, ...]:
    """Shifted channels with a return, and those with a share of the outcome."""
    bases = (("roi", return_of(c)), ("share", SHARE))
    return tuple(
        _placebo([one for one in found if one.basis == key], basis, key, c)
        for key, basis in bases
        if any(one.basis == key for one in found)
    )


def _placebo(some: Sequence[Placebo], basis: Return, key: str, c: Context) -> Table:
    earned = (basis.column("Earned"), *c.ends(basis.unit, basis.kind, "Earned"))
    table = Table(
        f"validation_placebo_{key}",
        c.title(f"{words.PLACEBO_TITLE} ({basis.name})"),
        (
            Column("Shifted channel", "", Kind.TEXT),
            *(replace(column, places=PLACES[key]) for column in earned),
            Column("Beyond", "probability, %", Kind.PERCENT),
            Column("0 inside its range", "", Kind.TEXT),
            Column("Told by the check", "", Kind.TEXT),
            Column("Problem", "", Kind.TEXT),
        ),
        tuple(
            (one.label, *_earned(one, c), _tail(one), _nothing(one, c), _told(one), one.problem)
            for one in some
        ),
        note=words.PLACEBO_NOTE.format(
            level=percent(c.level), looks=max(one.looks for one in some)
        ),
    )
    return without_blank(table, "Problem")


def _earned(one: Placebo, c: Context) -> tuple[float | None, ...]:
    """Mean and range in as many digits as the check tells."""
    if one.earned is None:
        return None, None, None
    return one.earned.mean, *one.earned.interval(c.level)


def _told(one: Placebo) -> str:
    """What the check makes of it, luck of all looks allowed for."""
    if one.earned is None:
        return words.STATUS[Status.NOT_DONE]
    if one.tail > PLACEBO_REVIEWED / one.looks:
        return words.STATUS[Status.PASSED]
    seldom = one.tail > PLACEBO_FAILED / one.looks
    return words.STATUS[Status.REVIEW if seldom else Status.FAILED]


def _tail(one: Placebo) -> float | None:
    return one.tail if math.isfinite(one.tail) else None


def _nothing(one: Placebo, c: Context) -> str:
    if one.earned is None:
        return "not done"
    low, high = one.earned.interval(c.level)
    return yes(low <= 0.0 <= high)
