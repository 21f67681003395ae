"""How well chains mix, for many quantities at once: rank-normalised R-hat and effective draws.

The library answers one quantity at a call, five milliseconds each; a run publishes hundreds. The
formulas are the library's own, and a test holds the two together.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_TAILS = (0.05, 0.95)
_AT_ONCE = 32
"""Quantities that fit a processor's cache together."""


@dataclass(frozen=True)
class Mixing:
    """Diagnostics of K quantities.

    Parameters
    ----------
    rhat : ndarray, shape (K,)
        Rank-normalised split R-hat, the larger of bulk and folded; NaN where a draw is missing or
        nothing varies.
    ess_bulk, ess_tail : ndarray, shape (K,), draws
    error : ndarray, shape (K,), standard deviations of the draws
        Monte Carlo error of the mean.

    References
    ----------
    Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021, "Rank-normalization, folding, and
    localization", Bayesian Analysis 16(2).
    """

    rhat: Floats
    ess_bulk: Floats
    ess_tail: Floats
    error: Floats


def mixing(draws: Floats) -> Mixing:
    """Diagnostics of quantities in an array of shape (chains, draws, K), at least four draws."""
    values = np.ascontiguousarray(np.moveaxis(draws, -1, 0), dtype=np.float64)
    starts = range(0, len(values), _AT_ONCE)
    with ThreadPoolExecutor() as threads:  # sorting, most of the work, runs outside Python's lock
        found = list(threads.map(lambda at: _mixing(values[at : at + _AT_ONCE]), starts))
    return Mixing(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _mixing(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """R-hat, effective draws of bulk and tails, error of the mean; of (K, chains, draws)."""
    count, _, draws = values.shape
    half = draws // 2
    halves = np.concatenate([values[..., :half], values[..., -half:]], axis=1)
    flat = halves.reshape(count, -1)
    bulk = _normal_scores(flat).reshape(halves.shape)
    with np.errstate(invalid="ignore"):
        folded = abs(flat - np.median(flat, axis=1, keepdims=True))
    rhat = np.maximum(_rhat(bulk), _rhat(_normal_scores(folded).reshape(halves.shape)))
    ends = np.quantile(values.reshape(count, -1), _TAILS, axis=1)
    tails = [_effective((halves <= end[:, None, None]).astype(np.float64)) for end in ends]
    missing = np.isnan(values).any(axis=(1, 2)) | (np.ptp(flat, axis=1) == 0)
    error = 1.0 / np.sqrt(_effective(halves))
    found = (rhat, _effective(bulk), np.minimum(*tails), error)
    return tuple(np.where(missing, np.nan, one) for one in found)  # type: ignore[return-value]


def _normal_scores(flat: Floats) -> Floats:
    """Normal scores of average ranks, (K, M), by Blom's offset."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    size = flat.shape[1]
    scores = ndtri((np.arange(2 * size + 1) / 2 - 0.375) / (size + 0.25))  # ties have half ranks
    order = flat.argsort(axis=1)
    placed = np.take_along_axis(flat, order, axis=1)
    if (placed[:, 1:] == placed[:, :-1]).any() or np.isnan(placed[:, -1]).any():
        ranks = rankdata(np.nan_to_num(flat), axis=1)
        return np.asarray(scores[(2.0 * ranks).astype(np.int64)])
    found = np.empty_like(flat)
    np.put_along_axis(found, order, scores[None, 2::2], axis=1)
    return found


def _rhat(halves: Floats) -> Floats:
    """Split R-hat, (K,), of chains (K, 2C, n)."""
    draws = halves.shape[-1]
    between = draws * halves.mean(axis=-1).var(axis=-1, ddof=1)
    within = halves.var(axis=-1, ddof=1).mean(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((between / within + draws - 1) / draws))


def _effective(halves: Floats) -> Floats:
    """Effective draws, (K,), of chains (K, 2C, n): Geyer's initial monotone sequence.

    Notes
    -----
    What every draw says alike has no Monte Carlo error, so all draws count, as in the library: a
    share that is 1 in a tenth of the draws has an upper tail that no draw lies above.
    """
    _, chains, draws = halves.shape
    constant = np.ptp(halves.reshape(len(halves), -1), axis=1) == 0
    covariance = _autocovariance(halves)
    within = covariance[:, :1] * draws / (draws - 1.0)
    total = within[:, 0] * (draws - 1.0) / draws + halves.mean(axis=-1).var(axis=-1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = 1.0 - (within - covariance) / total[:, None]
    correlation[:, 0] = 1.0
    last = (draws - 3) // 2  # pair behind which lags rest on too few draws
    pairs = correlation[:, : 2 * last + 2].reshape(len(halves), -1, 2).sum(axis=-1)
    ended = pairs <= 0
    end = np.where(ended.any(axis=1), ended.argmax(axis=1), last)
    counted = np.arange(last + 1) < end[:, None]
    monotone = np.minimum.accumulate(pairs, axis=1)
    after = np.maximum(correlation[np.arange(len(end)), 2 * end], 0.0)
    time = -1.0 + 2.0 * np.where(counted, monotone, 0.0).sum(axis=1) + after
    size = chains * draws
    return np.where(constant, float(size), size / np.maximum(time, 1.0 / np.log10(size)))


def _autocovariance(halves: Floats) -> Floats:
    """Autocovariance at every lag, averaged over chains, (K, n)."""
    from scipy.fft import irfft, next_fast_len, rfft

    draws = halves.shape[-1]
    length = next_fast_len(2 * draws)
    spectrum = rfft(halves - halves.mean(axis=-1, keepdims=True), n=length, axis=-1)
    power = (spectrum.real**2 + spectrum.imag**2).mean(axis=1)
    return np.asarray(irfft(power, n=length, axis=-1)[:, :draws] / draws)
