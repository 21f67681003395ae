"""nutpie, imported without the libraries that it only needs for formats we do not use.

`import nutpie` imports arviz, which takes longer than a fit, and pandas and xarray, which may as
well be imported while the chains run. While nutpie is imported here, stand-ins take their places;
whoever then really uses them through nutpie gets the real ones.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import Any

import numpy as np

_DEFERRED = ("arviz", "pandas", "xarray")

_GLANCE = 0.1
"""Seconds between two looks of a leashed fit at its leash."""


class _Deferred(ModuleType):
    """A module that is imported when it is first used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            return Any  # nutpie is still being imported, and writes its annotations
        return getattr(importlib.import_module(self.__name__), name)


class Leash:
    """How many cores each fit may use, and a way to stop them all from another thread.

    Parameters
    ----------
    cores : int or None
        Cores of one fit; None leaves the choice to nutpie.

    Notes
    -----
    nutpie lets nobody stop a sampler that another thread waits for, so a leashed fit looks up from
    waiting ten times a second. How often it looks, and how many cores it has, changes no draw.
    """

    def __init__(self, cores: int | None = None) -> None:
        self.cores = cores
        self.cancelled = False

    def cancel(self) -> None:
        """Stop every fit that is on this leash, now or later; each ends as if interrupted."""
        self.cancelled = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Fits of this thread are on the leash while inside."""
        token = _LEASH.set(self)
        try:
            yield
        finally:
            _LEASH.reset(token)


_LEASH: ContextVar[Leash | None] = ContextVar("leash", default=None)


class _LeashedPackage:
    """The nutpie package as a thread on a leash sees it."""

    def __init__(self, package: ModuleType, leash: Leash) -> None:
        self._package, self._leash = package, leash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._package, name)

    def sample(self, model: Any, **settings: Any) -> Any:
        """A sampler in the background, on the leash."""
        cores = {} if self._leash.cores is None else {"cores": self._leash.cores}
        if self._leash.cancelled:
            raise KeyboardInterrupt
        return _LeashedSampler(self._package.sample(model, **cores, **settings), self._leash)


class _LeashedSampler:
    def __init__(self, sampler: Any, leash: Leash) -> None:
        self._sampler, self._leash = sampler, leash

    def wait(self) -> Any:
        """What the sampler returns; KeyboardInterrupt when the leash was pulled."""
        while not self._leash.cancelled:
            try:
                return self._sampler.wait(timeout=_GLANCE)
            except TimeoutError:
                continue
        raise KeyboardInterrupt

    def cancel(self) -> None:
        """Stop and forget the draws."""
        self._sampler.cancel()


def nutpie() -> Any:
    """The nutpie package.

    Notes
    -----
    No other thread may import the deferred libraries during the first call.
    """
    package, leash = _package(), _LEASH.get()
    return package if leash is None else _LeashedPackage(package, leash)


def _package() -> ModuleType:
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
