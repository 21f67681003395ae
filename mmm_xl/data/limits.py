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

MOST_LEAD = 12
"""Most weeks of lead or lag of an event: a quarter, beyond which it is no longer that event's."""

LEAST_HOLIDAY_WEEKS = 2
"""A public holiday seen less often gets no column of its own: one week's effect is that week."""

SAME_WEEKS = 0.5
"""Share of their weeks from which two holidays are one event: apart, neither could be told."""

EXPOSURE_SHARE = 0.05
"""Share of a channel's spend or exposure in odd weeks from which they are no slip of one week."""

EXPOSURE_JUMP = 10.0
"""Times the usual cost of one unit of exposure; prices move less, units and typing errors more."""
