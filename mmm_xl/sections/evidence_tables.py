"""Tables of the Evidence sheet that hold figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from mmm_xl.analysis.disagreement import disagrees
from mmm_xl.analysis.evidence import Credited, Evidence, Line
from mmm_xl.analysis.evidence_tests import MeasuredTest
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.data.window import Stretches
from mmm_xl.names import Credit
from mmm_xl.sections import words_evidence as words
from mmm_xl.sections.context import Context, percent, ratio
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Table

Row = tuple[CellValue, ...]

CREDIT_KEY = "evidence_credit"
"""Key of the table of credit beside the model; absent where no report can be compared."""


def title(found: Evidence, c: Context, what: str) -> str:
    """Who, what (unit), and the days of the reports; of the data where there is none."""
    if found.total is None:
        return c.title(what)
    window = found.total.window
    return f"{c.business}: {what}, {window.first} to {window.last}"


def kinds(found: Evidence) -> tuple[Credit, ...]:
    """Kinds of credit that are reported."""
    total = found.total
    return tuple(kind for kind in Credit if total is not None and kind in total.credited)


def credit(found: Evidence, c: Context) -> tuple[Table, ...]:
    """Amounts of each channel, and their differences."""
    total, own = found.total, kinds(found)
    if total is None:
        return ()

    def row(line: Line) -> Row:
        cells: list[CellValue] = [line.label, _days(line), line.spend or None, *c.cells(line.model)]
        for kind in own:
            credited = line.credited.get(kind)
            cells += [credited.amount if credited else None, _less(credited, line.model)]
        return tuple(cells)

    rows = [row(line) for line in found.reported]
    if found.interaction:
        blanks: Row = (None,) * (2 * len(own))
        rows.append(("Interaction", None, None, found.interaction, None, None, *blanks))
    columns = [
        Column("Channel", "", Kind.TEXT),
        Column("Days", "days", Kind.COUNT),
        Column("Spend", c.currency, Kind.MONEY, summed=True),
        Column(words.MODEL, c.unit, Kind.MONEY, summed=True),
        *c.ends(c.unit, Kind.MONEY, words.MODEL),
    ]
    for kind in own:
        name = words.NAMES[kind]
        columns += [
            Column(name, c.unit, Kind.MONEY, summed=True),
            _difference(name, words.MODEL, c.unit),
        ]
    made = Table(
        CREDIT_KEY,
        title(found, c, words.CREDIT_TITLE.format(unit=c.unit)),
        tuple(columns),
        tuple(rows),
        note=words.CREDIT_NOTE.format(level=percent(c.level)),
    )
    return (_with_total(made, (total.label, _days(total), None, *c.cells(total.model))),)


def _days(line: Line) -> int | None:
    return line.window.days if isinstance(line.window, Stretches) else None


def _less(credited: Credited | None, model: Summary) -> float | None:
    """Credit less the model's, where both are of the same days; no surer than the model's."""
    if credited is None or not credited.same_days:
        return None
    return Estimated(credited.amount - model.mean, model.mcse)


def _difference(name: str, model: str, unit: str) -> Column:
    what = f"{name} less {model.lower()}"
    return Column(what, unit, Kind.MONEY, summed=True, less=(name, model))


def _with_total(table: Table, first: Sequence[CellValue]) -> Table:
    """Table with a total: given cells, and sums of its rows where none is given."""
    cells: list[CellValue] = list(first) + [None] * (len(table.columns) - len(first))
    for at, column in enumerate(table.columns):
        if cells[at] is None and column.summed:
            column_cells = [row[at] for row in table.rows]
            known = [v for v in column_cells if isinstance(v, (int, float))]
            errors = [v.error for v in known if isinstance(v, Estimated)]
            whole = math.fsum(known) if known else None
            cells[at] = Estimated(whole, math.hypot(*errors)) if whole and errors else whole
    return replace(table, total=tuple(cells))


def returns(results: Results, found: Evidence, c: Context) -> tuple[Table, ...]:
    """Credit per unit of spend of each channel, beside its lift test."""
    lines = [line for line in found.lines if line.per_spend is not None]
    if not lines:
        return ()
    unit, kind = per_spend(results, c)
    own = kinds(found)
    more = words.RETURNS_ALL_WEEKS if any(not line.credited for line in lines) else ""
    measured = {line.name: found.test_of(line.name) for line in lines}
    tested = any(one is not None and one.roi is not None for one in measured.values())
    rows = []
    for line in lines:
        credited = [line.credited.get(one) for one in own]
        cells: list[CellValue] = [line.label, *c.cells(line.per_spend)]
        cells += [one.per_spend if one else None for one in credited]
        rows.append((*cells, *(_measured(measured[line.name], c) if tested else ())))
    test = (Column(words.TEST, unit, kind), *c.ends(unit, kind, words.TEST)) if tested else ()
    return (
        Table(
            "evidence_returns",
            title(found, c, words.RETURNS_TITLE.format(unit=unit)),
            (
                Column("Channel", "", Kind.TEXT),
                Column(words.MODEL, unit, kind),
                *c.ends(unit, kind, words.MODEL),
                *(Column(words.NAMES[one], unit, kind) for one in own),
                *test,
            ),
            tuple(rows),
            note=words.RETURNS_NOTE.format(level=percent(c.level)) + more,
        ),
    )


def per_spend(results: Results, c: Context) -> tuple[str, Kind]:
    """Unit and kind of credit per unit of spend."""
    if math.isnan(results.run.spec.outcome_value):
        return f"{c.unit} per {c.currency}", Kind.NUMBER
    return c.ratio_unit, Kind.RATIO


def _measured(one: MeasuredTest | None, c: Context) -> Row:
    """Mean and interval of a test."""
    ends = one.roi_interval(c.level) if one else None
    return (one.roi, *ends) if one and ends else (None, None, None)


def returns_chart(shown: Sequence[Table], c: Context) -> Chart | None:
    """Every figure per unit of spend, a channel each."""
    if not shown:
        return None
    table = shown[0]
    low, high = c.low.lower(), c.high.lower()
    roles = {
        "label": "Channel",
        "mean": words.MODEL,
        "low": f"{words.MODEL} {low}",
        "high": f"{words.MODEL} {high}",
        "platform": words.NAMES[Credit.PLATFORM],
        "last_click": words.NAMES[Credit.LAST_CLICK],
        "test": words.TEST,
        "test_low": f"{words.TEST} {low}",
        "test_high": f"{words.TEST} {high}",
    }
    names = [column.name for column in table.columns]
    series = {role: name for role, name in roles.items() if name in names}
    unit = table.columns[1].unit
    marks = [roles[role] for role in ("platform", "last_click", "test") if role in series]
    return Chart(
        key="evidence_points",
        kind=ChartKind.POINTS,
        title=table.title,
        table=table.key,
        series=series,
        x_title=f"Credit per unit of spend ({unit})",
        y_title="",
        alt=words.CHART_ALT.format(
            count=len(table.rows),
            level=percent(c.level),
            parts="; ".join(_told(table, row, marks) for row in table.rows),
        ),
    )


def _told(table: Table, row: Row, marks: Sequence[str]) -> str:
    said = "".join(
        f", {name.lower()} {ratio(value)}"
        for name in marks
        if isinstance(value := row[table.index(name)], float)
    )
    mean = row[table.index(words.MODEL)]
    model = ratio(mean) if isinstance(mean, float) else ""
    return words.CHART_PART.format(label=row[0], model=model, others=said)


def ratios(found: Evidence, c: Context) -> tuple[Table, ...]:
    """Credit over the model's, with ranges, and shares of all credit."""
    total, own = found.total, kinds(found)
    if total is None:
        return ()

    def row(line: Line) -> Row:
        cells: list[CellValue] = [line.label]
        for kind in own:
            over = line.credited[kind].over_model if kind in line.credited else None
            cells += [over.median, *over.interval(c.level)] if over else [None] * 3
        cells.append(line.model.mean / total.model.mean)
        for kind in own:
            whole = total.credited[kind].amount
            known = kind in line.credited and whole > 0
            cells.append(line.credited[kind].amount / whole if known else None)
        return tuple(cells)

    columns = [Column("Channel", "", Kind.TEXT)]
    for kind in own:
        name = words.NAMES[kind]
        columns.append(Column(f"{name} over model", "times", Kind.RATIO))
        columns += c.ends("times", Kind.RATIO, name)
    columns.append(Column("Share of model", "%", Kind.PERCENT, summed=not found.interaction))
    columns += [
        Column(f"Share of {words.NAMES[kind].lower()}", "%", Kind.PERCENT, summed=True)
        for kind in own
    ]
    made = Table(
        "evidence_ratios",
        title(found, c, words.RATIOS_TITLE),
        tuple(columns),
        tuple(row(line) for line in found.reported),
        note=words.RATIOS_NOTE.format(level=percent(c.level)),
    )
    return (_with_total(made, row(total)[: 1 + 3 * len(own)]),)


