"""nutpie, imported without the plotting library that it only needs for a format we do not use.

`import nutpie` imports arviz, which takes longer than a fit. While nutpie is imported here, a
stand-in takes arviz's place; whoever then really uses it through nutpie gets the real one.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

_DEFERRED = "arviz"


class _Deferred(ModuleType):
    """A module that is imported when it is first used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


def nutpie() -> ModuleType:
    """The nutpie package."""
    if "nutpie" in sys.modules or _DEFERRED in sys.modules:
        return importlib.import_module("nutpie")
    sys.modules[_DEFERRED] = _Deferred(_DEFERRED)
    try:
        return importlib.import_module("nutpie")
    finally:
        if isinstance(sys.modules.get(_DEFERRED), _Deferred):
            del sys.modules[_DEFERRED]


def arrays(trace: Any, names: tuple[str, ...], draws: int) -> dict[str, np.ndarray]:
    """Named columns of a raw trace, kept draws only.

    Parameters
    ----------
    trace : object
        What nutpie returns with ``return_raw_trace=True``.
    names : tuple of str
        Parameters, or statistics of the sampler.
    draws : int
        Kept draws of each chain: the last ones.

    Returns
    -------
    dict of name to ndarray, shape (chain, draw, ...)

    Raises
    ------
    ValueError
        A chain has fewer draws.
    """
    positions, statistics = trace.get_arrow_trace()
    found = {}
    for name in names:
        batches = positions if name in positions[0].column_names else statistics
        found[name] = np.stack([_column(batch.column(name), draws) for batch in batches])
    return found


def _column(column: Any, draws: int) -> np.ndarray:
    import pyarrow

    values = pyarrow.array(column)
    rows = len(values)
    if rows < draws:
        raise ValueError(f"{rows} draws of {draws}")
    flat = values.flatten() if hasattr(values, "flatten") else values
    table = flat.to_numpy(zero_copy_only=False).reshape(rows, -1)[rows - draws :]
    return table if table.shape[1] > 1 or pyarrow.types.is_nested(values.type) else table[:, 0]
