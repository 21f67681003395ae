"""Datasets and specifications as JSON and Arrow, and back."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Adjustment, Channel, ColumnSource, Dataset, Experiment, Floats
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.errors import Finding
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ChannelPrior, ModelSpec
from mmm_xl.names import (
    Carryover,
    ChannelKind,
    Credit,
    ExperimentUse,
    LedgerLine,
    LedgerSide,
    Saturation,
    Severity,
)
from mmm_xl.runs.run import Run, RunInputs
from mmm_xl.settings import from_plain

if TYPE_CHECKING:
    import pandas as pd  # half a second; reading does without

_BLOCKS = ("spend", "media", "controls", "events")


def weekly(dataset: Dataset) -> pd.DataFrame:
    """Weekly numbers, a row a week; columns ``outcome``, ``spend:0`` ... ``events:0`` ..."""
    import pandas as pd

    columns: dict[str, Any] = {
        "date": dataset.dates.astype("datetime64[s]"),
        "outcome": dataset.outcome,
    }
    for block in _BLOCKS:
        values = getattr(dataset, block)
        columns |= {f"{block}:{i}": values[:, i] for i in range(values.shape[1])}
    return pd.DataFrame(columns)


def dataset_to_json(dataset: Dataset) -> dict[str, Any]:
    """All of a dataset but its weekly numbers."""
    return {
        "name": dataset.name,
        "settings": asdict(dataset.settings),
        "channels": [_channel_to_json(channel) for channel in dataset.channels],
        "control_names": list(dataset.control_names),
        "event_names": list(dataset.event_names),
        "experiments": [_experiment_to_json(e) for e in dataset.experiments],
        "sources": [asdict(source) for source in dataset.sources],
        "history": dataset.history.tolist(),
        "margins": dataset.margins.tolist(),
        "ledger": [_entry_to_json(entry) for entry in dataset.ledger],
        "platforms": [_with_days(report) for report in dataset.platforms],
        "findings": [asdict(finding) for finding in dataset.findings],
        "adjustments": [asdict(adjustment) for adjustment in dataset.adjustments],
    }


def dataset_from_json(record: dict[str, Any], weekly_file: Path) -> Dataset:
    """The inverse of `dataset_to_json` and `weekly`."""
    columns = _columns(weekly_file)
    blocks = {block: _block(columns, block) for block in _BLOCKS}
    return Dataset(
        name=record["name"],
        settings=from_plain(record["settings"]),
        channels=tuple(_channel(channel) for channel in record["channels"]),
        dates=columns["date"].astype("datetime64[D]"),
        outcome=columns["outcome"],
        control_names=tuple(record["control_names"]),
        event_names=tuple(record["event_names"]),
        experiments=tuple(_experiment(e) for e in record["experiments"]),
        sources=tuple(ColumnSource(**source) for source in record["sources"]),
        history=_history(record["history"], len(record["channels"])),
        margins=_history(record.get("margins", []), len(record["channels"])),
        ledger=tuple(_entry(entry) for entry in record.get("ledger", [])),
        platforms=tuple(_report(report) for report in record.get("platforms", [])),
        findings=tuple(_finding(finding) for finding in record["findings"]),
        adjustments=tuple(Adjustment(**adjusted) for adjusted in record["adjustments"]),
        **blocks,
    )


def _columns(weekly_file: Path) -> dict[str, Any]:
    """Columns of a stored table by name, each (T,)."""
    from pyarrow import ArrowException, ipc

    try:
        with ipc.open_file(weekly_file.read_bytes()) as stored:
            table = stored.read_all().combine_chunks()
    except ArrowException as problem:
        raise ValueError(f"{weekly_file.name} is no table of weeks") from problem
    return {name: _numbers(table[name]) for name in table.column_names}


def _numbers(column: Any) -> npt.NDArray[Any]:
    """Numbers or seconds of one Arrow column, from its memory: its own way to numpy loads pandas.

    Notes
    -----
    Arrow has no NaN where pandas wrote one, but a missing number.
    """
    if column.null_count:
        return np.array(column.to_pylist(), dtype=float)
    kind = {"double": "<f8", "timestamp[s]": "<M8[s]"}[str(column.type)]
    chunks = [
        np.frombuffer(chunk.buffers()[1], kind)[chunk.offset : chunk.offset + len(chunk)]
        for chunk in column.chunks
    ]
    return np.concatenate(chunks)


def _block(columns: dict[str, Any], block: str) -> Floats:
    """Columns of one block side by side, (T, columns)."""
    found = [values for name, values in columns.items() if name.startswith(f"{block}:")]
    weeks = len(columns["date"])
    return np.column_stack(found) if found else np.zeros((weeks, 0))


def _history(rows: list[list[float]], channels: int) -> Floats:
    return np.array(rows, dtype=float).reshape(len(rows), channels)


def _finding(record: dict[str, Any]) -> Finding:
    return Finding(**{**record, "severity": Severity(record["severity"])})


def spec_to_json(spec: ModelSpec) -> dict[str, Any]:
    """Specification as JSON can hold it: a count without a value per conversion has none."""
    return _without_nan(spec.to_json())


def run_to_json(run: Run) -> dict[str, Any]:
    """Names, specification and sampler settings of a run."""
    return {
        "run_id": run.run_id,
        "fit_id": run.fit_id,
        "book": run.dataset.name,
        "first_week": run.dataset.first.isoformat(),
        "last_week": run.dataset.last.isoformat(),
        "weeks": run.dataset.weeks,
        "data_digest": run.dataset.digest(),
        "spec": spec_to_json(run.spec),
        "sampler": asdict(run.sampler),
        "as_of": run.as_of.isoformat() if run.as_of else None,
    }


def run_from_json(record: dict[str, Any], dataset: Dataset) -> RunInputs:
    """The inverse of `run_to_json`."""
    return RunInputs(
        run_id=record["run_id"],
        fit_id=record["fit_id"],
        dataset=dataset,
        spec=spec_from_json(record["spec"]),
        sampler=SamplerSettings(**record["sampler"]),
        as_of=date.fromisoformat(record["as_of"]) if record["as_of"] else None,
    )


def spec_from_json(record: dict[str, Any]) -> ModelSpec:
    """Specification from its plain values."""
    channels = tuple(_prior(prior) for prior in record["channels"])
    value = record["outcome_value"]
    names = ("pools", "raising", "lowering", "simplified")
    listed: dict[str, Any] = {name: tuple(record[name]) for name in names}
    special = ("channels", "outcome_value", "pool_spread", "masked", *names)
    return ModelSpec(
        channels=channels,
        outcome_value=float("nan") if value is None else value,
        pool_spread=LogNormal(**record["pool_spread"]),
        masked=tuple(record.get("masked", ())),
        **listed,
        **{k: v for k, v in record.items() if k not in special},
    )


def _prior(record: dict[str, Any]) -> ChannelPrior:
    curves = ("effect", "half_life", "shape", "peak", "half_saturation", "slope")
    fields: dict[str, Any] = {k: LogNormal(**v) if k in curves else v for k, v in record.items()}
    return ChannelPrior(**fields)


def _without_nan(record: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and np.isnan(v) else v for k, v in record.items()}


def _channel_to_json(channel: Channel) -> dict[str, Any]:
    """What the workbook says of a channel: that it is marked follows from the posterior."""
    record = asdict(channel.plain)
    del record["prior_only"]
    return record


def _channel(record: dict[str, Any]) -> Channel:
    ranges = ("roi", "share", "half_life", "half_maximum")
    fixed: dict[str, Any] = {k: tuple(v) if k in ranges and v else v for k, v in record.items()}
    shapes = {"kind": ChannelKind, "carryover": Carryover, "saturation": Saturation}
    named = {k: shapes[k](v) for k, v in record.items() if k in shapes and v}
    return Channel(**{**fixed, **named})


def _with_days(report: PlatformReport) -> dict[str, Any]:
    days = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    return {**asdict(report), **days}


def _report(record: dict[str, Any]) -> PlatformReport:
    days = {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    return PlatformReport(**{**record, **days, "credit": Credit(record["credit"])})


def _experiment_to_json(experiment: Experiment) -> dict[str, Any]:
    record = asdict(experiment)
    if math.isinf(experiment.factor):
        record["factor"] = None
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in record.items()}


def _experiment(record: dict[str, Any]) -> Experiment:
    days = {k: date.fromisoformat(record[k]) for k in ("start", "end", "measured_through")}
    fixed = {
        "channels": tuple(record["channels"]),
        "factor": math.inf if record["factor"] is None else record["factor"],
        "use": ExperimentUse(record["use"]),
    }
    return Experiment(**{**record, **days, **fixed})


def _entry_to_json(entry: LedgerEntry) -> dict[str, Any]:
    record = asdict(entry)
    return {**record, "first": entry.first.isoformat(), "last": entry.last.isoformat()}


def _entry(record: dict[str, Any]) -> LedgerEntry:
    days = {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    kinds = {"side": LedgerSide(record["side"]), "line": LedgerLine(record["line"])}
    return LedgerEntry(**{**record, **days, **kinds})
