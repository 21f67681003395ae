"""What sections say: titles, units, and words that do not claim too much."""

from __future__ import annotations

import re

import pytest

from mmm_xl.sections.context import Context, amount, of_hundred
from mmm_xl.sections.section import Kind

BANNED = re.compile(
    r"\bproves that\b|\bguarantee|\bconfidence interval|\bsignificant|\bSR 11-7\b|\bnan\b|\bNone\b",
    re.IGNORECASE,
)


def texts(document):
    for section in document.sections:
        yield from (section.title, section.message, *section.paragraphs)
        for table in section.tables:
            yield from (table.title, table.note)
        for chart in section.charts:
            yield from (chart.title, chart.alt)


def test_nothing_claims_too_much_or_shows_a_hole(document) -> None:
    for text in texts(document):
        assert not BANNED.search(text), text
        assert "{" not in text, text


def test_titles_name_who_what_unit_and_period(document) -> None:
    for section in document.sections:
        assert section.title.startswith("Harbour & Pine: ")
        assert section.title.endswith("weeks ending 2023-01-08 to 2025-12-28")


def test_every_number_column_has_a_unit(document) -> None:
    for section in document.sections:
        for table in section.tables:
            for column in table.columns:
                assert column.unit or column.kind is Kind.TEXT, (table.key, column.name)


def test_keys_are_unique_and_charts_point_at_columns(document) -> None:
    tables = [table.key for section in document.sections for table in section.tables]
    assert len(tables) == len(set(tables))
    for section in document.sections:
        for chart in section.charts:
            table = section.table(chart.table)
            for name in chart.series.values():
                table.index(name)
            assert len(chart.alt) >= 20


def test_every_row_fits_its_columns(document) -> None:
    for section in document.sections:
        for table in section.tables:
            for row in (*table.rows, *([table.total] if table.total else [])):
                assert len(row) == len(table.columns), table.key


def test_a_mean_is_never_shown_without_its_range_in_the_summary(document) -> None:
    summary = document.section("summary")
    assert summary.message.count("90% range") == 1
    assert "given this model and its data" in summary.message


@pytest.mark.parametrize(
    ("value", "words"),
    [(14_230_000, "14.2m"), (834_000, "834k"), (-1_200, "-1.20k"), (0.5, "0.50"),
     (999_700, "1.00m"), (2.5e9, "2.50bn"), (0, "0.00"), (99.97, "100")],
)  # fmt: skip
def test_amounts_in_words(value, words) -> None:
    assert amount(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.5, "50 of 100"), (0.0, "0 of 100"), (0.001, "fewer than 1 of 100"), (1.0, "100 of 100"),
     (0.9991, "more than 99 of 100")],
)  # fmt: skip
def test_uncertain_is_never_said_to_be_certain(value, words) -> None:
    assert of_hundred(value) == words


def test_labels_that_meet_column_names_are_told_apart(results) -> None:
    from dataclasses import replace

    from mmm_xl.sections.contribution import series_names

    renamed = tuple(
        replace(channel, label=label)
        for channel, label in zip(results.channels, ("Baseline", "TV", "tv"), strict=False)
    )
    assert series_names(renamed) == ("Baseline (channel)", "TV", "tv (channel)")


def test_a_count_does_not_say_its_unit_twice() -> None:
    facts = {"business": "Co", "currency": "EUR", "period": "2024", "level": 0.9, "value": 1.0}
    money = Context(outcome="revenue", unit="EUR", is_money=True, **facts)
    assert money.measure(" a week", capital=True) == "Revenue (EUR a week)"
    count = Context(outcome="Orders", unit="orders", is_money=False, **facts)
    assert (count.measure(), count.measure(" a week")) == ("Orders", "Orders a week")
