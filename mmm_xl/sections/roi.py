"""Return on spend: average, on margin, marginal, and what was assumed before the data."""

from __future__ import annotations

from mmm_xl.analysis.demand_capture import capture_reasons
from mmm_xl.analysis.measurement import TOTAL
from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.names import Sheet, cost_name
from mmm_xl.sections import words, words_periods
from mmm_xl.sections.assumptions import channel_assumptions, channel_curves
from mmm_xl.sections.context import Context, percent, ratio
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.summary import by_return, informed, which_channels

_TABLE = "roi"


def roi_section(results: Results, c: Context) -> Section:
    """Return on spend by channel over the period."""
    chart = _chart(results, c)
    return Section(
        key="roi",
        sheet=Sheet.ROI,
        title=c.title(_what(results, c)),
        message=_message(results, c),
        paragraphs=(*_basis(results, c), *_multiplied(results), *_captured(results)),
        tables=(
            *_tables(results, c),
            channel_assumptions(results, c),
            channel_curves(results, c),
        ),
        charts=(chart,) if chart else (),
    )


def _message(results: Results, c: Context) -> str:
    ranked = informed(by_return(results))
    if ranked:
        channel, roi = ranked[0]
        return words.ROI_MESSAGE.format(
            best=channel.label,
            roi=c.told(roi, "ratio"),
            currency=c.currency,
            spread=c.spread(roi, "ratio"),
            which=which_channels(results),
        )
    if by_return(results):
        return words.ROI_ASSUMED_MESSAGE
    if any(channel.paid for channel in results.channels):
        return words.ROI_NONE_MESSAGE.format(outcome=c.outcome)
    return words.ROI_NO_PAID_MESSAGE


def _what(results: Results, c: Context) -> str:
    if c.has_return:
        return f"return on spend by channel ({c.ratio_unit})"
    cost = cost_name(results.run.dataset.settings.outcome_name)
    return f"{cost}, spend per unit of {c.outcome}, by channel ({c.currency} each)"


def _basis(results: Results, c: Context) -> tuple[str, ...]:
    """What is divided by spend, or spend by what, and what the hurdle applies to."""
    settings = results.run.dataset.settings
    if not c.has_return:
        return (words.ROI_COST.format(cost=cost_name(settings.outcome_name), outcome=c.outcome),)
    hurdle = ratio(settings.hurdle)
    if len(results.run.dataset.margins):
        told = words_periods.ROI_BASIS_MARGINS.format(worth=c.worth, hurdle=hurdle)
    elif settings.margin is None:
        told = words.ROI_BASIS_REVENUE.format(worth=c.worth, hurdle=hurdle)
    else:
        margin = percent(settings.margin)
        told = words.ROI_BASIS_MARGIN.format(worth=c.worth, margin=margin, hurdle=hurdle)
    return told, words.ROI_MARGINAL


def _tables(results: Results, c: Context) -> tuple[Table, ...]:
    """The table of paid channels, none where no channel is paid."""
    if not results.paid_media:
        return ()
    made = _table(results, c) if c.has_return else _costs(results, c)
    return (made, *_interaction(results, c))


def _multiplied(results: Results) -> tuple[str, ...]:
    return (words.ROI_MULTIPLIED,) if results.interaction else ()


def _captured(results: Results) -> tuple[str, ...]:
    """That hidden demand may pass for a channel's effect, where a channel is bought on demand."""
    # each opens with a channel's name, which keeps the user's spelling
    return tuple(f"{said}." for said in capture_reasons(results.run.dataset))


def _interaction(results: Results, c: Context) -> tuple[Table, ...]:
    """From the sum of the channels to all together, where effects multiply."""
    if not (results.interaction and results.paid_media):
        return ()
    alone = sum(channel.lift.mean for channel in results.channels if channel.paid)
    rows: tuple[tuple[CellValue, ...], ...] = (
        ("Each channel by itself, summed", alone, None, None),
        ("Interaction", *c.cells(results.interaction)),
    )
    together = c.cells(results.paid_media)
    return (
        Table(
            "roi_interaction",
            c.title(f"from each channel to all together ({c.unit})"),
            (
                Column("Step", "", Kind.TEXT),
                Column("Incremental outcome", c.unit, Kind.MONEY, summed=True),
                *c.ends(c.unit, Kind.MONEY, "Incremental"),
            ),
            rows,
            total=("All paid channels", *together),
            note=words.INTERACTION_NOTE,
        ),
    )


