"""Links of the Channels sheet: which channel falls along with which, as the user states it."""

from __future__ import annotations

import pytest
from raw_books import faults, good_book, only_fault, put, without_column

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import ErrorValue
from mmm_xl.names import ChannelColumn

WITH, BY = "PQ"
TV, SEARCH, EMAIL = 5, 6, 7


def book(*cells):
    """Good book with links: (row, leader, share) each."""
    changes = [
        change
        for row, leader, share in cells
        for change in ((f"Channels!{WITH}{row}", leader), (f"Channels!{BY}{row}", share))
    ]
    return put(good_book(), *changes)


def test_links_are_read_whatever_their_capitals() -> None:
    dataset = build_dataset(book((SEARCH, " tv ", 0.3), (EMAIL, "TV", 0.05)))
    assert dataset.links == {"TV": {"Search": 0.3, "Email": 0.05}}
    assert [c.moves_with for c in dataset.channels] == ["", "TV", "TV"]


def test_an_owned_channel_may_lead() -> None:
    assert build_dataset(book((TV, "Email", 1))).links == {"Email": {"TV": 1.0}}


@pytest.mark.parametrize("header", [ChannelColumn.MOVES_WITH, ChannelColumn.MOVES_BY])
def test_a_workbook_without_the_columns_has_no_link(header) -> None:
    assert build_dataset(without_column(good_book(), "Channels", header)).links == {}
    both = without_column(
        without_column(good_book(), "Channels", ChannelColumn.MOVES_WITH),
        "Channels",
        ChannelColumn.MOVES_BY,
    )
    assert build_dataset(both).links == {}


@pytest.mark.parametrize("share", [0, 1, 0.15])
def test_a_fraction_is_anything_from_nothing_to_all(share) -> None:
    assert build_dataset(book((SEARCH, "TV", share))).links == {"TV": {"Search": float(share)}}


@pytest.mark.parametrize(
    ("leader", "share", "sentence"),
    [
        ("Radio", 0.3, "P6: 'Radio' is not a channel of this sheet; expected 'TV' or 'Email'."),
        ("TVV", 0.3, "P6: 'TVV' is not a channel of this sheet; did you mean 'TV'?"),
        ("search", 0.3, "P6: 'search' is the channel itself; name another one, or clear the cell."),
        (True, 0.3, "P6: Moves with is TRUE; write a channel's name."),
        ("TV", None, "Q6: By how much is blank but Moves with is given; write both or neither."),
        (None, 0.2, "P6: Moves with is blank but By how much is given; write both or neither."),
        ("TV", 15, "Q6: By how much is 15.00; expected a fraction between 0% and 100%, or blank."),
        ("TV", -0.1, "Q6: By how much is negative (-0.10); expected a fraction between 0% and 100"),
        ("TV", "some", "Q6: By how much is the text 'some', not a number; expected a fraction"),
        ("TV", ErrorValue("#N/A"), "Q6: By how much is the Excel error #N/A; correct the formula"),
    ],
)
def test_a_link_that_cannot_be_used(leader, share, sentence) -> None:
    assert only_fault(book((SEARCH, leader, share))).startswith(f"Channels!{sentence}")


def test_a_chain_is_refused() -> None:
    chain = book((TV, "Email", 0.2), (SEARCH, "TV", 0.3))
    assert only_fault(chain) == (
        "Channels!P6: 'TV' itself moves with another channel; a link is one step, so name the"
        " channel that is switched off, or clear one of the two links."
    )


def test_a_circle_is_refused() -> None:
    found = faults(book((TV, "Search", 0.2), (SEARCH, "TV", 0.3)))
    assert [line[: len("Channels!P5")] for line in found] == ["Channels!P5", "Channels!P6"]


def test_a_half_stated_link_without_the_other_column() -> None:
    half = without_column(book((SEARCH, "TV", 0.3)), "Channels", ChannelColumn.MOVES_BY)
    assert only_fault(half).startswith("Channels!P6: By how much is blank but Moves with is given")
