"""When effects arrive: shares of draws, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.carryover import carryover_timing
from mmm_xl.model.priors import LogNormal
from mmm_xl.runs.run import Run
from mmm_xl.transforms.adstock import weibull_weights


def test_shares_are_those_of_a_plain_count(run) -> None:
    timings = carryover_timing(run)
    assert [t.channel for t in timings] == list(run.dataset.channel_names)
    for i, timing in enumerate(timings):
        life = run.posterior["half_life"].values[..., i].ravel()
        shape = run.posterior["shape"].values[..., i].ravel()
        counted = {"at_once": 0, "fades": 0, "later": 0}
        for h, k in zip(life, shape, strict=True):
            weights = weibull_weights(h, k, run.spec.carryover_weeks)
            if weights[0] >= 0.8:
                counted["at_once"] += 1
            elif weights.argmax() > 0:
                counted["later"] += 1
            else:
                counted["fades"] += 1
        for way, count in counted.items():
            assert getattr(timing.posterior, way) == pytest.approx(count / len(life))
        assert sum(vars(timing.prior).values()) == pytest.approx(1.0)
    usual = next(t for t in timings if t.channel == "Paid search")
    assert min(vars(usual.prior).values()) > 0.02, "the default prior holds all three ways"


def test_each_family_is_what_it_says(run) -> None:
    late = LogNormal(np.log(4.0), 0.05)
    families = {
        "none": {},
        "geometric": {},
        "delayed": {"peak": late},
    }
    for family, priors in families.items():
        channels = tuple(replace(p, adstock=family, **priors) for p in run.spec.channels)
        posterior = run.posterior.drop_vars("shape")
        if family == "delayed":
            posterior = posterior.assign(peak=posterior["half_life"] * 0 + 4.0)
        changed = Run(
            "run-x", "fit-x", run.dataset, replace(run.spec, channels=channels), run.sampler,
            posterior,
        )  # fmt: skip
        for timing in carryover_timing(changed):
            if family == "none":
                assert (timing.posterior.at_once, timing.prior.at_once) == (1.0, 1.0)
            if family == "geometric":
                assert (timing.posterior.later, timing.prior.later) == (0.0, 0.0)
            if family == "delayed":
                assert (timing.posterior.later, timing.prior.later) == (1.0, 1.0)


def test_the_sheet_shows_them_beside_the_prior(run, document) -> None:
    table = document.section("carryover").table("carryover_timing")
    for row, timing in zip(table.rows, carryover_timing(run), strict=True):
        assert row[1] == "auto"
        assert row[2:5] == tuple(vars(timing.posterior).values())
        assert row[5:8] == tuple(vars(timing.prior).values())
