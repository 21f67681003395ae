"""Two datasets of one workbook compared, cell by cell."""

from __future__ import annotations

from datetime import date

from raw_books import fill, good_book, put, rows

from mmm_xl.data.build import build_dataset
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.raw import RawInputs
from mmm_xl.data.restated import Restatement, compare


def data(book: RawInputs) -> Dataset:
    return build_dataset(book)


def first_weeks(count: int) -> RawInputs:
    """The good book as it was when it had fewer weeks."""
    book = good_book()
    for sheet in ("Spend", "Outcome", "Events", "Controls", "Exposure"):
        book = rows(book, sheet, range(count))
    return book


def compared(old: RawInputs, new: RawInputs) -> Restatement:
    return compare(data(old), data(new), "run-0")


def test_nothing_changed_says_nothing() -> None:
    same = compared(good_book(), good_book())
    assert (same.changes, same.lines()) == ((), ())
    assert same.compared == 30 * 7


def test_a_changed_cell_is_named_with_both_values() -> None:
    found = compared(good_book(), put(good_book(), ("Spend!C7", 55), ("Controls!B9", 3)))
    first, second = found.changes
    assert (first.where, first.week, first.old, first.new) == (
        "Spend!C7", date(2023, 1, 15), 42.0, 55.0,
    )  # fmt: skip
    assert second.where == "Controls!B9"
    assert found.lines() == (
        "history was restated since run-0: 1 cell in Spend, Search.",
        "history was restated since run-0: 1 cell in Controls, Price.",
    )


def test_cells_of_a_column_are_counted() -> None:
    new = fill(good_book(), "Outcome", "Revenue", lambda i: 1000.0 + 10 * i + (i < 14))
    assert compared(good_book(), new).lines() == (
        "history was restated since run-0: 14 cells in Outcome, Revenue.",
    )


def test_new_weeks_are_no_restatement() -> None:
    found = compared(first_weeks(28), good_book())
    assert (found.changes, found.lost_weeks) == ((), ())
    assert found.new_weeks == (date(2023, 7, 16), date(2023, 7, 23))
    assert found.lines() == ("2 new weeks since run-0.",)
    assert compared(good_book(), first_weeks(28)).lines() == ("2 lost weeks since run-0.",)


def test_columns_that_came_or_went_are_named() -> None:
    more = fill(good_book(), "Controls", "Rain", lambda i: i % 5)
    assert compared(good_book(), more).lines() == ("new since run-0: Controls!Rain.",)
    assert compared(more, good_book()).lines() == ("lost since run-0: Controls!Rain.",)


def test_exposure_is_compared_as_exposure_and_spend_as_spend() -> None:
    (change,) = compared(good_book(), put(good_book(), ("Exposure!C6", 99))).changes
    assert (change.where, change.old, change.new) == ("Exposure!C6", 10.0, 99.0)


def test_another_workbook_of_the_same_name_is_asked_about() -> None:
    other = good_book()
    for sheet, header in (("Spend", "TV"), ("Spend", "Search"), ("Outcome", "Revenue"),
                          ("Controls", "Price"), ("Exposure", "Search")):  # fmt: skip
        other = fill(other, sheet, header, lambda i: 7.5 + i % 11)
    found = compared(good_book(), other)
    assert found.another_book
    (line,) = found.lines()
    assert line.startswith("most cells differ from run-0")


def test_changed_media_before_the_first_outcome_are_named() -> None:
    def book(*changes: tuple[str, float | None]) -> RawInputs:
        blank = [(f"Outcome!B{row}", None) for row in range(5, 8)]
        return put(good_book(), *blank, *changes)

    found = compared(book(), book(("Spend!B6", 55), ("Exposure!C7", 21)))
    week = date(2023, 1, 8)
    assert [(c.where, c.week, c.old, c.new) for c in found.changes] == [
        ("Spend!B6", week, 100.0, 55.0),
        ("Exposure!C7", date(2023, 1, 15), 20.0, 21.0),
    ]
    assert found.lines()[0] == "history was restated since run-0: 1 cell in Spend, TV."
    assert compared(book(), book()).changes == ()
