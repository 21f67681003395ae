"""A few of the inputs of `tests.hostile.fuzz`, in every run of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mmm_xl.data.build import build_dataset
from mmm_xl.errors import MmmError
from tests.data.raw_books import good_book
from tests.hostile import fuzz
from tests.hostile.raw_inputs import books

FILES_EACH = 25


@pytest.mark.parametrize("way", ["workbook", "import", "text", "command", "trace"])
def test_damaged_files_end_in_a_result_or_a_clear_error(way: str, tmp_path: Path) -> None:
    workbooks, texts = fuzz.sources(), fuzz.tables()
    endings = [fuzz.verdict(way, seed, tmp_path, workbooks, texts) for seed in range(FILES_EACH)]
    assert [ending for ending in endings if fuzz.is_bad(ending)] == []
    assert len(set(endings)) > 1


@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(books(good_book()))
def test_any_value_in_any_cell_ends_in_a_result_or_faults(raw) -> None:
    try:
        build_dataset(raw)
    except MmmError as error:
        assert str(error).strip()
