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

TOTAL_TOLERANCE = 1e-6
"""Relative difference of a total from its weeks that is rounding; beyond it a week is wrong."""

SLIP = 6.0
"""Times what is usual, from which a week may be a slip of a decimal place: ten times less what
weeks vary by themselves."""

SLIP_BEYOND = 3.0
"""Times the highest twentieth of the other weeks that such a week also is; bursts stay below."""

SLIP_NEIGHBOURS = 8
"""Weeks around a week, beside itself, that say what is usual."""

LEAST_WEEKS_FOR_SLIPS = 12
"""Weeks above zero that a column needs, so that it has a usual size at all."""

ALIKE = 4.0
"""Most times from the lowest to the highest twentieth of a column whose weeks are alike."""

SPEND_OF_NOTHING = 1e6
"""A channel with less than this part of the outcome as spend is in another unit."""

OTHER_UNIT = 500.0
"""Times the usual channel's spend: beyond it lie thousands among units, not small channels."""

CHANNELS_TO_COMPARE = 3
"""Channels that say together what is usual; of two, either may be the odd one."""

LEAST_PERCENT = 1.5
"""Least number of a percentage that cannot be a fraction a little above one."""

NET_SLOPE = 0.1
"""How near to minus one the outcome follows spend where marketing was taken off."""

NET_EXPLAINED = 0.6
"""Least share of the outcome's changes that spend then explains; noise explains next to none."""
