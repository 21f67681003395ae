"""Learned, how sure, and what is missing: the first thing a reader meets."""

from __future__ import annotations

from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.data.limits import WARNINGS_SUMMARISED
from mmm_xl.names import Severity, Sheet
from mmm_xl.sections import words
from mmm_xl.sections.context import Context, amount, counted, of_hundred, ratio
from mmm_xl.sections.lineage import of
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table


def summary_section(results: Results, c: Context) -> Section:
    """Summary of a run."""
    return Section(
        key="summary",
        sheet=Sheet.SUMMARY,
        title=c.title(f"what the channels brought in, {c.outcome} ({c.unit})"),
        message=words.SUMMARY_MESSAGE.format(
            media=amount(results.media.mean),
            modelled=amount(results.modelled.mean),
            unit=c.unit,
            outcome=c.outcome,
            media_range=c.spread(results.media),
        ),
        paragraphs=_paragraphs(results, c),
        tables=(_key_numbers(results, c), _channels(results, c)),
    )


def _paragraphs(results: Results, c: Context) -> tuple[str, ...]:
    paragraphs = []
    if results.total_roi is not None:
        paragraphs.append(_total_return(results, results.total_roi, c))
    ranked = by_return(results)
    if len(ranked) > 1:
        paragraphs.append(_best_and_worst(ranked, c))
    reasons = "; ".join(results.verdict.reasons)
    level = results.verdict.level
    paragraphs.append(
        words.SUMMARY_VERDICT.format(level=level, reasons=reasons[:1].upper() + reasons[1:])
    )
    paragraphs += _warnings(results)
    paragraphs.append(words.SUMMARY_NOT_INCLUDED)
    return tuple(paragraphs)


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
    return words.SUMMARY_TOTAL_RETURN.format(
        currency=c.currency,
        roi=ratio(total.mean),
        roi_range=c.spread(total, "ratio"),
        hurdle_odds=of_hundred(results.total_prob_above_hurdle or 0.0),
        hurdle=ratio(results.run.dataset.settings.hurdle),
        basis=results.hurdle_basis.replace("_", " ").replace("roi", "ROI"),
    )


def _best_and_worst(ranked: list[tuple[ChannelResult, Summary]], c: Context) -> str:
    (best, best_roi), (worst, worst_roi) = ranked[0], ranked[-1]
    return words.SUMMARY_BEST.format(
        best=best.label,
        best_roi=ratio(best_roi.mean),
        best_range=c.spread(best_roi, "ratio"),
        worst=worst.label,
        worst_roi=ratio(worst_roi.mean),
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
    low, high = c.ends(c.ratio_unit, Kind.RATIO)
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Share of outcome", "%", Kind.PERCENT),
        Column("ROI", c.ratio_unit, Kind.RATIO),
        low,
        high,
        Column("Above hurdle", "probability, %", Kind.PERCENT),
    )
    rows = tuple(
        (channel.label, channel.share.mean, *c.cells(channel.roi), channel.prob_above_hurdle)
        for channel in results.channels
    )
    return Table(
        "summary_channels", c.title("channels at a glance"), columns, rows, note=words.ROI_NOTE
    )
