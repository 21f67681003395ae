"""What a sampler tells its watcher while it works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ChainState:
    """Progress of one chain.

    Parameters
    ----------
    finished, total : int, draws, tuning included
    divergences : int
    """

    finished: int
    total: int
    divergences: int
    tuning: bool


Watcher = Callable[[Sequence[ChainState]], None]
"""Called a few times a second, from another thread."""
