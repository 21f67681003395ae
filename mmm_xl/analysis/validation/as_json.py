"""What a validation found as plain values of ``results.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np

from mmm_xl.analysis.validation.check import CheckRow
from mmm_xl.analysis.validation.results import Validation


def rows_json(rows: Sequence[CheckRow]) -> list[dict[str, Any]]:
    """Every rule with what was found, in reading order.

    Notes
    -----
    ``meaning`` and ``remedy`` are the rule's and hold where it did not pass.
    """
    return [
        {
            "key": row.rule.key,
            "group": str(row.rule.group),
            "what": row.rule.name,
            "threshold": row.rule.threshold,
            "found": row.result.found,
            "verdict": str(row.result.status),
            "meaning": row.rule.meaning,
            "remedy": row.rule.remedy,
            "channels": list(row.result.channels),
            "values": plain(row.result.values),
        }
        for row in rows
    ]


def findings_json(found: Validation | None) -> dict[str, Any]:
    """Figures behind the checks; None for each that this depth does not look at."""
    parts = ("realism", "placebos", "out_of_sample", "sensitivity", "candidates", "recovery",
             "forecast")  # fmt: skip
    if found is None:
        return dict.fromkeys(("validation_depth", "priors", "chains", *parts))
    chains = {name: plain(getattr(found, name)) for name in ("energy", "correlations", "ranks")}
    return {
        "validation_depth": str(found.depth),
        "priors": plain(found.prior),
        "chains": chains,
        **{name: plain(getattr(found, name)) for name in parts},
    }


def plain(value: Any) -> Any:
    """Value as JSON has it: records as objects, NaN and infinity as null, days as ISO dates.

    Raises
    ------
    TypeError
        JSON has no form for it.
    """
    if value is None or isinstance(value, (bool, str)):
        return str(value) if isinstance(value, str) else value
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, (date, np.datetime64)):
        return str(value)
    return _number(value)


def _number(value: Any) -> int | float | bool | None:
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    raise TypeError(f"no JSON form for {type(value).__name__}")
