"""Excel for one module's tests at a time, so that no other test meets the stubs."""

from __future__ import annotations

from collections.abc import Iterator

import com_shim
import pytest


@pytest.fixture(scope="module")
def excel() -> Iterator[com_shim.Host]:
    with com_shim.installed() as host:
        yield host
