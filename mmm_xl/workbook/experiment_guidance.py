"""Words that the Experiments sheet says about each of its columns."""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.names import ExperimentColumn
from mmm_xl.workbook.guidance import ColumnWords

EXPERIMENT_COLUMNS: Mapping[str, ColumnWords] = {
    ExperimentColumn.NAME: ColumnWords("name", "A name of its own for each test."),
    ExperimentColumn.CHANNEL: ColumnWords(
        "as on Channels", "The tested channel, as on Channels; several with ; between them."
    ),
    ExperimentColumn.START: ColumnWords("week end", "Last day of the test's first week."),
    ExperimentColumn.END: ColumnWords("week end", "Last day of the test's last week."),
    ExperimentColumn.MARKET_SHARE: ColumnWords(
        "% of market", "Part of the market in which spend was changed; 100% for the whole."
    ),
    ExperimentColumn.SPEND_CHANGE: ColumnWords(
        "{currency}",
        "Spend with the test minus spend without it, in total; negative for a switch-off.",
    ),
    ExperimentColumn.SPEND_FACTOR: ColumnWords(
        "multiple",
        "Spend in the tested share as a multiple of what it would have been: 0 is off, 1.5 is half"
        " more. Blank where the amount is given.",
    ),
    ExperimentColumn.EFFECT: ColumnWords(
        "outcome",
        "Outcome with the test minus outcome without it, in total, from the first week to the last"
        " one measured; negative where outcome was lost.",
    ),
    ExperimentColumn.STANDARD_ERROR: ColumnWords(
        "outcome", "Standard error of the incremental outcome; or blank, and a range."
    ),
    ExperimentColumn.EFFECT_LOW: ColumnWords("outcome", "Lower end of the effect's range."),
    ExperimentColumn.EFFECT_HIGH: ColumnWords("outcome", "Upper end of the effect's range."),
    ExperimentColumn.LEVEL: ColumnWords(
        "% of cases", "Probability that the range was made for; 95% where blank."
    ),
    ExperimentColumn.MEASURED_THROUGH: ColumnWords(
        "week end",
        "Last day of the last week that was measured: effects that come later are not part of it."
        " Blank: the test's last week.",
    ),
    ExperimentColumn.METHOD: ColumnWords("words", "Geo split, switch-off, conversion lift..."),
    ExperimentColumn.OWNER: ColumnWords("name", "Who answers for the test."),
    ExperimentColumn.USE: ColumnWords(
        "calibrate | validate", "calibrate: may inform the model. validate: kept back to check it."
    ),
}
