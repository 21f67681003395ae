"""A small advertiser with known truth, and one thing wrong with it at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mmm_xl.data.dataset import Channel, Dataset
from mmm_xl.names import ModelName
from mmm_xl.settings import Settings
from tests.fitting import fit

WEEKS = 104
SMALL = {"chains": 2, "tune": 200, "draws": 200}
NAMES = ("Search", "TV", "Radio")
RETURNS = (2.5, 1.2, 0.6)


def spends(rng, weeks=WEEKS):
    """Weekly spend in bursts of different lengths, (T, C)."""
    columns = [
        rng.gamma(2.0, 50.0, weeks)
        * (rng.uniform(size=-(-weeks // span)) > 0.4).repeat(span)[:weeks]
        for span in (1, 3, 5)
    ]
    return np.column_stack(columns) + 5.0


def concave(spend):
    """Spend as it acts: half of its greatest effect at a usual week, the same total."""
    usual = spend.mean(axis=0)
    acting = spend / (spend + usual)
    return acting * spend.sum(axis=0) / acting.sum(axis=0)


def small_dataset(**changes) -> Dataset:
    """Sales of about 5,000 a week of which media bring a tenth; fields may be replaced."""
    rng = np.random.default_rng(2)
    spend = changes.pop("spend", spends(rng))
    returned = np.asarray(changes.pop("returned", RETURNS))
    price = rng.normal(size=WEEKS)
    effects = concave(spend) @ returned
    outcome = 5_000.0 + effects - 60.0 * price + rng.normal(0.0, 60.0, WEEKS)
    outcome = outcome + changes.pop("added", 0.0)
    first = np.datetime64("2024-01-07")
    made = Dataset(
        name="small",
        settings=Settings(model=ModelName.PLAIN, carryover_weeks=4, yearly_terms=1, trend="none"),
        channels=tuple(Channel(name, name) for name in NAMES),
        dates=first + 7 * np.arange(WEEKS),
        outcome=outcome,
        spend=spend,
        media=spend.copy(),
        control_names=("Price",),
        controls=price[:, None],
        event_names=(),
        events=np.zeros((WEEKS, 0)),
    )
    return replace(made, **changes)


def small_run(**changes):
    """Its fit, few draws."""
    return fit(small_dataset(**changes), **SMALL)
