"""Checks that compare the ledger with the model: each side, and spend by channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmm_xl.analysis.ledger_bridge import ChannelTie, LedgerBridge
from mmm_xl.sections import words_ledger_checks as words
from mmm_xl.sections.section import Check


def ledger_checks(bridges: Sequence[LedgerBridge], labels: dict[str, str]) -> Iterator[Check]:
    """One check a bridge and one a channel that the ledger names; none without a ledger.

    Parameters
    ----------
    labels : dict of channel name to its label
    """
    for bridge in bridges:
        yield _check(words.SIDE.format(side=bridge.side.capitalize()), bridge, bridge.unit)
        for tie in bridge.channels:
            channel = labels.get(tie.channel, words.OTHER_CHANNELS)
            yield _check(words.CHANNEL.format(channel=channel), tie, bridge.unit)


def _check(name: str, tie: LedgerBridge | ChannelTie, unit: str) -> Check:
    """Expected against modelled at the tolerance of the bridge; NaN never passes."""
    return Check(
        name, words.EXPECTED, tie.expected, words.MODELLED, tie.modelled, tie.tolerance, unit
    )
