"""The simulated advertisers, going on after a stop, and the tables; no fit is made."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.model.spec import build_spec
from mmm_xl.settings import Settings
from tests.benchmarks.calibration import QUANTILES, Sampling, calibrate, crps
from tests.benchmarks.calibration_tables import auc, clustered_error, inside, tables_of
from tests.benchmarks.tables import markdown
from tests.benchmarks.worlds import STEP, TRUE_ROI, _effects, _Response, simulated_world

WORLDS = [simulated_world(seed) for seed in range(48)]


def test_worlds_are_what_the_calibration_asks_for():
    assert all(52 <= w.weeks <= 208 and 3 <= len(w.channels) <= 10 for w in WORLDS)
    assert sum(w.weeks > 104 for w in WORLDS) >= 24
    assert sum(w.own for w in WORLDS) == sum(w.earlier for w in WORLDS) == 24
    assert sum(w.own and w.earlier for w in WORLDS) == 12
    assert all(0.1 <= w.media_share <= 0.4 for w in WORLDS)
    logs = np.log([c.roi for w in WORLDS for c in w.channels])
    assert abs(logs.mean() - TRUE_ROI[0]) < 0.1
    assert abs(logs.std() - TRUE_ROI[1]) < 0.1
    others = {(c.carryover, c.saturation) for w in WORLDS if not w.own for c in w.channels}
    assert not {"Weibull"} & {carryover for carryover, _ in others}
    assert not {"Hill"} & {saturation for _, saturation in others}


def test_a_workbook_reads_and_has_the_default_specification():
    dataset = build_dataset(to_raw(WORLDS[5].contents))
    assert dataset.settings == Settings()
    spec = build_spec(dataset)
    assert not any(prior.stated for prior in spec.channels)
    assert dataset.history.shape[0] == 0
    assert dataset.weeks == WORLDS[5].weeks


def test_a_seed_gives_the_same_world():
    assert simulated_world(3).contents == WORLDS[3].contents


@pytest.mark.parametrize("first", [False, True])
def test_true_returns_are_counterfactuals_over_the_window(first):
    rng = np.random.default_rng(4)
    spend, before = rng.lognormal(size=(1, 60)), 20
    lag = 0.6 ** np.arange(8)
    response = _Response(lag / lag.sum(), np.sqrt, "", "", saturates_first=first)
    effects, marginal = _effects(spend, before, np.array([2.5]), [response])
    window = np.arange(60) >= before
    unit = spend[0, window].mean()

    def total(multiple):
        """Effect inside the window when only the window's spend is multiplied."""
        moved = np.where(window, multiple, 1.0) * spend[0]
        scale = effects[0].sum() / response.of(spend[0] / unit).sum()
        return scale * response.of(moved / unit)[window].sum()

    assert (total(1.0) - total(0.0)) / spend[0, window].sum() == pytest.approx(2.5)
    more = (total(1 + STEP) - total(1.0)) / (STEP * spend[0, window].sum())
    assert marginal[0] == pytest.approx(more)
    assert 0 < more < 2.5


def fake(world, sampling):
    """A record whose intervals all hold the truth but for the first channel's."""

    def around(truth, *, off):
        z = np.array([-1.96, -1.64, -1.28, -0.67, 0.0, 0.67, 1.28, 1.64, 1.96])
        return (truth * np.exp(0.3 * z + (1.0 if off else 0.0))).tolist()

    channels = [
        {
            "name": c.name, "roi": c.roi, "marginal_roi": c.marginal_roi,
            "spend_share": c.spend_share, "pattern": c.pattern, "carryover": c.carryover,
            "saturation": c.saturation,
            "found": around(c.roi, off=i == 0),
            "found_marginal": around(c.marginal_roi, off=False),
            "crps": 0.2, "prior_crps": 0.4, "shift": float(i == 0), "narrowed": 0.5,
            "inflation": 1.0, "correlation": -float(i == 0),
        }
        for i, c in enumerate(world.channels)
    ]  # fmt: skip
    return {
        "seed": world.seed, "weeks": world.weeks, "own": world.own, "earlier": world.earlier,
        "odd": world.odd, "media_share": world.media_share, "seconds": 0.1,
        "rhat": 1.02 if world.seed == 1 else 1.0, "ess": 900.0, "divergences": 0,
        "channels": channels,
    }  # fmt: skip


def test_a_stopped_calibration_goes_on(tmp_path):
    seeds = []

    def counted(world, sampling):
        seeds.append(world.seed)
        return fake(world, sampling)

    calibrate(3, tmp_path, Sampling(draws=7), counted)
    (file,) = tmp_path.iterdir()
    assert "draws-7" in file.name
    assert [json.loads(line)["seed"] for line in file.read_text().splitlines()] == [0, 1, 2]
    file.write_text(file.read_text()[:-20])  # stopped while it wrote
    records = calibrate(4, tmp_path, Sampling(draws=7), counted)
    assert seeds == [0, 1, 2, 2, 3]
    assert [record["seed"] for record in records] == [0, 1, 2, 3]
    assert calibrate(2, tmp_path, Sampling(draws=7), counted) == records[:2]
    assert len(file.read_text().splitlines()) == 4


def test_tables_count_what_is_inside(tmp_path):
    records = calibrate(4, tmp_path, None, fake)
    tables = list(tables_of(records))
    assert all(markdown(table) for table in tables)
    coverage, scores, _, sampling, worth = tables
    n = sum(len(record["channels"]) for record in records)
    row = coverage.rows[0]
    assert row[:3] == ("all", 4, n)
    assert str(row[4]).startswith(f"{100 * (n - 4) / n:.0f} +- ")
    assert str(row[-1]).startswith("100")
    assert scores.rows[0][2:5] == (pytest.approx(0.2), pytest.approx(0.4), 1.0)
    assert dict(sampling.rows)["with R-hat above 1.01"] == 1
    # the first figure tells all misses, the last tells them the wrong way round
    assert worth.rows[0][1] == 1.0
    assert worth.rows[3][1] == 0.0
    assert math.isnan(worth.rows[0][2])


def test_intervals_are_equal_tailed():
    found = list(range(len(QUANTILES)))
    assert inside(found, 2.0, 80)
    assert not inside(found, 1.9, 80)
    assert inside(found, 1.9, 90)
    assert not inside(found, 6.1, 80)


def test_the_error_of_a_share_counts_worlds_not_channels():
    together = np.repeat([1.0, 0.0, 1.0, 0.0], 10)
    worlds = np.repeat([0, 1, 2, 3], 10)
    assert clustered_error(together, worlds) == pytest.approx(math.sqrt(4 / 3) * 0.25)
    alone = clustered_error(together, np.arange(40))
    assert alone == pytest.approx(math.sqrt(0.25 / 39))
    assert math.isnan(clustered_error(together, np.zeros(40)))


def test_score_of_a_normal_and_of_a_point():
    draws = np.random.default_rng(1).normal(size=20_000)
    # closed form of a standard Normal at its mean: 2 phi(0) - 1 / sqrt(pi)
    assert crps(draws, 0.0) == pytest.approx(2 / math.sqrt(2 * math.pi) - 1 / math.sqrt(math.pi),
                                             abs=0.01)  # fmt: skip
    assert crps(np.full(5, 2.0), 3.5) == pytest.approx(1.5)


def test_a_warning_that_says_nothing_is_worth_a_half():
    event = np.array([True, False, True, False])
    assert auc(np.ones(4), event) == 0.5
    assert auc(event.astype(float), event) == 1.0
