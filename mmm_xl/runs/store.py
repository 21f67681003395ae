"""The run store: one folder a fit and one a run, written once, checked on every load.

How a folder comes to be whole or absent stands in `mmm_xl.runs.folder`. Nothing in it is ever
changed or unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.errors import DamagedRun, UnknownRun
from mmm_xl.files import write_synced
from mmm_xl.resources import data_folder
from mmm_xl.runs.folder import MANIFEST as _MANIFEST
from mmm_xl.runs.folder import new_folder as _new_folder
from mmm_xl.runs.folder import readable
from mmm_xl.runs.folder import verify as _verify

if TYPE_CHECKING:
    # worksheet functions read results and nothing else; xarray and the sampler would cost them
    # seconds at their first look-up
    import xarray as xr

    from mmm_xl.data.dataset import Dataset
    from mmm_xl.runs.run import Run, RunInputs

_POSTERIOR = "posterior.npz"
_SAMPLING = "sampling.json"
_DATASET = "dataset.json"
_WEEKLY = "weekly.arrow"
_SPEC = "spec.json"
_RUN = "run.json"
_TABLES = "tables.json"
RESULTS = "results.json"
_LISTED = ("run_id", "fit_id", "book", "first_week", "last_week", "weeks")


def fits() -> Path:
    """Folder that holds a folder a fit."""
    return data_folder() / "fits"


def runs() -> Path:
    """Folder that holds a folder a run."""
    return data_folder() / "runs"


def shown() -> Path:
    """Folder that holds, a folder a run, what its sheets showed."""
    return data_folder() / "shown"


def has_fit(fit_id: str) -> bool:
    """Whether a fit is in the store; whether it is sound shows when it is loaded."""
    return (fits() / fit_id / _MANIFEST).is_file()


def load_posterior(fit_id: str) -> xr.Dataset | None:
    """Stored posterior of a fit, None where it was never sampled.

    Raises
    ------
    DamagedRun
        A stored file does not match its digest.
    """
    folder = fits() / fit_id
    if not (folder / _MANIFEST).is_file():
        return None
    _verify(folder)
    with readable(folder):
        attrs = _read_json(folder / _SAMPLING)
        return _posterior_from_npz(folder / _POSTERIOR).assign_attrs(attrs)


def save_fit(run: Run) -> None:
    """Store posterior, specification and data of a fit, unless they are there already."""
    with _new_folder(fits() / run.fit_id) as folder:
        if folder is None:
            return
        arrays = {str(name): values.values for name, values in run.posterior.data_vars.items()}
        labels = {
            "channel": np.array([str(c) for c in run.posterior["channel"].values]),
            "term": np.array([str(t) for t in run.posterior["term"].values]),
            "pool": np.array(run.spec.pools, dtype=str),
        }
        buffer = BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays, **labels)
        write_synced(folder / _POSTERIOR, buffer.getvalue())
        from mmm_xl.runs import frozen

        _write_json(folder / _SPEC, frozen.spec_to_json(run.spec))
        _write_json(folder / _SAMPLING, dict(run.posterior.attrs))
        _write_weekly(folder / _WEEKLY, run)


def save_run(run: Run, results: Mapping[str, Any]) -> None:
    """Store the results of a run and what is needed to compute them again."""
    from mmm_xl.runs import frozen

    with _new_folder(runs() / run.run_id) as folder:
        if folder is None:
            return
        _write_json(folder / _DATASET, frozen.dataset_to_json(run.dataset))
        _write_weekly(folder / _WEEKLY, run)
        _write_json(folder / _RUN, frozen.run_to_json(run))
        _write_json(folder / RESULTS, results)


def load_results(run_id: str) -> dict[str, Any]:
    """Stored ``results.json`` of a run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    folder = _run_folder(run_id)
    with readable(folder):
        return _read_json(folder / RESULTS)


