"""Rules about tables that are imported."""

from __future__ import annotations

from mmm_xl.data.limits import MOST_CHANNELS, MOST_FLAGS, MOST_METRICS
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

IMPORT_OPTION = Rule(
    "import-option",
    _ERROR,
    "An option of import is left out, names no column, or one column twice",
    "--spend TVV",
    "Use the headers that the table has.",
)
IMPORT_SHEET = Rule(
    "import-sheet",
    _ERROR,
    "A workbook has the date column in several sheets, or in none",
    "'week' in the sheets TV and Search",
    "Name the sheet with --sheet.",
)
IMPORT_HEADER = Rule(
    "import-header",
    _ERROR,
    "A header that an option names stands twice, but for capitals and spaces",
    "Revenue and ' revenue '",
    "Rename or delete one of the columns.",
)
IMPORT_ACROSS = Rule(
    "import-across",
    _ERROR,
    "Dates, months or years run across instead of down",
    "2024-01-07 in B1, 2024-01-14 in C1",
    "Turn the table, so that it has a row a week.",
)
IMPORT_CELLS = Rule(
    "import-cells",
    _ERROR,
    "A row of a text file has more cells than its header",
    "2024-01-07,1,5 under week,tv",
    "Put quotes around values that hold the separator.",
)
IMPORT_ROWS = Rule(
    "import-rows",
    _ERROR,
    "The rows of an imported table cannot become one row a week",
    "a row a region and week",
    "Bring one row a week, or say which column splits a week into rows.",
)
IMPORT_PARTS = Rule(
    "import-parts",
    _ERROR,
    "Rows of one week contradict each other, or stand twice",
    "sales of 40 and of 50 in one week",
    "Say with --add-up which column tells the parts apart.",
)
IMPORT_NAMES = Rule(
    "import-names",
    _ERROR,
    "A column of channels or metrics has too many names, alike ones, or amounts without one",
    "TV and tv",
    "Give every row the name of its channel or metric, always written alike.",
    f"{MOST_CHANNELS} channels, {MOST_METRICS} metrics",
)
IMPORT_ABSENT = Rule(
    "import-absent",
    _ERROR,
    "A channel has no row in some weeks, which may mean nothing or unknown",
    "no row for Radio in 12 weeks",
    "Say with --absent what it means.",
)
IMPORT_FLAGS = Rule(
    "import-flags",
    _ERROR,
    "An event column mixes numbers and texts, or has too many different texts",
    "1, 'Easter', 0",
    "Use numbers only, or a few texts only.",
    f"{MOST_FLAGS} texts",
)
IMPORT_UNEVEN = Rule(
    "import-uneven",
    _WARNING,
    "A part that is added up has no rows in some weeks",
    "region South in 20 of 104 weeks",
    "Add its rows, or leave that part out: sums jump where it starts or ends.",
)
IMPORT_LAYOUT = Rule(
    "import-layout",
    _NOTE,
    "Titles above, headers in two rows, or dates across were understood",
    "headers in row 4",
    "Compare the columns of the workbook with your table.",
)
IMPORT_LEFT_OUT = Rule(
    "import-left-out",
    _NOTE,
    "Totals, repeated headers or remarks below the table were left out",
    "'Total' in row 108",
    "See that none of them is a week.",
)
IMPORT_READ = Rule(
    "import-read",
    _NOTE,
    "Numbers written for people were understood",
    "'1.200,50' is 1200.5",
    "Compare a few numbers of the workbook with your table.",
)
IMPORT_ADDED = Rule(
    "import-added",
    _NOTE,
    "Several rows became one",
    "3 campaigns of a channel in one week",
    "Compare the totals of the workbook with your table.",
)
IMPORT_DAYS = Rule(
    "import-days",
    _NOTE,
    "Rows are days; the workbook adds them up to weeks",
    "730 rows, one a day",
    "Check which day ends a week on the Settings sheet.",
)

RULES = (
    IMPORT_OPTION, IMPORT_SHEET, IMPORT_HEADER, IMPORT_ACROSS, IMPORT_CELLS, IMPORT_ROWS,
    IMPORT_PARTS, IMPORT_NAMES, IMPORT_ABSENT, IMPORT_FLAGS, IMPORT_UNEVEN, IMPORT_LAYOUT,
    IMPORT_LEFT_OUT, IMPORT_READ, IMPORT_ADDED, IMPORT_DAYS,
)  # fmt: skip
