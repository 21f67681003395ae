"""Rules about tables that are imported."""

from __future__ import annotations

from mmm_xl.data.limits import MOST_FLAGS
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR = Severity.ERROR

IMPORT_OPTION = Rule(
    "import-option",
    _ERROR,
    "An option of import names no column, or one column twice",
    "--spend TVV",
    "Use the headers that the table has.",
)
IMPORT_ROWS = Rule(
    "import-rows",
    _ERROR,
    "The rows of an imported table cannot become one row a week",
    "a row a region and week",
    "Bring one row a week.",
)
IMPORT_FLAGS = Rule(
    "import-flags",
    _ERROR,
    "An event column mixes numbers and texts, or has too many different texts",
    "1, 'Easter', 0",
    "Use numbers only, or a few texts only.",
    f"{MOST_FLAGS} texts",
)

RULES = (IMPORT_OPTION, IMPORT_ROWS, IMPORT_FLAGS)
