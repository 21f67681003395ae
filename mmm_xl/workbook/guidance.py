"""Words that a workbook says to the people who fill it, apart from any code.

``{business}``, ``{currency}`` and ``{outcome_name}`` are cells of the Settings sheet; the words
follow them when they change.
"""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.names import (
    PRODUCT,
    CalendarColumn,
    ChannelColumn,
    DictionaryColumn,
    Sheet,
)
from mmm_xl.workbook import sheet_words

SheetWords = sheet_words.SheetWords
ColumnWords = sheet_words.ColumnWords


INPUT_SHEETS: Mapping[Sheet, SheetWords] = {
    Sheet.SETTINGS: SheetWords(
        "{business}: settings of the model",
        "One setting a row; change only the yellow cells. Blank is allowed where the column"
        " Allowed says so; every other setting needs a value.",
    ),
    Sheet.CHANNELS: SheetWords(
        "{business}: marketing channels and what is known of them",
        "One channel a row, named exactly as its column on Spend or Exposure. Ranges say between"
        " which values the truth lies with 90% probability, before seeing these data. Both ends of"
        " a range may be blank: then a cautious default is used.",
    ),
    Sheet.SPEND: SheetWords(
        "{business}: media spend by channel, {currency} a week",
        "One row a week, one column a channel. Write 0 where nothing was spent: a blank cell means"
        " unknown, never 0, and is refused; only an owned channel's column may be blank. Money that"
        " bought the week's media, without tax.",
        "{currency} a week",
        "Amount that bought this week's media, 0 where nothing was spent. Blank means unknown.",
    ),
    Sheet.OUTCOME: SheetWords(
        "{business}: {outcome_name}, by week",
        "One row a week, one column: what the marketing is to move. A blank cell means unknown,"
        " never 0, and is refused. Use the figure that ties to the ledger, returns deducted.",
        "{currency} a week",
        "The week's figure, as the ledger has it. Blank means unknown.",
    ),
    Sheet.EVENTS: SheetWords(
        "{business}: events, 0 or 1 in each week",
        "One column an event: to add one, type its name into the next free cell of the header row."
        " Write 1 in weeks with the event, or a part such as 0.5; 0 or blank means no event."
        " Events with dates may stand on a sheet EventCalendar instead; public holidays come from"
        " Holiday country on Settings. Without events leave the sheet as it is.",
        "0 or 1",
        "1 in a week with the event, a part such as 0.5 for some of its days, 0 or blank without.",
    ),
    Sheet.CONTROLS: SheetWords(
        "{business}: other drivers of {outcome_name}, one value a week",
        "One column a driver that moves sales and is not marketing (price, weather, distribution):"
        " to add one, type its name into the next free cell of the header row. A blank cell means"
        " unknown and is refused, unless 'Blank controls' on Settings says how to fill it. Without"
        " such drivers leave the sheet as it is.",
        "own unit",
        "The week's value in the driver's own unit. Blank means unknown.",
    ),
    Sheet.EXPERIMENTS: SheetWords(
        "{business}: lift tests, one row a test",
        "Every test that was run, whatever it found. Use says whether a test may inform the model"
        " (calibrate) or is kept back to check it (validate), never both. Spend holds what was"
        " really spent, the test included. Say how spend was changed by its amount or by its"
        " factor, and how sure the effect is by its standard error or by a range; the other may be"
        " blank, as may Measured through, Method and Owner.",
    ),
    Sheet.EXPOSURE: SheetWords(
        "{business}: media exposure by channel, contacts a week",
        "One column a channel whose contacts (impressions, rating points, clicks, sends) describe"
        " it better than its spend: they drive its effect, its ROI stays on what Spend says. Any"
        " unit, the same in all weeks; delete the columns of other channels. Write 0 where there"
        " was none: a blank cell means unknown and is refused.",
        "contacts a week",
        "This week's contacts, 0 where there were none. Blank means unknown.",
    ),
    Sheet.EVENT_CALENDAR: SheetWords(
        "{business}: events by their dates",
        "One row an event, or one more stretch of it: rows of one name are one event. Each week"
        " with a day of the event counts, and the weeks of lead and lag around it. A pulse passes:"
        " it lasts from first to last day, or one day. A step stays: it lasts to the end of the"
        " data where Last day is blank. Dates outside the data do no harm.",
    ),
    Sheet.MARGINS: SheetWords(
        "{business}: contribution margin by channel, % of net sales",
        "Only where the margin on Settings is too coarse: what remains of one extra unit of net"
        " sales after variable cost and returns, by week and channel. A column that is blank or"
        " deleted takes the margin on Settings; a column that is filled needs every week.",
        "% of net sales",
        "What remains of one extra unit of net sales this week, 0% to 100%.",
    ),
    Sheet.LEDGER: SheetWords(
        "{business}: ledger accounts by period, {currency} unless stated",
        "One row an account and period (2024-03, 2024Q1 or 2024), as booked: sales and costs"
        " positive, what reduces them negative; all rows together are the ledger's total. Bridge"
        " line says whether the weekly sheets hold the amount (in scope), or why not; an account"
        " of which they hold a part is split into rows. Channel, Currency, rates and, in scope,"
        " Owner and Explanation may be blank. No estimate rests on it: totals are tied to it.",
    ),
    Sheet.PLATFORMS: SheetWords(
        "{business}: what platforms and last-click tools report",
        "One row a platform, channel and period, as its report shows it; platforms of one channel"
        " are added up. Credit by says who gave the credit: the platform itself, or a last-click"
        " tool; take last click from one tool only. Conversions or revenue, one of them at least;"
        " a blank figure is unknown, never 0. These figures reach no estimate: they stand beside"
        " the model's.",
    ),
    Sheet.DATA_DICTIONARY: SheetWords(
        "{business}: where each column comes from",
        "One row a column of the weekly sheets. Write where its figures come from, their unit and"
        " what a reader must know of them; every text may be blank. The results show them beside"
        " the cells, totals and changes of each column.",
    ),
}

