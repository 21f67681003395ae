"""The table writer; what is measured is never asserted."""

from __future__ import annotations

import pytest

from tests.benchmarks.grid import growth
from tests.benchmarks.tables import Table, markdown


def test_numbers_stand_to_the_right_and_text_to_the_left():
    table = Table("Times", ("who", "s", "draws"), (("ours", 0.654, 8000), ("theirs", 123.4, 4)))
    assert markdown(table) == (
        "### Times\n\n"
        "| who    |    s | draws |\n"
        "| ------ | ---: | ----: |\n"
        "| ours   | 0.65 | 8,000 |\n"
        "| theirs |  123 |     4 |\n"
    )


def test_what_was_not_measured_is_a_dash_and_bars_are_escaped():
    shown = markdown(Table("T", ("a|b", "s"), (("x|y", None), ("z", float("nan"))), ("A note.",)))
    assert r"| a\|b |" in shown
    assert shown.count("|   - |") == 2
    assert shown.endswith("\n\n- A note.\n")


def test_a_short_row_is_refused():
    with pytest.raises(ValueError, match="T: every row must have 2 cells"):
        markdown(Table("T", ("a", "b"), (("x",),)))


def test_growth_finds_a_straight_line_and_a_parabola():
    sizes = [(weeks, channels) for weeks in (50, 100, 400) for channels in (2, 8, 24)]
    line = growth([(w, c, 10, 2.0 + 0.004 * w * c) for w, c in sizes])
    assert line.startswith("Gradient time = 2.0 us + 4.00 ns x weeks x channels, off by 0% at most")
    bent = growth([(w, c, 10, 1e-6 * (w * c) ** 2) for w, c in sizes])
    assert "(power of the cells 2.00; 1 is linear)" in bent
