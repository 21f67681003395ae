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

OTHER_BOOK_SHARE = 0.5
"""Where more of the shared cells differ from the last run, it was most likely another workbook."""

RESTATED_SHOWN = 200
"""Restated cells that are listed one by one; more are counted."""

WARNINGS_SAID = 10
"""Warnings that a run says while it works; more are counted."""

WARNINGS_SUMMARISED = 3
"""Warnings that the Summary sheet tells in full; more are counted."""
