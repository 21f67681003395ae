"""The vocabulary that sheets, files and code share."""

from __future__ import annotations

from enum import StrEnum

PRODUCT = "mmm_xl"


class Sheet(StrEnum):
    """Sheet names; people's formulas point at them, so they stay."""

    ABOUT = "About"
    SUMMARY = "Summary"
    SETTINGS = "Settings"
    CHANNELS = "Channels"
    PRIORS = "Priors"
    SPEND = "Spend"
    OUTCOME = "Outcome"
    EVENTS = "Events"
    CONTROLS = "Controls"
    EXPERIMENTS = "Experiments"
    EXPOSURE = "Exposure"
    EVENT_CALENDAR = "EventCalendar"
    MARGINS = "Margins"
    LEDGER = "Ledger"
    PLATFORMS = "Platforms"
    CONTRIBUTION = "Contribution"
    ROI = "ROI"
    LIFT = "Lift"
    RESPONSE = "Response"
    CARRYOVER = "Carryover"
    SCENARIO_GRID = "Scenario grid"
    DIAGNOSTICS = "Diagnostics"
    VALIDATION = "Validation"
    MODEL_CHECKS = "Model checks"
    WEEKS_NOT_SEEN = "Weeks not seen"
    SENSITIVITY = "Sensitivity"
    CANDIDATES = "Candidates"
    REGISTER = "Test register"
    RECONCILIATION = "Reconciliation"
    EVIDENCE = "Evidence"
    PNL = "P&L view"
    CHECKS = "Checks"
    DATA_DICTIONARY = "Data dictionary"
    VERSION = "Version"


class Severity(StrEnum):
    """What a finding of the checks means for the fit."""

    ERROR = "error"  # nothing is fitted
    WARNING = "warning"  # a finding of the report
    NOTE = "note"  # what was understood or changed


class SheetGroup(StrEnum):
    """What a sheet is for; each group has one tab colour."""

    START = "start"
    INPUT = "input"
    RESULT = "result"
    CONTROL = "control"


REQUIRED_SHEETS = (
    Sheet.SETTINGS,
    Sheet.CHANNELS,
    Sheet.SPEND,
    Sheet.OUTCOME,
    Sheet.EVENTS,
    Sheet.CONTROLS,
)
OPTIONAL_SHEETS = (
    Sheet.EXPERIMENTS,
    Sheet.EXPOSURE,
    Sheet.EVENT_CALENDAR,
    Sheet.MARGINS,
    Sheet.LEDGER,
    Sheet.PLATFORMS,
    Sheet.DATA_DICTIONARY,
)
INPUT_SHEETS = REQUIRED_SHEETS + OPTIONAL_SHEETS
RESULT_SHEETS = (
    Sheet.CONTRIBUTION, Sheet.ROI, Sheet.LIFT, Sheet.RESPONSE, Sheet.CARRYOVER,
    Sheet.SCENARIO_GRID, Sheet.VALIDATION, Sheet.DIAGNOSTICS, Sheet.MODEL_CHECKS,
    Sheet.WEEKS_NOT_SEEN, Sheet.SENSITIVITY, Sheet.CANDIDATES, Sheet.REGISTER,
    Sheet.RECONCILIATION, Sheet.EVIDENCE, Sheet.PNL,
)  # fmt: skip
CONTROL_SHEETS = (Sheet.CHECKS, Sheet.DATA_DICTIONARY, Sheet.VERSION)
ALL_SHEETS = (
    Sheet.ABOUT,
    Sheet.SUMMARY,
    Sheet.SETTINGS,
    Sheet.CHANNELS,
    Sheet.PRIORS,  # computed from the inputs around it, never read
    *(sheet for sheet in INPUT_SHEETS[2:] if sheet not in CONTROL_SHEETS),
    *RESULT_SHEETS,
    *CONTROL_SHEETS,
)

