"""Baseline parts and channels make the modelled outcome in every draw and window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.decomposition import Decomposition, decompose
from mmm_xl.data.window import every_week, tiles
from mmm_xl.names import Link, Tiling


@pytest.fixture(scope="module", params=[Link.ADDITIVE, Link.MULTIPLICATIVE])
def fitted(request, dataset):
    from tests.fitting import fit

    settings = replace(dataset.settings, outcome_model=request.param)
    run = fit(replace(dataset, settings=settings), tune=150, draws=50, chains=2)
    return run, contributions(run)


def parts_of(found: Decomposition, kind: str) -> list[str]:
    return [part.name for part in found.parts if part.kind == kind]


def test_parts_make_the_modelled_outcome(fitted) -> None:
    run, effects = fitted
    found = decompose(run, effects, [every_week(run.dataset)])
    np.testing.assert_allclose(
        found.modelled.isel(window=0), effects.modelled.sum("date"), rtol=1e-9
    )
    np.testing.assert_allclose(
        found.baseline.isel(window=0), effects.baseline.sum("date"), rtol=1e-9
    )


@pytest.mark.parametrize("by", list(Tiling))
def test_windows_make_the_whole(fitted, by) -> None:
    run, effects = fitted
    whole = decompose(run, effects, [every_week(run.dataset)]).amounts.isel(window=0)
    tiled = decompose(run, effects, tiles(run.dataset, by)).amounts.sum("window")
    scale = float(np.abs(whole).max())
    np.testing.assert_allclose(tiled, whole, rtol=1e-9, atol=1e-12 * scale)


def test_every_control_event_and_channel_is_named(fitted) -> None:
    run, effects = fitted
    found = decompose(run, effects, [every_week(run.dataset)])
    assert parts_of(found, "control") == list(run.dataset.control_names)
    assert parts_of(found, "event") == list(run.dataset.event_names)
    assert parts_of(found, "channel") == list(run.dataset.channel_names)
    assert [p.name for p in found.parts[:3]] == ["level", "trend", "seasonality"]


def test_an_event_adds_only_in_its_weeks(fitted) -> None:
    run, effects = fitted
    quiet = [w for w in tiles(run.dataset, Tiling.MONTH) if not _held(run, w)]
    assert quiet
    found = decompose(run, effects, quiet)
    event = next(i for i, part in enumerate(found.parts) if part.kind == "event")
    assert not found.amounts.isel(part=event).values.any()


def _held(run, window) -> bool:
    return bool((window.fractions(run.dataset.dates) @ run.dataset.events[:, 0]) > 0)
