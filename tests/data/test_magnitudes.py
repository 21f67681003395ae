"""Numbers of the wrong size are told; bursts, pulses and growth are left alone."""

from __future__ import annotations

import numpy as np
import pytest
from raw_books import fill, from_contents, good_book, put

from mmm_xl.data.build import build_dataset
from mmm_xl.data.magnitudes import slips
from mmm_xl.data.net_outcome import moves_as_if_net, named_net
from mmm_xl.data.rules.values import RULES
from mmm_xl.data.simulator import simulate
from mmm_xl.errors import Finding
from mmm_xl.names import Severity

WARNINGS = {rule.name for rule in RULES if rule.severity is Severity.WARNING}


def told(book, *rules: str) -> list[Finding]:
    return [found for found in build_dataset(book).findings if found.rule in rules]


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_simulated_advertisers_are_clean(seed):
    assert told(from_contents(simulate(seed=seed).contents), *WARNINGS) == []


def test_the_good_book_is_clean():
    assert told(good_book(), *WARNINGS) == []


def test_a_slip_names_cell_value_and_usual_size():
    (found,) = told(put(good_book(), ("Spend!C17", 520)), "slip")
    assert str(found) == (
        "Spend!C17: spend 'Search' is 520.00, 10 times the usual 53.00 of the weeks around it."
    )
    (found,) = told(put(good_book(), ("Outcome!B17", 112.0)), "slip")
    assert found.what == (
        "outcome 'Revenue' is 112.00, 10 times less than the usual 1,110.00 of the weeks around it."
    )


def _always(rng) -> np.ndarray:
    return 1000 * rng.lognormal(0, 0.25, 104)


def _bursts(rng) -> np.ndarray:
    on = rng.random(104) < 0.3
    return np.where(on, 40_000 * rng.lognormal(0, 0.5, 104), 0.0)


def _tails(rng) -> np.ndarray:
    """Bursts with remnants of a campaign between them."""
    on = rng.random(104) < 0.3
    return np.where(on, 40_000 * rng.lognormal(0, 0.4, 104), 30 * rng.lognormal(0, 1, 104))


def _growth(rng) -> np.ndarray:
    return np.geomspace(10, 10_000, 104) * rng.lognormal(0, 0.2, 104)


@pytest.mark.parametrize("series", [_always, _bursts, _growth, _tails])
def test_what_media_do_is_no_slip(series):
    found = [len(slips(series(np.random.default_rng(seed)))) for seed in range(50)]
    assert sum(found) == 0


@pytest.mark.parametrize(("factor", "least"), [(10, 0.9), (0.1, 0.9)])
def test_a_slip_of_an_ordinary_week_is_found(factor, least):
    caught = []
    for seed in range(100):
        values = _always(np.random.default_rng(seed))
        values[40] *= factor
        caught.append([week for week, _ in slips(values)] == [40])
    assert np.mean(caught) >= least


def test_short_or_signed_columns_have_no_usual_size():
    assert slips(np.array([1.0, 1, 1, 100])) == []
    assert slips(np.array([-1.0] * 20 + [500.0])) == []


def test_spend_above_the_outcome():
    (found,) = told(fill(good_book(), "Spend", "TV", lambda i: 1e5 * (i % 3)), "spend-unit")
    assert str(found) == (
        "Spend!B4: spend of channel 'TV' adds up to 3,000,000.00, more than the whole outcome of"
        " 34,350.00."
    )


def test_spend_of_next_to_nothing():
    (found,) = told(fill(good_book(), "Spend", "TV", lambda i: 1e-5 * (i % 3)), "spend-unit")
    assert "less than a millionth of the outcome" in found.what


@pytest.mark.parametrize(
    "name",
    [
        "Profit after marketing", "net_of_ads", "Contribution after advertising",
        "Margin after media", "Deckungsbeitrag nach Werbung", "CM3", "DB III",
        "Sales less ad spend", "Ergebnis nach Abzug der Werbekosten",
    ],
)  # fmt: skip
def test_names_of_a_net_outcome(name):
    assert named_net(name)


@pytest.mark.parametrize(
    "name",
    [
        "Revenue", "Net sales", "Profit before marketing", "Sales after returns", "DB II",
        "Marketing qualified leads", "Revenue from ads", "Umsatz nach Retouren",
    ],
)  # fmt: skip
def test_names_of_other_outcomes(name):
    assert not named_net(name)


def test_an_outcome_that_follows_spend_down():
    rng = np.random.default_rng(3)
    spend = _bursts(rng)
    gross = rng.normal(1e6, 5_000, 104)
    assert moves_as_if_net(gross - spend, spend)
    assert not moves_as_if_net(gross + 1.5 * spend, spend)
    assert not moves_as_if_net(gross, spend)
    assert not moves_as_if_net(gross, np.full(104, 7.0))
