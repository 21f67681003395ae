"""Totals in the workbook bridged to totals in the model, and the checks that hold them together."""

from __future__ import annotations

import numpy as np

from mmm_xl.analysis.reconciliation import TieOut, tie_outs
from mmm_xl.analysis.results import Results
from mmm_xl.names import Sheet
from mmm_xl.sections import words
from mmm_xl.sections.context import Context, counted
from mmm_xl.sections.ledger_checks import ledger_checks
from mmm_xl.sections.section import CellValue, Check, Column, Kind, Section, Table

_SUM_TOLERANCE = 1e-6
"""Rounding allowed between sums of posterior means, as a fraction of the amount."""


def reconciliation_section(results: Results, c: Context) -> Section:
    """Bridges from cells to model, and from baseline to actual."""
    ties = tie_outs(results.run)
    return Section(
        key="reconciliation",
        sheet=Sheet.RECONCILIATION,
        title=c.title("workbook totals and modelled totals"),
        message=_message(ties),
        paragraphs=(" ".join((_changes(results), *_no_ledger(results))),),
        tables=(_fit_bridge(results, c), _ties(ties, results, c)),
    )


def _message(ties: tuple[TieOut, ...]) -> str:
    """Whether cells and model agree, and whether they do so only after adjustments."""
    if any(abs(tie.difference) > tie.tolerance for tie in ties):
        return words.RECONCILIATION_BAD
    changed = any(tie.adjusted for tie in ties)
    return words.RECONCILIATION_GOOD_ADJUSTED if changed else words.RECONCILIATION_GOOD


def _changes(results: Results) -> str:
    """Whether figures were changed between cells and model."""
    count = len(results.run.dataset.adjustments)
    if not count:
        return words.RECONCILIATION_EXPLANATION
    changed = f"{counted(count, 'cell')} {'was' if count == 1 else 'were'}"
    return words.RECONCILIATION_ADJUSTED.format(changed=changed)


def _no_ledger(results: Results) -> tuple[str, ...]:
    return () if results.ledger else (words.RECONCILIATION_LEDGER,)


def _ties(ties: tuple[TieOut, ...], results: Results, c: Context) -> Table:
    units = _stated_units(results)
    columns = (
        Column("Series", "", Kind.TEXT),
        Column("Cells", "", Kind.TEXT),
        Column("In workbook", "own unit", Kind.MONEY),
        Column("Adjusted", "own unit", Kind.MONEY),
        Column("Modelled", "own unit", Kind.MONEY),
        Column("Difference", "own unit", Kind.MONEY),
        Column("Unit", "", Kind.TEXT),
        Column("Status", "", Kind.TEXT),
    )
    return Table(
        "tie_out",
        c.title("cells and model, sums over all weeks"),
        columns,
        tuple(_tie_row(tie, units.get(tie.source) or _usual_unit(tie, c)) for tie in ties),
        note=words.RECONCILIATION_NOTE,
    )


def _tie_row(tie: TieOut, unit: str) -> tuple[CellValue, ...]:
    status = "tied" if abs(tie.difference) <= tie.tolerance else "FAILED"
    amounts = (tie.in_workbook, tie.adjusted, tie.modelled, tie.difference)
    return (tie.name, tie.source, *amounts, unit, status)


def _stated_units(results: Results) -> dict[str, str]:
    """Unit of each range of cells, as the Data dictionary has it."""
    return {source.range: source.unit for source in results.run.dataset.sources}


def _usual_unit(tie: TieOut, c: Context) -> str:
    """Unit of a series of which the Data dictionary knows none."""
    units = {Sheet.OUTCOME: c.unit, Sheet.SPEND: c.currency}
    return units.get(Sheet(tie.sheet), "exposure units")


def _fit_bridge(results: Results, c: Context) -> Table:
    actual = float(results.run.dataset.outcome.sum())
    rows: list[tuple[CellValue, ...]] = [("Baseline", results.baseline.mean)]
    rows += [(channel.label, channel.contribution.mean) for channel in results.channels]
    rows.append(("Residual (actual less modelled)", actual - results.modelled.mean))
    return Table(
        "fit_bridge",
        c.title(f"baseline, channels and residual to actual {c.measure()}"),
        (
            Column("Line", "", Kind.TEXT),
            Column("Mean", c.unit, Kind.MONEY, summed=True),
        ),
        tuple(rows),
        total=(f"Actual {c.outcome}", actual),
        note=words.FIT_BRIDGE_NOTE,
    )


def checks(results: Results, c: Context) -> tuple[Check, ...]:
    """Tie-outs that the master check holds together."""
    units = _stated_units(results)
    ties = tuple(
        Check(
            f"{tie.name}: cells and model",
            f"{tie.source}, adjusted" if tie.adjusted else tie.source,
            tie.explained,
            "Modelled",
            tie.modelled,
            tie.tolerance,
            units.get(tie.source) or _usual_unit(tie, c),
        )
        for tie in tie_outs(results.run)
    )
    labels = {channel.name: channel.label for channel in results.channels}
    ledger = ledger_checks(results.ledger, labels)
    parts = (_parts_sum(results, c), _weeks_sum(results, c), _pattern_of_one(results, c))
    return (*ties, *ledger, *parts)


def _parts_sum(results: Results, c: Context) -> Check:
    parts = results.baseline.mean + sum(ch.contribution.mean for ch in results.channels)
    whole = results.modelled.mean
    return Check(
        "Baseline and channels make modelled outcome",
        "Sum of means",
        parts,
        "Modelled",
        whole,
        abs(whole) * _SUM_TOLERANCE,
        c.unit,
    )


def _weeks_sum(results: Results, c: Context) -> Check:
    """Weekly means of baseline and channels against the totals of the bridge."""
    effects = results.effects
    weekly = effects.baseline.mean(("chain", "draw")).sum()
    weekly = weekly + effects.channels.mean(("chain", "draw")).sum()
    total = results.baseline.mean + results.media.mean
    return Check(
        "Weekly contributions make the totals",
        "Sum over weeks",
        float(weekly),
        "Baseline and channels",
        total,
        abs(total) * _SUM_TOLERANCE,
        c.unit,
    )


def _pattern_of_one(results: Results, c: Context) -> Check:
    """Response curves at a multiple of 1 against what each channel brings by itself."""
    alone = "lifts" if results.run.spec.multiplicative else "contributions"
    ones = np.ones((len(results.channels), 1))
    curve = float(results.curves.incremental(ones).mean(("chain", "draw")).sum())
    total = sum(channel.lift.mean for channel in results.channels)
    return Check(
        f"Response curves at today's pattern equal {alone}",
        "Curves",
        curve,
        alone.capitalize(),
        total,
        abs(total) * _SUM_TOLERANCE,
        c.unit,
    )