def load_run(run_id: str) -> Run:
    """A stored run, ready to be asked more questions; nothing is sampled.

    Its channels carry the marks that they were published with.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    inputs = load_inputs(run_id)
    posterior = load_posterior(inputs.fit_id)
    if posterior is None:
        raise UnknownRun(f"The posterior {inputs.fit_id} of {run_id} is not in the store.")
    with readable(runs() / run_id):
        return inputs.with_posterior(posterior)


def load_inputs(run_id: str) -> RunInputs:
    """A stored run without its posterior: milliseconds, and no library of labelled arrays.

    Its channels carry the marks that they were published with.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    from mmm_xl.runs import frozen

    folder = _run_folder(run_id)
    with readable(folder):
        channels = _read_json(folder / RESULTS).get("channels", ())
        unknown = {one["name"] for one in channels if one.get("prior_only")}
        return frozen.run_from_json(_read_json(folder / _RUN), _frozen_data(folder).marked(unknown))


def load_dataset(run_id: str) -> Dataset:
    """Frozen data of a stored run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    folder = _run_folder(run_id)
    with readable(folder):
        return _frozen_data(folder)


def load_record(run_id: str) -> dict[str, Any]:
    """Names, specification and sampler settings of a stored run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    folder = _run_folder(run_id)
    with readable(folder):
        return _read_json(folder / _RUN)


def save_tables(run_id: str, tables: Mapping[str, Any]) -> None:
    """Store what the sheets of a run show, beside its folder, which worksheet functions make too.

    Parameters
    ----------
    tables : mapping of table key to its columns, rows and total
    """
    with _new_folder(shown() / run_id) as folder:
        if folder is not None:
            _write_json(folder / _TABLES, tables)


def load_tables(run_id: str) -> dict[str, Any] | None:
    """What the sheets of a run showed, None where no workbook of it was written.

    Raises
    ------
    DamagedRun
        A stored file does not match its digest.
    """
    folder = shown() / run_id
    if not (folder / _MANIFEST).is_file():
        return None
    _verify(folder)
    with readable(folder):
        return _read_json(folder / _TABLES)


def list_runs() -> list[dict[str, Any]]:
    """Record of each stored run, by name of the run; of a damaged one, what to do about it."""
    found = sorted(runs().glob("run-*")) if runs().is_dir() else []
    return [_record(folder) for folder in found if (folder / _MANIFEST).is_file()]


def _record(folder: Path) -> dict[str, Any]:
    try:
        _verify(folder)
        with readable(folder):
            record = _read_json(folder / _RUN)
            return {**record, **{name: record[name] for name in _LISTED}}
    except DamagedRun:
        words = "damaged; delete its folder"
        return {**dict.fromkeys(_LISTED, ""), "run_id": folder.name, "book": words}


def _frozen_data(folder: Path) -> Dataset:
    from mmm_xl.runs import frozen

    return frozen.dataset_from_json(_read_json(folder / _DATASET), folder / _WEEKLY)


def _run_folder(run_id: str) -> Path:
    folder = runs() / run_id
    known = run_id.startswith("run-") and run_id[4:].isalnum() and (folder / _MANIFEST).is_file()
    if not known:
        raise UnknownRun(f"There is no stored run {run_id!r}; `mmm-xl runs list` shows them.")
    _verify(folder)
    return folder


def _posterior_from_npz(path: Path) -> xr.Dataset:
    import xarray as xr

    from mmm_xl.inference.draw_arrays import dimension

    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    labels = {name: [str(v) for v in arrays.pop(name)] for name in ("channel", "term", "pool")}
    if not labels["pool"]:
        del labels["pool"]
    chains, draws = arrays["sigma"].shape
    return xr.Dataset(
        {name: (("chain", "draw", *dimension(name)), values) for name, values in arrays.items()},
        coords={"chain": np.arange(chains), "draw": np.arange(draws), **labels},
    )


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_synced(path, (text + "\n").encode())


def _write_weekly(path: Path, run: Run) -> None:
    from mmm_xl.runs import frozen

    buffer = BytesIO()
    frozen.weekly(run.dataset).to_feather(buffer)
    write_synced(path, buffer.getvalue())


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))
