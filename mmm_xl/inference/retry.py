"""Sampling again, more carefully, when the draws cannot be trusted yet; then an honest failure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.sampler_settings import SamplerSettings

if TYPE_CHECKING:
    import xarray as xr

RETRIES = 2
"""How often a fit is sampled again."""

CAREFUL = 0.99
"""Target acceptance of a fit whose draws diverged: smaller steps, about twice the time."""

TOO_MANY_DIVERGENT = 0.01
"""Share of a refit's draws that diverged above which it is sampled again."""


@dataclass(frozen=True)
class Judgement:
    """Diagnostics of a posterior: the worst of all its parameters.

    Parameters
    ----------
    divergences : int, draws
    max_rhat : float
        NaN where it cannot be computed.
    min_ess_bulk, min_ess_tail : float, draws
    sound : bool
        Whether all limits are kept.
    """

    divergences: int
    max_rhat: float
    min_ess_bulk: float
    min_ess_tail: float
    sound: bool


@dataclass(frozen=True)
class Attempt:
    """One sampling of a fit and what became of it.

    Parameters
    ----------
    judgement : Judgement or None
        None where the sampler gave no posterior.
    words : str
        What was found and what was done about it, one sentence.
    """

    settings: SamplerSettings
    judgement: Judgement | None
    words: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; a diagnostic that could not be computed is None."""
        judged = asdict(self.judgement) if self.judgement else None
        if judged:
            judged = {k: None if math.isnan(v) else v for k, v in judged.items()}
        return {"settings": asdict(self.settings), "judgement": judged, "words": self.words}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Attempt:
        """The inverse of `to_json`."""
        judged = record["judgement"]
        if judged:
            judged = {k: math.nan if v is None else v for k, v in judged.items()}
        return cls(
            SamplerSettings(**record["settings"]),
            Judgement(**judged) if judged else None,
            record["words"],
        )


@dataclass(frozen=True)
class Sampled:
    """A posterior and how it came about.

    Parameters
    ----------
    posterior : Dataset
        Of the last attempt that gave one.
    attempts : tuple of Attempt
        In order, the first as it was asked for.
    sound : bool
        Whether the posterior keeps all limits; if not, no figure of it may be relied on.
    """

    posterior: xr.Dataset
    attempts: tuple[Attempt, ...]
    sound: bool


def sample_until_sound(
    draw: Callable[[SamplerSettings], xr.Dataset],
    settings: SamplerSettings,
    judge: Callable[[xr.Dataset], Judgement],
    tell: Callable[[Attempt], None] | None = None,
) -> Sampled:
    """Posterior whose chains agree without a divergence, or the last of three and the truth.

    Parameters
    ----------
    draw : callable
        Samples with given settings.
    settings : SamplerSettings
        As asked for. A preview is sampled once, however it turns out.
    judge : callable
        Diagnostics of a posterior (`mmm_xl.analysis.convergence.judge_posterior`).
    tell : callable, optional
        Hears of each attempt when it is over.

    Raises
    ------
    SamplingFailed
        The first attempt gave no posterior.

    Notes
    -----
    After a divergence the steps become smaller (`CAREFUL`); where only R-hat or the number of
    independent draws fails, or the steps are small already, tuning and draws are doubled. The seed
    of each retry follows from the asked one, so the same settings always end at the same bytes.
    """
    retries = 0 if settings.preview else RETRIES
    attempts: list[Attempt] = []
    now = settings
    posterior = draw(now)
    for k in range(retries + 1):
        judgement = judge(posterior)
        again = _next(now, judgement, settings.seed, k + 1)
        last = judgement.sound or k == retries
        attempts.append(Attempt(now, judgement, _words(judgement, now, None if last else again)))
        if tell:
            tell(attempts[-1])
        if last:
            break
        now = again
        try:
            posterior = draw(now)
        except SamplingFailed as problem:
            attempts.append(Attempt(now, None, str(problem)))
            if tell:
                tell(attempts[-1])
            break
    return Sampled(posterior, tuple(attempts), bool(attempts[-1].judgement and judgement.sound))


def _next(now: SamplerSettings, found: Judgement, seed: int, k: int) -> SamplerSettings:
    """Settings of retry ``k`` after what was found."""
    new = replace(now, seed=retry_seed(seed, k))
    if found.divergences and now.target_accept < CAREFUL:
        return replace(new, target_accept=CAREFUL)
    return replace(new, tune=2 * now.tune, draws=2 * now.draws)


def retry_seed(seed: int, k: int) -> int:
    """Seed of retry ``k`` of a fit that was asked for with ``seed``."""
    return int(np.random.SeedSequence([seed, k]).generate_state(1)[0] >> 1)


def _words(found: Judgement, now: SamplerSettings, again: SamplerSettings | None) -> str:
    figures = (
        f"{found.divergences:,} of {now.chains * now.draws:,} draws diverged, R-hat is up to"
        f" {found.max_rhat:.3f}, independent draws are at least {found.min_ess_bulk:,.0f} (bulk)"
        f" and {found.min_ess_tail:,.0f} (tail)"
    )
    if found.sound:
        return f"{figures}: accepted."
    if again is None:
        kind = "a preview is not sampled again" if now.preview else "the limits are not kept"
        return f"{figures}: {kind}."
    if again.target_accept > now.target_accept:
        return f"{figures}: sampled again with smaller steps (target_accept {CAREFUL})."
    return f"{figures}: sampled again with twice the draws ({again.tune:,} + {again.draws:,})."
