"""nutpie, imported without the libraries that it only needs for formats we do not use.

`import nutpie` imports arviz, which takes longer than a fit, and pandas and xarray, which may as
well be imported while the chains run. While nutpie is imported here, stand-ins take their places;
whoever then really uses them through nutpie gets the real ones.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

_DEFERRED = ("arviz", "pandas", "xarray")


class _Deferred(ModuleType):
    """A module that is imported when it is first used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            return Any  # nutpie is still being imported, and writes its annotations
        return getattr(importlib.import_module(self.__name__), name)


def nutpie() -> ModuleType:
    """The nutpie package.

    Notes
    -----
    No other thread may import the deferred libraries during the first call.
    """
    absent = [] if "nutpie" in sys.modules else [n for n in _DEFERRED if n not in sys.modules]
    sys.modules.update({name: _Deferred(name) for name in absent})
    try:
        return importlib.import_module("nutpie")
    finally:
        for name in absent:
            if isinstance(sys.modules.get(name), _Deferred):
                del sys.modules[name]


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
