"""Checks that compare the ledger with the model: each side, and spend by channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmm_xl.analysis.ledger_bridge import BridgeStep, ChannelTie, LedgerBridge
from mmm_xl.sections import ledger
from mmm_xl.sections import ledger_tie_tables as ties
from mmm_xl.sections import words_ledger_checks as words
from mmm_xl.sections.native import Ref
from mmm_xl.sections.section import Check


def ledger_checks(bridges: Sequence[LedgerBridge], labels: dict[str, str]) -> Iterator[Check]:
    """One check a bridge and one a channel that the ledger names; none without a ledger.

    Parameters
    ----------
    labels : dict of channel name to its label
    """
    for bridge in bridges:
        name = words.SIDE.format(side=bridge.side.capitalize())
        yield _check(name, bridge, bridge.unit, _of_bridge(bridge))
        for row, tie in enumerate(bridge.channels):
            channel = labels.get(tie.channel, words.OTHER_CHANNELS)
            name = words.CHANNEL.format(channel=channel)
            yield _check(name, tie, bridge.unit, _of_channel(row))


def _of_bridge(bridge: LedgerBridge) -> tuple[Ref, ...]:
    """Cells of the bridge with what is compared."""
    rows = (
        ledger.row_of(BridgeStep.EXPECTED),
        ledger.row_of(BridgeStep.MODELLED),
        ledger.TOLERANCE_ROW,
    )
    return tuple(Ref(ledger.AMOUNT, row, ledger.BRIDGES[bridge.side]) for row in rows)


def _of_channel(row: int) -> tuple[Ref, ...]:
    """Cells of one channel's line with what is compared."""
    columns = (ties.EXPECTED, ties.MODELLED, ties.TOLERANCE)
    return tuple(Ref(column, row, ties.CHANNELS) for column in columns)


def _check(name: str, tie: LedgerBridge | ChannelTie, unit: str, cells: tuple[Ref, ...]) -> Check:
    """Expected against modelled at the tolerance of the bridge; NaN never passes."""
    return Check(
        name, words.EXPECTED, tie.expected, words.MODELLED, tie.modelled, tie.tolerance, unit, cells
    )
