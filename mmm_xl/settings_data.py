"""Settings of what is done with the cells before anything is fitted."""

from __future__ import annotations

from mmm_xl.setting_info import SettingInfo

DATA: tuple[SettingInfo, ...] = (
    SettingInfo(
        "blank_controls",
        "Blank controls",
        "choice",
        "rule",
        "What a blank cell on Controls becomes. refuse: nothing, it must be filled in. last known:"
        " the week before it. straight line: between the weeks around it. Each such cell is listed"
        " with the results.",
        choices=("refuse", "last known", "straight line"),
    ),
    SettingInfo(
        "negative_spend",
        "Negative spend",
        "choice",
        "rule",
        "What spend below zero becomes, such as a credit note. refuse: nothing, it must be"
        " corrected. set to zero: 0; each such cell is listed with the results.",
        choices=("refuse", "set to zero"),
    ),
    SettingInfo(
        "summed_controls",
        "Controls added up",
        "names",
        "names",
        "Where rows are days: controls whose week is the sum of its days. Others are averaged.",
        blank=True,
    ),
    SettingInfo(
        "last_controls",
        "Controls at week's end",
        "names",
        "names",
        "Where rows are days: controls whose week is its last day, such as a stock or a list.",
        blank=True,
    ),
    SettingInfo(
        "holiday_country",
        "Holiday country",
        "text",
        "code",
        "Public holidays of this country become events: its two letters, and a region after a"
        " hyphen, as DE or DE-BY. Blank: none.",
        blank=True,
    ),
    SettingInfo(
        "holiday_lead",
        "Holiday lead weeks",
        "whole",
        "weeks",
        "So many weeks before a public holiday count as well.",
        low=0,
        high=4,
    ),
    SettingInfo(
        "holiday_lag",
        "Holiday lag weeks",
        "whole",
        "weeks",
        "So many weeks after a public holiday count as well.",
        low=0,
        high=4,
    ),
)
