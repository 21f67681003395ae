"""`import` on the command line: long tables, sheets, and what it says afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mmm_xl.cli import app, with_repeats
from mmm_xl.data.build import build_dataset
from mmm_xl.workbook.reader import read_inputs

WEEKS = [date(2023, 1, 1) + timedelta(days=7 * i) for i in range(30)]


@pytest.fixture
def mmm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, with_repeats(["import", *arguments]))


def long_table(path: Path) -> str:
    lines = ["sep=;", "Woche;Kanal;Kosten;Klicks;Umsatz"]
    for i, week in enumerate(WEEKS):
        for channel, cost, clicks in (("TV", 100 * (i % 3), ""), ("Suche", 40 + i % 7, 9 + i % 7)):
            shown = f"{week:%d.%m.%Y};{channel};{cost},50;{clicks};1.{200 + i},50 €"
            lines.append(shown)
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path.name


OPTIONS = ("-o", "b.xlsx", "--date", "Woche", "--outcome", "Umsatz", "--spend", "Kosten")


def test_a_long_table_as_excel_writes_it_in_germany(mmm, tmp_path):
    made = mmm(
        long_table(tmp_path / "t.csv"), *OPTIONS, "--channel", "Kanal", "--exposure", "Klicks"
    )
    assert made.exit_code == 0, made.output
    first, *notes = made.output.splitlines()
    assert first == "Wrote b.xlsx. Next: mmm-xl check b.xlsx"
    assert notes == [
        "Note: t.csv!A1: dates in 'Woche' are text, read as dd.mm.yyyy: '01.01.2023' is 1 January"
        " 2023.",
        "Note: t.csv!C1: numbers in 'Kosten' were understood: '0,50' is 0.5, decimal comma.",
        "Note: t.csv!E1: numbers in 'Umsatz' were understood: '1.200,50 €' is 1200.5, decimal"
        " comma, currency €.",
    ]
    data = build_dataset(read_inputs(tmp_path / "b.xlsx"))
    assert data.channel_names == ("TV", "Suche")
    assert data.outcome.tolist() == [1200.5 + i for i in range(30)]
    assert data.spend[:, 1].tolist() == [40.5 + i % 7 for i in range(30)]
    assert data.media[:, 1].tolist() == [9 + i % 7 for i in range(30)]


def test_several_rows_a_week_are_asked_about(mmm, tmp_path):
    asked = mmm(long_table(tmp_path / "t.csv"), *OPTIONS)
    assert asked.exit_code == 1
    assert "if 'Kanal' holds channels, --channel 'Kanal'." in asked.stderr
    assert not (tmp_path / "b.xlsx").exists()


def test_what_is_not_said_is_asked_for_at_once(mmm, tmp_path):
    asked = mmm(long_table(tmp_path / "t.csv"), "-o", "b.xlsx", "--date", "Woche")
    assert asked.exit_code == 1
    assert "no outcome is named; add --outcome COLUMN. The table has 'Woche'," in asked.stderr
    assert "no spend column is named; add --spend COLUMN for each channel." in asked.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--absent", "none"), "'none' is neither zero nor blank"),
        (("--week-date", "middle"), "'middle' is neither start nor end"),
        (("--exposure", "Klicks"), "'Klicks' has no NAME=VALUE"),
    ],
)
def test_wrong_use(mmm, tmp_path, options, words):
    asked = mmm(long_table(tmp_path / "t.csv"), *OPTIONS, *options)
    assert asked.exit_code == 2
    assert words in asked.stderr
