"""The few names of pywin32 that xlwings' Windows code needs to be imported and to run in memory."""

from __future__ import annotations

import datetime as dt
import sys
import types
from typing import Any

RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
NAMES = (
    "pywintypes", "pythoncom", "win32api", "win32con", "win32event", "win32gui", "win32process",
    "win32timezone", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.exception", "win32com.server.policy",
    "win32com.server.util",
)  # fmt: skip


class ComError(Exception):
    """pywintypes.com_error: number, text and details of a failed call."""

    @property
    def hresult(self) -> int:
        return self.args[0] if self.args else 0


class TimeType(dt.datetime):
    """pywintypes.TimeType: how a date cell arrives."""


class Utc(dt.tzinfo):
    """win32timezone.TimeZoneInfo, of which only UTC is used."""

    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(0)

    dst = utcoffset

    def tzname(self, _: dt.datetime | None) -> str:
        return "UTC"

    @classmethod
    def utc(cls) -> Utc:
        return cls()


class Dispatched:
    """Stands for the classes of COM objects."""


class Anything:
    """Answers to every name and call: the DLLs that are looked up at import."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, _: str) -> Anything:
        return Anything()

    def __call__(self, *_: Any, **__: Any) -> Anything:
        return Anything()


def _itself(obj: Any, *_: Any, **__: Any) -> Any:
    return obj


def _nothing(*_: Any) -> None:
    return None


def _not_ours(_: Any) -> Any:
    raise ComError(-2147467262, "no such interface")


def _attributes() -> dict[str, dict[str, Any]]:
    return {
        "pywintypes": {
            "com_error": ComError, "error": OSError, "TimeType": TimeType, "Time": TimeType,
            "IID": str.upper,
        },
        "pythoncom": {
            "CoInitialize": _nothing, "CoUninitialize": _nothing, "ole_error": ComError,
            "IID_IDispatch": "IDispatch", "IID_IEnumVARIANT": "IEnumVARIANT",
            "TypeIIDs": {"IDispatch": Dispatched},
        },
        "win32con": {"__getattr__": lambda _: 0},
        "win32process": {"GetWindowThreadProcessId": lambda _: (0, 4242)},
        "win32timezone": {"TimeZoneInfo": Utc},
        "win32com.server.policy": {"DefaultPolicy": object},
        "win32com.server.util": {"wrap": _itself, "unwrap": _not_ours},
        "win32com.server.exception": {"COMException": ComError},
        "win32com.client": {
            "Dispatch": _itself, "DispatchEx": _itself, "CDispatch": Dispatched,
            "CoClassBaseClass": Dispatched, "DispatchBaseClass": Dispatched,
        },
    }  # fmt: skip


def add_to_modules() -> None:
    """Put every stub in `sys.modules`."""
    attributes = _attributes()
    for name in NAMES:
        module: Any = types.ModuleType(name)
        module.__file__, module.__path__ = f"{name}.stub", []
        module.__dict__.update(attributes.get(name, {}))
        sys.modules[name] = module
        parent, _, leaf = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], leaf, module)
