"""Words of the Platforms sheet's columns, apart from any code."""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.names import PlatformColumn
from mmm_xl.workbook.guidance import ColumnWords

PLATFORM_COLUMNS: Mapping[str, ColumnWords] = {
    PlatformColumn.PLATFORM: ColumnWords("name", "Who reports: Google Ads, Meta, GA4..."),
    PlatformColumn.CHANNEL: ColumnWords("as on Channels", "The channel that is credited."),
    PlatformColumn.FIRST: ColumnWords("any day", "First day of the report."),
    PlatformColumn.LAST: ColumnWords("any day", "Last day of the report, included."),
    PlatformColumn.CREDIT: ColumnWords(
        "platform | last click",
        "platform: the platform credits itself. last click: a tool gives all credit to the last"
        " click before the sale.",
    ),
    PlatformColumn.CONVERSIONS: ColumnWords(
        "conversions", "As reported for these days. Blank where only revenue is reported."
    ),
    PlatformColumn.REVENUE: ColumnWords(
        "{currency}", "As reported for these days. Blank where only conversions are reported."
    ),
    PlatformColumn.SPEND: ColumnWords(
        "{currency}", "As reported for these days; it is compared with Spend. May be blank."
    ),
    PlatformColumn.WINDOW: ColumnWords("words", "30 days after click, 1 day after view..."),
    PlatformColumn.VIEW_THROUGH: ColumnWords(
        "yes | no", "yes: sales after a view without a click are credited too. May be blank."
    ),
    PlatformColumn.OWNER: ColumnWords("name", "Who answers for the report."),
    PlatformColumn.NOTE: ColumnWords("words", "Whatever a reader must know of it."),
}
