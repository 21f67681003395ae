"""What calibrating lift tests add to the cost of a gradient."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

from mmm_xl.data.dataset import Dataset
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Link, ModelName
from tests.benchmarks.measure import gradient_seconds
from tests.benchmarks.sizes import dataset_of_size
from tests.benchmarks.tables import Cell, Table
from tests.lift_tests import lift_test, weeks_of

COUNTS = (0, 2, 10)
_WEEKS, _CHANNELS = 156, 8


def lift_tables() -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    for model in (ModelName.PLAIN, ModelName.DEFAULT):
        for link in Link:
            dataset = dataset_of_size(_WEEKS, _CHANNELS, model)
            print(f"lift tests: {model}, {link}", file=sys.stderr)
            seconds = [_seconds(dataset, link, count) for count in COUNTS]
            rows.append((model, link, *(1e6 * s for s in seconds), seconds[-1] / seconds[0]))
    yield Table(
        f"Gradient with lift tests, {_WEEKS} weeks by {_CHANNELS} channels",
        ("model", "effects", *(f"{n} tests us" for n in COUNTS), f"{COUNTS[-1]} to none"),
        tuple(rows),
        ("Each test changes one channel for six weeks and is measured for four more.",),
    )


def _seconds(dataset: Dataset, link: Link, count: int) -> float:
    names = dataset.channel_names
    tests = tuple(
        lift_test(f"{i}", (names[i % len(names)],), weeks_of(dataset, s, s + 5, s + 9), (0.3, 0.0))
        for i, s in enumerate(range(10, 10 + 13 * count, 13))
    )
    tested = replace(dataset, experiments=tests)
    spec = replace(build_spec(tested), link=link)
    return gradient_seconds(build_design(tested, spec), spec)