def budget(found: Evidence, c: Context) -> tuple[Table, ...]:
    """Spend that each credit justifies, and what of it rests on the difference."""
    total, own = found.total, kinds(found)
    if total is None or total.justified is None:
        return ()

    def row(line: Line) -> Row:
        cells: list[CellValue] = [line.label, line.spend or None, *c.cells(line.justified)]
        for kind in own:
            credited, model = line.credited.get(kind), line.justified
            amount = credited.justified if credited else None
            same = credited is not None and credited.same_days and model is not None
            known = same and amount is not None
            less = (
                Estimated(amount - model.mean, model.mcse) if known and model and amount else None
            )
            cells += [amount, less]
        return tuple(cells)

    rows = [row(line) for line in found.reported]
    if found.interaction_justified:
        blanks: Row = (None,) * (2 * len(own))
        rows.append(("Interaction", None, found.interaction_justified, None, None, *blanks))
    columns = [
        Column("Channel", "", Kind.TEXT),
        Column("Spend", c.currency, Kind.MONEY, summed=True),
        Column("Model justifies", c.currency, Kind.MONEY, summed=True),
        *c.ends(c.currency, Kind.MONEY, "Model justifies"),
    ]
    for kind in own:
        name = f"{words.NAMES[kind]} justify" if kind is Credit.PLATFORM else "Last click justifies"
        what = Column(f"{words.NAMES[kind]} less model", c.currency, Kind.MONEY, summed=True,
                      less=(name, "Model justifies"))  # fmt: skip
        columns += [Column(name, c.currency, Kind.MONEY, summed=True), what]
    made = Table(
        "evidence_budget",
        title(found, c, words.BUDGET_TITLE.format(unit=c.currency)),
        tuple(columns),
        tuple(rows),
        note=words.BUDGET_NOTE.format(level=percent(c.level)),
    )
    return (_with_total(made, (total.label, None, *c.cells(total.justified))),)


