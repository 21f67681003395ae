"""Totals, averages and remarks are no weeks; hidden and merged cells are told."""

from __future__ import annotations

import pytest
from cases_structure import SUM, below, shaped
from raw_books import WEEKS, faults, good_book, only_fault, with_table

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable


def lines(book: RawInputs, *rules: str) -> list[str]:
    return [str(found) for found in build_dataset(book).findings if found.rule in rules]


@pytest.mark.parametrize(
    "word", ["Total", "Grand total", "TOTALS:", "Sum", "Summe", "Gesamt", "Total 2023", "subtotal"]
)
def test_totals_below_the_weeks_are_left_out(word):
    book = below(good_book(), "Outcome", (word, SUM))
    assert build_dataset(book).weeks == WEEKS
    assert lines(book, "totals-row", "total-differs") == [
        f"Outcome!A35: the row '{word}' is no week and is left out."
    ]


def test_averages_are_left_out_and_not_added_up():
    book = below(good_book(), "Outcome", ("Average", 7), ("Total", SUM))
    assert [line[:11] for line in lines(book, "totals-row")] == ["Outcome!A35", "Outcome!A36"]
    assert lines(book, "total-differs") == []


def test_a_total_that_is_not_the_sum():
    book = below(good_book(), "Outcome", ("Total", 99.0))
    assert lines(book, "total-differs") == [
        "Outcome!B35: the total of 'Revenue' is 99.00, but the weeks above it add up to 34,350.00."
    ]


def test_a_mean_below_a_control_is_right():
    book = good_book()
    prices = book.tables["Controls"].columns[1].values
    assert lines(below(book, "Controls", ("Total", sum(prices) / 30)), "total-differs") == []


def test_totals_between_the_weeks_are_of_the_weeks_since_the_last():
    book = below(good_book(), "Outcome")
    table = book.tables["Outcome"]
    week, revenue = table.columns
    first, rest = sum(revenue.values[:10]), sum(revenue.values[10:])
    mixed = [
        (*column.values[:10], a, *column.values[10:], b, c)
        for column, a, b, c in (
            (week, "Subtotal", "Subtotal", "Grand total"),
            (revenue, first, rest, first + rest),
        )
    ]
    columns = tuple(
        RawColumn(c.header, c.letter, values)
        for c, values in zip(table.columns, mixed, strict=True)
    )
    changed = RawTable("Outcome", 4, columns, tuple(range(5, 38)))
    data = build_dataset(with_table(book, "Outcome", changed))
    assert data.weeks == WEEKS
    found = [f for f in data.findings if f.rule in {"totals-row", "total-differs"}]
    assert [f.where for f in found] == ["Outcome!A15", "Outcome!A36", "Outcome!A37"]
    assert data.sources[2].range == "Outcome!B5:B35"


def test_remarks_below_the_weeks_are_left_out():
    book = below(
        good_book(), "Spend", (None, None, None), ("Source: agency, as of 7 Jan 2024", None, None),
        ("* provisional", None, None),
    )  # fmt: skip
    assert build_dataset(book).weeks == WEEKS
    assert lines(book, "footnote") == [
        "Spend!A36: 'Source: agency, as of 7 Jan 2024' below the last week is left out.",
        "Spend!A37: '* provisional' below the last week is left out.",
    ]


def test_what_may_be_a_week_is_never_left_out():
    for text in ("29 Dec 2024", "2024-W52", "KW 52", "week of 29 Dec"):
        assert faults(below(good_book(), "Spend", (text, None, None))), text


def test_a_text_with_numbers_beside_it_is_never_left_out():
    assert "is the text 'provisional'" in "\n".join(
        faults(below(good_book(), "Spend", ("provisional", 5, 5)))
    )


def test_hidden_rows_and_columns_are_one_warning():
    book = shaped(good_book(), "Spend", hidden=frozenset({"5", "17", "18", "19", "C", "60"}))
    assert lines(book, "hidden") == [
        "Spend: rows 5, 17 to 19 and column C are hidden or filtered away, and modelled all the"
        " same."
    ]


@pytest.mark.parametrize(
    ("area", "where"), [("B4:C4", "Spend!B4"), ("A3:C4", "Spend!A4"), ("C9:C12", "Spend!C9")]
)
def test_merged_cells_are_refused_with_their_area(area, where):
    assert only_fault(shaped(good_book(), "Spend", merged=(area,))) == (
        f"{where}: the cells {area} are merged, which leaves all but the first of them blank;"
        " unmerge them and write a value in each."
    )


def test_a_merged_remark_or_total_is_no_fault():
    book = below(good_book(), "Spend", ("Provisional figures", None, None))
    assert faults(shaped(book, "Spend", merged=("A35:C35", "nonsense"))) == []
