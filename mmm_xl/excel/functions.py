"""The registry of worksheet functions: one decorator that checks, converts and guards.

xlwings ignores misspelt options, flattens ranges, and shows an exception's sentence as the cell's
text. Every function of ours goes through `worksheet_function` instead. VBA wrappers, help texts and
documentation can be made from `FUNCTIONS`.
"""

from __future__ import annotations

import functools
import inspect
import logging
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mmm_xl.errors import MmmError
from mmm_xl.excel.cell_errors import CellError, ErrorArgument, NoFigure
from mmm_xl.excel.host import xw
from mmm_xl.excel.messages import BOARD
from mmm_xl.excel.ranges import CellsConverter, TextConverter, cells_of, one_text

CATEGORY = "MMM"
LONGEST_HELP = 255
"""Most characters that Excel's function wizard keeps of one description."""

_NAME = re.compile(r"MMM_[A-Z]{2,}")
_log = logging.getLogger(__name__)


class Kind(Enum):
    """What an argument is handed to the function as."""

    TABLE = "Cells, a header row and rows below it"
    TEXT = "str, or None where omitted or blank"
    CELLS = "Cells, whatever they hold"


@dataclass(frozen=True)
class Argument:
    """One argument as the function wizard shows it.

    Parameters
    ----------
    words : str
        What to pass; one sentence or two.
    """

    kind: Kind
    words: str

    def read(self, name: str, value: Any) -> Any:
        """Value that the function receives; None where the argument is omitted."""
        cells = cells_of(value)
        if self.kind is Kind.TEXT:
            return one_text(cells, name)
        blank_table = self.kind is Kind.TABLE and cells is not None and cells.blank
        return None if blank_table else cells


@dataclass(frozen=True)
class WorksheetFunction:
    """One function as Excel sees it.

    Parameters
    ----------
    summary : str
        First paragraph of the docstring.
    arguments : mapping of name to Argument
        In order.
    optional : tuple of str
        Names of the arguments that may be omitted.
    """

    name: str
    summary: str
    arguments: Mapping[str, Argument]
    optional: tuple[str, ...]


FUNCTIONS: dict[str, WorksheetFunction] = {}
"""Every worksheet function by name."""


def table(words: str) -> Argument:
    """Argument that is a range with its header row."""
    return Argument(Kind.TABLE, words)


def text(words: str) -> Argument:
    """Argument that is one cell."""
    return Argument(Kind.TEXT, words)


def cells(words: str) -> Argument:
    """Argument that is any range."""
    return Argument(Kind.CELLS, words)


def worksheet_function(
    *, in_wizard: bool = True, **arguments: Argument
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a Python function a worksheet function.

    Parameters
    ----------
    in_wizard : bool
        Whether Excel's function wizard may call it while its arguments are still being chosen.
    arguments : Argument
        One for each parameter of the function, in the same order.

    Notes
    -----
    The result never raises: it answers with a `CellError` and leaves its sentence on the message
    board. Where xlwings has no Excel to serve (Linux, macOS) it stays callable from Python.

    Raises
    ------
    TypeError
        Name, help or arguments do not fit what Excel accepts; at import, so no user meets it.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        known = _described(function, arguments)
        edge: Any = _guarded(function, arguments)
        for name, argument in arguments.items():
            converter = TextConverter if argument.kind is Kind.TEXT else CellsConverter
            edge = xw.arg(name, convert=converter, doc=argument.words)(edge)
        edge = xw.func(edge, category=CATEGORY, call_in_wizard=in_wizard)
        if hasattr(edge, "__xlfunc__"):
            edge.__xlfunc__["ret"]["doc"] = known.summary
        FUNCTIONS[known.name] = known
        return edge

    return register


def _described(
    function: Callable[..., Any], arguments: Mapping[str, Argument]
) -> WorksheetFunction:
    """Registry entry of a function, after everything that Excel would refuse."""
    name = function.__name__
    parameters = inspect.signature(function).parameters
    summary = " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())
    if not _NAME.fullmatch(name):
        raise TypeError(f"{name}: a worksheet function is named MMM_ and capital letters")
    if list(parameters) != list(arguments):
        raise TypeError(f"{name}: describe {list(parameters)}, found {list(arguments)}")
    for words in (summary, *(argument.words for argument in arguments.values())):
        if not 0 < len(words) <= LONGEST_HELP:
            raise TypeError(f"{name}: help must have 1 to {LONGEST_HELP} characters: {words!r}")
    optional = (n for n, p in parameters.items() if p.default is not inspect.Parameter.empty)
    return WorksheetFunction(name, summary, dict(arguments), tuple(optional))


def _guarded(function: Callable[..., Any], arguments: Mapping[str, Argument]) -> Callable[..., Any]:
    """Function that reads its arguments and answers with an error value instead of raising."""
    name = function.__name__
    signature = inspect.signature(function)

    @functools.wraps(function)
    def edge(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            values = [arguments[key].read(key, value) for key, value in given.arguments.items()]
            return _shown(function(*values))
        except ErrorArgument as error:
            return error.text
        except NoFigure as fault:
            return _failed(name, CellError.NOT_AVAILABLE, str(fault))
        except MmmError as fault:
            return _failed(name, CellError.WRONG, str(fault))
        except Exception as surprise:  # noqa: BLE001 - the outermost edge: shown, logged in full
            _log.exception("%s failed", name)
            words = f"something went wrong inside that you cannot mend: {surprise!r}"
            return _failed(name, CellError.WRONG, words)

    # xlwings would take annotations for converters
    edge.__annotations__ = {}
    return edge


def _failed(name: str, error: CellError, sentence: str) -> str:
    BOARD.tell(error.value, f"{name}: {sentence}")
    return error.value


def _shown(answer: Any) -> Any:
    """Answer as a cell can hold it; xlwings would write a missing number as a blank."""
    if isinstance(answer, (list, tuple)):
        return [_shown(value) for value in answer]
    if answer is None or (isinstance(answer, float) and math.isnan(answer)):
        return CellError.NOT_AVAILABLE.value
    return answer
