"""Returns of a window in both views, when they pay back, and up to what level of spend."""

from __future__ import annotations

from mmm_xl.analysis.lift_figures import Line, WindowFigures
from mmm_xl.analysis.measurement import ViewFigures
from mmm_xl.analysis.payback import BreakEven
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.thresholds import MOST
from mmm_xl.names import KpiType, cost_name
from mmm_xl.sections import words_lift as words
from mmm_xl.sections.context import Context, percent, ratio
from mmm_xl.sections.section import CellValue, Column, Kind, Table
from mmm_xl.sections.words import GIVEN

Figures = ViewFigures[Summary]


def basis_name(results: Results) -> tuple[str, str]:
    """What the hurdle applies to, and what its range's columns begin with."""
    on_margin = results.hurdle_basis == "roi_on_margin"
    return ("ROI on margin", "On margin") if on_margin else ("ROI", "ROI")


def returns_table(results: Results, at: int, found: WindowFigures, c: Context) -> Table:
    """Both views of each return side by side."""
    paid = [line for line in found.lines if line.measured.spend > 0]
    columns = [Column("Line", "", Kind.TEXT)]
    cells: list[list[CellValue]] = [[line.measured.label] for line in paid]
    for column, values in _returns(results, paid, c):
        columns.append(column)
        for row, value in zip(cells, values, strict=True):
            row.append(value)
    basis, _ = basis_name(results)
    note, what = (
        words.RANGES_NOTE.format(level=percent(c.level)),
        f"{cost_name(results.run.dataset.settings.outcome_name)} ",
    )
    unit = f"{c.currency} each"
    if c.has_return:
        hurdle = ratio(results.run.dataset.settings.hurdle)
        note += words.RETURNS_NOTE.format(basis=basis, worth=c.worth, hurdle=hurdle)
        what, unit = "return on spend in both views ", c.ratio_unit
    note += GIVEN
    if counts(results):
        named = cost_name(results.run.dataset.settings.outcome_name)
        note += words.COST_NOTE.format(cost=named, outcome=c.outcome)
    return Table(
        f"returns_{at + 1}",
        c.title_of(f"{what}({unit})", found),
        tuple(columns),
        tuple(tuple(row) for row in cells),
        note=note,
    )


def counts(results: Results) -> bool:
    """Whether the outcome is a number of things, so that each has a cost."""
    return results.run.dataset.settings.kpi_type is KpiType.COUNT


_Columns = list[tuple[Column, list[CellValue]]]


def _returns(results: Results, paid: list[Line], c: Context) -> _Columns:
    """Columns of the returns that exist, each with its cells."""
    spent = [line.measured.spend_view for line in paid]
    same = [line.measured.same_period for line in paid]
    made: _Columns = []
    margin: list[CellValue] = [c.mean(view.margin) for view in spent]
    if any(value is not None for value in margin):
        made.append((Column("Incremental margin", c.currency, Kind.MONEY), margin))
    for name, prefix, field in (("ROI", "ROI", "roi"),
                                ("ROI on margin", "On margin", "roi_on_margin")):  # fmt: skip
        made += _ranged(name, prefix, _of(spent, field), c)
        made += _single(f"{name}, same period", _of(same, field), c)
    made += _single("Marginal ROI", _of(spent, "marginal_roi"), c)
    made += _single("Marginal on margin", _of(spent, "marginal_on_margin"), c)
    made += _costs(results, spent, c)
    for name, shares in (("Above hurdle", [view.prob_above_hurdle for view in spent]),
                         ("Loss", [view.prob_loss for view in spent])):  # fmt: skip
        if any(share is not None for share in shares):
            made.append((Column(name, "probability, %", Kind.PERCENT), list(shares)))
    return made


def _of(views: list[Figures], field: str) -> list[Summary | None]:
    return [getattr(view, field) for view in views]


def _ranged(name: str, prefix: str, found: list[Summary | None], c: Context) -> _Columns:
    """Mean and both ends, nothing where no line has the figure."""
    if not any(found):
        return []
    rows = [c.cells(figure) for figure in found]
    names = (name, f"{prefix} {c.low.lower()}", f"{prefix} {c.high.lower()}")
    return [
        (Column(words_, c.ratio_unit, Kind.RATIO), [row[i] for row in rows])
        for i, words_ in enumerate(names)
    ]


def _single(name: str, found: list[Summary | None], c: Context) -> _Columns:
    return _ranged(name, name, found, c)[:1]


def _costs(results: Results, spent: list[Figures], c: Context) -> _Columns:
    """Spend per unit: median and range, because a quotient of small effects has a long tail."""
    found = _of(spent, "cost_per_unit")
    if not (counts(results) and any(found)):
        return []
    name, unit = cost_name(results.run.dataset.settings.outcome_name), f"{c.currency} each"
    rows: list[tuple[CellValue, ...]] = [c.middle(figure) for figure in found]
    names = (f"{name}, median", f"{name} {c.low.lower()}", f"{name} {c.high.lower()}")
    return [
        (Column(words_, unit, Kind.NUMBER), [row[i] for row in rows])
        for i, words_ in enumerate(names)
    ]


def payback_table(results: Results, at: int, found: WindowFigures, c: Context) -> tuple[Table, ...]:
    """When spend pays back and up to what level; none where there is no return in money."""
    known = [line for line in found.lines if line.payback is not None]
    if not known:
        return ()
    unit, (basis, _) = f"{c.currency} a week", basis_name(results)
    return (
        Table(
            f"payback_{at + 1}",
            c.title_of("payback and break-even spend", found),
            (
                Column("Line", "", Kind.TEXT),
                Column("Payback", "week, median", Kind.COUNT),
                Column("Pays back", "probability, %", Kind.PERCENT),
                Column("Spend now", unit, Kind.MONEY),
                Column("Break-even spend, median", unit, Kind.MONEY),
                *c.ends(unit, Kind.MONEY, "Break-even"),
                Column("No level reaches it", "probability, %", Kind.PERCENT),
            ),
            tuple(_payback_row(line, c) for line in known),
            note=words.PAYBACK_NOTE.format(
                basis=basis,
                weeks=results.run.spec.carryover_weeks,
                hurdle=ratio(results.run.dataset.settings.hurdle),
                most=f"{MOST:.0f}",
                level=percent(c.level),
            )
            + (words.BREAK_EVEN_MARGINS if len(results.run.dataset.margins) else ""),
        ),
    )


def _payback_row(line: Line, c: Context) -> tuple[CellValue, ...]:
    pays, even = line.payback, line.break_even
    first = (line.measured.label, pays.weeks if pays else None, pays.probability if pays else None)
    if even is None:
        return (*first, None, None, None, None, None)
    return (*first, even.now, *_break_even(even, c), even.prob_none)


def _break_even(even: BreakEven, c: Context) -> tuple[CellValue, ...]:
    """Median and ends; words where they lie beyond the levels looked at."""
    beyond = words.BEYOND.format(most=f"{MOST:.0f}")
    figures = (even.median, *even.interval(c.level))
    return tuple(beyond if figure is None else figure for figure in figures)
