"""Figures as ``results.json`` has them: those that a run published, or the same ones computed.

What a run published is read as it stands in the store, so it is the very object that sheets, report
and worksheet functions show. Only windows that no sheet has are computed from the posterior.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mmm_xl.runs import store

if TYPE_CHECKING:
    from mmm_xl.data.window import Window
    from mmm_xl.runs.run import RunInputs

Record = dict[str, Any]

CHANNEL_KIND = "channel"


def window_record(inputs: RunInputs, window: Window) -> Record:
    """Channels, groups, total and interaction of a window; computed ones have no payback."""
    ends = {"first": window.first.isoformat(), "last": window.last.isoformat()}
    for found in store.load_results(inputs.run_id).get("windows", ()):
        if {name: found[name] for name in ends} == ends:
            return found
    return _measured(inputs, window)


def source_record(inputs: RunInputs, window: Window) -> Record:
    """Parts of the modelled outcome of a window, baseline and the whole.

    Returns
    -------
    dict
        ``sources``, each with name, kind, contribution and share; ``baseline``, its share, and
        ``modelled``.
    """
    from mmm_xl.data.window import every_week

    whole = every_week(inputs.dataset)
    results = store.load_results(inputs.run_id)
    if (window.first, window.last) == (whole.first, whole.last) and "sources" in results:
        return {n: results[n] for n in ("sources", "baseline", "baseline_share", "modelled")}
    return _decomposed(inputs, window)


def carryover_records(inputs: RunInputs) -> list[Record]:
    """Durations and place on the curve of every channel, in sheet order."""
    published = store.load_results(inputs.run_id).get("channels", ())
    known = [channel["carryover"] for channel in published if "carryover" in channel]
    return known or list(_lasting(inputs))


def _measured(inputs: RunInputs, window: Window) -> Record:
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.counterfactual import Counterfactuals
    from mmm_xl.analysis.measurement import measure, measured_json
    from mmm_xl.analysis.summary import estimate

    run = store.load_run(inputs.run_id)
    found = measure(Counterfactuals(run, contributions(run)), window, estimate)
    apart = found.interaction
    return {
        "channels": [measured_json(line) for line in found.channels],
        "groups": [measured_json(line) for line in found.groups],
        "total": measured_json(found.total) if found.total else None,
        "interaction": asdict(estimate(apart.spend_view)) if apart else None,
    }


def _decomposed(inputs: RunInputs, window: Window) -> Record:
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.decomposition import decompose, part_figures
    from mmm_xl.analysis.summary import estimate

    run = store.load_run(inputs.run_id)
    found = decompose(run, contributions(run), [window])
    modelled, baseline = found.modelled.isel(window=0), found.baseline.isel(window=0)
    return {
        "sources": [asdict(part) for part in part_figures(found, 0, estimate)],
        "baseline": asdict(estimate(baseline)),
        "baseline_share": asdict(estimate(baseline / modelled)),
        "modelled": asdict(estimate(modelled)),
    }


def _lasting(inputs: RunInputs) -> Iterator[Record]:
    from mmm_xl.analysis.carryover import carryover_timing
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.curve_figures import carryover_json, curve_figures
    from mmm_xl.analysis.response import response_curves
    from mmm_xl.analysis.summary import estimate

    run = store.load_run(inputs.run_id)
    curves = curve_figures(run, response_curves(run, contributions(run)), estimate)
    return (
        carryover_json(figures, timing)
        for figures, timing in zip(curves, carryover_timing(run), strict=True)
    )
