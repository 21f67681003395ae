"""xlwings' own Windows code on any machine, over stub pywin32 modules and an Excel in memory.

What is real: decorators, converters, ``CallUDF``, the generated VBA. What is not: COM itself, so
threads, marshalling and Excel's order of calculation stay untested here.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import windows_stubs
from fake_excel import Book

UDFS = "mmm_xl.excel.udfs"
_DLLS = ("windll", "oledll", "PyDLL")
_REPLACED = (*windows_stubs.NAMES, "xlwings", "mmm_xl.excel")


class Host:
    """Excel as the functions know it."""

    def __init__(self) -> None:
        self.book = Book()
        self.com_server = importlib.import_module("xlwings.com_server")
        self.udfs = importlib.import_module(UDFS)

    def call(self, function: str, *arguments: Any, caller: Any = None) -> Any:
        """What a cell's formula hands back to VBA; exceptions are what VBA shows as text."""
        caller = caller or self.book["Inputs"].Cells(3, 30)
        server = self.com_server.XLPython()
        return server.CallUDF(UDFS, function, arguments, self.book, caller)

    def vba(self) -> str:
        """Text of the VBA module that xlwings writes for our functions."""
        importlib.import_module("xlwings.udfs").import_udfs(UDFS, self.book)
        return self.book.VBProject.VBComponents.source["xlwings_udfs"]

    @staticmethod
    def ours(name: str) -> ModuleType:
        """One module of `mmm_xl.excel`, as the functions use it."""
        return importlib.import_module(f"mmm_xl.excel.{name}")


@contextlib.contextmanager
def installed() -> Iterator[Host]:
    """Host for as long as the context lasts; afterwards every module is what it was before.

    Notes
    -----
    ``xlwings`` and ``mmm_xl.excel`` are imported anew in between, because decorators differ: a
    test uses the modules of the host and not its own imports of them.
    """
    before = {name: module for name, module in sys.modules.items() if _replaced(name)}
    package: Any = importlib.import_module("mmm_xl")
    attribute = getattr(package, "excel", None)
    _forget()
    try:
        windows_stubs.add_to_modules()
        _import_windows_code()
        host = Host()
        with contextlib.closing(host.com_server.loop):
            yield host
    finally:
        _forget()
        sys.modules.update(before)
        if attribute is None:
            vars(package).pop("excel", None)
        else:
            package.excel = attribute


def _replaced(name: str) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in _REPLACED)


def _forget() -> None:
    for name in [name for name in sys.modules if _replaced(name)]:
        del sys.modules[name]


def _import_windows_code() -> None:
    """Import xlwings as it imports itself on Windows, from its engine to its decorators."""
    xlwings: Any = importlib.import_module("xlwings")
    with _dlls():
        windows: Any = importlib.import_module("xlwings._xlwindows")
    # it would look for Excel processes to end
    atexit.unregister(windows.cleanup)
    engine = xlwings.Engine(impl=windows.engine)
    xlwings.engines.add(engine)
    xlwings.engines.active = engine
    udfs: Any = importlib.import_module("xlwings.udfs")
    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    xlwings.sub = xlwings.script = udfs.xlsub


@contextlib.contextmanager
def _dlls() -> Iterator[None]:
    """Windows' DLLs, which xlwings looks up while it is imported."""
    before = {name: getattr(ctypes, name, None) for name in _DLLS}
    for name in _DLLS:
        setattr(
            ctypes, name, windows_stubs.Anything() if name != "PyDLL" else windows_stubs.Anything
        )
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                delattr(ctypes, name)
            else:
                setattr(ctypes, name, value)
