"""How much a run is put to the test, and what it may be used for."""

from __future__ import annotations

from enum import StrEnum

PRIOR_ONLY = " (prior only)"
"""Ends the label of a channel that the data did not inform, wherever it is shown."""


class Depth(StrEnum):
    """How much a run is put to the test."""

    QUICK = "quick"  # nothing is fitted again
    STANDARD = "standard"
    FULL = "full"

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Depth).index(self)


class Level(StrEnum):
    """What a run may be used for, the best first."""

    USE = "use"
    RESTRICT = "restrict"
    DO_NOT_USE = "do not use"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Level).index(self)
