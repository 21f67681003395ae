"""Sentences about the outcome by source and period, and about the P&L view."""

from __future__ import annotations

from mmm_xl.sections.words import GIVEN

SPLIT = (
    "By period: every amount belongs to the days of its week, so a week that straddles the end of a"
    " period is divided by days, actual weekly {outcome} likewise. A channel's amount in a period"
    " is the effect of all its spend, earlier spend included: an amount, never a return."
)

PARTS_NOTE = (
    "These parts add up to modelled {outcome}. Level is the intercept; trend and seasonality"
    " swing around it, so theirs may be negative; controls count against their mean over the"
    " data, events against their absence. Means add; the ends of ranges do not. " + GIVEN
)
GROUPS_NOTE = (
    "A group is the sum of its channels, its range that of the sum. Means add; the ends of ranges"
    " do not. " + GIVEN
)
PERIODS_NOTE = (
    "Posterior means, which add across and down. Baseline is level, trend, seasonality, controls"
    " and events. Residual is actual less modelled. A period at either end holds only the days"
    " that the data cover."
)

ROI_BASIS_MARGINS = (
    "ROI is {worth} per unit of spend; ROI on margin is incremental contribution margin"
    " per unit of spend, at the margin that the Margins sheet gives for each week and channel; 1.0"
    " pays back. The hurdle of {hurdle} applies to ROI on margin."
)

PNL_MESSAGE = (
    "Over all weeks contribution after media is {earned} {currency} ({spread}), given this model"
    " and its data: {margin} {currency} of contribution margin less {spend} {currency} of media"
    " spend."
)
PNL_MESSAGE_OUTCOME = (
    "Over all weeks channels brought {media} {unit} of {outcome} ({spread}), given this model and"
    " its data."
)
PNL_CALENDAR_MONTHS = "Fiscal years start in {month} and consist of calendar months."
PNL_CALENDAR_WEEKS = (
    "Fiscal years end on the {weekday} nearest to the last day of {month}; their quarters are"
    " {pattern}."
)
PNL_NAMED = "A fiscal year is named after the calendar year in which it ends."
PNL_MARGIN = (
    "Contribution margin is {margin} of the net sales that channels brought in, as Settings say."
)
PNL_MARGIN_SHEET = (
    "Contribution margin is what the Margins sheet gives for each week and channel, times the net"
    " sales that the channel brought in."
)
PNL_NO_MARGIN = (
    "No margin is given, so there is no contribution here: set it on Settings or on a Margins"
    " sheet."
)
PNL_NO_VALUE = (
    "{outcome} is a count without a value per conversion, so there is no money here: set the value"
    " on Settings."
)
PNL_VALUE = "One unit of {outcome} counts as {value} {currency} of net sales."
PNL_WHEN = (
    "Contribution after media sets what a period's days received, from all earlier spend too,"
    " against what was spent in it; effects that fall after the last week are not counted. It is an"
    " amount of the period, not the return of its spend: that is on the ROI sheet."
)
PNL_TOTALS_NOTE = (
    "Ranges are computed from the draws of each line itself; means add, the ends of ranges do not. "
    + GIVEN
)
PNL_YEAR_NOTE = (
    "Bold lines are the sum of those above, media spend taken off. Negatives stand in parentheses."
    " The range is that of the year. {clipped}" + GIVEN
)
PNL_CLIPPED = "The data cover only part of: {periods}. "
PNL_ALT = (
    "{what} by fiscal quarter with {level} ranges, from {low} {unit} in {worst} to {high} {unit} in"
    " {best}."
)
