from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmm_xl.sections import figure_panels, figure_rows, figure_style, figures
from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Table

WORDS = Column("Name", "", Kind.TEXT)
MONEY = tuple(
    Column(name, "EUR", Kind.MONEY) for name in ("Mean", "Base", "Low 90%", "High 90%", "Mark")
)
BAND = {"mean": "Mean", "low": "Low 90%", "high": "High 90%"}


def chart(kind: ChartKind, series: dict[str, str], **more: object) -> Chart:
    facts: dict[str, object] = {
        "key": "c",
        "kind": kind,
        "title": "Co: revenue (EUR), 2024",
        "table": "t",
        "series": series,
        "x_title": "Spend (EUR)",
        "y_title": "Revenue (EUR)",
        "alt": "Revenue rises with spend.",
    } | more
    return Chart(**facts)  # type: ignore[arg-type]


def bridge() -> tuple[Chart, Table]:
    rows = (
        ("Baseline", 900.0, 0.0, 700.0, 1100.0, None),
        ("TV", 200.0, 900.0, 50.0, 350.0, None),
        ("Price", -300.0, 800.0, -500.0, -100.0, None),
        ("Modelled", 800.0, 0.0, 700.0, 900.0, None),
        ("Residual", 5.0, 800.0, None, None, None),
        ("Actual", 805.0, 0.0, None, None, None),
    )
    series = {"step": "Name", "value": "Mean", "base": "Base", "low": "Low 90%", "high": "High 90%"}
    return chart(ChartKind.WATERFALL, series), Table("t", "T", (WORDS, *MONEY), rows)


def points() -> tuple[Chart, Table]:
    rows = (
        ("TV", 1.4, None, 0.8, 2.0, None),
        ("Email", None, None, None, None, None),
        ("Display", -0.2, None, -0.6, 0.3, None),
    )
    columns = (WORDS, *(replace(column, kind=Kind.RATIO) for column in MONEY))
    made = chart(
        ChartKind.POINT_RANGE,
        {"label": "Name", **BAND},
        reference=1.0,
        reference_label="hurdle 1.00",
    )
    return made, Table("t", "T", columns, rows)


def curve(top: float = 100.0) -> tuple[Chart, Table]:
    rows = tuple(
        (
            f"{i}",
            top * i / (i + 5),
            None,
            0.8 * top * i / (i + 5),
            1.2 * top * i / (i + 5),
            10.0 if i == 10 else None,
        )
        for i in range(21)
    )
    columns = (replace(WORDS, name="Spend", kind=Kind.MONEY, unit="EUR"), *MONEY)
    rows = tuple((float(row[0]), *row[1:]) for row in rows)
    return chart(ChartKind.CURVE_BAND, {"x": "Spend", "mark": "Mark", **BAND}), Table(
        "t", "T", columns, rows
    )


def weeks(kind: ChartKind) -> tuple[Chart, Table]:
    days = [date(2024, 1, 7) + timedelta(weeks=i) for i in range(60)]
    rows = tuple((day, 100.0 + i % 7, 95.0, 80.0, 120.0, 5.0) for i, day in enumerate(days))
    columns = (Column("Week ending", "date", Kind.DATE), *MONEY)
    series = {"date": "Week ending"}
    if kind is ChartKind.FIT_BAND:
        series |= {"actual": "Mean", "mean": "Base", "low": "Low 90%", "high": "High 90%"}
    return chart(kind, series), Table("t", "T", columns, rows)


def weeks_with_events() -> tuple[Chart, Table]:
    made, table = weeks(ChartKind.FIT_BAND)
    rows = tuple((*row[:5], 104.0 if i % 9 == 0 else None) for i, row in enumerate(table.rows))
    more = {"event": "Mark", "naive": "Low 90%"}
    return replace(made, series={**made.series, **more}), replace(table, rows=rows)


def ranks() -> tuple[Chart, Table]:
    chains = ("Chain 1", "Chain 2", "Chain 3", "Chain 4", "Chain 5")
    columns = (WORDS, *(Column(name, "draws", Kind.COUNT) for name in (*chains, "Expected")))
    rows = tuple((f"{i}", *(40 + (i * n) % 21 for n in range(1, 6)), 50) for i in range(1, 21))
    series = {"bin": "Name", "expected": "Expected", **{name: name for name in chains}}
    return chart(ChartKind.RANKS, series), Table("t", "T", columns, rows)


def coverage() -> tuple[Chart, Table]:
    columns = tuple(
        Column(name, "%", Kind.PERCENT) for name in ("Stated", "Found", "Low 95%", "High 95%")
    )
    rows = ((0.5, 0.44, 0.42, 0.58), (0.8, 0.81, 0.7, 0.88), (0.95, 0.99, 0.9, 1.0))
    series = {"x": "Stated", "mean": "Found", "low": "Low 95%", "high": "High 95%"}
    return chart(ChartKind.COVERAGE, series), Table("t", "T", columns, rows)


CASES = {
    "events": weeks_with_events(), "ranks": ranks(), "coverage": coverage(),
    "waterfall": bridge(), "points": points(), "curve": curve(),
    "fit": weeks(ChartKind.FIT_BAND), "area": weeks(ChartKind.STACKED_AREA),
}  # fmt: skip


