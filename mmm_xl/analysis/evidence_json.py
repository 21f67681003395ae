"""Evidence as ``results.json`` has it."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from mmm_xl.analysis.disagreement import disagreements
from mmm_xl.analysis.evidence import Credited, Evidence, Line, OverClaim
from mmm_xl.analysis.evidence_tests import MeasuredTest
from mmm_xl.analysis.summary import Summary
from mmm_xl.data.window import Window
from mmm_xl.names import Credit

_KEYS = {Credit.PLATFORM: "platform", Credit.LAST_CLICK: "last_click"}


def evidence_json(found: Evidence | None) -> dict[str, Any] | None:
    """Plain values; None without reports and without tests."""
    if found is None:
        return None
    return {
        "channels": [_line(line) for line in found.lines],
        "total": _line(found.total) if found.total else None,
        "interaction": found.interaction,
        "over_claim": {_KEYS[one.credit]: _over_claim(one) for one in found.over_claims},
        "tests": [_test(one) for one in found.tests],
        "disagreements": list(disagreements(found)),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name or line.label,
        **_days(line.window),
        "spend": line.spend,
        "model": asdict(line.model),
        "model_per_spend": _plain(line.per_spend),
        "model_justifies": _plain(line.justified),
        **{
            key: _credited(line.credited[credit]) if credit in line.credited else None
            for credit, key in _KEYS.items()
        },
    }


def _credited(credited: Credited) -> dict[str, Any]:
    return {
        **_days(credited.window),
        "credit": credited.amount,
        "model_same_days": asdict(credited.model),
        "over_model": _plain(credited.over_model),
        "per_spend": credited.per_spend,
        "justifies": credited.justified,
        "model_justifies": _plain(credited.model_justifies),
        "prob_far_above": credited.prob_far_above,
        "prob_far_below": credited.prob_far_below,
    }


def _over_claim(one: OverClaim) -> dict[str, Any]:
    return {
        **_days(one.window),
        "credit": one.credited,
        "model": asdict(one.model),
        "revenue": one.revenue.amount,
        "basis": one.revenue.basis,
        "share": one.share if math.isfinite(one.share) else None,
    }


def _test(one: MeasuredTest) -> dict[str, Any]:
    return {
        "name": one.test.name,
        "channels": list(one.test.channels),
        "use": str(one.test.use),
        "roi": one.roi,
        "roi_error": one.roi_error,
        "model_roi": _plain(one.modelled_roi),
        "effect": one.test.effect,
        "standard_error": one.test.standard_error,
        "model_effect": asdict(one.modelled),
        "prob_model_above": one.prob_above,
        "overlap": one.overlap,
    }


def _days(window: Window) -> dict[str, str]:
    return {"first": window.first.isoformat(), "last": window.last.isoformat()}


def _plain(found: Summary | None) -> dict[str, Any] | None:
    return asdict(found) if found else None
