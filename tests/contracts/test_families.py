"""What must hold in every draw for every family of carryover, saturation, order and outcome."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions, half_variance
from mmm_xl.analysis.predictive import predictive_draws
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.results import compute_results
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report.word import write_report
from mmm_xl.sections.document import build_document
from mmm_xl.transforms.adstock import carryover_weights
from mmm_xl.transforms.saturation import saturate
from mmm_xl.workbook.inject import add_sheets
from tests.fitting import fit
from tests.inference.test_agreement import specification

SPECIFICATIONS = {
    "mixed": {"mixed": True},
    "saturation first": {"mixed": True, "order": "saturation first"},
    "heavy tails": {"noise": "heavy-tailed", "lowering": ("Price index",)},
    "multiplicative": {"default": True, "link": "multiplicative"},
    "all": {
        "mixed": True, "order": "saturation first", "link": "multiplicative",
        "noise": "autocorrelated", "lowering": ("Price index",), "trend": "piecewise",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=SPECIFICATIONS)
def fitted(request, dataset):
    spec = specification(dataset, SPECIFICATIONS[request.param])
    return fit(dataset, spec, chains=2, tune=200, draws=60)


@pytest.fixture(scope="module")
def effects(fitted):
    return contributions(fitted)


def naive_effect(run, chain, draw, channel, media=None):
    """beta * S of one channel in one draw, from the plain transforms."""
    prior = run.spec.channels[channel]
    get = {
        name: float(run.posterior[name][chain, draw, channel])
        for name in ("effect", "half_life", "shape", "peak", "half_saturation", "slope")
        if prior.has(name)
    }
    assert not any(map(math.isnan, get.values()))
    l_max = run.spec.carryover_weeks
    weights = carryover_weights(
        prior.adstock, l_max, *(get.get(name, 1.0) for name in ("half_life", "shape", "peak"))
    )

    def carried(series):
        return np.convolve(series, weights)[: len(series)]

    def saturated(series):
        return saturate(prior.saturation, series, get.get("half_saturation"), get.get("slope"))

    def both(series):
        first = run.spec.order == "saturation first"
        return carried(saturated(series)) if first else saturated(carried(series))

    observed = run.design.media[channel]
    weighting = run.dataset.outcome if run.spec.multiplicative else np.ones(run.dataset.weeks)
    whole = run.dataset.spend[:, channel].sum() if prior.basis == "roi" else None
    whole = run.dataset.outcome.sum() if whole is None else whole
    beta = get["effect"] * whole / (weighting * both(observed)).sum()
    return beta * both(observed if media is None else media)


def naive_modelled(run, chain, draw, media_effects):
    """Modelled outcome of one draw from its coefficients and media effects."""
    coefficient = run.posterior["coefficient"].values[chain, draw]
    eta = run.design.scale.restore(run.design.baseline @ coefficient) + media_effects
    if not run.spec.multiplicative:
        return eta
    sigma = float(run.posterior["sigma"][chain, draw]) * run.design.scale.spread
    rho = float(run.posterior["autocorrelation"][chain, draw])
    return np.exp(eta + sigma**2 / (1 - rho**2) / 2)


def test_effects_equal_plain_transforms(fitted, effects) -> None:
    for channel in range(len(fitted.dataset.channels)):
        got = effects.effects.values[1, 59, channel]
        assert got == pytest.approx(naive_effect(fitted, 1, 59, channel), rel=1e-9, abs=1e-300)


def test_contributions_add_up_and_lift_is_the_counterfactual(fitted, effects) -> None:
    count = len(fitted.dataset.channels)
    parts = [naive_effect(fitted, 0, 7, channel) for channel in range(count)]
    whole = naive_modelled(fitted, 0, 7, sum(parts))
    assert effects.modelled.values[0, 7] == pytest.approx(whole, rel=1e-9)
    nothing = naive_modelled(fitted, 0, 7, 0.0)
    assert effects.baseline.values[0, 7] == pytest.approx(nothing, rel=1e-9)
    for channel in range(count):
        without = naive_modelled(fitted, 0, 7, sum(parts) - parts[channel])
        lift = (whole - without).sum()
        assert effects.lift_totals.values[0, 7, channel] == pytest.approx(lift, rel=1e-7)
    names = list(fitted.dataset.channel_names[:2])
    without = naive_modelled(fitted, 0, 7, sum(parts[2:]))
    assert float(effects.lift_of(names)[0, 7]) == pytest.approx((whole - without).sum(), rel=1e-7)
    total = effects.baseline.values + effects.channels.values.sum(axis=2)
    assert total == pytest.approx(effects.modelled.values, rel=1e-12)


def test_curves_meet_the_lift_and_a_plain_counterfactual(fitted, effects) -> None:
    curves = response_curves(fitted, effects)
    count = len(fitted.dataset.channels)
    multiples = np.tile([0.0, 1.0, 1.4], (count, 1))
    found = curves.incremental(multiples).values
    assert (found[..., 0] == 0).all()
    assert found[..., 1] == pytest.approx(effects.lift_totals.values, rel=1e-7)
    parts = [naive_effect(fitted, 1, 3, channel) for channel in range(count)]
    more = [
        naive_effect(fitted, 1, 3, channel, 1.4 * fitted.design.media[channel])
        for channel in range(count)
    ]
    nothing = naive_modelled(fitted, 1, 3, 0.0)
    for channel in range(count):
        rest = sum(parts) - parts[channel]
        extra = naive_modelled(fitted, 1, 3, rest + more[channel]) - naive_modelled(
            fitted, 1, 3, rest
        )
        assert found[1, 3, channel, 2] == pytest.approx(extra.sum(), rel=1e-7)
    together = curves.together(multiples).values[1, 3]
    assert together[1] == pytest.approx((naive_modelled(fitted, 1, 3, sum(parts)) - nothing).sum())
    assert together[2] == pytest.approx((naive_modelled(fitted, 1, 3, sum(more)) - nothing).sum())


def test_returns_are_lift_over_spend(fitted, effects) -> None:
    returns = roi(fitted, effects)
    marginal = marginal_roi(fitted, response_curves(fitted, effects))
    for name in returns["channel"].values:
        i = fitted.dataset.channel_names.index(name)
        lift = effects.lift_totals.values[:, :, i] / fitted.dataset.spend[:, i].sum()
        assert returns.sel(channel=name).values == pytest.approx(lift, rel=1e-12)
        assert (marginal.sel(channel=name) > 0).all()
        if not fitted.spec.multiplicative:
            effect = fitted.posterior["effect"].values[:, :, i]
            assert returns.sel(channel=name).values == pytest.approx(effect, rel=1e-9)


def test_signed_controls_have_their_sign(fitted) -> None:
    own = fitted.posterior["coefficient"].sel(term="Price index").values
    assert (own < 0).all() == bool(fitted.spec.lowering)


def test_replicated_outcomes_have_the_modelled_mean(fitted, effects) -> None:
    drawn = predictive_draws(fitted, effects)
    ratio = float((drawn.mean() / effects.modelled.mean()).values)
    assert ratio == pytest.approx(1.0, abs=0.01)
    if fitted.spec.multiplicative:
        assert (drawn > 0).all()
        assert (half_variance(fitted) > 0).all()


def test_every_figure_sheet_and_page_can_be_made(fitted, world, tmp_path) -> None:
    results = compute_results(fitted)
    document = build_document(results, scenario_grid(results))
    assert document.master_check
    add_sheets(world.contents, document, tmp_path / "results.xlsx")
    write_report(document, tmp_path / "report.docx")
    multiplied = fitted.spec.multiplicative
    tables = [table.key for table in document.section("roi").tables]
    assert ("roi_interaction" in tables) == multiplied
    if multiplied:
        table = document.section("roi").table("roi_interaction")
        alone, between = (row[1] for row in table.rows)
        assert alone + between == pytest.approx(table.total[1], rel=1e-9)
        assert between < 0, "each alone counts what they do together more than once"
    table = document.section("roi").table("roi")
    for row in (*table.rows, table.total):
        cells = dict(zip((column.name for column in table.columns), row, strict=True))
        assert cells["ROI"] == pytest.approx(cells["Incremental outcome"] / cells["Spend"])
    names = [q.name for q in results.convergence.quantities]
    assert any(name.startswith("lift") for name in names) == fitted.spec.multiplicative
    assert np.isfinite(results.convergence.max_rhat)
