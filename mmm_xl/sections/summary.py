"""Learned, next, how sure, and what could change it: the first thing a reader meets."""

from __future__ import annotations

from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.thresholds import MAX_PRIOR_ONLY_SPEND
from mmm_xl.analysis.validation.check import Group, Status
from mmm_xl.analysis.validation.rules.evidence import LEDGER
from mmm_xl.analysis.verdict import allowed, held_channels
from mmm_xl.data.limits import WARNINGS_SUMMARISED
from mmm_xl.grades import Level
from mmm_xl.names import Severity, Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words
from mmm_xl.sections import words_action as actions
from mmm_xl.sections.context import Context, counted, likely, of_hundred, ratio
from mmm_xl.sections.lineage import of
from mmm_xl.sections.next_experiments import summary_next
from mmm_xl.sections.next_steps import (
    action_tables,
    basis_words,
    could_change,
    next_paragraphs,
)
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table


def summary_section(results: Results, c: Context) -> Section:
    """Summary of a run: learned, next, how sure, what could change it."""
    what = c.outcome
    if c.is_money:
        what = actions.OF_MONEY.format(unit=c.unit, outcome=c.outcome)
    return Section(
        key="summary",
        sheet=Sheet.SUMMARY,
        title=c.title(f"what the channels brought in, {c.measure()}"),
        message=actions.MESSAGE.format(
            media=c.told(results.media),
            modelled=c.told(results.modelled),
            what=what,
            media_range=c.spread(results.media),
        ),
        paragraphs=_paragraphs(results, c),
        tables=(_key_numbers(results, c), *action_tables(results, c), _channels(results, c)),
    )


def _paragraphs(results: Results, c: Context) -> tuple[str, ...]:
    return (
        *_learned(results, c),
        *next_paragraphs(results, c),
        *summary_next(results, c),
        actions.HOW_SURE + _verdict(results),
        *_limits(results),
        *_warnings(results),
        could_change(results),
        actions.NOT_INCLUDED,
    )


def _verdict(results: Results) -> str:
    """Level with every reason, the weightiest first."""
    level, reasons = results.verdict.level, "; ".join(results.verdict.reasons)
    told = _capital(reasons) if reasons else words.SUMMARY_NOTHING_AGAINST
    return words.SUMMARY_VERDICT.format(level=level, reasons=told)


def _limits(results: Results) -> list[str]:
    """What a restricted run is not to be used for."""
    if results.verdict.level != Level.RESTRICT:
        return []
    limiting = [row for row in results.rows if allowed(row) is Level.RESTRICT]
    held = held_channels(results.rows)
    named = {name for row in limiting for name in row.result.channels}
    found = []
    for words_of, names in (
        (actions.LIMIT_CHANNELS, {*held}),
        (actions.LIMIT_RAISED, named - {*held}),
    ):
        labels = [one.label for one in results.run.dataset.channels if one.name in names]
        found += [words_of.format(channels=listed(labels))] if labels else []
    groups = {row.rule.group for row in limiting if row.result.status is not Status.NOT_DONE}
    if Group.OUT_OF_SAMPLE in groups:
        found.append(actions.LIMIT_FORECASTS)
    if any(row.rule.key == LEDGER for row in limiting):
        found.append(actions.LIMIT_LEDGER)
    if any(row.result.status is Status.NOT_DONE for row in limiting):
        found.append(actions.LIMIT_OPEN)
    return [actions.LIMITS.format(limits="; ".join(found))] if found else []


def _learned(results: Results, c: Context) -> list[str]:
    """What came back, and from where most."""
    ranked = informed(by_return(results))
    compared = [_best_and_worst(ranked, which_channels(results), c)] if len(ranked) > 1 else []
    if results.total_roi is not None:
        told = actions.LEARNED + _total_return(results, results.total_roi, c)
        return [*_assumed(results), told, *compared]
    paid = any(channel.paid for channel in results.channels)
    reason = actions.NO_RETURN.format(outcome=_capital(c.outcome), unit=c.unit)
    return [actions.LEARNED + (reason if paid else actions.NO_PAID), *compared]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _warnings(results: Results) -> list[str]:
    """How many warnings the checks raised, and the first of them."""
    found = of(results.run.dataset.findings, Severity.WARNING)
    if not found:
        return []
    first, more = found[:WARNINGS_SUMMARISED], len(found) - WARNINGS_SUMMARISED
    told = [words.SUMMARY_WARNINGS.format(warnings=counted(len(found), "warning"))]
    told += [words.SUMMARY_WARNING.format(where=f.where, what=f.what) for f in first]
    return [*told, words.SUMMARY_MORE_WARNINGS.format(more=more)] if more > 0 else told


