"""What the verdict says of the ledger, and its bridges for ``results.json``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from mmm_xl.analysis.ledger_bridge import BridgeLine, ChannelTie, LedgerBridge
from mmm_xl.names import LedgerSide

NO_LEDGER = "totals were not tied to a ledger"
NO_SIDE = "{side} was not tied to a ledger"
NOT_COMPARED = "{side} does not tie to the ledger: no period in scope touches a modelled week"
NOT_TIED = (
    "{side} does not tie to the ledger: modelled is {unit} {amount} ({share}) {way} what the ledger"
    " leads to, at most {unit} {tolerance} ({allowed}) is accepted"
)
TIED = (
    "{side} ties to the ledger: residual {unit} {amount} ({share}), at most {unit} {tolerance}"
    " ({allowed}) is accepted"
)
CHANNELS_NOT_TIED = "spend by channel does not tie to the ledger: {channels}"
CHANNEL = "{channel} is {unit} {amount} {way}, at most {tolerance} is accepted"
OTHER_CHANNELS = "channels that no ledger row names"

_SHOWN_WHOLE = 10_000.0
"""Amounts from here on are shown without decimals."""


def ledger_reasons(bridges: Sequence[LedgerBridge]) -> tuple[str, ...]:
    """Reasons of a verdict: what does not tie first, then what was not tied at all."""
    if not bridges:
        return (NO_LEDGER,)
    return (*ledger_failures(bridges), *sides_not_tied(bridges))


def ledger_failures(bridges: Sequence[LedgerBridge]) -> tuple[str, ...]:
    """What does not tie."""
    return tuple(reason for bridge in bridges for reason in _failures(bridge))


def sides_not_tied(bridges: Sequence[LedgerBridge]) -> tuple[str, ...]:
    """Sides of the ledger that have no bridge."""
    sides = {bridge.side for bridge in bridges}
    return tuple(NO_SIDE.format(side=side) for side in LedgerSide if side not in sides)


def tie_lines(bridges: Sequence[LedgerBridge]) -> tuple[str, ...]:
    """What each bridge says, whether it ties or not, before anything is fitted; none of none."""
    tied = [_said(TIED, bridge, bridge.residual) for bridge in bridges if bridge.tied]
    return (*tied, *ledger_reasons(bridges)) if bridges else ()


def _failures(bridge: LedgerBridge) -> list[str]:
    found = [] if bridge.tied else [_not_tied(bridge)]
    broken = [tie for tie in bridge.channels if not tie.tied]
    if broken and not math.isnan(bridge.modelled):
        told = ", and ".join(_channel(tie, bridge.unit) for tie in broken)
        found.append(CHANNELS_NOT_TIED.format(channels=told))
    return found


def _not_tied(bridge: LedgerBridge) -> str:
    if math.isnan(bridge.residual):
        return NOT_COMPARED.format(side=bridge.side)
    return _said(NOT_TIED, bridge, abs(bridge.residual))


def _said(words: str, bridge: LedgerBridge, residual: float) -> str:
    """Sentence with a residual, its share and what is accepted."""
    return words.format(
        side=bridge.side,
        unit=bridge.unit,
        amount=_amount(residual),
        share=_share(abs(bridge.residual_share)),
        way="above" if bridge.residual > 0 else "below",
        tolerance=_amount(bridge.tolerance),
        allowed=f"{bridge.tolerance_share:.2%}",
    )


def _share(value: float) -> str:
    return "nothing is in scope" if math.isnan(value) else f"{value:.2%}"


def _channel(tie: ChannelTie, unit: str) -> str:
    amount, tolerance = _amount(abs(tie.residual)), _amount(tie.tolerance)
    way = "above" if tie.residual > 0 else "below"
    name = tie.channel or OTHER_CHANNELS
    return CHANNEL.format(channel=name, unit=unit, amount=amount, way=way, tolerance=tolerance)


def _amount(value: float) -> str:
    whole = abs(value) >= _SHOWN_WHOLE
    return f"{value:,.0f}" if whole else f"{round(value, 2) + 0.0:,.2f}"  # no -0.00


def ledger_json(bridges: Sequence[LedgerBridge], tolerance: float) -> dict[str, Any] | None:
    """Bridges as plain values, None where there is no ledger.

    Parameters
    ----------
    tolerance : float, fraction of ledger in scope
    """
    if not bridges:
        return None
    return {
        "tolerance": tolerance,
        "tied": all(b.tied and all(c.tied for c in b.channels) for b in bridges),
        "bridges": [_bridge_json(bridge) for bridge in bridges],
    }


def _bridge_json(bridge: LedgerBridge) -> dict[str, Any]:
    amounts = (
        "ledger_total", "in_scope", "cut_off", "modelled_beyond", "ledger_beyond", "expected",
        "modelled", "residual", "residual_share", "tolerance", "uncovered",
    )  # fmt: skip
    return {
        "side": str(bridge.side),
        "unit": bridge.unit,
        "tied": bridge.tied,
        **{name: _finite(getattr(bridge, name)) for name in amounts},
        "lines": [_line_json(line) for line in bridge.lines],
        "periods": [
            {**asdict(p), "first": p.first.isoformat(), "last": p.last.isoformat()}
            for p in bridge.periods
        ],
        "channels": [_channel_json(tie) for tie in bridge.channels],
    }


def _line_json(line: BridgeLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "amount": _finite(line.amount),
        "share": _finite(line.share),
        "owner": line.owner,
        "account": line.account,
        "explanation": line.explanation,
        "cells": [entry.cell for entry in line.entries],
    }


def _channel_json(tie: ChannelTie) -> dict[str, Any]:
    amounts = ("in_scope", "cut_off", "expected", "modelled", "residual", "tolerance")
    return {
        "channel": tie.channel,
        "tied": tie.tied,
        **{name: _finite(getattr(tie, name)) for name in amounts},
    }


def _finite(value: float) -> float | None:
    """None for NaN: JSON has no other word for a missing figure."""
    return value if math.isfinite(value) else None