WEEK_UNIT = "week end"
WEEK_HINT = "Last day of the week, as a date. Every week once, seven days apart, no gap."

CHANNEL_COLUMNS: Mapping[str, ColumnWords] = {
    ChannelColumn.NAME: ColumnWords(
        "as on Spend", "Exactly as the column is headed on Spend or Exposure."
    ),
    ChannelColumn.LABEL: ColumnWords(
        "in charts", "Name in tables and charts. Blank: the channel's name."
    ),
    ChannelColumn.GROUP: ColumnWords(
        "for subtotals", "Such as Brand or Performance. May be blank."
    ),
    ChannelColumn.KIND: ColumnWords(
        "paid | owned",
        "paid: money is spent on it. owned: e-mail, push and the like, exposure only.",
    ),
    ChannelColumn.ROI_LOW: ColumnWords(
        "per 1 spent",
        "Likely return on 1 spent, lower end; 90% probability inside. Paid channels only.",
    ),
    ChannelColumn.ROI_HIGH: ColumnWords(
        "per 1 spent",
        "Likely return on 1 spent, upper end; 90% probability inside. Paid channels only.",
    ),
    ChannelColumn.SHARE_LOW: ColumnWords(
        "% of outcome",
        "Likely share of the outcome, lower end; 90% probability inside. Owned channels, or a paid"
        " one instead of its return.",
    ),
    ChannelColumn.SHARE_HIGH: ColumnWords(
        "% of outcome",
        "Likely share of the outcome, upper end; 90% probability inside. Owned channels, or a paid"
        " one instead of its return.",
    ),
    ChannelColumn.HALF_LIFE_LOW: ColumnWords(
        "weeks", "Weeks until half of an ad's effect has passed, lower end."
    ),
    ChannelColumn.HALF_LIFE_HIGH: ColumnWords(
        "weeks", "Weeks until half of an ad's effect has passed, upper end."
    ),
    ChannelColumn.HALF_MAXIMUM_LOW: ColumnWords(
        "x usual week",
        "At which multiple of a usual week (mean of the weeks with spend) half of the greatest"
        " possible effect is reached, lower end.",
    ),
    ChannelColumn.HALF_MAXIMUM_HIGH: ColumnWords(
        "x usual week",
        "At which multiple of a usual week (mean of the weeks with spend) half of the greatest"
        " possible effect is reached, upper end.",
    ),
    ChannelColumn.CARRYOVER: ColumnWords(
        "or as Settings",
        "Blank: the choice on Settings. auto: as the data say. geometric: fades from the first"
        " week. delayed: a bell around a later peak. none: acts in its own week only.",
    ),
    ChannelColumn.SATURATION: ColumnWords(
        "or as Settings",
        "Blank: the choice on Settings. hill: S-shaped or not, as the data say. michaelis-menten:"
        " never S-shaped. logistic: flat sooner. none: never saturates.",
    ),
    ChannelColumn.POOL: ColumnWords(
        "a word | no",
        "Blank: learns its usual return with all channels without a stated range. A word, such as"
        " Brand: with the channels of the same word. no: by itself.",
    ),
    ChannelColumn.MOVES_WITH: ColumnWords(
        "a channel",
        "A channel that this one falls along with, as brand search does without television. Your"
        " assumption: the model does not learn it, and no fit uses it. Blank: none.",
    ),
    ChannelColumn.MOVES_BY: ColumnWords(
        "% of it lost",
        "By how much this channel falls where the named one is switched off, 0% to 100%.",
    ),
    ChannelColumn.NOTE: ColumnWords(
        "words", "Where the ranges come from: a test, a benchmark, a judgement."
    ),
}

