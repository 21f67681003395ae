"""Media of half a year before: they earn nothing, unless something unknown follows them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.placebo import (
    placebo_changes,
    placebo_checks,
    placebos,
    shifted_media,
)
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit, refit
from tests.sensitivity_data import WEEKS, small_run, spends


def looked(run):
    changes = placebo_changes(run, contributions(run))
    return placebos(run, {one.change.name: one for one in refit(run, changes)})


@pytest.fixture(scope="module")
def small():
    return small_run()


def test_a_sound_model_passes(small) -> None:
    found = looked(small)
    (check,) = placebo_checks(found)
    assert [one.channel for one in found] == ["Search", "TV", "Radio"]
    assert {one.looks for one in found} == {3}
    assert all(abs(one.earned.mean) < 4 * one.earned.sd for one in found)
    assert check.status is Status.PASSED
    assert check.reason == ""


def test_unknown_demand_that_follows_shifted_media_is_found() -> None:
    spend = spends(np.random.default_rng(2))
    run = small_run(spend=spend, added=3.0 * np.roll(spend[:, 1], 26))
    found = looked(run)
    (check,) = placebo_checks(found)
    assert check.status is Status.FAILED
    assert check.channels == ("TV",)
    earned = found[1].earned
    assert earned.lo95 < 3.0 * 1.7  # its shape saturates, so the figure is one of order
    assert earned.lo95 > 1.0
    assert "TV" in check.reason


def test_constant_spend_cannot_be_looked_at() -> None:
    spend = spends(np.random.default_rng(2))
    spend[:, 0] = 100.0 + np.random.default_rng(5).normal(size=WEEKS)
    found = looked(small_run(spend=spend))
    assert "nearly constant" in found[0].problem
    assert found[0].earned is None
    assert found[1].looks == 2
    (check,) = placebo_checks(found)
    assert check.status is Status.NOT_DONE
    assert check.found.startswith("Search: ")
    assert "placebos of Search could not be looked at" in check.reason
    assert check.values["Search"] is None


def test_media_that_repeat_each_half_year_cannot_be_looked_at(small) -> None:
    spend = spends(np.random.default_rng(2))
    spend[:, 1] = 5.0 + 100.0 * (np.arange(WEEKS) % 26 < 8)
    data = replace(small.dataset, spend=spend, media=spend.copy())
    found = placebos(replace(small, dataset=data), {})
    assert "the same (correlation" in found[1].problem
    assert found[0].problem == "It was not fitted."


def test_a_short_history_is_not_looked_at(small) -> None:
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    data = replace(small.dataset, **{name: getattr(small.dataset, name)[:77] for name in names})
    short = replace(small, dataset=data)
    assert placebo_changes(short, contributions(short)) == ()
    (check,) = placebo_checks(placebos(short, {}))
    assert check.status is Status.NOT_DONE
    assert "77 weeks are too few" in check.found
    assert check.reason


def test_a_failed_refit_is_not_a_pass(small) -> None:
    failed = Refit(Change("placebo"), None, "The sampler stopped.")
    (check,) = placebo_checks(placebos(small, {"placebo": failed}))
    assert check.status is Status.NOT_DONE
    assert "The sampler stopped." in check.found


def test_shifted_media_come_from_history_and_else_from_the_end(small) -> None:
    media = small.dataset.media[:, 0]
    lead = small.spec.carryover_weeks
    path = shifted_media(small, 0)
    assert np.array_equal(path[lead + 26 :], media[:-26])
    assert np.array_equal(path[lead : lead + 26], media[-26:])
    history = np.arange(1.0, 61.0).reshape(20, 3)
    known = replace(small, dataset=replace(small.dataset, history=history))
    path = shifted_media(known, 0)[lead:]
    assert np.array_equal(path[6:26], history[:, 0])
    assert np.array_equal(path[:6], media[-26:-20])


def test_owned_channels_earn_a_share_of_the_outcome(small) -> None:
    owned = replace(small.dataset.channels[1], kind="owned")
    channels = (small.dataset.channels[0], owned, small.dataset.channels[2])
    found = placebos(replace(small, dataset=replace(small.dataset, channels=channels)), {})
    assert [one.basis for one in found] == ["roi", "share", "roi"]
