"""Every published figure is checked for convergence; the worst is named; nothing passes as NaN."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.convergence import convergence
from mmm_xl.analysis.results import compute_results, to_json
from tests.judging import verdict_on_chains

FAMILIES = {
    "contribution", "share of outcome", "outcome", "marginal ROI", "half-life",
    "weeks until 90% of the effect", "share in the first week", "part of the maximum",
    "return of the next 10%", "parts of the outcome, all weeks",
    "parts of the outcome, fiscal years", "parts of the outcome, fiscal quarters",
    "contribution after media, all weeks", "contribution after media, fiscal quarters",
}  # fmt: skip
OF_WINDOWS = {
    "incremental outcome and ROI, spend view", "incremental outcome and ROI, same-period view",
    "carry-out", "period contribution", "marginal ROI, spend view",
}  # fmt: skip


def named(checked):
    return {q.name: q for q in checked.quantities}


def test_every_family_of_figures_is_checked_and_counted(results) -> None:
    found = named(results.convergence)
    windows = {f"{one}, {window.label}" for one in OF_WINDOWS for window in results.lift.windows}
    assert set(found) >= FAMILIES | windows
    assert set(found) >= {"effect"}  # parameters as before
    lines = len(results.lift.windows[0].lines)
    for name in windows:
        assert found[name].count + found[name].still == lines
    assert results.convergence.count == sum(q.count for q in results.convergence.quantities)
    told = to_json(results)["diagnostics"]
    assert told["quantities"] == results.convergence.count
    assert told["worst"] == results.convergence.worst.told


def test_the_worst_is_named_in_words(run) -> None:
    rng = np.random.default_rng(1)
    draws = xr.DataArray(rng.normal(size=(4, 1000, 2)), dims=("chain", "draw", "figure"),
                         coords={"figure": ["TV", "Radio"]})  # fmt: skip
    apart = draws.copy()
    apart[0, :, 1] += 3.0
    diverging = xr.zeros_like(draws.isel(figure=0), dtype=bool)
    checked = convergence({"effect": draws}, diverging, {"carry-out, all weeks": apart})
    failures = verdict_on_chains(checked, run).reasons
    assert "carry-out, all weeks (Radio)" in failures[0]
    assert verdict_on_chains(checked, run).level == "do not use"
    assert not re.search(r"\bnan\b|0x|DataArray", " ".join(failures))


def test_a_missing_draw_of_a_figure_is_no_pass(run) -> None:
    rng = np.random.default_rng(1)
    draws = xr.DataArray(rng.normal(size=(4, 1000)), dims=("chain", "draw"))
    lost = draws.copy()
    lost[2, 5] = np.nan
    diverging = xr.zeros_like(draws, dtype=bool)
    checked = convergence({"sigma": draws}, diverging, {"share of outcome": lost})
    assert not checked.chains_agree
    assert checked.worst.told == "share of outcome"
    assert verdict_on_chains(checked, run).level == "do not use"


def test_a_figure_that_no_draw_moves_is_left_out_and_counted_but_a_parameter_fails() -> None:
    rng = np.random.default_rng(1)
    draws = xr.DataArray(rng.normal(size=(4, 1000, 2)), dims=("chain", "draw", "figure"))
    still = draws.copy()
    still[..., 1] = 0.0
    diverging = xr.zeros_like(draws.isel(figure=0), dtype=bool)
    checked = convergence({"effect": draws}, diverging, {"carry-out": still})
    assert checked.chains_agree
    assert (checked.count, checked.still) == (3, 1)
    stuck = convergence({"effect": still}, diverging)
    assert not stuck.chains_agree
    assert np.isnan(stuck.max_rhat)


@pytest.fixture(scope="module")
def silent(run):
    """The same posterior, one channel without spend in the last year."""
    spend, media = run.dataset.spend.copy(), run.dataset.media.copy()
    spend[-52:, 0] = media[-52:, 0] = 0.0
    return compute_results(replace(run, dataset=replace(run.dataset, spend=spend, media=media)))


def test_a_window_without_spend_is_left_out_with_its_reason(silent) -> None:
    found = named(silent.convergence)["incremental outcome and ROI, spend view, last 52 weeks"]
    assert found.still == 1
    assert np.isfinite([found.rhat, found.ess_bulk, found.ess_tail]).all()
    assert silent.convergence.still >= 1


def test_the_diagnostics_sheet_counts_and_names(results, document) -> None:
    section = document.section("diagnostics")
    table = section.table("convergence")
    checked = results.convergence
    counted = dict(zip(table.values("Quantity"), table.values("Checked"), strict=True))
    assert counted[f"All {checked.draws:,} draws"] == checked.count
    assert sum(q.count for q in checked.quantities) == checked.count
    worst = dict(zip(table.values("Quantity"), table.values("Furthest off"), strict=True))
    assert worst[f"All {checked.draws:,} draws"] == checked.worst.told
    said = " ".join((section.message, table.note))
    assert checked.worst.told in said
    assert ("Left out" in table.note) == bool(checked.still)
