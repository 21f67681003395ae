"""The Priors sheet: what it computes is what the model believes, and nothing of it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from test_results import check_formulas

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, SheetContent, from_raw, to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.model.implied import absurdities, ends, implied
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ChannelColumn as Col
from mmm_xl.names import Sheet
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import blank_contents, write_template

STATED = {
    "TV": {Col.ROI_LOW: 0.5, Col.ROI_HIGH: 4.0},
    "Display": {Col.SHARE_LOW: 0.01, Col.SHARE_HIGH: 0.1},
    "Email": {Col.SHARE_LOW: 0.005, Col.SHARE_HIGH: 0.03},
}
POOLS = {"Paid search": {Col.POOL: "Now"}, "Affiliates": {Col.POOL: "now"}}
ALONE = {name: {Col.POOL: "no"} for name in ("Paid search", "TV")}
HIGH = {"TV": {Col.ROI_LOW: 2.0, Col.ROI_HIGH: 40.0}}
LARGE = {"TV": {Col.SHARE_LOW: 0.52, Col.SHARE_HIGH: 0.66}}
COUNT = {"KPI type": "count", "Outcome name": "Orders"}


def example(channels: dict[str, dict[str, Any]], **settings: Any) -> BookContents:
    """The example with other cells on Channels and Settings."""
    sheets = dict(simulate().contents.sheets)
    old = sheets[Sheet.CHANNELS]
    rows = []
    for row in old.rows:
        cells = {**dict(zip(old.headers, row, strict=True)), **channels.get(row[0], {})}
        rows.append(tuple(cells[header] for header in old.headers))
    sheets[Sheet.CHANNELS] = SheetContent(old.headers, tuple(rows))
    table = sheets[Sheet.SETTINGS]
    changed = tuple((label, settings.get(label, value)) for label, value in table.rows)
    sheets[Sheet.SETTINGS] = SheetContent(table.headers, changed)
    return BookContents("example", sheets)


CASES = {
    "as it comes": example({}),
    "stated": example(STATED),
    "pools": example(POOLS),
    "alone": example(ALONE),
    "plain": example(STATED, Model="plain"),
    "asked for": example({}, **{"Model": "plain", "Channels share returns": "yes"}),
    "not asked for": example(POOLS, **{"Channels share returns": "no"}),
    "a count": example({}, **COUNT),
    "a count with a value": example(POOLS, **COUNT, **{"Value per conversion": 0.9}),
    "too high": example(HIGH),
    "one alone": example(LARGE),
}


def table(path: Path) -> dict[str, tuple[Any, ...]]:
    """Cells of each line of the sheet, as they are stored."""
    rows = load_workbook(path, data_only=True)["Priors"].iter_rows(6, 40, 1, 10, values_only=True)
    return {row[0]: row[1:] for row in rows if row[0]}


@pytest.mark.parametrize("case", CASES)
def test_the_sheet_says_what_the_model_believes(case: str, tmp_path: Path) -> None:
    write_template(tmp_path / "book.xlsx", CASES[case])
    dataset = build_dataset(read_inputs(tmp_path / "book.xlsx"))
    found = implied(dataset, build_spec(dataset))
    shown = table(tmp_path / "book.xlsx")
    assert list(shown) == ["All channels", *dataset.channel_names]
    assert shown["All channels"][5:8] == pytest.approx(ends(found.total), rel=1e-9)
    for channel in found.channels:
        source, spend, *numbers, _ = shown[channel.channel]
        assert (source, spend) == (channel.source, pytest.approx(channel.spend))
        roi = ends(channel.roi) if channel.roi else (None, None, None)
        expected = [*roi, *ends(channel.share)]
        assert [n is None for n in numbers] == [e is None for e in expected]
        assert [n for n in numbers if n is not None] == pytest.approx(
            [e for e in expected if e is not None], rel=1e-9
        )
    warned = ": " in load_workbook(tmp_path / "book.xlsx", data_only=True)["Priors"]["A2"].value
    assert warned == bool(absurdities(found)) == (case in {"too high", "one alone"})


@pytest.mark.parametrize("case", ["stated", "pools", "a count with a value"])
def test_its_formulas_give_what_is_stored(case: str, tmp_path: Path) -> None:
    write_template(tmp_path / "book.xlsx", CASES[case])
    check_formulas(tmp_path / "book.xlsx")


def test_an_empty_book_waits_and_a_refused_one_says_so(tmp_path: Path) -> None:
    write_template(tmp_path / "blank.xlsx", blank_contents("blank"))
    check_formulas(tmp_path / "blank.xlsx")
    sheet = load_workbook(tmp_path / "blank.xlsx", data_only=True)["Priors"]
    assert sheet["A2"].value.startswith("What your ranges imply stands here once Spend")
    paid = {Col.ROI_LOW: 1e-4, Col.ROI_HIGH: 1e-3}
    owned = {Col.SHARE_LOW: 1e-4, Col.SHARE_HIGH: 1e-3}
    low = dict.fromkeys(("Paid search", "Display", "Affiliates", "TV"), paid)
    low |= {"Email": owned, "Push": owned}
    refused = example(low)
    write_template(tmp_path / "low.xlsx", refused)
    sheet = load_workbook(tmp_path / "low.xlsx", data_only=True)["Priors"]
    assert "A run refuses this:" in sheet["A2"].value
    check_formulas(tmp_path / "low.xlsx")
    with pytest.raises(InvalidWorkbook, match="expected 1% to 80%"):
        build_spec(build_dataset(to_raw(refused)))


def test_the_sentence_stands_on_channels_too_and_turns_red(tmp_path: Path) -> None:
    write_template(tmp_path / "book.xlsx", CASES["too high"])
    book = load_workbook(tmp_path / "book.xlsx", data_only=True)
    words = book["Priors"]["A2"].value
    assert "No plan brings in more than everything: state lower" in words
    (there,) = [cell for cell in book["Channels"][2][1:] if cell.value]
    assert there.value == words
    rules = [r.formula for f in book["Channels"].conditional_formatting for r in f.rules]
    assert [f'ISNUMBER(FIND(":",${there.column_letter}$2))'] in rules
    assert book["Priors"].protection.sheet


def test_the_sheet_is_never_read(tmp_path: Path) -> None:
    write_template(tmp_path / "book.xlsx", CASES["stated"])
    raw = read_inputs(tmp_path / "book.xlsx")
    assert Sheet.PRIORS not in raw.tables and raw.foreign == ()
    assert set(from_raw(raw).sheets) == set(CASES["stated"].sheets)
    channels = CASES["stated"].sheets[Sheet.CHANNELS]
    assert from_raw(raw).sheets[Sheet.CHANNELS] == channels


def test_columns_may_stand_elsewhere_or_be_missing(tmp_path: Path) -> None:
    sheets = dict(CASES["stated"].sheets)
    old = sheets[Sheet.CHANNELS]
    order = [Col.NAME, Col.SHARE_HIGH, Col.ROI_LOW, Col.KIND, Col.ROI_HIGH, Col.SHARE_LOW]
    places = [old.headers.index(column) for column in order]
    rows = tuple(tuple(row[i] for i in places) for row in old.rows)
    sheets[Sheet.CHANNELS] = SheetContent(tuple(order), rows)
    write_template(tmp_path / "moved.xlsx", BookContents("moved", sheets))
    check_formulas(tmp_path / "moved.xlsx")
    write_template(tmp_path / "usual.xlsx", CASES["stated"])
    assert table(tmp_path / "moved.xlsx") == table(tmp_path / "usual.xlsx")
    del sheets[Sheet.OUTCOME]
    write_template(tmp_path / "none.xlsx", BookContents("none", sheets))
    assert "Priors" not in load_workbook(tmp_path / "none.xlsx").sheetnames