SHEET_GROUPS: dict[Sheet, SheetGroup] = {
    Sheet.ABOUT: SheetGroup.START,
    Sheet.SUMMARY: SheetGroup.START,
    **dict.fromkeys(INPUT_SHEETS, SheetGroup.INPUT),
    **dict.fromkeys(RESULT_SHEETS, SheetGroup.RESULT),
    **dict.fromkeys((Sheet.PRIORS, *CONTROL_SHEETS), SheetGroup.CONTROL),
}

WEEK = "Week ending"
"""Header of the date column of every weekly sheet."""

CHANNEL = "Channel"
SETTING = "Setting"
VALUE = "Value"
"""Header of the Settings sheet's second column."""


class ChannelColumn(StrEnum):
    """Headers of the Channels sheet."""

    NAME = CHANNEL
    LABEL = "Label"
    GROUP = "Group"
    KIND = "Paid or owned"
    ROI_LOW = "ROI from"
    ROI_HIGH = "ROI to"
    SHARE_LOW = "Share of outcome from"
    SHARE_HIGH = "Share of outcome to"
    HALF_LIFE_LOW = "Half-life from"
    HALF_LIFE_HIGH = "Half-life to"
    HALF_MAXIMUM_LOW = "Half of maximum from"
    HALF_MAXIMUM_HIGH = "Half of maximum to"
    CARRYOVER = "Carryover"
    SATURATION = "Saturation"
    POOL = "Shares returns with"
    MOVES_WITH = "Moves with"
    MOVES_BY = "By how much"
    NOTE = "Note"


class ExperimentColumn(StrEnum):
    """Headers of the Experiments sheet."""

    NAME = "Experiment"
    CHANNEL = CHANNEL
    START = "First week ending"
    END = "Last week ending"
    MARKET_SHARE = "Share of market"
    SPEND_CHANGE = "Change of spend"
    SPEND_FACTOR = "Factor of spend"
    EFFECT = "Incremental outcome"
    STANDARD_ERROR = "Standard error"
    EFFECT_LOW = "Incremental outcome from"
    EFFECT_HIGH = "Incremental outcome to"
    LEVEL = "Level of range"
    MEASURED_THROUGH = "Measured through"
    METHOD = "Method"
    OWNER = "Owner"
    USE = "Use"


class ExperimentUse(StrEnum):
    """What a lift test is for: to inform the model, or to judge it; never both."""

    CALIBRATE = "calibrate"
    VALIDATE = "validate"


class LedgerColumn(StrEnum):
    """Headers of the Ledger sheet."""

    ACCOUNT = "Account"
    SIDE = "Side"
    LINE = "Bridge line"
    CHANNEL = CHANNEL
    PERIOD = "Period"
    AMOUNT = "Amount"
    CURRENCY = "Currency"
    RATE = "Ledger rate"
    MODEL_RATE = "Workbook rate"
    OWNER = "Owner"
    EXPLANATION = "Explanation"


class LedgerSide(StrEnum):
    """What a ledger account holds."""

    REVENUE = "revenue"
    SPEND = "spend"


class LedgerLine(StrEnum):
    """On which line of the bridge a ledger account falls: modelled, or why it is not."""

    IN_SCOPE = "in scope"
    OUT_OF_SCOPE = "out of scope"
    VAT = "VAT"
    RETURNS = "returns"
    FEES = "agency fees"
    PRODUCTION = "production"
    ACCRUAL = "accrual"
    OTHER = "other"


class Story(StrEnum):
    """Worlds that the worked example can show."""

    CLEAN = "clean"
    CONFOUNDED = "confounded"
    UNTIED = "untied"


class PlatformColumn(StrEnum):
    """Headers of the Platforms sheet."""

    PLATFORM = "Platform"
    CHANNEL = CHANNEL
    FIRST = "First day"
    LAST = "Last day"
    CREDIT = "Credit by"
    CONVERSIONS = "Reported conversions"
    REVENUE = "Reported revenue"
    SPEND = "Reported spend"
    WINDOW = "Attribution window"
    VIEW_THROUGH = "View-through"
    OWNER = "Owner"
    NOTE = "Note"


