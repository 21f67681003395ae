"""Identification: what each rule speaks of."""

from __future__ import annotations

import numpy as np
from planted import example, noise, spend, with_column, with_control
from rule_case import Case, found_in

from mmm_xl.data.raw import RawInputs
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.pipeline import check_inputs


def on_spend(channel: str, values):
    """Findings of the example with other spend of one channel."""
    return lambda: found_in(with_column("Spend", channel, values))


def season(data):
    """Spend that follows the year, give or take a little."""
    yearly = np.sin(2 * np.pi * np.arange(data.weeks) / 52.18)
    return 24_000 * (1 + 0.5 * yearly + 0.05 * np.tanh(noise(data.weeks)))


def mixed(data):
    """Spend that is nearly a mix of three channels."""
    parts = spend(data, "TV") + 2 * spend(data, "Display") + spend(data, "Paid search")
    return parts + 6_000 * (3 + np.tanh(noise(data.weeks)))


def both(data):
    return spend(data, "TV") + spend(data, "Display")


def steady(spread: float):
    return lambda d: 24_000 * (1 + spread * np.clip(noise(d.weeks), -3, 3))


def checked(book: RawInputs):
    """Findings that need the specification too."""
    try:
        return check_inputs(book).dataset.findings
    except InvalidWorkbook as invalid:
        return invalid.findings


def weeks_of(count: int):
    return lambda: found_in(example(count))


CASES = (
    Case("short-history", weeks_of(51), weeks_of(52)),
    Case("few-weeks-a-column", weeks_of(60), weeks_of(104)),
    Case(
        "steady-channel", on_spend("Affiliates", steady(0.03)), on_spend("Affiliates", steady(0.2))
    ),
    Case("always-on", on_spend("Affiliates", steady(0.15)), lambda: found_in(example())),
    Case(
        "few-weeks-on-air",
        on_spend("Display", lambda d: np.where(np.isin(np.arange(d.weeks), [20, 70, 120]), 9e4, 0)),
        lambda: found_in(example()),
    ),
    Case(
        "long-silence",
        on_spend("Display", lambda d: np.where(np.arange(d.weeks) < 120, spend(d, "Display"), 0)),
        on_spend("Display", lambda d: np.where(np.arange(d.weeks) < 150, spend(d, "Display"), 0)),
    ),
    Case(
        "tiny-channel",
        on_spend("Display", lambda d: spend(d, "Display") / 100),
        lambda: found_in(example()),
    ),
    Case(
        "channels-alike",
        on_spend("Display", lambda d: spend(d, "TV") * (1 + 0.1 * np.tanh(noise(d.weeks)))),
        lambda: found_in(example()),
    ),
    Case(
        "total-column",
        on_spend("Affiliates", both),
        on_spend("Affiliates", lambda d: both(d) + 100 + noise(d.weeks)),
    ),
    Case(
        "channel-like-control",
        lambda: found_in(with_control("Leaflets", lambda d: spend(d, "TV") + 5e3 * noise(d.weeks))),
        lambda: found_in(with_control("Leaflets", lambda d: noise(d.weeks))),
    ),
    Case("seasonal-channel", on_spend("Affiliates", season), lambda: found_in(example())),
    Case("inflated", on_spend("Affiliates", mixed), lambda: found_in(example())),
    Case(
        "low-power",
        lambda: checked(with_column("Spend", "Affiliates", steady(0.02))),
        lambda: checked(example()),
    ),
)
