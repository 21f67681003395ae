"""One small fit a session, shared by every test that asks questions of a posterior."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.simulator import World, simulate
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.names import ModelName

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the suite out of the user's run store."""
    before = os.environ.get("MMM_XL_HOME")
    home = tmp_path_factory.mktemp("store")
    os.environ["MMM_XL_HOME"] = str(home)
    yield home
    if before is None:
        del os.environ["MMM_XL_HOME"]
    else:
        os.environ["MMM_XL_HOME"] = before


@pytest.fixture(scope="session")
def world() -> World:
    return simulate()


@pytest.fixture(scope="session")
def dataset(world: World) -> Dataset:
    read = build_dataset(to_raw(world.contents))
    return replace(read, settings=replace(read.settings, tune=500, draws=500, seed=1))


@pytest.fixture(scope="session")
def spec(dataset: Dataset) -> ModelSpec:
    return build_spec(dataset)


@pytest.fixture(scope="session")
def plain_spec(dataset: Dataset) -> ModelSpec:
    return build_spec(replace(dataset, settings=replace(dataset.settings, model=ModelName.PLAIN)))


@pytest.fixture(scope="session")
def run(dataset: Dataset, spec: ModelSpec):
    from tests.fitting import fit

    return fit(dataset, spec)


@pytest.fixture(scope="session")
def results(run):
    from mmm_xl.analysis.results import compute_results

    return compute_results(run)


@pytest.fixture(scope="session")
def document(results):
    from mmm_xl.planning.scenario import scenario_grid
    from mmm_xl.sections.document import build_document

    return build_document(results, scenario_grid(results))
