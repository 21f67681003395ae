"""Lift and returns of two windows: what the spend brought, then and later, and when it pays."""

from __future__ import annotations

from mmm_xl.analysis.lift_figures import WindowFigures
from mmm_xl.analysis.results import Results
from mmm_xl.names import Sheet
from mmm_xl.sections import words_lift as words
from mmm_xl.sections.context import Context, amount, percent, ratio
from mmm_xl.sections.lift_changes import changes_table, linked_table, linked_words
from mmm_xl.sections.lift_returns import basis_name, payback_table, returns_table
from mmm_xl.sections.lift_tables import better, learned, precision, ranks
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table


def lift_section(results: Results, c: Context) -> Section:
    """Lift, returns, payback and comparison of channels, groups and the total."""
    windows = results.lift.windows
    tables = [table for i, found in enumerate(windows) for table in _window(results, i, found, c)]
    tables += changes_table(results, c)
    tables += [*precision(results, c), *better(results, c), *ranks(results, c), learned(results, c)]
    chart = _chart(results, tables, c)
    return Section(
        key="lift",
        sheet=Sheet.LIFT,
        title=c.title(f"lift and return of channels, groups and all paid channels ({c.unit})"),
        message=_message(windows[0], c),
        paragraphs=(
            words.VIEWS,
            words.SHARES,
            *((words.MULTIPLIED,) if results.effects.multiplicative else ()),
            *linked_words(results, c),
        ),
        tables=tuple(tables),
        charts=(chart,) if chart else (),
    )


def _message(found: WindowFigures, c: Context) -> str:
    total = found.of_kind("total")
    if not total:
        return words.NO_PAID_MESSAGE
    effect = total[0].measured.spend_view.incremental
    return words.MESSAGE.format(
        weeks=round(found.weeks),
        spend=amount(total[0].measured.spend),
        currency=c.currency,
        effect=c.told(effect),
        unit=c.unit,
        outcome=c.outcome,
        spread=c.spread(effect),
    )


def _window(results: Results, at: int, found: WindowFigures, c: Context) -> list[Table]:
    made = [_amounts(results, at, found, c)]
    if found.of_kind("total"):
        made += [returns_table(results, at, found, c), *payback_table(results, at, found, c)]
    return [*made, *linked_table(results, at, found, c)]


def _amounts(results: Results, at: int, found: WindowFigures, c: Context) -> Table:
    """Spend, shares and incremental outcome in both views."""
    rows: list[tuple[CellValue, ...]] = []
    for line in found.lines:
        m = line.measured
        paid = m.spend > 0
        rows.append(
            (
                m.label, m.kind, m.spend if paid else None,
                m.share_of_spend if paid else None, m.share_of_effect if paid else None,
                *c.cells(m.spend_view.incremental), c.mean(m.same_period.incremental),
                c.mean(m.carry_out), c.mean(m.contribution),
            )
        )  # fmt: skip
    if found.interaction is not None:
        row = ("Interaction", "interaction", None, None, None, *c.cells(found.interaction))
        rows.insert(len(rows) - 1, (*row, None, None, None))
    note = words.AMOUNTS_NOTE if found.interaction is None else words.AMOUNTS_NOTE_MULTIPLIED
    return Table(
        f"lift_{at + 1}",
        c.title_of(f"lift by channel and group ({c.unit})", found),
        (
            Column("Line", "", Kind.TEXT),
            Column("What", "", Kind.TEXT),
            Column("Spend", c.currency, Kind.MONEY),
            Column("Share of spend", "%", Kind.PERCENT),
            Column("Share of effect", "%", Kind.PERCENT),
            Column("Incremental, spend view", c.unit, Kind.MONEY),
            *c.ends(c.unit, Kind.MONEY, "Spend view"),
            Column("Same-period view", c.unit, Kind.MONEY),
            Column("Carry-out", c.unit, Kind.MONEY),
            Column("Contribution", c.unit, Kind.MONEY),
        ),
        tuple(rows),
        note=note.format(level=percent(c.level)),
    )


def _chart(results: Results, tables: list[Table], c: Context) -> Chart | None:
    """Return of every line over all weeks against the hurdle."""
    table = next((table for table in tables if table.key == "returns_1"), None)
    basis, prefix = basis_name(results)
    if table is None or basis not in [column.name for column in table.columns]:
        return None
    hurdle = results.run.dataset.settings.hurdle
    known = [(float(v), str(row[0])) for v, row in zip(table.values(basis), table.rows, strict=True)
             if isinstance(v, float)]  # fmt: skip
    if not known:
        return None
    return Chart(
        key="lift_ranges",
        kind=ChartKind.POINT_RANGE,
        title=c.title(f"{basis} in the spend view ({c.ratio_unit})"),
        table=table.key,
        series={
            "label": "Line",
            "mean": basis,
            "low": f"{prefix} {c.low.lower()}",
            "high": f"{prefix} {c.high.lower()}",
        },
        x_title=f"{basis} ({c.ratio_unit})",
        y_title="",
        alt=words.CHART_ALT.format(
            basis=basis,
            level=percent(c.level),
            count=len(known),
            best=max(known)[1],
            high=ratio(max(known)[0]),
            worst=min(known)[1],
            low=ratio(min(known)[0]),
            hurdle=ratio(hurdle),
        ),
        reference=hurdle,
        reference_label=f"hurdle {ratio(hurdle)}",
    )
