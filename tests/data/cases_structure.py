"""What stands around and between the rows of a table: what each rule speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from raw_books import good_book, with_table
from rule_case import Case, found_in

from mmm_xl.data.raw import RawInputs


def below(book: RawInputs, sheet: str, *rows: tuple[Any, ...]) -> RawInputs:
    """Book with more rows under a sheet's table."""
    table = book.tables[sheet]
    columns = tuple(
        replace(column, values=(*column.values, *(row[i] for row in rows)))
        for i, column in enumerate(table.columns)
    )
    last = table.rows[-1]
    numbers = (*table.rows, *range(last + 1, last + 1 + len(rows)))
    return with_table(book, sheet, replace(table, columns=columns, rows=numbers))


def shaped(book: RawInputs, sheet: str, **shape: Any) -> RawInputs:
    """Book with hidden or merged cells on one sheet."""
    return with_table(book, sheet, replace(book.tables[sheet], **shape))


SUM = sum(1000.0 + 10 * i for i in range(30))

CASES = (
    Case(
        "hidden",
        lambda: found_in(shaped(good_book(), "Spend", hidden=frozenset({"17"}))),
        lambda: found_in(shaped(good_book(), "Spend", hidden=frozenset({"2", "70", "Z"}))),
    ),
    Case(
        "merged",
        lambda: found_in(shaped(good_book(), "Spend", merged=("B4:C4",))),
        lambda: found_in(shaped(good_book(), "Spend", merged=("A1:C3", "E5:E9", "A40:C40"))),
    ),
    Case(
        "totals-row",
        lambda: found_in(below(good_book(), "Outcome", ("Total", SUM))),
        lambda: found_in(below(good_book(), "Outcome", ("Totally new", SUM))),
    ),
    Case(
        "total-differs",
        lambda: found_in(below(good_book(), "Outcome", ("Total", SUM + 100))),
        lambda: found_in(below(good_book(), "Outcome", ("Total", SUM))),
    ),
    Case(
        "footnote",
        lambda: found_in(below(good_book(), "Outcome", ("Source: ledger, 2024", None))),
        lambda: found_in(below(good_book(), "Outcome", ("Source: ledger, 2024", 5))),
    ),
)
