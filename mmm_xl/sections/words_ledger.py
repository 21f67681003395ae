"""Words of the bridges from ledger to model."""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.analysis.ledger_bridge import BridgeStep

TIED = "tied"
FAILED = "FAILED"

TITLE = "from the ledger to the model"
BRIDGE_TITLE = "from ledger {side} to modelled {side} ({unit})"
PERIODS_TITLE = "ledger and modelled {side} by period ({unit})"
CHANNELS_TITLE = "ledger and modelled spend by channel ({unit})"
ENTRIES_TITLE = "workings: every row of the ledger at both rates ({unit})"
WEEKS_TITLE = "workings: weeks of {side} split at the ends of the ledger's periods ({unit})"
WORKINGS = "workings of the ledger bridges"
WORKINGS_MESSAGE = (
    "What the bridges add up: rows of the Ledger sheet, and the weeks that their periods touch."
)

LINES: Mapping[BridgeStep, str] = {
    BridgeStep.TOTAL: "Ledger total",
    BridgeStep.OUT_OF_SCOPE: "less out of scope",
    BridgeStep.VAT: "less VAT",
    BridgeStep.RETURNS: "less returns",
    BridgeStep.FEES: "less agency fees",
    BridgeStep.PRODUCTION: "less production",
    BridgeStep.ACCRUAL: "less accrual against invoice",
    BridgeStep.OTHER: "less other",
    BridgeStep.OUTSIDE: "less periods outside the data",
    BridgeStep.EXCHANGE: "plus exchange",
    BridgeStep.IN_SCOPE: "Ledger in scope",
    BridgeStep.CUT_OFF: "plus cut-off",
    BridgeStep.EXPECTED: "Expected in the model",
    BridgeStep.MODELLED: "Modelled in the ledger's weeks",
    BridgeStep.RESIDUAL: "Residual: modelled less expected",
    BridgeStep.UNCOVERED: "Modelled in other weeks",
    BridgeStep.ALL_WEEKS: "Modelled in all weeks",
}
TOLERANCE = "Tolerance, either way"

SAID: Mapping[BridgeStep, str] = {
    BridgeStep.TOTAL: "All rows at the ledger's rates",
    BridgeStep.IN_SCOPE: "What the model should hold, at the workbook's rates",
    BridgeStep.EXPECTED: "In scope and cut-off",
    BridgeStep.RESIDUAL: "Not explained; shown, never spread over other lines",
}
OUTSIDE_SAID = "Their days lie before or after all modelled weeks"
EXCHANGE_SAID = "The workbook's rate instead of the ledger's"
MODELLED_SAID = "{sheet} sheet, weeks ending {first} to {last}"
NOT_COMPARED = "No period in scope touches a modelled week, so nothing was compared"
UNCOVERED_SAID = "No period of the ledger touches these weeks"
ALL_SAID = "What the model was fitted to"
TOLERANCE_SAID = "{share} of the ledger in scope, as on Settings"
CUT_OFF_SAID = (
    "Modelled days that no period holds: {modelled}; less ledger days outside the modelled weeks:"
    " {ledger}"
)

MESSAGE_TIED = (
    "{sides} to the ledger: the residual is {residuals}, and {allowed} of the ledger in scope is"
    " accepted."
)
TIES = {1: "{0} ties", 2: "{0} and {1} tie"}
RESIDUAL = "{unit} {amount} ({share}) for {side}"
AND = " and "
WITHIN, BEYOND = "within tolerance", "beyond tolerance"
LIES_IN = "Where the difference of {side} lies: {places}."
PLACE = "{name} (modelled is {unit} {amount} {way} the ledger)"
ABOVE, BELOW = "above", "below"
START_WITH = "Start with {entries}."
ENTRY = "account {account}, {unit} {amount} in cell {at}"
LESS = (
    "Either the {sheet} sheet lacks what the ledger books there, or a row of the ledger belongs on"
    " another line of the bridge."
)
MORE = (
    "Either the {sheet} sheet holds what the ledger does not book there, or the Ledger sheet lacks"
    " a row in scope."
)
OTHER_CHANNELS = "channels that no ledger row names"
NO_PERIOD = "in no period"
WITHOUT_VALUE = (
    "Revenue has no bridge: the outcome is a count, and Settings states no value per conversion."
)
ONE_SIDE = "The Ledger sheet has no {side}, so modelled {side} was not tied to it."
BRIDGE_NOTE = (
    "Amounts add from the top; what leaves is negative. Shares are of the ledger in scope. Lines"
    " without a row of the ledger stand on the sheet only."
)
PERIODS_NOTE = (
    "Each week is spread evenly over its seven days. A week that is uneven moves an amount from"
    " one period to the next; these rows are no check of their own."
)
CHANNELS_NOTE = "Rows of the ledger that name a channel, over the periods of the bridge."
ENTRIES_NOTE = (
    "Side, bridge line, amount and rates are read from the Ledger sheet: change a cell there and"
    " bridges, checks and the line under every title follow. Periods and channels stand as they"
    " were when the run was made. A blank rate counts as 1."
)
WEEKS_NOTE = (
    "Week numbers count the modelled weeks from 1. The parts of a week make the whole of it; what"
    " lies in no period is cut-off."
)
MANY_ACCOUNTS = "{shown} and {count} more"
