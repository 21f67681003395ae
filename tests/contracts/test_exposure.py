"""Exposure drives the effect, spend is what the return is divided by; owned channels have none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.response import average_media, response_curves
from mmm_xl.analysis.results import compute_results
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, SheetContent, to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.names import Sheet
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.sections.document import build_document
from mmm_xl.settings import Settings
from tests.fitting import fit

DRIVEN = "Paid search"


def book(unit: float, settings: Settings | None = None) -> BookContents:
    """The worked example with impressions of one paid channel, whose price rises by half."""
    contents = simulate(settings=settings or Settings()).contents
    spend, exposure = contents.sheets[Sheet.SPEND], contents.sheets[Sheet.EXPOSURE]
    at = spend.headers.index(DRIVEN)
    price = np.linspace(4.0, 6.0, len(spend.rows))
    rows = tuple(
        (*row, unit * paid[at] / price[i])
        for i, (row, paid) in enumerate(zip(exposure.rows, spend.rows, strict=True))
    )
    made = SheetContent((*exposure.headers, DRIVEN), rows)
    return BookContents(contents.name, {**contents.sheets, Sheet.EXPOSURE: made})


@pytest.fixture(scope="module")
def driven():
    return fit(build_dataset(to_raw(book(1.0))), chains=2, tune=200, draws=60)


def test_impressions_drive_and_spend_divides(driven) -> None:
    data, at = driven.dataset, driven.dataset.channel_names.index(DRIVEN)
    assert not [f for f in data.findings if f.rule.startswith("exposure")]
    assert not np.allclose(data.media[:, at] / data.spend[:, at], data.media[0, at])
    effects = contributions(driven)
    made = effects.channels.sel(channel=DRIVEN).sum("date").values
    returned = roi(driven, effects).sel(channel=DRIVEN).values
    np.testing.assert_allclose(returned, made / data.spend[:, at].sum(), rtol=1e-9)
    assert np.all(np.abs(returned - made / data.media[:, at].sum()) > 0.1 * returned)


def test_the_weekly_effect_follows_exposure_not_spend(driven) -> None:
    """Without carryover or saturation the effect a week would be that week's share of exposure."""
    at = driven.dataset.channel_names.index(DRIVEN)
    weekly = contributions(driven).channels.sel(channel=DRIVEN).mean(("chain", "draw")).values
    late = slice(driven.dataset.weeks // 2, None)
    share = {
        name: series[late, at].sum() / series[:, at].sum()
        for name, series in (("spend", driven.dataset.spend), ("media", driven.dataset.media))
    }
    got = weekly[late].sum() / weekly.sum()
    assert abs(got - share["media"]) < abs(got - share["spend"])


def test_the_unit_of_exposure_does_not_matter(driven) -> None:
    """Thousands of impressions give the same posterior, so the header needs no unit."""
    other = fit(build_dataset(to_raw(book(1024.0))), chains=2, tune=200, draws=60)
    one, two = (roi(run, contributions(run)).values for run in (driven, other))
    np.testing.assert_allclose(one, two, rtol=1e-9)


def test_response_to_a_driven_channel_is_shown_over_its_spend(driven) -> None:
    at = driven.dataset.channel_names.index(DRIVEN)
    assert average_media(driven)[at] == pytest.approx(driven.dataset.spend[:, at].mean())
    curves = response_curves(driven, contributions(driven))
    steps = marginal_roi(driven, curves).sel(channel=DRIVEN).values
    assert np.all((steps > 0) & (steps < 10))


def test_owned_channels_have_an_effect_and_no_return(driven) -> None:
    effects = contributions(driven)
    assert effects.channels.sel(channel="Email").sum("date").min() > 0
    assert "Email" not in roi(driven, effects).channel.values


def test_a_dozen_events_leave_the_sums_whole() -> None:
    """Flags, dates and holidays are parts of the baseline like any other."""
    settings = Settings(holiday_country="DE-BY", holiday_lag=1)
    data = build_dataset(to_raw(book(1.0, settings)))
    assert len(data.event_names) >= 12
    run = fit(data, chains=2, tune=200, draws=60)
    effects = contributions(run)
    parts = effects.channels.sum("channel") + effects.baseline
    baseline = run.posterior["coefficient"].values @ run.design.baseline.T
    whole = run.design.scale.restore(baseline) + effects.channels.sum("channel").values
    np.testing.assert_allclose(parts.values, whole, rtol=1e-9)
    results = compute_results(run)
    made = build_document(results, scenario_grid(results))
    assert made.master_check


def test_a_holiday_that_sells_is_found() -> None:
    """A known lift in the weeks of one holiday comes back; without the holiday it cannot."""
    settings = replace(Settings(), holiday_country="DE")
    contents = simulate(settings=settings).contents
    data = build_dataset(to_raw(contents))
    at = data.event_names.index("German Unity Day")
    lift = 300_000.0
    sold = replace(data, outcome=data.outcome + lift * data.events[:, at])
    run = fit(sold, chains=2, tune=200, draws=60)
    term = next(i for i, t in enumerate(run.design.terms) if t.name == "German Unity Day")
    got = run.posterior["coefficient"].values[..., term] * run.design.scale.spread
    assert abs(float(got.mean()) - lift) < 60_000