CHANNEL_BANDS: tuple[tuple[str, str, str], ...] = (
    (ChannelColumn.ROI_LOW, ChannelColumn.ROI_HIGH, "Likely return (paid)"),
    (ChannelColumn.SHARE_LOW, ChannelColumn.SHARE_HIGH, "or likely share"),
    (ChannelColumn.HALF_LIFE_LOW, ChannelColumn.HALF_LIFE_HIGH, "How long it acts"),
    (ChannelColumn.HALF_MAXIMUM_LOW, ChannelColumn.HALF_MAXIMUM_HIGH, "When it saturates"),
    (ChannelColumn.CARRYOVER, ChannelColumn.SATURATION, "Curves of its own"),
    (ChannelColumn.MOVES_WITH, ChannelColumn.MOVES_BY, "Falls along (assumed)"),
)
"""First column, last column and words above each pair of columns."""

CALENDAR_COLUMNS: Mapping[str, ColumnWords] = {
    CalendarColumn.NAME: ColumnWords(
        "name", "One name for all rows of one event, such as Spring sale; no column of Events."
    ),
    CalendarColumn.FIRST: ColumnWords("any day", "First day of the event, on any weekday."),
    CalendarColumn.LAST: ColumnWords(
        "any day", "Last day. Blank: a pulse lasts one day, a step to the end of the data."
    ),
    CalendarColumn.KIND: ColumnWords(
        "pulse | step",
        "pulse: it passes, such as a sale. step: it stays, such as a new shop. Blank: pulse.",
    ),
    CalendarColumn.LEAD: ColumnWords(
        "weeks before", "Weeks before the first day that it already moves, 0 to 12. Blank: 0."
    ),
    CalendarColumn.LAG: ColumnWords(
        "weeks after", "Weeks after the last day that it still moves, 0 to 12. Blank: 0."
    ),
    CalendarColumn.NOTE: ColumnWords("words", "Whatever helps to remember what it was."),
}

