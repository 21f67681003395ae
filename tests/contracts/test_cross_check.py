"""Every figure of fixed parameters, against loops that share nothing with the product's code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.decomposition import decompose
from mmm_xl.analysis.lift import lift
from mmm_xl.analysis.measurement import measure, returns
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.analysis.summary import estimate
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.data.window import Window, every_week
from mmm_xl.inference.media_draws import saturated_media, weight_draws
from mmm_xl.inference.sampler import curve_draws, dimension
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Link, Order
from mmm_xl.runs.run import Run
from tests.contracts.plain_loops import PlainModel
from tests.histories import with_history
from tests.lift_tests import lift_test, weeks_of

DRAWS, WEEKS, HISTORY = 3, 60, 17
FAMILIES = tuple(
    product(
        ("none", "geometric", "auto", "delayed"),
        ("none", "hill", "michaelis-menten", "logistic"),
    )
)
WINDOWS = {
    "all": (None, None),
    "weeks split at both ends": (date(2023, 6, 14), date(2023, 11, 2)),
    "inside one week": (date(2023, 9, 12), date(2023, 9, 14)),
    "to the end": (date(2024, 5, 30), None),
}
PER_CHANNEL = ("effect", "half_life", "shape", "peak", "half_saturation", "slope")


def hand_made(dataset, spec) -> Run:
    """Run with a posterior of one chain that nobody sampled."""
    design = build_design(dataset, spec)
    rng = np.random.default_rng(20)
    channels, shape = len(spec.channels), (1, DRAWS)
    parameters = {}
    for name in PER_CHANNEL:
        drawn = np.full((*shape, channels), np.nan)
        for c in spec.having(name):
            drawn[..., c] = rng.uniform(0.5, 3.0, size=shape)
        if not np.isnan(drawn).all():
            parameters[name] = drawn
    for c, prior in enumerate(spec.channels):
        if prior.basis == "share":
            parameters["effect"][..., c] *= 0.02
    parameters["sigma"] = rng.uniform(0.2, 0.4, size=shape)
    parameters["autocorrelation"] = rng.uniform(0.1, 0.6, size=shape)
    parameters["coefficient"] = 0.3 * rng.normal(size=(*shape, len(design.terms)))
    posterior = xr.Dataset(
        {name: (("chain", "draw", *dimension(name)), v) for name, v in parameters.items()},
        coords={
            "chain": [0], "draw": np.arange(DRAWS),
            "channel": [prior.channel for prior in spec.channels],
            "term": [term.name for term in design.terms],
        },
    )  # fmt: skip
    return Run("run-0", "fit-0", dataset, spec, SamplerSettings(1, 0, DRAWS, 0), posterior)


@dataclass(frozen=True)
class Case:
    """A run with its answers, and the same by plain loops, a model a draw."""

    run: Run
    effects: Contributions
    answers: Counterfactuals
    plain: tuple[PlainModel, ...]

    def window(self, name) -> Window:
        whole = every_week(self.run.dataset)
        first, last = WINDOWS[name]
        return Window(first or whole.first, last or whole.last, name)


CASES = tuple(
    (link, order, start, HISTORY * ((i + j + k) % 2))
    for (i, link), (j, order), (k, start) in product(
        enumerate(Link), enumerate(Order), enumerate((0, 6, 12))
    )
)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: " ".join(map(str, case)))
def case(request, dataset) -> Case:
    link, order, start, history = request.param
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    short = replace(dataset, **{n: getattr(dataset, n)[: WEEKS + history].copy() for n in names})
    known = with_history(short, history)
    spec = build_spec(known)
    channels = tuple(
        replace(prior, adstock=adstock, saturation=saturation)
        for prior, (adstock, saturation) in zip(
            spec.channels, (*FAMILIES, *FAMILIES)[start : start + 6], strict=True
        )
    )
    spec = replace(
        spec, channels=channels, link=link, order=order, level_weeks=8, trend="piecewise",
        yearly_terms=2,
    )  # fmt: skip
    run = hand_made(known, spec)
    effects = contributions(run)
    plain = tuple(PlainModel(run, draw) for draw in range(DRAWS))
    return Case(run, effects, Counterfactuals(run, effects), plain)


def close(found, expected, scale=0.0):
    """To 1e-9 of the figure itself, or of the whole that it is a small part of."""
    return found == pytest.approx(expected, rel=1e-9, abs=1e-9 * abs(scale))


def test_the_cases_hold_every_pair_of_families() -> None:
    shown = {family for start in (0, 6, 12) for family in (*FAMILIES, *FAMILIES)[start : start + 6]}
    assert shown == set(FAMILIES)


def test_weights_and_saturated_media(case) -> None:
    curves = curve_draws(case.run.posterior)
    weights = weight_draws(case.run.spec, curves)
    paths = saturated_media(case.run.design, case.run.spec, curves)
    for draw, plain in enumerate(case.plain):
        for c in range(len(plain.media)):
            assert close(weights[draw, c].tolist(), plain.weights(c), 1.0)
            expected = plain.path(c, plain.media[c])[: plain.weeks]
            assert close(paths[draw, c].tolist(), expected, max(expected))


def test_contributions_and_the_modelled_outcome(case) -> None:
    for draw, plain in enumerate(case.plain):
        whole = plain.modelled(plain.observed)
        assert close(case.effects.modelled.values[0, draw].tolist(), whole)
        assert close(case.effects.baseline.values[0, draw].tolist(), plain.modelled([]))
        for c in range(len(plain.media)):
            own = plain.contribution(c)
            assert close(case.effects.channels.values[0, draw, c].tolist(), own, max(own))


@pytest.mark.parametrize("name", WINDOWS)
def test_lift_carry_out_and_returns_in_both_views(case, name) -> None:
    window = case.window(name)
    days = window.first.toordinal(), window.last.toordinal()
    names = case.run.dataset.channel_names
    together = [[c] for c in range(len(names))] + [[0, 2, 5]]
    for own in together:
        found = lift(case.answers, [names[c] for c in own], window)
        for draw, plain in enumerate(case.plain):
            expected = plain.lift(own, *days)
            assert close(found.spend, expected["spend"])
            scale = expected["spend_view"]["incremental"]
            assert close(float(found.contribution[0, draw]), expected["contribution"])
            assert close(float(found.incremental.carry_out[0, draw]), expected["carry_out"], scale)
            for view in ("spend_view", "same_period"):
                got = {
                    "incremental": getattr(found.incremental, view),
                    "margin": getattr(found.margin, view),
                    "extra": getattr(found.extra, view),
                    "extra_margin": getattr(found.extra_margin, view),
                    **returns(case.answers, found, view),
                }
                for key, draws in got.items():
                    if draws is None:
                        assert key not in expected[view]
                        continue
                    assert close(float(draws[0, draw]), expected[view][key]), (key, view, own)


def test_groups_and_all_paid_channels_are_joint_counterfactuals(case) -> None:
    window = case.window("weeks split at both ends")
    days = window.first.toordinal(), window.last.toordinal()
    found = measure(case.answers, window, estimate)
    names = case.run.dataset.channel_names
    for line in (*found.groups, found.total):
        own = [names.index(name) for name in line.names]
        for view in ("spend_view", "same_period"):
            amounts = [plain.lift(own, *days)[view]["incremental"] for plain in case.plain]
            assert close(getattr(line, view).incremental.mean, sum(amounts) / DRAWS)
    if found.interaction is not None:
        paid = [names.index(name) for name in found.total.names]
        for draw, plain in enumerate(case.plain):
            both = plain.lift(paid, *days)["spend_view"]["incremental"]
            apart = sum(plain.lift([c], *days)["spend_view"]["incremental"] for c in paid)
            got = float(found.interaction.spend_view[0, draw])
            assert close(got, both - apart, both)


def test_roi_of_the_whole_period_as_the_roi_sheet_has_it(case) -> None:
    names = case.run.dataset.channel_names
    average = roi(case.run, case.effects)
    marginal = marginal_roi(case.run, response_curves(case.run, case.effects))
    for name in average["channel"].values:
        c = names.index(name)
        for draw, plain in enumerate(case.plain):
            days = plain.ends[0] - 6, plain.ends[-1]
            expected = plain.lift([c], *days)["same_period"]
            if not case.run.dataset.history.size:  # else: history's part is in it as well
                assert close(float(average.sel(channel=name)[0, draw]), expected["roi"])
            assert close(float(marginal.sel(channel=name)[0, draw]), expected["marginal_roi"])


@pytest.mark.parametrize("name", WINDOWS)
def test_decomposition(case, name) -> None:
    window = case.window(name)
    found = decompose(case.run, case.effects, [window])
    for draw, plain in enumerate(case.plain):
        expected = plain.decomposition(window.first.toordinal(), window.last.toordinal())
        got = {
            (part.name, part.kind): float(found.amounts.values[0, draw, i, 0])
            for i, part in enumerate(found.parts)
        }
        assert set(got) == set(expected)
        whole = sum(expected.values())
        for key, amount in expected.items():
            assert close(got[key], amount, whole), key


LIFT_TESTS = {
    "a quarter dark": (("TV",), 20, 24, 28, 0.25, 0.0),
    "two channels, more": (("Display", "Paid search"), 30, 33, 33, 0.5, 1.8),
    "owned, everywhere": (("Email",), 40, 43, 46, 1.0, 0.5),
    "from the first week": (("Affiliates",), 0, 3, 9, 0.4, 2.5),
    "to the last week": (("TV",), WEEKS - 5, WEEKS - 2, WEEKS - 1, 0.1, 0.3),
}


@pytest.mark.parametrize("name", LIFT_TESTS)
def test_effects_of_lift_tests(case, name) -> None:
    channels, start, end, through, share, factor = LIFT_TESTS[name]
    weeks = weeks_of(case.run.dataset, start, end, through)
    test = lift_test(name, channels, weeks, (share, factor))
    found = effect_draws(case.answers, test)
    assert found.dims == ("chain", "draw")
    at = [case.run.dataset.channel_names.index(channel) for channel in channels]
    for draw, plain in enumerate(case.plain):
        expected = plain.lift_test(at, (start, end, through), (share, factor))
        scale = max(map(abs, plain.whole)) * (1e-3 if expected else 1.0)
        assert close(float(found[0, draw]), expected, scale)


def test_effect_where_the_whole_market_was_silent(case) -> None:
    run, first, last = case.run, 20, 23
    tv = run.dataset.channel_names.index("TV")
    spend = run.dataset.spend.copy()
    spend[first : last + 1, tv] = 0.0
    media = run.dataset.media.copy()
    media[first : last + 1, tv] = 0.0
    silent = replace(run, dataset=replace(run.dataset, spend=spend, media=media))
    weeks = weeks_of(silent.dataset, first, last, last + 2)
    test = lift_test("dark", ("TV",), weeks, (1.0, 0.0), spend_change=-40_000.0)
    found = effect_draws(Counterfactuals(silent, contributions(silent)), test)
    for draw in range(DRAWS):
        plain = PlainModel(silent, draw)
        expected = plain.lift_test([tv], (first, last, last + 2), (1, 0), saved=40_000.0)
        assert expected < 0
        assert close(float(found[0, draw]), expected, 1e-3 * max(plain.whole))


def test_a_lift_test_outside_the_weeks_has_no_effect_to_ask_for(case) -> None:
    start, end, _ = weeks_of(case.run.dataset, WEEKS - 2, WEEKS - 1, 0)
    test = lift_test("late", ("TV",), (start, end, end + timedelta(7)), (0.5, 0.0))
    with pytest.raises(ValueError, match="late is not inside"):
        effect_draws(case.answers, test)