def _table(results: Results, c: Context) -> Table:
    on_margin = results.hurdle_basis == "roi_on_margin"
    unit = c.ratio_unit
    columns = [
        Column("Channel", "", Kind.TEXT),
        Column("Spend", c.currency, Kind.MONEY, summed=True),
        Column("Incremental outcome", c.unit, Kind.MONEY, summed=results.interaction is None),
        *c.ends(c.unit, Kind.MONEY, "Incremental"),
        Column("ROI", unit, Kind.RATIO),
        *c.ends(unit, Kind.RATIO, "ROI"),
    ]
    if on_margin:
        columns += [
            Column("ROI on margin", unit, Kind.RATIO),
            *c.ends(unit, Kind.RATIO, "On margin"),
        ]
    columns += [
        Column("Marginal ROI", unit, Kind.RATIO),
        *c.ends(unit, Kind.RATIO, "Marginal"),
        Column("Above hurdle", "probability, %", Kind.PERCENT),
    ]
    return Table(
        _TABLE,
        c.title("return on spend by channel"),
        tuple(columns),
        tuple(_row(ch, c, on_margin=on_margin) for ch in results.channels if ch.paid),
        total=_total(results, c, on_margin=on_margin),
        note=words.ROI_NOTE,
    )


def _costs(results: Results, c: Context) -> Table:
    """Spend per unit of a count without a value, in place of the returns that it does not have."""
    cost, unit = cost_name(results.run.dataset.settings.outcome_name), f"{c.currency} each"
    lines = {
        line.measured.name: line.measured.same_period for line in results.lift.windows[0].lines
    }
    rows: list[tuple[CellValue, ...]] = [
        (ch.label, ch.spend, *c.cells(ch.lift), *c.middle(lines[ch.name].cost_per_unit))
        for ch in results.channels
        if ch.paid
    ]
    spent = sum(channel.spend for channel in results.channels)
    each = c.middle(lines[TOTAL].cost_per_unit)
    return Table(
        _TABLE,
        c.title(f"{cost} by channel"),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Spend", c.currency, Kind.MONEY, summed=True),
            Column("Incremental outcome", c.unit, Kind.MONEY, summed=results.interaction is None),
            *c.ends(c.unit, Kind.MONEY, "Incremental"),
            Column(f"{cost}, median", unit, Kind.NUMBER),
            *c.ends(unit, Kind.NUMBER, cost),
        ),
        tuple(rows),
        total=(TOTAL, spent, *c.cells(results.paid_media), *each),
        note=words.COST_NOTE,
    )


def _row(channel: ChannelResult, c: Context, *, on_margin: bool) -> tuple[CellValue, ...]:
    cells: list[CellValue] = [
        channel.label,
        channel.spend,
        *c.cells(channel.lift),
        *c.cells(channel.roi),
    ]
    if on_margin:
        cells += c.cells(channel.roi_on_margin)
    return (*cells, *c.cells(channel.marginal_roi), channel.prob_above_hurdle)


def _total(results: Results, c: Context, *, on_margin: bool) -> tuple[CellValue, ...]:
    """All paid channels together; returns and ranges from draws."""
    cells: list[CellValue] = [
        "All paid channels",
        sum(channel.spend for channel in results.channels),
        *c.cells(results.paid_media),
        *c.cells(results.total_roi),
    ]
    if on_margin:
        cells += c.cells(results.total_roi_on_margin)
    return (*cells, None, None, None, results.total_prob_above_hurdle)


def _chart(results: Results, c: Context) -> Chart | None:
    ranked = by_return(results)
    if not ranked:
        return None
    on_margin = results.hurdle_basis == "roi_on_margin"
    basis = "ROI on margin" if on_margin else "ROI"
    prefix = "On margin" if on_margin else "ROI"
    shown = [((channel.roi_on_margin or roi).mean, channel.label) for channel, roi in ranked]
    (high, best), (low, worst) = max(shown), min(shown)
    hurdle = results.run.dataset.settings.hurdle
    return Chart(
        key="roi_ranges",
        kind=ChartKind.POINT_RANGE,
        title=c.title(f"{basis} by channel ({c.ratio_unit})"),
        table=_TABLE,
        series={
            "label": "Channel",
            "mean": basis,
            "low": f"{prefix} {c.low.lower()}",
            "high": f"{prefix} {c.high.lower()}",
        },
        x_title=f"{basis} ({c.ratio_unit})",
        y_title="",
        alt=words.ROI_ALT.format(
            basis=basis,
            level=percent(c.level),
            count=len(ranked),
            worst=worst,
            low=ratio(low),
            best=best,
            high=ratio(high),
            hurdle=ratio(hurdle),
        ),
        reference=hurdle,
        reference_label=f"hurdle {ratio(hurdle)}",
    )