DICTIONARY_COLUMNS: Mapping[str, ColumnWords] = {
    DictionaryColumn.SHEET: ColumnWords("as its tab", "Sheet that holds the column."),
    DictionaryColumn.COLUMN: ColumnWords("as headed", "Header of the column on that sheet."),
    DictionaryColumn.SOURCE: ColumnWords(
        "words", "System, report or person that the figures come from, and who to ask."
    ),
    DictionaryColumn.UNIT: ColumnWords(
        "words", "Unit of one figure. Blank: the currency, the outcome's unit, a flag, contacts."
    ),
    DictionaryColumn.CAVEAT: ColumnWords(
        "words", "What a reader must know: late bookings, a changed definition, an estimate."
    ),
}

PRIORS_TITLE = "{business}: what your ranges imply before any data"
PRIORS_STATUS = "nothing to fill in here"
PRIORS_ALL = "All channels"
PRIORS_WORKINGS = "Workings: nothing to fill in"
PRIORS_REMARK = "more than half of the outcome by itself"
PRIORS_LEAD = "Before any data, your ranges and our defaults together give media a likely "
PRIORS_WAITING = "What your ranges imply stands here once Spend and Outcome are filled."
PRIORS_WARNINGS: tuple[str, str, str] = (
    " A run refuses this: state other ranges, or check that spend and outcome are in one unit.",
    " No plan brings in more than everything: state lower or narrower ranges.",
    " One channel brings in more than half by itself: lower it unless you know better.",
)
"""Together outside what a run accepts; beyond the whole outcome; one channel alone."""

SETTING_COLUMNS: Mapping[str, str] = {
    "Setting": "what",
    "Value": "yours to fill",
    "Unit": "of the value",
    "Allowed": "values",
    "Meaning": "in a sentence",
}

PURPOSES: Mapping[Sheet, str] = {
    Sheet.ABOUT: "What this workbook is, the order of work, and what the colours mean.",
    Sheet.SUMMARY: "What was learned, what to do next, how sure it is, what could change it.",
    Sheet.SETTINGS: "Who, which currency, margin and hurdle, and how the model is run.",
    Sheet.CHANNELS: "Each channel, paid or owned, and what the business already knows of it.",
    Sheet.PRIORS: "What your ranges imply together, before any data; computed, nothing to fill.",
    Sheet.SPEND: "Media spend by channel and week.",
    Sheet.OUTCOME: "The figure that marketing is to move, by week.",
    Sheet.EVENTS: "Promotions, launches, closures: weeks unlike the others.",
    Sheet.CONTROLS: "Price, weather, distribution and other drivers, by week.",
    Sheet.EXPERIMENTS: "Register of lift tests, to inform or to check the model.",
    Sheet.EXPOSURE: "Contacts by channel and week, where they say more than spend.",
    Sheet.EVENT_CALENDAR: "Events by first and last day, with weeks of lead and lag.",
    Sheet.MARGINS: "Contribution margin by channel and week, where one number is too coarse.",
    Sheet.LEDGER: "Revenue and marketing spend as the ledger books them, to tie totals to.",
    Sheet.PLATFORMS: "What platforms and last-click tools credit each channel with.",
    Sheet.CONTRIBUTION: "How much of the outcome each channel and the baseline made.",
    Sheet.ROI: "Return on each channel's spend, with ranges, average and next unit.",
    Sheet.LIFT: "What the spend of a period brought, then and later, and when it pays back.",
    Sheet.RESPONSE: "How the effect of each channel grows with its spend.",
    Sheet.CARRYOVER: "How long each channel acts, and how full its curve is today, in words.",
    Sheet.SCENARIO_GRID: "What the outcome would be at other levels of spend.",
    Sheet.VALIDATION: "Verdict with its reasons, and every check: threshold, found, what to do.",
    Sheet.MODEL_CHECKS: "Priors and posteriors, replicated weeks, channels switched off, chains.",
    Sheet.WEEKS_NOT_SEEN: "Forecasts of weeks held back, and the forecast frozen with the run.",
    Sheet.SENSITIVITY: "Returns under reasonable changes of the model.",
    Sheet.CANDIDATES: "Other specifications, their ensemble, and known truths fitted again.",
    Sheet.DIAGNOSTICS: "How well the model fits, and whether its draws can be used.",
    Sheet.REGISTER: "Each lift test beside the model without and with it, and what to test next.",
    Sheet.RECONCILIATION: "From the figures you wrote to the figures that were modelled.",
    Sheet.EVIDENCE: "Model, platforms, last click and lift tests side by side for each channel.",
    Sheet.PNL: "Each fiscal quarter: outcome by source, media spend, contribution after media.",
    Sheet.CHECKS: "Amounts that must agree, each with difference, tolerance and status.",
    Sheet.DATA_DICTIONARY: "Each column: source, unit, cells, changes, caveats, data findings.",
    Sheet.VERSION: "Run id, software and data cut-off: how to get the same figures again.",
}

