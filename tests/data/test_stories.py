"""Worlds of the worked example: what they promise of ledger, platforms and hidden demand."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from mmm_xl.data.simulator import World, simulate
from mmm_xl.data.stories import story_world
from mmm_xl.names import Credit, LedgerColumn, LedgerLine, PlatformColumn, Sheet, Story


def rows(world: World, sheet: Sheet) -> list[dict[str, object]]:
    content = world.contents.sheets[sheet]
    return [dict(zip(content.headers, row, strict=True)) for row in content.rows]


def weekly(world: World, sheet: Sheet, column: str) -> np.ndarray:
    return np.array([row[column] for row in rows(world, sheet)], dtype=float)


@pytest.mark.parametrize("story", Story)
def test_every_story_has_ledger_and_platforms_and_is_the_same_each_time(story):
    first, again = story_world(story), story_world(story)
    assert first.contents == again.contents
    assert {Sheet.LEDGER, Sheet.PLATFORMS, Sheet.EXPERIMENTS} <= set(first.contents.sheets)


def test_the_clean_story_is_the_simulated_world_with_books():
    plain, told = simulate(), story_world()
    assert all(told.contents.sheets[s] == plain.contents.sheets[s]
               for s in (Sheet.SPEND, Sheet.OUTCOME, Sheet.EXPERIMENTS))  # fmt: skip


def test_ledger_in_scope_is_the_workbook_by_days():
    world = story_world()
    booked = sum(
        row[LedgerColumn.AMOUNT]
        for row in rows(world, Sheet.LEDGER)
        if row[LedgerColumn.CHANNEL] == "TV" and row[LedgerColumn.PERIOD] == "2025Q2"
    )
    spent = 0.0
    for row in rows(world, Sheet.SPEND):
        days = [row["Week ending"] - timedelta(days=d) for d in range(7)]
        spent += row["TV"] * sum((d.year, (d.month + 2) // 3) == (2025, 2) for d in days) / 7
    assert booked == pytest.approx(spent, abs=0.01)


def test_the_untied_story_books_an_invoice_that_the_workbook_lacks():
    clean, untied = rows(story_world(), Sheet.LEDGER), rows(story_world(Story.UNTIED), Sheet.LEDGER)
    changed = [(a, b) for a, b in zip(clean, untied, strict=True) if a != b]
    ((before, after),) = changed
    assert before[LedgerColumn.LINE] == LedgerLine.IN_SCOPE
    assert after[LedgerColumn.AMOUNT] > 1.05 * before[LedgerColumn.AMOUNT]
    assert {**before, LedgerColumn.AMOUNT: after[LedgerColumn.AMOUNT]} == after


def test_hidden_demand_moves_spend_and_outcome_together_in_the_confounded_story_alone():
    clean, confounded = story_world(), story_world(Story.CONFOUNDED)
    assert confounded.roi["Paid search"] < 1.0 < clean.roi["Paid search"]
    told = [
        np.corrcoef(np.diff(weekly(world, Sheet.SPEND, "Paid search")), np.diff(_left(world)))[0, 1]
        for world in (confounded, clean)
    ]
    assert told[0] > 0.15
    assert told[1] < 0.05


def _left(world: World) -> np.ndarray:
    """Outcome without what the channels truly bring."""
    return weekly(world, Sheet.OUTCOME, "Revenue") - sum(world.contributions.values())


def test_platforms_claim_more_than_is_true():
    world = story_world()
    claimed = sum(row[PlatformColumn.REVENUE] for row in rows(world, Sheet.PLATFORMS)
                  if row[PlatformColumn.CREDIT] == Credit.PLATFORM)  # fmt: skip
    true = sum(float(world.contributions[c][-52:].sum())
               for c in ("Paid search", "Display", "Affiliates"))  # fmt: skip
    assert claimed > 1.5 * true