def by_return(results: Results) -> list[tuple[ChannelResult, Summary]]:
    """Paid channels with a ROI, best mean first."""
    known = [(channel, channel.roi) for channel in results.channels if channel.roi is not None]
    return sorted(known, key=lambda pair: -pair[1].mean)


def _total_return(results: Results, total: Summary, c: Context) -> str:
    settings = results.run.dataset.settings
    odds = results.total_prob_above_hurdle or 0.0
    worth = actions.REVENUE
    if not c.is_money:
        value = ratio(settings.value_per_conversion or 0.0)
        worth = actions.VALUE.format(value=value, currency=c.currency, outcome=c.outcome)
    return actions.TOTAL_RETURN.format(
        currency=c.currency,
        roi=c.told(total, "ratio"),
        worth=worth,
        roi_range=c.spread(total, "ratio"),
        likely=likely(odds),
        odds=of_hundred(odds),
        hurdle=ratio(settings.hurdle),
        basis=basis_words(results),
    )


def informed(ranked: list[tuple[ChannelResult, Summary]]) -> list[tuple[ChannelResult, Summary]]:
    """Those whose own weeks say something: the others are not ranked."""
    return [pair for pair in ranked if not pair[0].prior_only]


def which_channels(results: Results) -> str:
    """Among which channels a best one is named."""
    ranked = by_return(results)
    return words.PAID if len(informed(ranked)) == len(ranked) else words.INFORMED


def _assumed(results: Results) -> list[str]:
    """Said first where too much of the spend rests on what was assumed."""
    spend = sum(channel.spend for channel in results.channels)
    blank = sum(channel.spend for channel in results.channels if channel.prior_only)
    if not spend or blank / spend <= MAX_PRIOR_ONLY_SPEND:
        return []
    return [actions.ASSUMED.format(share=f"{blank / spend:.0%}")]


def _best_and_worst(ranked: list[tuple[ChannelResult, Summary]], which: str, c: Context) -> str:
    (best, best_roi), (worst, worst_roi) = ranked[0], ranked[-1]
    return words.SUMMARY_BEST.format(
        which=which,
        best=best.label,
        best_roi=c.told(best_roi, "ratio"),
        best_range=c.spread(best_roi, "ratio"),
        worst=worst.label,
        worst_roi=c.told(worst_roi, "ratio"),
        worst_range=c.spread(worst_roi, "ratio"),
    )


def _key_numbers(results: Results, c: Context) -> Table:
    rows: list[tuple[CellValue, ...]] = [
        (f"Modelled {c.outcome}", *c.cells(results.modelled)),
        (f"From channels, {c.outcome}", *c.cells(results.media)),
        (f"Baseline, {c.outcome}", *c.cells(results.baseline)),
    ]
    low, high = c.ends(c.unit, Kind.MONEY)
    return Table(
        "key_numbers",
        c.title(f"key numbers ({c.unit})"),
        (Column("Figure", "", Kind.TEXT), Column("Mean", c.unit, Kind.MONEY), low, high),
        tuple(rows),
        note=words.KEY_NUMBERS_NOTE,
    )


def _channels(results: Results, c: Context) -> Table:
    """Each channel's part of the outcome, and its return where there is one."""
    returned = results.total_roi is not None
    columns = [
        Column("Channel", "", Kind.TEXT),
        Column("Share of outcome", "%", Kind.PERCENT),
        *c.ends("%", Kind.PERCENT, "Share"),
    ]
    if returned:
        columns += [
            Column("ROI", c.ratio_unit, Kind.RATIO),
            *c.ends(c.ratio_unit, Kind.RATIO, "ROI"),
            Column("Above hurdle", "probability, %", Kind.PERCENT),
        ]
    rows = []
    for channel in results.channels:
        cells: tuple[CellValue, ...] = (channel.label, *c.cells(channel.share))
        if returned:
            cells = (*cells, *c.cells(channel.roi), channel.prob_above_hurdle)
        rows.append(cells)
    return Table(
        "summary_channels",
        c.title(actions.AT_A_GLANCE),
        tuple(columns),
        tuple(rows),
        note=words.ROI_NOTE if returned else actions.COUNT_NOTE,
    )