class Credit(StrEnum):
    """Who gave the credit that the Platforms sheet reports."""

    PLATFORM = "platform"
    LAST_CLICK = "last click"


class CalendarColumn(StrEnum):
    """Headers of the EventCalendar sheet."""

    NAME = "Event"
    FIRST = "First day"
    LAST = "Last day"
    KIND = "Pulse or step"
    LEAD = "Weeks of lead"
    LAG = "Weeks of lag"
    NOTE = "Note"


class EventKind(StrEnum):
    """An event that passes, or a change that stays."""

    PULSE = "pulse"
    STEP = "step"


class DictionaryColumn(StrEnum):
    """Headers of the Data dictionary sheet: those that a user fills, then those of the results."""

    SHEET = "Sheet"
    COLUMN = "Column"
    SOURCE = "Source"
    UNIT = "Unit"
    CAVEAT = "Caveat"
    CELLS = "Cells"
    ROLE = "Role"
    UNIT_FROM = "Unit from"
    AGGREGATION = "Aggregation"
    TRANSFORMATION = "Transformation"
    TOTAL = "Total modelled"


UNIT_STATED = "Data dictionary"
"""In the column `DictionaryColumn.UNIT_FROM`: a user wrote the unit, so it is kept."""


class ChannelKind(StrEnum):
    """Paid channels have spend and a ROI; owned channels have exposure only."""

    PAID = "paid"
    OWNED = "owned"


class KpiType(StrEnum):
    """What the outcome counts: money, or things with an optional value each."""

    REVENUE = "revenue"
    COUNT = "count"


class ModelName(StrEnum):
    """Specifications that the Settings sheet offers."""

    DEFAULT = "default"
    PLAIN = "plain"


class Carryover(StrEnum):
    """How one week's advertising acts over the weeks after it."""

    AUTO = "auto"
    GEOMETRIC = "geometric"
    DELAYED = "delayed"
    NONE = "none"


class Saturation(StrEnum):
    """How the effect of one more unit shrinks."""

    HILL = "hill"
    MICHAELIS_MENTEN = "michaelis-menten"
    LOGISTIC = "logistic"
    NONE = "none"


class Order(StrEnum):
    """Whether media are carried over before they saturate, or saturate week by week first."""

    CARRYOVER_FIRST = "carryover first"
    SATURATION_FIRST = "saturation first"


class Link(StrEnum):
    """Whether effects add to the outcome or multiply it."""

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"


class Noise(StrEnum):
    """What the model leaves unexplained, week by week."""

    NORMAL = "normal"
    AUTOCORRELATED = "autocorrelated"
    HEAVY_TAILED = "heavy-tailed"


class Trend(StrEnum):
    """How the baseline may rise or fall."""

    LINEAR = "linear"
    PIECEWISE = "piecewise"
    NONE = "none"


class Action(StrEnum):
    """What to do with a channel's spend."""

    SCALE = "scale"
    HOLD = "hold"
    CUT = "cut"
    TEST = "test"


class FiscalCalendar(StrEnum):
    """What a company's periods are made of."""

    MONTHS = "calendar months"
    WEEKS_445 = "4-4-5 weeks"
    WEEKS_454 = "4-5-4 weeks"
    WEEKS_544 = "5-4-4 weeks"


class Tiling(StrEnum):
    """Into what spans the data's days are cut."""

    MONTH = "month"
    QUARTER = "quarter"
    FISCAL_QUARTER = "fiscal quarter"
    FISCAL_YEAR = "fiscal year"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

BY_MODEL = "by model"
"""Choice of a setting that the named model decides."""

NO_POOL = "no"
"""In the Channels sheet's pool column: this channel learns from no other."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def cost_name(outcome: str) -> str:
    """What spend per unit of a count is called: CAC for new customers, iCPA otherwise.

    Parameters
    ----------
    outcome : str
        Name of the outcome.
    """
    return "CAC" if "customer" in outcome.casefold() else "iCPA"
