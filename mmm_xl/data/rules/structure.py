"""Rules about what stands around and between the rows of a table."""

from __future__ import annotations

from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

HIDDEN = Rule(
    "hidden",
    Severity.WARNING,
    "Rows or columns of a table are hidden or filtered away; they are modelled all the same",
    "rows 17 to 20 of Spend are filtered away",
    "Show them and look at them; delete what does not belong to the model.",
)
MERGED = Rule(
    "merged",
    Severity.ERROR,
    "Cells of a table or of its header row are merged, so that all but one of them are blank",
    "C4:D4 of Spend merged to one header",
    "Unmerge the cells and write a value in each.",
)
TOTALS_ROW = Rule(
    "totals-row",
    Severity.NOTE,
    "A row of totals or averages stands among the weeks; it is left out",
    "'Grand total' below the last week",
    "Keep totals outside of the table, or leave them: they are not modelled.",
)
TOTAL_DIFFERS = Rule(
    "total-differs",
    Severity.WARNING,
    "A total in the sheet is not the sum of the weeks above it",
    "total of 4,100 below weeks that add up to 4,000",
    "Look for a week that is missing, doubled or mistyped, or correct the total.",
)
FOOTNOTE = Rule(
    "footnote",
    Severity.NOTE,
    "A line of text stands below the last week; it is left out",
    "'Source: media agency'",
    "Keep remarks outside of the table, or leave them: they are not modelled.",
)

RULES = (HIDDEN, MERGED, TOTALS_ROW, TOTAL_DIFFERS, FOOTNOTE)
