"""An outcome from which the cost of marketing was already taken off, by name or by its numbers."""

from __future__ import annotations

import re

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.dataset import Floats

_MEDIA = r"(marketing\w*|ads?|adverti\w*|ad[- ]?spend|media\w*|promotion\w*|werbe\w*|werbung)"
_TAKEN_OFF = re.compile(
    r"\b(after|net of|less|minus|nach|abz(ü|ue)glich|abzgl)\b\W*(\w+\s+){0,2}?" + _MEDIA + r"\b",
    re.IGNORECASE,
)
_THIRD_MARGIN = re.compile(
    r"\b(cm|pc|db|contribution margin|deckungsbeitrag)[\s-]*(3|iii)\b", re.IGNORECASE
)


def named_net(name: str) -> bool:
    """Whether a name says that marketing was taken off: "profit after marketing", "CM3"."""
    words = name.replace("_", " ")
    return bool(_TAKEN_OFF.search(words) or _THIRD_MARGIN.search(words))


def moves_as_if_net(outcome: Floats, spend: Floats) -> bool:
    """Whether the outcome falls by one wherever total spend rises by one.

    Parameters
    ----------
    outcome : ndarray, shape (T,), currency units
    spend : ndarray, shape (T,), currency units
        Of all channels together.

    Notes
    -----
    Changes from week to week are compared. Media that work raise the outcome, so that a slope of
    minus one with little scatter has hardly another cause.
    """
    spent, sold = np.diff(spend), np.diff(outcome)
    spent, sold = spent - spent.mean(), sold - sold.mean()
    if len(spent) < 2 or not spent.any() or not sold.any():
        return False
    slope = float(spent @ sold / (spent @ spent))
    explained = float((spent @ sold) ** 2 / ((spent @ spent) * (sold @ sold)))
    return abs(slope + 1) <= limits.NET_SLOPE and explained >= limits.NET_EXPLAINED