def picture(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        assert "Software" not in image.info
        assert round(image.info["dpi"][0]) == figure_style.DPI
        return np.asarray(image.convert("L"))


@pytest.mark.parametrize("case", CASES)
def test_every_kind_is_drawn_at_text_width_and_the_same_each_time(case: str) -> None:
    first = figures.draw(*CASES[case])
    assert first == figures.draw(*CASES[case])
    pixels = picture(first)
    assert pixels.shape[1] == round(figure_style.WIDTH * figure_style.DPI)
    assert pixels.min() < 60  # something dark was drawn
    assert pixels.std() > 10


@pytest.mark.parametrize("case", CASES)
def test_nothing_to_draw_is_said(case: str) -> None:
    made, table = CASES[case]
    assert picture(figures.draw(made, replace(table, rows=()))).min() < 128


@pytest.mark.parametrize("case", CASES)
def test_names_may_hold_anything(case: str) -> None:
    made, table = CASES[case]
    odd = "$a_b$ R&D <5% \u6f22 {{x}} \\frac \x00\n" + "long " * 20
    rows = tuple((odd, *row[1:]) if isinstance(row[0], str) else row for row in table.rows)
    made = replace(made, x_title=odd[:30], y_title=odd[:30], reference_label=odd)
    assert figures.draw(made, replace(table, rows=rows))


def test_bridge_tells_totals_from_steps() -> None:
    _, table = bridge()
    values = np.array(table.values("Mean"), dtype=float)
    bases = np.array(table.values("Base"), dtype=float)
    steps = figure_rows._bridge(values, bases)
    assert [total for _, _, total in steps] == [True, False, False, True, False, True]
    assert steps[2] == (1100.0, 800.0, False)


def test_bridge_may_cross_zero() -> None:
    steps = figure_rows._bridge(np.array([5.0, -8.0, -3.0]), np.array([0.0, 0.0, 0.0]))
    assert steps == [(0.0, 5.0, True), (5.0, -3.0, False), (0.0, -3.0, True)]


def test_a_fall_is_told_from_a_rise_without_colour() -> None:
    lightness = {
        name: Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
        for name, colour in (
            ("total", figure_style.INK),
            ("rise", figure_style.RISE),
            ("fall", figure_style.FALL),
        )
    }
    assert lightness["total"] + 60 < lightness["rise"] < lightness["fall"] - 60
    assert figure_style.HATCH


def test_any_two_areas_differ_in_grey() -> None:
    looks = [
        (Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0)), hatch)
        for colour, hatch in figure_style.STACK
    ]
    assert len(looks) >= 12
    for (light, hatch), (other_light, other) in combinations(looks, 2):
        assert hatch != other or (not hatch and abs(light - other_light) > 30)
    for (light, hatch), (other_light, other) in pairwise(looks):
        assert hatch != other or abs(light - other_light) > 60


def test_curves_share_a_picture() -> None:
    titles = [f"Co, {name}: revenue by spend (EUR)" for name in ("Paid search", "TV", "Display")]
    charts = [replace(curve()[0], title=title) for title in titles]
    tables = [curve(top)[1] for top in (100.0, 50.0, 40.0)]
    assert figure_panels.panel_names(titles) == ["Paid search", "TV", "Display"]
    grid = figures.draw_grid(charts, tables)
    assert grid == figures.draw_grid(charts, tables)
    assert picture(grid).shape[0] < 3 * figure_style.DPI
    apart = [curve(top)[1] for top in (100.0, 50.0, 1.0)]
    assert figures.draw_grid(charts, apart) != grid


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A"], ["A"]),
        (["A", "A"], ["A", "A"]),
        (["Co: TV", "Co: TV two"], ["TV", "TV two"]),
        (["TV", "Radio"], ["TV", "Radio"]),
        (
            ["Co: Paid search, sales, 2024", "Co: Paid social, sales, 2024"],
            ["Paid search", "Paid social"],
        ),
    ],
)
def test_panel_names_are_never_blank(titles: list[str], names: list[str]) -> None:
    assert figure_panels.panel_names(titles) == names


@pytest.mark.parametrize(("values", "value", "words"), [
    ((33.4e6, 0.24e6), 0.24e6, "0.24m"), ((950_000.0,), 950_000, "0.95m"),
    ((482_000.0,), 482_000, "482k"),
    ((17_500.0,), 17_500, "17.5k"), ((48.0,), -48, "\u221248.0"), ((1.0,), 0, "0"),
    ((2e9,), 2e9, "2.00bn"),
])  # fmt: skip
def test_money_in_words(values: tuple[float, ...], value: float, words: str) -> None:
    assert figure_style.scale_for(Kind.MONEY, values)(value) == words


@pytest.mark.parametrize(("low", "high"), [(0, 49e6), (0, 1.7), (-3, 3), (0.1, 0.12), (0, 7e-4)])
def test_axis_labels_are_round_and_differ(low: float, high: float) -> None:
    places = figure_style.round_places(low, high)
    scale = figure_style.axis_scale(Kind.MONEY, places)
    labels = [scale(place) for place in places]
    assert 3 <= len(places) <= 7
    assert len(set(labels)) == len(labels)
    assert low <= places[0] and places[-1] <= high


def test_range_words_take_the_level_from_the_columns() -> None:
    assert figure_style.range_words("Low 90%", "High 90%") == "90% range"
    assert figure_style.range_words("Lower", "Upper") == "range"


def test_global_state_of_matplotlib_is_left_alone() -> None:
    code = "import sys, mmm_xl.sections.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
