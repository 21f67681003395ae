import json
import math
import os
import stat
from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.errors import DamagedRun, UnknownRun, UnwritableOutput
from mmm_xl.runs import store
from mmm_xl.runs.run import Run


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def stored(home, run, results):
    store.save_fit(run)
    store.save_run(run, to_json(results))
    return run


def test_round_trip_gives_the_same_figures(stored, results) -> None:
    loaded = store.load_run(stored.run_id)
    assert loaded.dataset.digest() == stored.dataset.digest()
    assert loaded.dataset.channels == stored.dataset.channels
    assert loaded.dataset.experiments == stored.dataset.experiments
    assert loaded.spec == stored.spec
    assert to_json(compute_results(loaded)) == to_json(results)
    assert store.load_results(stored.run_id) == json.loads(json.dumps(to_json(results)))


def test_a_lift_test_from_nothing_is_kept(home, run, results) -> None:
    # of all that was spent in its weeks, nothing would have been without the test
    late = replace(run.dataset.experiments[1], factor=math.inf)
    data = replace(run.dataset, experiments=(run.dataset.experiments[0], late))
    other = replace(run, run_id="run-inf", dataset=data)
    store.save_fit(other)
    store.save_run(other, to_json(results))
    assert store.load_run("run-inf").dataset.experiments == data.experiments


def test_posterior_is_bit_identical(stored) -> None:
    loaded = store.load_posterior(stored.fit_id)
    for name, values in stored.posterior.data_vars.items():
        assert loaded[name].dims == values.dims
        assert np.array_equal(loaded[name].values, values.values)


def test_folders_belong_to_the_user_alone(stored, home) -> None:
    if os.name != "posix":
        pytest.skip("file modes are POSIX")
    for folder in (store.fits() / stored.fit_id, store.runs() / stored.run_id):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_stored_again_nothing_changes(stored, results) -> None:
    before = {p: p.stat().st_mtime_ns for p in store.runs().rglob("*")}
    store.save_run(stored, {**to_json(results), "schema": 99})
    assert {p: p.stat().st_mtime_ns for p in store.runs().rglob("*")} == before


@pytest.mark.parametrize("name", ["posterior.npz", "weekly.arrow", "spec.json"])
def test_one_flipped_byte_is_noticed(stored, name) -> None:
    path = store.fits() / stored.fit_id / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedRun, match=stored.fit_id):
        store.load_posterior(stored.fit_id)


def test_a_missing_or_added_file_is_noticed(stored) -> None:
    (store.runs() / stored.run_id / "dataset.json").unlink()
    with pytest.raises(DamagedRun):
        store.load_results(stored.run_id)


def test_a_half_written_folder_does_not_exist_for_readers(stored) -> None:
    (store.fits() / stored.fit_id / "manifest.json").unlink()
    assert store.load_posterior(stored.fit_id) is None


def test_failure_while_writing_leaves_nothing(home, run, monkeypatch) -> None:
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.np, "savez", full)
    with pytest.raises(UnwritableOutput, match="No space left"):
        store.save_fit(run)
    assert list(store.fits().iterdir()) == []


@pytest.mark.parametrize("name", ["run-000000000000", "nonsense", "../x", "run-../../etc"])
def test_unknown_runs_are_one_sentence(stored, name) -> None:
    with pytest.raises(UnknownRun, match="runs list"):
        store.load_results(name)


def test_list_shows_stored_runs(stored, home) -> None:
    (record,) = store.list_runs()
    assert (record["run_id"], record["weeks"]) == (stored.run_id, stored.dataset.weeks)


def test_how_the_draws_came_about_is_stored(home, run) -> None:
    told = run.posterior.assign_attrs(attempts='[{"words": "accepted"}]')
    named = Run(run.run_id, "fit-told", run.dataset, run.spec, run.sampler, told)
    store.save_fit(named)
    loaded = store.load_posterior("fit-told")
    assert loaded.attrs == {"route": "compiled density", "attempts": told.attrs["attempts"]}
