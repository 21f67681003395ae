"""A table with a row a week and metric, turned into one with a column a metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mmm_xl.data.cells import Problem, is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.import_cells import plain_number, read_number
from mmm_xl.data.import_keys import Key, first_repeat, read_names, row_keys, telling_apart
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.limits import MOST_METRICS
from mmm_xl.data.number_text import convention_of
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.importing import IMPORT_NAMES, IMPORT_ROWS


def with_a_column_a_metric(table: RawTable, spec: ImportSpec, log: FindingLog) -> RawTable:
    """Table whose metrics are columns; unchanged where no metric is named.

    Notes
    -----
    A row of the result is all rows that agree in date, channel, parts to be added up and whatever
    other column plays a part. Its cells have the address of the first of those rows.
    """
    metric, amount = table.column(spec.metric or ""), table.column(spec.amount or "")
    if metric is None or amount is None:
        return table
    names = read_names(table, metric, "metric", MOST_METRICS, log)
    headers = _own_columns(table, spec, set(names))
    _note_nameless(table, amount, names, log)
    _note_doubles(table, metric, headers, log)
    keys = row_keys(table, headers)
    if _note_repeats(table, spec, headers, names, log):
        return table
    first: dict[Key, int] = {}
    for i, key in enumerate(keys):
        first.setdefault(key, i)
    numbers = _numbers(table, amount, log)
    at = {(keys[i], name): numbers[i] for i, name in enumerate(names) if name}
    columns = [
        replace(column, values=tuple(column.values[i] for i in first.values()))
        for column in table.columns
        if column.header in headers
    ]
    columns += [
        RawColumn(name, amount.letter, tuple(at.get((key, name)) for key in first))
        for name in dict.fromkeys(filter(None, names))
    ]
    rows = tuple(table.rows[i] for i in first.values())
    return replace(table, columns=tuple(columns), rows=rows)


def _own_columns(table: RawTable, spec: ImportSpec, names: set[str]) -> list[str]:
    """Headers of the columns that play a part themselves, rather than as a metric."""
    parts = {column for _, column in spec.roles()} - {spec.metric, spec.amount}
    keys = {column for _, column in spec.key_roles()}
    return [
        column.header
        for column in table.columns
        if column.header in keys or (column.header in parts and column.header not in names)
    ]


def _note_nameless(
    table: RawTable, amount: RawColumn, names: Sequence[str], log: FindingLog
) -> None:
    for i, name in enumerate(names):
        if not name and not is_blank(amount.values[i]):
            what = "an amount has no metric beside it; name the metric or clear the amount."
            log.at(IMPORT_NAMES, table, amount, i, what)


def _note_doubles(
    table: RawTable, metric: RawColumn, headers: Sequence[str], log: FindingLog
) -> None:
    """Note metrics that are named like a column with a part of its own."""
    cells = {str(value).strip(): i for i, value in enumerate(metric.values)}
    for header in headers:
        if header in cells:
            what = f"a metric is named like the column '{header}'; rename one of them."
            log.at(IMPORT_NAMES, table, metric, cells[header], what)


def _note_repeats(
    table: RawTable,
    spec: ImportSpec,
    headers: Sequence[str],
    names: Sequence[str],
    log: FindingLog,
) -> bool:
    """Note that a metric stands twice for one week; whether it does."""
    metric = table.column(spec.metric or "")
    keys = [(*key, name) for key, name in zip(row_keys(table, headers), names, strict=True)]
    found = first_repeat(keys)
    if metric is None or found is None:
        return False
    i, earlier, count = found
    apart = telling_apart(table, keys, {*headers, spec.metric or "", spec.amount or ""})
    mend = (
        f"to add up regions or campaigns, name their column: --add-up '{apart}'"
        if apart
        else "delete what stands twice, or name what tells the rows apart with --add-up COLUMN"
    )
    what = (
        f"'{names[i]}' of the same date also stands in {metric.letter}{table.rows[earlier]} and"
        f" {count:,} rows in all repeat one; expected one row a date and metric; {mend}."
    )
    log.at(IMPORT_ROWS, table, metric, i, what)
    return True


def _numbers(table: RawTable, amount: RawColumn, log: FindingLog) -> list[float | None]:
    convention = convention_of(v for v in amount.values if isinstance(v, str))
    numbers: list[float | None] = []
    for i, value in enumerate(amount.values):
        number = plain_number(read_number(value, convention))
        if isinstance(number, Problem):
            what = number.sentence(f"amount '{amount.header}'", "write a number, as 1234.5")
            log.at(number.rule, table, amount, i, what)
            number = None
        numbers.append(number)
    return numbers
