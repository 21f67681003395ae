"""Rules about sheets, headers and the rows that describe settings and channels."""

from __future__ import annotations

from mmm_xl.data.limits import LEAST_RANGE_RATIO
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR = Severity.ERROR

SHEET_MISSING = Rule(
    "sheet-missing",
    _ERROR,
    "A sheet that the model needs is absent",
    "no sheet Outcome",
    "Add the sheet with its header row, or rename yours.",
)
HEADER_ROW = Rule(
    "header-row",
    _ERROR,
    "No header row is found in a sheet",
    "Spend without 'Week ending'",
    "Write the headers in one row above the data.",
)
COLUMN_MISSING = Rule(
    "column-missing",
    _ERROR,
    "A column is absent, or seems to have been renamed",
    "'Week end' for 'Week ending'",
    "Give the column its name back.",
)
COLUMN_DOUBLED = Rule(
    "column-doubled",
    _ERROR,
    "Two columns have one name, or a column has none",
    "TV and ' tv '",
    "Rename or delete one of the columns.",
)
NAME_CLASH = Rule(
    "name-clash",
    _ERROR,
    "An event or control is named like a channel or like each other",
    "a control named TV",
    "Rename one of them.",
)
OUTCOME_COLUMN = Rule(
    "outcome-column",
    _ERROR,
    "The Outcome sheet has no outcome, or several",
    "Revenue and Orders side by side",
    "Keep one outcome; move the other to Controls or delete it.",
)
CHANNEL_COLUMN = Rule(
    "channel-column",
    _ERROR,
    "A channel has no column, or a column is no channel",
    "Channels lists Radio, Spend does not",
    "Name channel and column alike.",
)
SETTING_ROW = Rule(
    "setting",
    _ERROR,
    "A setting is unknown, set twice or has a value that is not allowed",
    "KPI type: turnover",
    "Choose one of the allowed values, which stand beside the setting.",
)
CHANNEL_ROW = Rule(
    "channel-row",
    _ERROR,
    "A row of the Channels sheet contradicts itself or would be ignored",
    "ROI from 4, ROI to 2",
    "Correct or clear the cell.",
    f"a range ends at least {LEAST_RANGE_RATIO:g} times above its start",
)
PRIOR_SHARE = Rule(
    "prior-share",
    _ERROR,
    "The stated ranges give all channels together next to nothing or almost everything",
    "ROI 40 to 60 on half of revenue",
    "Look at the Priors sheet and correct the largest range.",
)
MARGIN_MISSING = Rule(
    "margin-missing",
    _ERROR,
    "A channel has a margin neither on Margins nor on Settings, and others have one",
    "Margins has TV only, Settings has none",
    "Fill the channel's column on Margins, or set the margin on Settings.",
)
DICTIONARY_SHEET = Rule(
    "dictionary-sheet",
    Severity.WARNING,
    "The Data dictionary sheet has no header row that is understood, so its texts are not shown",
    "'Field' for 'Column'",
    "Give the sheet the headers Sheet, Column, Source, Unit and Caveat.",
)
DICTIONARY_ROW = Rule(
    "dictionary-row",
    Severity.WARNING,
    "A row of the Data dictionary is about a column that the workbook does not have",
    "Spend, Radio",
    "Write sheet and column as they are headed, or delete the row.",
)

RULES = (
    SHEET_MISSING, HEADER_ROW, COLUMN_MISSING, COLUMN_DOUBLED, NAME_CLASH, OUTCOME_COLUMN,
    CHANNEL_COLUMN, SETTING_ROW, CHANNEL_ROW, PRIOR_SHARE,
    MARGIN_MISSING, DICTIONARY_SHEET, DICTIONARY_ROW,
)  # fmt: skip
