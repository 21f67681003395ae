"""Settings of the business: outcome, money, fiscal year, and rules of advice."""

from __future__ import annotations

from mmm_xl.names import MONTHS, WEEKDAYS, FiscalCalendar, KpiType
from mmm_xl.setting_info import SettingInfo

BUSINESS: tuple[SettingInfo, ...] = (
    SettingInfo(
        "business", "Business", "text", "text", "Whom the figures are about; in every title."
    ),
    SettingInfo(
        "outcome_name",
        "Outcome name",
        "text",
        "text",
        "What the Outcome sheet counts, in your words.",
    ),
    SettingInfo(
        "kpi_type",
        "KPI type",
        "choice",
        "type",
        "Money (revenue), or a number of things (count) such as orders or new customers.",
        choices=tuple(KpiType),
    ),
    SettingInfo(
        "value_per_conversion",
        "Value per conversion",
        "number",
        "currency each",
        "Only for a count: revenue of one more unit of the outcome. Without it there is no ROI.",
        low=0.0001,
        high=1e9,
        blank=True,
    ),
    SettingInfo("currency", "Currency", "text", "code", "Currency of spend, and of revenue."),
    SettingInfo(
        "week_ends_on",
        "Week ends on",
        "choice",
        "weekday",
        "The weekday of every date in the weekly sheets.",
        choices=WEEKDAYS,
    ),
    SettingInfo(
        "fiscal_year_starts",
        "Fiscal year starts in",
        "choice",
        "month",
        "First month of your fiscal year; a year is named after the calendar year in which it"
        " ends.",
        choices=MONTHS,
    ),
    SettingInfo(
        "fiscal_calendar",
        "Fiscal calendar",
        "choice",
        "type",
        "calendar months, or quarters of 13 whole weeks in periods of so many weeks each. Such a"
        " year ends on the week end nearest to the end of the month before it starts.",
        choices=tuple(FiscalCalendar),
    ),
    SettingInfo(
        "margin",
        "Margin",
        "percent",
        "% of net sales",
        "What remains of one extra unit of net sales after variable cost and returns, not the"
        " average gross margin. Blank: ROI is shown on revenue only.",
        low=0.0001,
        high=1.0,
        blank=True,
    ),
    SettingInfo(
        "hurdle",
        "Hurdle",
        "number",
        "ratio",
        "Least acceptable ROI on margin; 1.0 pays back. Applies to ROI where no margin is given.",
        low=0.0,
        high=100.0,
    ),
    SettingInfo(
        "interval_level",
        "Interval level",
        "choice",
        "%",
        "Probability inside the ranges that sheets and pages show.",
        choices=("50%", "80%", "90%", "95%"),
    ),
    SettingInfo(
        "scale_above",
        "Scale above",
        "percent",
        "probability, %",
        "A channel is to be scaled where the next unit of its spend beats the hurdle with more than"
        " this probability.",
        low=0.5,
        high=1.0,
    ),
    SettingInfo(
        "cut_below",
        "Cut below",
        "percent",
        "probability, %",
        "A channel is to be cut where the next unit of its spend beats the hurdle with less than"
        " this probability.",
        low=0.0,
        high=0.5,
    ),
    SettingInfo(
        "test_wider_than",
        "Test where wider than",
        "number",
        "ratio",
        "Upper end of the 80% range of marginal ROI over its lower end, from which a channel that"
        " is neither scaled nor cut is to be tested.",
        low=1.0,
        high=100.0,
    ),
    SettingInfo(
        "test_from_share",
        "Test from share of spend",
        "percent",
        "% of paid spend",
        "Only channels with at least this share of spend are to be tested.",
        low=0.0,
        high=1.0,
    ),
    SettingInfo(
        "ledger_tolerance",
        "Ledger tolerance",
        "percent",
        "% of ledger in scope",
        "How far modelled revenue or spend may be from what the Ledger sheet leads to; beyond it"
        " the bridge is not tied and the master check fails.",
        low=0.0,
        high=0.1,
    ),
)
