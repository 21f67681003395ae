"""Look-ups of figures that do not exist, of names that collide, and of damaged runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mmm_xl.errors import DamagedRun
from mmm_xl.excel import lookup, udfs
from mmm_xl.excel.lookup import SUMMARY
from mmm_xl.runs import store


def summary(start: float) -> dict[str, float]:
    return {name: start + i for i, name in enumerate(SUMMARY)}


def channel(name: str, start: float, *, spend: float = 100.0, roi: bool = True) -> dict[str, Any]:
    return {
        "name": name,
        "spend": spend,
        "roi": summary(start) if roi else None,
        "contribution": summary(10 * start),
        "prob_above_hurdle": 0.75 if roi else None,
    }


def results(*channels: dict[str, Any], basis: str = "roi") -> dict[str, Any]:
    return {
        "channels": channels,
        "baseline": summary(1000.0),
        "hurdle": {"value": 1.25, "basis": basis},
        "verdict": {"level": "do not use", "reasons": ["the chains do not agree"]},
    }


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Results by run id, as the store would load them; counts how often it is asked."""
    known: dict[str, Any] = {"asked": 0}

    def load(run_id: str) -> dict[str, Any]:
        known["asked"] += 1
        return json.loads(json.dumps(known[run_id]))

    lookup.run_figures.cache_clear()
    monkeypatch.setattr(store, "load_results", load)
    yield known
    lookup.run_figures.cache_clear()


def test_owned_channel_has_contribution_but_no_roi(stored: dict[str, Any]) -> None:
    stored["run-1"] = results(channel("TV", 1.0), channel("Email", 2.0, spend=0.0, roi=False))
    assert udfs.MMM_ROI("run-1", "Email") == "#N/A"
    assert udfs.MMM_MESSAGE("#N/A") == (
        "MMM_ROI: 'Email' has no spend and so no ROI; MMM_CONTRIBUTION shows what it brings."
    )
    assert udfs.MMM_ROI("run-1", "Email", "prob_above_hurdle") == "#N/A"
    assert udfs.MMM_ROI("run-1")[2] == ["Email", *["#N/A"] * 6]
    assert udfs.MMM_CONTRIBUTION("run-1", "Email") == 20.0


def test_count_without_a_value_has_no_roi(stored: dict[str, Any]) -> None:
    stored["run-1"] = results(channel("TV", 1.0, roi=False))
    assert udfs.MMM_ROI("run-1", "TV") == "#N/A"
    assert "the outcome is a count" in udfs.MMM_MESSAGE()


@pytest.mark.parametrize(
    ("basis", "header"), [("roi", "P(ROI > 1.25)"), ("roi_on_margin", "P(ROI on margin > 1.25)")]
)
def test_header_says_what_the_hurdle_is_compared_with(
    stored: dict[str, Any], basis: str, header: str
) -> None:
    stored["run-1"] = results(channel("TV", 1.0), basis=basis)
    assert udfs.MMM_ROI("run-1")[0][-1] == header
    assert udfs.MMM_ROI("run-1", "TV", header) == 0.75


def test_channel_named_baseline_keeps_its_name(stored: dict[str, Any]) -> None:
    stored["run-1"] = results(channel("baseline", 1.0))
    assert udfs.MMM_CONTRIBUTION("run-1", "Baseline") == 10.0


def test_results_are_read_once(stored: dict[str, Any]) -> None:
    stored["run-1"] = results(channel("TV", 1.0))
    stored["run-2"] = results(channel("TV", 5.0))
    for _ in range(3):
        assert udfs.MMM_ROI("run-1", "TV") == 1.0
        assert udfs.MMM_ROI("run-2", "TV") == 5.0
    assert stored["asked"] == 2


def test_verdict_of_a_run(stored: dict[str, Any]) -> None:
    stored["run-1"] = results(channel("TV", 1.0))
    assert udfs.MMM_MESSAGE("run-1") == "Verdict: do not use: the chains do not agree."


def test_damaged_run_is_an_error_and_not_remembered(
    stored: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(run_id: str) -> None:
        raise DamagedRun(f"The stored {run_id} was changed or damaged.")

    sound = store.load_results
    monkeypatch.setattr(store, "load_results", damaged)
    assert udfs.MMM_ROI("run-1", "TV") == "#VALUE!"
    assert udfs.MMM_MESSAGE() == "MMM_ROI: The stored run-1 was changed or damaged."
    assert udfs.MMM_MESSAGE("run-1") == "#VALUE!"
    stored["run-1"] = results(channel("TV", 1.0))
    monkeypatch.setattr(store, "load_results", sound)
    assert udfs.MMM_ROI("run-1", "TV") == 1.0
