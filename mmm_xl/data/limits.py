"""Thresholds of the workbook checks, each with its reason, in one place."""

from __future__ import annotations

LEAST_WEEKS = 26
"""Half a year: fewer weeks cannot tell a channel from a season, whatever the priors."""

LARGEST = 1e15
"""Greatest magnitude of a number; beyond it Excel itself no longer keeps every unit."""

LEAST_RANGE_RATIO = 1.01
"""Least ratio of a range's end to its start; narrower is a point, which is no belief."""

FAULTS_IN_FULL = 20
"""One column's faults of one kind are all listed up to this many."""

FAULTS_SHOWN = 5
"""Beyond `FAULTS_IN_FULL`, this many are listed and the rest is counted."""

CLOSE_NAME = 0.6
"""Least similarity (`difflib` ratio) at which another name is suggested."""

WEEKS_NAMED = 3
"""A gap names its weeks up to this many, beyond it only the first and the last."""

MOST_NAMES = 12
"""Most names that one sentence lists."""

MOST_TEXT_BYTES = 50 * 2**20
"""Bytes of a text file that is imported; ten years of days, channels and regions stay below it."""

MOST_TEXT_CELLS = 5_000_000
"""Cells of a text file that is imported; more would take gigabytes before anything is checked."""

MOST_TEXT_ROWS = 1_048_576
"""Rows of a text file that is imported: those of a sheet, so that Excel shows each of them."""

MOST_TEXT_COLUMNS = 16_384
"""Columns of a text file that is imported: those of a sheet."""

LONGEST_CELL = 32_767
"""Characters that a cell holds in Excel; a longer one is a quotation mark that nobody closed."""

HEADER_WITHIN = 25
"""Rows from the top in which headers are looked for where the date column is not found."""

LEAST_ACROSS = 3
"""Dates, months or years side by side from which a table is taken to run across."""

MOST_CHANNELS = 50
"""Most channels that a column of names may become; beyond it the names are those of campaigns."""

MOST_METRICS = 200
"""Most columns that a column of metrics may become."""

MOST_FLAGS = 40
"""Most flags that one text column may become; beyond it the text is no event calendar."""

FIRST_YEAR = 1990
"""Day numbers and dates without separators are read as dates from this year on."""

LAST_YEAR = 2050
"""And up to this year: 45298 may be a date, 100000 is none that belongs into marketing data."""

DAYS_DENSE = 0.5
"""Least share of the days between first and last that daily rows fill; fewer are no daily rows."""

TOTAL_TOLERANCE = 1e-6
"""Relative difference of a total from its weeks that is rounding; beyond it a week is wrong."""
