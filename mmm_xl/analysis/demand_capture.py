"""Channels that are bought where demand already is, and that no lift test pins.

Demand that no sheet holds and that moves both their spend and the outcome passes for their effect:
nothing in the weeks themselves tells the two apart, so it is said in words and not measured.
"""

from __future__ import annotations

from mmm_xl.data.checks.names import captures_demand
from mmm_xl.data.dataset import Channel, Dataset
from mmm_xl.phrases import listed

REASON = (
    "{channels} {be} bought where people already want to buy: demand that no sheet holds may pass"
    " for {their} effect, which these weeks cannot tell apart; a calibrating lift test can"
)


def untested_capture(dataset: Dataset) -> tuple[str, ...]:
    """Labels of paid demand-capture channels that no calibrating test speaks of, in sheet order."""
    return tuple(channel.label for channel in capturing(dataset))


def capturing(dataset: Dataset) -> tuple[Channel, ...]:
    """Those channels."""
    tested = {name for test in dataset.calibrating for name in test.channels}
    return tuple(
        channel
        for channel in dataset.channels
        if channel.paid
        and channel.name not in tested
        and (captures_demand(channel.name) or captures_demand(channel.label))
    )


def capture_reasons(dataset: Dataset) -> tuple[str, ...]:
    """One sentence where there are such channels, ready to be a reason of the verdict."""
    found = untested_capture(dataset)
    if not found:
        return ()
    named = listed(found)
    many = len(found) > 1
    return (
        REASON.format(channels=named, be="are" if many else "is", their="their" if many else "its"),
    )
