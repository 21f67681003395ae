"""Words of what is compared with the ledger, and of what is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mmm_xl.names import LedgerSide

SIDE = "{side}: ledger and model"
CHANNEL = "Spend of {channel}: ledger and model"
OTHER_CHANNELS = "channels that no ledger row names"
EXPECTED = "Ledger in scope and cut-off"
MODELLED = "Modelled in the ledger's weeks"

NO_LEDGER = (
    "Tie-out to the ledger",
    "No ledger was read; totals are tied to the workbook only.",
    "A fault in the extract that filled the workbook would not show here.",
)
NO_SIDE: Mapping[LedgerSide, tuple[str, str, str]] = {
    LedgerSide.REVENUE: (
        "Tie-out of revenue to the ledger",
        "The Ledger sheet has no revenue, or the outcome is a count without a value of each.",
        "A fault in the extract that filled Outcome would not show here.",
    ),
    LedgerSide.SPEND: (
        "Tie-out of spend to the ledger",
        "The Ledger sheet has no spend.",
        "A fault in the extract that filled Spend would not show here.",
    ),
}


def not_done(sides: Collection[LedgerSide]) -> tuple[tuple[str, str, str], ...]:
    """What was not tied to a ledger, why, and what that leaves open.

    Parameters
    ----------
    sides : collection of LedgerSide
        Those that were.
    """
    if not sides:
        return (NO_LEDGER,)
    return tuple(words for side, words in NO_SIDE.items() if side not in sides)