ABOUT_TITLE = f"{PRODUCT}: marketing mix model"
ABOUT_TEMPLATE = (
    "This workbook collects what a marketing mix model needs: weekly spend, weekly outcome and what"
    " else moved it. The model then says which part of the outcome each channel made, what a unit"
    " of spend returned, and how sure that is."
)
ABOUT_RESULTS = (
    "This workbook holds the inputs of one run of the marketing mix model and its results. Start"
    " with Summary; Checks shows whether the figures tie out; Version says how to get them again."
)

STEPS: tuple[tuple[str, str], ...] = (
    ("Fill Settings, then name every channel on Channels.", ""),
    ("Fill Spend and Outcome: the same weeks on both, no gap, at least two years if you can.", ""),
    ("Add Events and Controls that moved the outcome beside marketing.", ""),
    (
        "Save, then have the inputs checked; every fault is named with its cell:",
        "mmm-xl check BOOK.xlsx",
    ),
    (
        "Run the model; a results workbook and a report are written beside your file:",
        "mmm-xl run BOOK.xlsx",
    ),
    (
        "Read Summary, then Checks. Change an input and run again: the run id tells results apart.",
        "",
    ),
)

RULES: tuple[str, ...] = (
    "Spend is positive. Negative amounts stand in parentheses.",
    "A blank input is unknown, never 0. Each sheet says above its table what may be blank.",
    "Dates are the last day of a week, shown as year-month-day.",
    "Cells hold full precision; shown figures are rounded, so a sum may look 1 off.",
)
RESULT_RULES: tuple[str, ...] = (
    "Figures are posterior means. Means add; the ends of ranges do not.",
    "Ranges are credible intervals: given this model and its data, the true value lies inside with"
    " the stated probability.",
)

LEGEND_CHIP = "yours to fill"
LEGEND_INPUT = "an input: yours to fill"
LEGEND_RESULT = "a result or a formula: locked, no password"
LEGEND_HEADER = "header of an input table"
LEGEND_UNUSED = "not used beside what this channel already states"
LEGEND_GOOD = "a check that passed"
LEGEND_BAD = "a check that FAILED: see the verdict on Summary and Validation"

CHECKS_TITLE = "{business}: checks, amounts that must agree"
CHECKS_MESSAGE = (
    "Each line compares two amounts that were computed apart. The difference must not exceed the"
    " tolerance. One failure turns the master check, and the line on top of every result sheet."
)
VERSION_TITLE = "{business}: version of these results"
VERSION_MESSAGE = (
    "Running the same workbook with the same version of the software on the same kind of machine"
    " gives the same run id and the same figures. A changed input gives another run id."
)
REPRODUCE = "mmm-xl run BOOK.xlsx"
NO_CHECKS = "No check was made"
OWN_SCALE = "own scale"
COVERAGE_EQUAL = "Found as stated"
CHART_HELPER = "Chart helper: what the chart beside draws"