def over_claim(results: Results, found: Evidence, c: Context) -> tuple[Table, ...]:
    """Sum of each kind of credit over revenue of the same days."""
    if not found.over_claims:
        return ()
    unit = c.unit if math.isnan(results.run.spec.outcome_value) else c.currency
    rows: list[Row] = []
    for one in found.over_claims:
        revenue, basis = one.revenue.amount, words.BASES[one.revenue.basis]
        name = words.NAMES[one.credit]
        for label, amount in (
            (name, one.credited),
            (f"Model, channels and days of {name.lower()}", c.mean(one.model)),
        ):
            share = amount / revenue if amount is not None and revenue > 0 else None
            if isinstance(amount, Estimated) and share is not None:
                share = Estimated(share, amount.error / revenue)
            rows.append((label, one.window.days, amount, revenue, share, basis))
    return (
        Table(
            "evidence_over_claim",
            title(found, c, words.OVER_TITLE),
            (
                Column("Credit by", "", Kind.TEXT),
                Column("Days", "days", Kind.COUNT),
                Column("Credit", unit, Kind.MONEY),
                Column("Revenue", unit, Kind.MONEY),
                Column("Share of revenue", "%", Kind.PERCENT, over=("Credit", "Revenue")),
                Column("Revenue from", "", Kind.TEXT),
            ),
            tuple(rows),
            note=words.OVER_NOTE,
            wrapped=True,
        ),
    )


def tests(results: Results, found: Evidence, c: Context) -> tuple[Table, ...]:
    """Each lift test beside the model in the test's own weeks."""
    if not found.tests:
        return ()
    unit, kind = per_spend(results, c)
    labels = {channel.name: channel.label for channel in results.run.dataset.channels}
    rows = []
    for one in found.tests:
        test = one.test
        rows.append(
            (
                test.name, ", ".join(labels[name] for name in test.channels),
                test.start, test.measured_through, str(test.use), *_measured(one, c),
                *c.cells(one.modelled_roi), one.prob_above, one.overlap,
                words.READINGS[disagrees(one), test.calibrates],
            )
        )  # fmt: skip
    return (
        Table(
            "evidence_tests",
            c.title(words.TESTS_TITLE.format(unit=unit)),
            (
                Column("Test", "", Kind.TEXT),
                Column("Channels", "", Kind.TEXT),
                Column("First week", "week end", Kind.DATE),
                Column("Measured through", "week end", Kind.DATE),
                Column("Use", "", Kind.TEXT),
                Column(words.TEST, unit, kind),
                *c.ends(unit, kind, words.TEST),
                Column(words.MODEL, unit, kind),
                *c.ends(unit, kind, words.MODEL),
                Column("Model above test", "probability, %", Kind.PERCENT),
                Column("In common", "%", Kind.PERCENT),
                Column("Reading", "", Kind.TEXT),
            ),
            tuple(rows),
            note=words.TESTS_NOTE.format(level=percent(c.level)),
            wrapped=True,
        ),
    )
