"""Leakage and breaks: what each rule speaks of."""

from __future__ import annotations

import numpy as np
from planted import earlier, example, merged, noise, rolling, spend, with_column, with_control
from rule_case import Case, found_in

from mmm_xl.data.dataset import Dataset
from mmm_xl.transforms.adstock import adstock, geometric_weights


def reported(data: Dataset, share: float) -> np.ndarray:
    """Revenue as a platform might report it, with errors of a share of its spread."""
    return 0.3 * data.outcome + share * 0.3 * data.outcome.std() * noise(data.weeks)


def visits(data: Dataset) -> np.ndarray:
    """Visits that search and television bring about, and that end in sales."""
    carried = adstock(data.media.T, geometric_weights(0.5, 8))
    index = [data.channel_names.index(name) for name in ("Paid search", "TV")]
    moved = sum(carried[i] / carried[i].std() for i in index)
    return 50_000 + 4_000 * (moved + 0.4 * noise(data.weeks))


def with_visits(effect: float):
    """Example in which visits move the outcome."""
    book = with_control("Door count", visits)
    shown = with_column(
        "Outcome",
        "Revenue",
        lambda d: d.outcome + effect * d.outcome.std() * (visits(d) - 50_000) / 4_000,
    )
    return found_in(merged(book, shown, "Outcome"))


def step(start: int):
    return lambda d: (np.arange(d.weeks) >= start).astype(float)


def begun(channel: str, start: int):
    """Example in which a channel has no spend before a week."""
    return with_column(
        "Spend", channel, lambda d: spend(d, channel) * (np.arange(d.weeks) >= start)
    )


def step_with_channel(start: int):
    book = with_column("Events", "New shop", step(90))
    return found_in(merged(book, begun("Display", start), "Spend"))


def filled(count: int):
    def values(data: Dataset) -> np.ndarray:
        index = 100 + noise(data.weeks)
        return np.concatenate([index[:-count], np.full(count, index[-count])])

    return lambda: found_in(with_control("Market index", values))


CASES = (
    Case(
        "made-from-outcome",
        lambda: found_in(with_control("Shop system", lambda d: reported(d, 0.02))),
        lambda: found_in(with_control("Shop system", lambda d: reported(d, 0.2))),
    ),
    Case(
        "rolling-mean",
        lambda: found_in(with_control("Demand index", lambda d: rolling(d.outcome, 4))),
        lambda: found_in(with_control("Demand index", lambda d: rolling(d.outcome, 4, -1))),
    ),
    Case(
        "earlier-outcome",
        lambda: found_in(with_control("Momentum", lambda d: earlier(d.outcome, 2))),
        lambda: found_in(with_control("Momentum", lambda d: noise(d.weeks))),
    ),
    Case(
        "moves-with-outcome",
        lambda: found_in(with_control("Till receipts", lambda d: reported(d, 0.15))),
        lambda: found_in(with_control("Till receipts", lambda d: reported(d, 1.0))),
    ),
    Case(
        "outcome-name",
        lambda: found_in(with_control("Platform conversions", lambda d: noise(d.weeks))),
        lambda: found_in(with_control("Competitor sales", lambda d: noise(d.weeks))),
    ),
    Case(
        "mediator-name",
        lambda: found_in(with_control("Website visits", lambda d: noise(d.weeks))),
        lambda: found_in(with_control("Category searches", lambda d: noise(d.weeks))),
    ),
    Case("mediator", lambda: with_visits(0.3), lambda: with_visits(0.0)),
    Case(
        "known-later",
        lambda: found_in(with_control("Temperature", lambda d: noise(d.weeks))),
        lambda: found_in(with_control("List price", lambda d: noise(d.weeks))),
    ),
    Case("filled-forward", filled(6), filled(2)),
    Case(
        "step-event",
        lambda: found_in(with_column("Events", "New shop", step(90))),
        lambda: found_in(example()),
    ),
    Case("step-together", lambda: step_with_channel(91), lambda: step_with_channel(60)),
    Case(
        "level-shift",
        lambda: found_in(
            with_column("Outcome", "Revenue", lambda d: d.outcome * (1 - 0.15 * step(90)(d)))
        ),
        lambda: found_in(
            merged(
                with_column("Events", "New shop", step(90)),
                with_column("Outcome", "Revenue", lambda d: d.outcome * (1 - 0.15 * step(90)(d))),
                "Outcome",
            )
        ),
    ),
)
