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

MOST_FLAGS = 40
"""Most flags that one text column may become; beyond it the text is no event calendar."""

FIRST_YEAR = 1990
"""Day numbers and dates without separators are read as dates from this year on."""

LAST_YEAR = 2050
"""And up to this year: 45298 may be a date, 100000 is none that belongs into marketing data."""

DAYS_DENSE = 0.5
"""Least share of the days between first and last that daily rows fill; fewer are no daily rows."""

PARTIAL_SHARE = 0.6
"""A week with less of both outcome and spend most likely lacks days: four of seven are 57%."""

BESIDE_WEEKS = 8
"""Weeks beside the first or last one that say what is usual: two months, so no single peak does."""
