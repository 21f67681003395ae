"""Fit id and run id: the same inputs have the same name, anything that changes a figure another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.spec import MODEL_VERSION, ModelSpec

REPORT_VERSION = "2"
"""Changes whenever the same fit would be shown with other figures."""

_LENGTH = 12


def fit_id(dataset: Dataset, spec: ModelSpec, sampler: SamplerSettings) -> str:
    """Name of a posterior: hash of data, specification, sampler settings and model version."""
    return "fit-" + _digest(
        {
            "data": dataset.digest(),
            "spec": spec.to_json(),
            "sampler": asdict(sampler),
            "model": MODEL_VERSION,
        }
    )


def run_id(fit: str, dataset: Dataset, as_of: date | None) -> str:
    """Name of a set of results: fit id and every other input that reaches a figure or a word."""
    # absent where there is none, so that runs without these sheets or links keep their names
    margins = {"margins": dataset.margins.tolist()} if len(dataset.margins) else {}
    links = {"links": dataset.links} if dataset.links else {}
    ledger = {"ledger": [asdict(entry) for entry in dataset.ledger]} if dataset.ledger else {}
    reports = [asdict(report) for report in dataset.platforms]
    platforms = {"platforms": reports} if reports else {}
    return "run-" + _digest(
        {
            **margins,
            **ledger,
            **platforms,
            **links,
            "fit": fit,
            "book": dataset.name,
            "settings": asdict(dataset.settings),
            "channels": [[c.name, c.plain.label, c.group] for c in dataset.channels],
            "experiments": [asdict(experiment) for experiment in dataset.experiments],
            "sources": [asdict(source) for source in dataset.sources],
            "findings": [asdict(finding) for finding in dataset.findings],
            "adjustments": [asdict(adjustment) for adjustment in dataset.adjustments],
            "as_of": as_of.isoformat() if as_of else None,
            "report": REPORT_VERSION,
        }
    )


def _digest(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
