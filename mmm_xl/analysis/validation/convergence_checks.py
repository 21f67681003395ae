"""Whether draws can be trusted, held against the written rules; what is hard to tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.convergence import Convergence, convergence, with_labels, with_values
from mmm_xl.analysis.thresholds import (
    MAX_CORRELATION,
    MAX_DIVERGENT_SHARE,
    MAX_ERROR,
    MAX_RHAT,
    MIN_BFMI,
    MIN_ESS,
)
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.fit_results import Correlation, Ranks
from mmm_xl.analysis.validation.rules import convergence as rules
from mmm_xl.inference.nuts import STATISTICS
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

BASELINE = "baseline"
BINS = 20
_ENERGY = "energy"
_CLAUSES = 3
"""Pairs that a reason names; the others are counted."""


def convergence_checks(
    checked: Convergence, run: Run, effects: Contributions
) -> tuple[CheckResult, ...]:
    """Every check of draws and chains, in the order of the rules.

    Parameters
    ----------
    checked : Convergence
        Of all parameters and published figures.
    """
    return (
        _chains(checked),
        _draws(checked),
        _divergences(checked),
        _energy(energy(run)),
        _error(checked),
        *_apart(correlations(run, effects), run),
    )


def energy(run: Run) -> Floats:
    """E-BFMI of each chain, (chains,); empty where the sampler's energy was not kept.

    Notes
    -----
    Mean squared change of energy from draw to draw over its variance: 2 where every draw has a new
    energy, near 0 where it hardly moves.

    References
    ----------
    Betancourt (2016), Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo.
    """
    if _ENERGY not in run.posterior:
        return np.empty(0)
    values = run.posterior[_ENERGY].transpose("chain", "draw").values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            np.square(np.diff(values, axis=1)).mean(axis=1) / values.var(axis=1, ddof=1)
        )


def correlations(run: Run, effects: Contributions) -> tuple[Correlation, ...]:
    """Posterior correlations of what channels bring over all weeks, the strongest first.

    Notes
    -----
    Each pair of channels by their lifts, and each channel's with the baseline's total. A channel
    that no draw moves has none.
    """
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    lifts = effects.lift_totals.transpose("channel", "chain", "draw").values
    whole = effects.baseline.sum("date").transpose("chain", "draw").values
    amounts = np.concatenate([lifts, whole[None]]).reshape(len(lifts) + 1, -1)
    names = [*(labels[str(name)] for name in effects.lift_totals["channel"].values), BASELINE]
    moving = [i for i, row in enumerate(amounts) if np.ptp(row) != 0]
    if len(moving) < 2:  # nothing to correlate
        return ()
    matrix = np.corrcoef(amounts[moving])
    found = [
        Correlation(names[first], names[second], float(matrix[i, i + 1 + j]))
        for i, first in enumerate(moving)
        for j, second in enumerate(moving[i + 1 :])
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.value)))


def ranks(run: Run, effects: Contributions) -> tuple[Ranks, ...]:
    """Rank plots: the parameter or total that is furthest from its limits, then each effect."""
    parameters = {
        str(name): with_values(run.posterior[name])
        for name in run.posterior.data_vars
        if name not in STATISTICS
    }
    shown = {
        name: with_labels(draws, run.dataset)
        for name, draws in {**parameters, "contribution": effects.channel_totals}.items()
    }
    checked = convergence(
        {name: draws for name, draws in shown.items() if name in parameters},
        run.posterior["diverging"],
        {"contribution": shown["contribution"]},
    )
    worst = checked.worst
    own = shown["effect"]
    one_each = [
        _ranks(f"effect ({label})", own.isel(channel=i))
        for i, label in enumerate(own["channel"].values)
    ]
    return (_ranks(worst.told, _element(shown[worst.name], worst.worst)), *one_each)


def _element(draws: xr.DataArray, label: str) -> xr.DataArray:
    """Draws of one element by the label that its diagnostics carry."""
    flat = draws.transpose("chain", "draw", ...)
    dims = [str(dim) for dim in flat.dims[2:]]
    if not dims:
        return flat
    places = [
        [str(v) for v in flat[dim].values]
        if dim in flat.coords
        else [f"{i + 1}" for i in range(flat.sizes[dim])]
        for dim in dims
    ]
    for at in np.ndindex(*(len(one) for one in places)):
        if ", ".join(one[i] for one, i in zip(places, at, strict=True)) == label:
            return flat.isel(dict(zip(dims, at, strict=True)))
    raise KeyError(label)


def _ranks(name: str, draws: xr.DataArray) -> Ranks:
    """Ranks of each chain's draws among all draws, in bins of equal width."""
    values = draws.transpose("chain", "draw").values
    order = values.ravel().argsort(kind="stable")
    places = np.empty(order.size, dtype=np.int64)
    places[order] = np.arange(order.size)
    bins = (places * BINS // order.size).reshape(values.shape)
    counts = np.stack([np.bincount(chain, minlength=BINS) for chain in bins]).astype(float)
    return Ranks(name, counts, values.shape[1] / BINS)


def _chains(checked: Convergence) -> CheckResult:
    key = rules.RHAT.key
    if not checked.quantities:
        return _not_looked_at(key)
    found = f"R-hat up to {checked.max_rhat:.3f}, of {checked.count:,} figures"
    values = {"max_rhat": _known(checked.max_rhat), "figures": float(checked.count)}
    if checked.max_rhat <= MAX_RHAT:
        return CheckResult(key, Status.PASSED, found, values=values)
    reason = (
        f"the chains do not agree: R-hat {checked.max_rhat:.3f}, at most {MAX_RHAT} expected;"
        f" furthest off is {checked.worst.told}"
    )
    return CheckResult(
        key, Status.FAILED, f"{found}; furthest off is {checked.worst.told}", reason, values=values
    )


def _draws(checked: Convergence) -> CheckResult:
    key = rules.ESS.key
    if not checked.quantities:
        return _not_looked_at(key)
    bulk, tail = checked.min_ess_bulk, checked.min_ess_tail
    found = f"at least {bulk:,.0f} (bulk) and {tail:,.0f} (tail)"
    values = {"min_ess_bulk": _known(bulk), "min_ess_tail": _known(tail)}
    if bulk >= MIN_ESS and tail >= MIN_ESS:
        return CheckResult(key, Status.PASSED, found, values=values)
    reason = (
        f"too few independent draws: {np.minimum(bulk, tail):.0f}, at least {MIN_ESS:.0f}"
        f" expected, of {checked.worst.told}; raise Kept draws on the Settings sheet"
    )
    return CheckResult(
        key, Status.FAILED, f"{found}; fewest for {checked.worst.told}", reason, values=values
    )


def _divergences(checked: Convergence) -> CheckResult:
    key, count = rules.DIVERGENCES.key, checked.divergences
    found = f"{count:,} of {checked.draws:,} draws"
    values = {"divergences": float(count), "draws": float(checked.draws)}
    if not checked.draws:
        return _not_looked_at(key)
    if not count:
        return CheckResult(key, Status.PASSED, found, values=values)
    if checked.few_divergences:
        reason = (
            f"{count} {'draw' if count == 1 else 'draws'} diverged, within the limit of one in"
            f" {1 / MAX_DIVERGENT_SHARE:,.0f}"
        )
        return CheckResult(key, Status.REVIEW, found, reason, values=values)
    reason = (
        f"{count} of {checked.draws} draws diverged, at most {MAX_DIVERGENT_SHARE:.1%} accepted"
    )
    return CheckResult(key, Status.FAILED, found, reason, values=values)


def _energy(found: Floats) -> CheckResult:
    key = rules.ENERGY.key
    if not len(found):
        return CheckResult(
            key, Status.NOT_DONE, "the sampler's energy was not stored with the draws",
            "the energy of the chains (E-BFMI) was not looked at",
        )  # fmt: skip
    least, at = float(np.min(found)), int(np.argmin(found)) + 1  # NaN stays, and fails
    words = f"at least {least:.2f}"
    values = {"min_bfmi": _known(least)}
    if least >= MIN_BFMI:
        return CheckResult(key, Status.PASSED, words, values=values)
    reason = (
        f"chain {at} explores slowly: E-BFMI {least:.2f}, at least {MIN_BFMI:g} expected, so the"
        " ends of ranges are less sure than they look"
    )
    return CheckResult(key, Status.FAILED, f"{least:.2f} in chain {at}", reason, values=values)


def _error(checked: Convergence) -> CheckResult:
    key = rules.ERROR.key
    shown = [one for one in checked.quantities if one.published]
    if not shown:
        return _not_looked_at(key)
    errors = np.array([one.error for one in shown])
    worst = shown[int(np.argmax(np.where(np.isnan(errors), np.inf, errors)))]
    name = f"{worst.name} ({worst.least_sure})" if worst.least_sure else worst.name
    most = float(np.max(errors))
    found = f"up to {most:.1%} of the standard deviation, for {name}"
    values = {"largest_error": _known(most)}
    if most <= MAX_ERROR:
        return CheckResult(key, Status.PASSED, found, values=values)
    reason = (
        f"the Monte Carlo error of {name} is {most:.1%} of its standard deviation, at most"
        f" {MAX_ERROR:.0%} expected"
    )
    return CheckResult(key, Status.FAILED, found, reason, values=values)


def _apart(found: Sequence[Correlation], run: Run) -> Iterator[CheckResult]:
    """Pairs of channels, then channels and the baseline."""
    names = {channel.label: channel.name for channel in run.dataset.channels}
    for key, own, form in (
        (rules.LOCKSTEP.key, [one for one in found if one.second != BASELINE],
         "what {pairs} bring can hardly be told apart"),
        (rules.BASELINE.key, [one for one in found if one.second == BASELINE],
         "what {pairs} brings can hardly be told from the baseline"),
    ):  # fmt: skip
        if not own:
            pairs = key == rules.LOCKSTEP.key
            yield CheckResult(
                key,
                Status.PASSED if pairs and len(names) < 2 else Status.NOT_DONE,
                "there are no two channels" if pairs and len(names) < 2 else "no draw moves them",
            )
            continue
        most = own[0]
        strongest = f"strongest {_pair(most)}: {most.value:+.2f}"
        values = {"strongest": most.value}
        close = [one for one in own if not abs(one.value) <= MAX_CORRELATION]
        if not close:
            yield CheckResult(key, Status.PASSED, strongest, values=values)
            continue
        told = ", ".join(f"{_pair(one)} ({one.value:+.2f})" for one in close[:_CLAUSES])
        more = f" and {len(close) - _CLAUSES} more" if len(close) > _CLAUSES else ""
        labels = dict.fromkeys(
            names[label] for one in close for label in (one.first, one.second) if label in names
        )
        yield CheckResult(
            key,
            Status.REVIEW,
            f"{told}{more}",
            form.format(pairs=f"{told}{more}"),
            tuple(labels),
            values,
        )


def _pair(one: Correlation) -> str:
    return one.first if one.second == BASELINE else f"{one.first} and {one.second}"


def _known(figure: float) -> float | None:
    """None for a figure that does not exist."""
    return figure if np.isfinite(figure) else None


def _not_looked_at(key: str) -> CheckResult:
    return CheckResult(key, Status.NOT_DONE, "there are no draws to look at")
