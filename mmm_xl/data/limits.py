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
ADVISED_WEEKS = 52
"""A year: with less, no season is seen twice, and none once as a whole."""

LEAST_WEEKS_A_COLUMN = 4.0
"""Weeks for each effect that is estimated; with fewer, priors say more than weeks."""

LEAST_VARIATION = 0.1
"""Standard deviation over mean of a channel's weeks; below it the channel looks like a constant."""

ALWAYS_ON = 0.5
"""Quietest week over mean week, from which a channel was never nearly off air."""

LEAST_WEEKS_ON_AIR = 5
"""Fewer weeks on air are single events: one odd week among them decides the return."""

LONG_SILENCE = 26
"""Half a year off air at the end: the market that the channel met is no longer today's."""

TINY_SHARE = 0.01
"""Share of all spend below which a channel's effect drowns in the noise of the others."""

CORRELATED = 0.9
"""Correlation, trend and season taken out; below it separate effects can be told in practice."""

INFLATED = 10.0
"""Variance inflation from which a column is named; lower figures hardly tell of wrong intervals."""

SEASONAL = 0.9
"""Part of a channel's variance that trend and yearly waves explain, from which it is the season."""

EXACT = 1e-6
"""Part of a column's variance that an exact relation may leave, so that rounding hides nothing."""

NEAR_EXACT = 0.995
"""Correlation with the outcome, trend and season taken out, that no cause in a market reaches."""

SUSPICIOUS = 0.95
"""The same for a control that is only asked about: strong drivers stay below."""

LONGEST_MEAN = 52
"""Rolling means of the outcome are looked for from 2 up to this many weeks."""

LONGEST_LAG = 13
"""The outcome of earlier weeks is looked for up to a quarter back, and a year back."""

MEDIATED = 0.5
"""Part of a control's variance that media explain, trend, season and events taken out."""

MEDIATOR_SIGNAL = 4.0
"""Standard errors by which such a control must move the outcome to be asked about."""

FLAT_TAIL = 4
"""Equal last weeks of a control that otherwise changes weekly: filled in, most likely."""

STEP_APART = 2
"""Weeks within which a step and another start are one moment to the model."""

SHIFT_ENDS = 8
"""Weeks before and after a level shift, so that no single odd week looks like one."""

SHIFT_SIGNAL = 6.0
"""Standard errors of a level shift, memory of the noise counted, at the likeliest of all weeks."""

SHIFT_SIZE = 0.04
"""Level shift, as part of the mean outcome, below which nobody need look for a cause."""

SHIFT_AT_ONCE = 0.75
"""Part of a shift that the weeks beside it must show; a level that wanders shows less."""

LEAST_POWER = 0.3
"""Chance of seeing an expected effect, below which a channel's result is mostly its prior."""
TOTAL_TOLERANCE = 1e-6
"""Relative difference of a total from its weeks that is rounding; beyond it a week is wrong."""
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
TOTAL_TOLERANCE = 1e-6
"""Relative difference of a total from its weeks that is rounding; beyond it a week is wrong."""
OTHER_BOOK_SHARE = 0.5
"""Where more of the shared cells differ from the last run, it was most likely another workbook."""

RESTATED_SHOWN = 200
"""Restated cells that are listed one by one; more are counted."""

WARNINGS_SAID = 10
"""Warnings that a run says while it works; more are counted."""

WARNINGS_SUMMARISED = 3
"""Warnings that the Summary sheet tells in full; more are counted."""

SAME_AMOUNT = 0.01
"""Two statements of one thing on the Experiments sheet may differ by this part: rounding."""

STRONG_EFFECT = 2.0
"""Standard errors from zero within which a lift test has found nothing: 95% by convention."""
REPORTED_SPEND_OFF = 0.1
"""Difference of a platform's spend from the Spend sheet's; rounding and late days stay below."""
