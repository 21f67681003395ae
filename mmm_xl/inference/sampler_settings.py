"""How the sampler is run; apart from the sampler, because naming a fit must load no compiler."""

from __future__ import annotations

from dataclasses import dataclass

PREVIEW = (300, 200)
"""Tuning and kept draws of a preview."""


@dataclass(frozen=True)
class SamplerSettings:
    """How NUTS is run.

    Parameters
    ----------
    target_accept : float
        Wanted mean acceptance probability; higher means smaller steps.
    """

    chains: int = 4
    tune: int = 1000
    draws: int = 1000
    seed: int = 2024
    target_accept: float = 0.9

    @property
    def preview(self) -> bool:
        """Whether these are the few draws of a preview, to be labelled as such."""
        return (self.tune, self.draws) == PREVIEW
