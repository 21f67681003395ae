"""Names of the checks that compare ledger and model."""

from __future__ import annotations

SIDE = "{side}: ledger and model"
CHANNEL = "Spend of {channel}: ledger and model"
OTHER_CHANNELS = "channels that no ledger row names"
EXPECTED = "Ledger in scope and cut-off"
MODELLED = "Modelled in the ledger's weeks"
