"""Sentences of the Carryover sheet: how long channels act, and how full their curves are."""

from mmm_xl.sections.words import GIVEN

TITLE = "how long each channel acts, and how far it is from its maximum"

MESSAGE = (
    "{slowest} acts longest: half of its effect is in after {half} ({half_range}), given this model"
    " and its data."
)
MESSAGE_SEVERAL = (
    "{slowest} acts longest and {fastest} shortest: half of the effect is in after {half}"
    " ({half_range}) and after {short} ({short_range}), given this model and its data."
)

LASTS = (
    "{channel}: half of the effect is in after {half} ({half_range}) and 90% of it after {most}"
    " ({most_range})"
)
LEVEL = "; today's {driver} is at {level} of its maximum ({level_range})"
LEVEL_NONE = "; it had no {driver} in the last {weeks} weeks"
LEVEL_ENDLESS = "; its curve was assumed to have no maximum"
NEXT = ", and the next 10% of {driver} returns {ratio} of the average ({ratio_range})"

WEEKS_NOTE = (
    "The effect of one week's spend or exposure comes in over that week and the weeks after it,"
    " read between weeks. The half-life here counts all of the effect from the first day on, so it"
    " differs from the parameter of the curve itself. " + GIVEN
)
TIMING_NOTE = (
    "At once: at least {share} of the effect falls into the week of the spend. Later: the strongest"
    " week comes after it. Fades: neither. Assumed: the same before any data; where both agree, the"
    " data taught nothing about it."
)
PLACE_NOTE = (
    "Today is the mean of the last {weeks} weeks, spent evenly; the maximum is the greatest weekly"
    " effect that the curve allows. The next 10% raises the whole weekly pattern: 1.00 would be as"
    " good as the average, 0.50 half as good; effects after the last week of data are not counted."
    " Where history does not reach, this rests on the assumed shape of the curve. " + GIVEN
)
CURVE_NOTE = "Week 1 is the week of the spend. {level} ranges. " + GIVEN
CURVE_ALT = (
    "{channel}: {first} of the effect is in by the end of the week of the spend, and {most} by the"
    " end of week {week}."
)
