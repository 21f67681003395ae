"""What if spend had been different, and channels that the user says move along with another one."""

from __future__ import annotations

from mmm_xl.analysis.intervention import fall_words
from mmm_xl.analysis.lift_figures import WindowFigures
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.what_if import Changed, Linked, judged_on_margin
from mmm_xl.sections import words_change as words
from mmm_xl.sections.context import Context, percent
from mmm_xl.sections.section import CellValue, Column, Kind, Table

Row = list[CellValue]


def linked_words(results: Results, c: Context) -> tuple[str, ...]:
    """A sentence for each channel that others move with, of the first window."""
    found = results.lift.windows[0]
    return tuple(
        words.LINKED.format(
            leader=_label(results, link.leader),
            alone=c.told(link.lift_alone),
            joint=c.told(link.lift_joint),
            follows=fall_words(results.run.dataset, dict(link.follows)),
            unit=c.unit,
            weeks=round(found.weeks),
            spread=c.spread(link.lift_joint),
        )
        for link in found.linked
    )


def linked_table(results: Results, at: int, found: WindowFigures, c: Context) -> tuple[Table, ...]:
    """Each leading channel alone and with those that fall along; nothing where none is stated."""
    if not found.linked:
        return ()
    money, unit = Kind.MONEY, c.unit
    columns = [
        Column("Channel off", "", Kind.TEXT),
        Column("Falls along", "", Kind.TEXT),
        Column("Spend alone", c.currency, money),
        Column("Spend of both", c.currency, money),
        Column("Lift alone", unit, money),
        Column("Lift of both", unit, money),
        *c.ends(unit, money, "Both"),
        Column("Difference", unit, money),
    ]
    returns = [_returns(link) for link in found.linked]
    ratios = any(roi for roi, _, _ in returns)
    if ratios:
        columns += _return_columns(c)
    rows = []
    for link, (alone, both, earned) in zip(found.linked, returns, strict=True):
        row: Row = [_label(results, link.leader)]
        row.append(fall_words(results.run.dataset, dict(link.follows)))
        row += [link.spend_alone, link.spend_joint, c.mean(link.lift_alone)]
        row += [*c.cells(link.lift_joint), c.mean(link.added)]
        if ratios:
            row += [c.mean(alone), *c.cells(both), c.mean(earned)]
        rows.append(tuple(row))
    return (
        Table(
            f"linked_{at + 1}",
            c.title_of(f"linked channels, as stated ({unit})", found),
            tuple(columns),
            tuple(rows),
            note=words.LINKED_NOTE.format(level=percent(c.level)),
        ),
    )


def _returns(link: Linked[Summary]) -> tuple[Summary | None, Summary | None, Summary | None]:
    return link.roi_alone, link.roi_joint, link.on_margin_joint


def _return_columns(c: Context) -> list[Column]:
    names = ("ROI alone", "ROI of both", f"ROI {c.low.lower()}", f"ROI {c.high.lower()}",
             "On margin, both")  # fmt: skip
    return [Column(name, c.ratio_unit, Kind.RATIO) for name in names]


def changes_table(results: Results, c: Context) -> tuple[Table, ...]:
    """Cuts and caps of every channel in the latest window."""
    found = results.lift.windows[-1]
    if not found.changes:
        return ()
    columns, rows = _amounts(found.changes, c)
    for column, values in _judged(results, found.changes, c):
        columns.append(column)
        for row, value in zip(rows, values, strict=True):
            row.append(value)
    return (
        Table(
            "what_if",
            c.title_of(f"what if spend had been different ({c.unit})", found),
            tuple(columns),
            tuple(tuple(row) for row in rows),
            note=_note(results, found.changes, c),
        ),
    )


def _amounts(found: tuple[Changed[Summary], ...], c: Context) -> tuple[list[Column], list[Row]]:
    columns = [
        Column("What if", "", Kind.TEXT),
        Column("Change of spend", c.currency, Kind.MONEY),
        Column(f"Change of {c.outcome}", c.unit, Kind.MONEY),
        *c.ends(c.unit, Kind.MONEY),
    ]
    rows: list[Row] = [[one.words, one.spend or None, *c.cells(one.outcome)] for one in found]
    return columns, rows


def _judged(
    results: Results, found: tuple[Changed[Summary], ...], c: Context
) -> list[tuple[Column, Row]]:
    """Columns of margin or value and of what is left, where the outcome has a value in money."""
    if not any(one.after_spend for one in found):
        return []
    on_margin = judged_on_margin(results.run)
    per_unit = [_per_unit(results, one) for one in found]
    name = "Margin per unit" if on_margin else "Value per unit"
    made: list[tuple[Column, Row]] = []
    if on_margin:
        column = Column("Change of margin", c.currency, Kind.MONEY)
        made.append((column, [c.mean(one.margin) for one in found]))
    return [
        *made,
        (Column(name, c.ratio_unit, Kind.RATIO),
         [c.mean(figure) for figure in per_unit]),
        (Column("After media", c.currency, Kind.MONEY), [c.mean(one.after_spend) for one in found]),
        (Column("Better off", "probability, %", Kind.PERCENT), [one.prob_better for one in found]),
    ]  # fmt: skip


def _per_unit(results: Results, one: Changed[Summary]) -> Summary | None:
    return one.margin_per_unit if judged_on_margin(results.run) else one.value_per_unit


def _note(results: Results, found: tuple[Changed[Summary], ...], c: Context) -> str:
    note = words.CHANGES_NOTE.format(outcome=c.outcome, level=percent(c.level))
    if any(one.after_spend for one in found):
        judged = words.CHANGES_MARGIN if judged_on_margin(results.run) else words.CHANGES_VALUE
        note += judged.format(currency=c.currency) + words.CHANGES_BETTER
    if not all(channel.paid for channel in results.run.dataset.channels):
        note += words.CHANGES_OWNED
    return note + words.CHANGES_GIVEN


def _label(results: Results, name: str) -> str:
    dataset = results.run.dataset
    return dataset.channels[dataset.channel_names.index(name)].label
