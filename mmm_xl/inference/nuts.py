"""One run of nutpie's sampler over any compiled model, cancelled and cut short honestly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.nutpie_door import arrays, nutpie
from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.inference.sampler_settings import SamplerSettings

STATISTICS = ("diverging", "n_steps", "energy")
"""Statistics of the sampler that are kept with the draws."""

ADAPTATION = "low_rank"
"""How the sampler learns the posterior's scales while it tunes: the diagonal, and the few
directions in which parameters trade off against each other (half-saturation against slope). Beside
the diagonal alone: two thirds of the steps a draw, and two to three times the effective draws."""


def kept_draws(
    model: Any, names: tuple[str, ...], settings: SamplerSettings, watcher: Watcher | None
) -> dict[str, np.ndarray]:
    """Kept draws of named parameters and statistics, shape (chain, draw, ...) each.

    Parameters
    ----------
    model : object
        A model that nutpie samples.

    Raises
    ------
    SamplingFailed
        No chain could start, the sampler stopped early, or a parameter left the range of numbers.
    """
    sampler = nutpie().sample(
        model,
        chains=settings.chains,
        tune=settings.tune,
        draws=settings.draws,
        seed=settings.seed,
        target_accept=settings.target_accept,
        adaptation=ADAPTATION,
        progress_bar=False,
        progress_callback=_relay(watcher) if watcher else None,
        save_warmup=False,
        return_raw_trace=True,
        blocking=False,
    )
    try:
        found = arrays(sampler.wait(), names, settings.draws)
    except KeyboardInterrupt:
        sampler.cancel()
        raise
    except RuntimeError as problem:
        raise SamplingFailed(f"The sampler could not start: {problem}") from problem
    except ValueError as problem:
        raise SamplingFailed(
            f"The sampler stopped early, after {problem}; run it again."
        ) from problem
    if not all(np.isfinite(values).all() for values in found.values()):
        raise SamplingFailed("The sampler left the range of numbers; check the ranges you stated.")
    return found


def _relay(watcher: Watcher) -> Callable[[Any], None]:
    def relay(chains: Any) -> None:
        watcher(
            [ChainState(c.finished_draws, c.total_draws, c.divergences, c.tuning) for c in chains]
        )

    return relay
