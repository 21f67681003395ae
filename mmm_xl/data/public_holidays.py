"""Public holidays of a chosen country as events, by the `holidays` package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from mmm_xl.data.dataset import ColumnSource, Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import LEAST_HOLIDAY_WEEKS, SAME_WEEKS
from mmm_xl.data.made_events import (
    WEEK_RULE,
    MadeEvent,
    lead_and_lag,
    shared,
    touched,
    union,
    weeks_in_words,
    weeks_of,
)
from mmm_xl.data.rules.events import HOLIDAYS_ADDED, HOLIDAYS_LEFT_OUT
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.wording import closest, folded, listed
from mmm_xl.settings import setting

KEY = "holiday_country"
ALL, OTHERS = "Public holidays", "Other public holidays"
"""Names of the one column of holidays that have none of their own."""

_AROUND = 7 * (int(setting("holiday_lead").high or 0) + 1)
"""Days around the data whose holidays may still reach into them."""

_ENGLISH = "en_US"
_DAY_OFF = re.compile(r"\s*\((?:observed|estimated|in lieu|substitut)[^()]*\)$")
"""Remark of the package behind a name; the day is a day off under the same name."""


@dataclass(frozen=True)
class _Holiday:
    """Weeks of one holiday, or of several that cannot be told apart.

    Parameters
    ----------
    names : tuple of str
        In the order in which the data meet them.
    count : int
        Weeks with the day itself.
    values : ndarray, shape (T,)
        1 in these weeks and in weeks of lead and lag.
    title : str
        Name of the one column of holidays too rare for their own.
    """

    names: tuple[str, ...]
    count: int
    values: Floats
    title: str = ""

    @property
    def name(self) -> str:
        """Name in results; more than two holidays are counted."""
        if self.title:
            return self.title
        if len(self.names) > 2:
            return f"{self.names[0]} + {len(self.names) - 1} more"
        return " + ".join(self.names)


def read_holidays(
    settings: SettingsSheet,
    ends: Sequence[date] | None,
    taken: Mapping[str, str],
    own: Mapping[str, Floats],
    log: FindingLog,
) -> tuple[MadeEvent, ...]:
    """Public holidays of the country on the Settings sheet, one column a holiday.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks; None where they are not known.
    taken : mapping
        Folded names of everything else in the workbook, and in words what has each.
    own : mapping
        Events of the workbook by name; a holiday that shares most of its weeks with one is left
        out, because the workbook knows better.

    Notes
    -----
    Holidays that share many weeks are one event, and those too rare to tell are one together:
    in a year of data that is one column in all.
    """
    chosen = settings.settings.holiday_country
    if KEY in settings.refused or settings.table is None:
        return ()
    if not chosen:
        _check_unused(settings, log)
        return ()
    country = _country(chosen, settings, log)
    if country is None or not ends:
        return ()
    lead, lag = settings.settings.holiday_lead, settings.settings.holiday_lag
    found = _in_weeks(_days(country, ends), ends, lead, lag)
    kept, left = _beside(found, own, taken)
    columns = _columns(kept)
    if any(column.values.all() for column in columns):
        _note_everywhere(settings, log)
        return ()
    _note(settings, country, columns, left, log)
    return tuple(_made(column, country, settings, ends, taken) for column in columns)


def _check_unused(settings: SettingsSheet, log: FindingLog) -> None:
    """Note weeks of lead or lag without a country: they would be ignored."""
    for key in ("holiday_lead", "holiday_lag"):
        weeks = getattr(settings.settings, key)
        if weeks:
            what = (
                f"{setting(key).label} is {weeks} but {setting(KEY).label} is blank; name a country"
                " or write 0."
            )
            settings.note(key, what, log)


def _country(text: str, settings: SettingsSheet, log: FindingLog) -> Any:
    """The package's calendar of a country and region, None where there is none."""
    import holidays
    from holidays.registry import COUNTRIES

    classes = {code: entry[0] for entry in COUNTRIES.values() for code in entry[1:]}
    code, _, region = (part.strip() for part in text.partition("-"))
    label = setting(KEY).label
    if len(code) > 3 or code.upper() not in classes:
        settings.note(KEY, f"{label} is '{text}', which is no country code; {_meant(code)}", log)
        return None
    kind = getattr(holidays, classes[code.upper()]).get_entity()
    language = _ENGLISH if _ENGLISH in kind.supported_languages else None
    if not region:
        return kind(language=language)
    regions = {folded(alias): name for alias, name in kind.subdivisions_aliases.items()}
    regions |= {folded(name): name for name in kind.subdivisions}
    if folded(region) not in regions:
        known = listed(kind.subdivisions) if kind.subdivisions else ""
        has = f"expected one of {known}" if known else "it has none"
        what = f"{label} is '{text}', but '{code.upper()}' has no region '{region}'; {has}."
        settings.note(KEY, what, log)
        return None
    return kind(subdiv=regions[folded(region)], language=language)


def _meant(code: str) -> str:
    """Codes that may be meant by something else: a country's name, or a letter gone wrong."""
    from holidays.registry import COUNTRIES

    names = {entry[0]: entry[1] for entry in COUNTRIES.values()}
    by_name = closest(code, names) if len(code) > 3 else None
    if by_name:
        return f"did you mean '{names[by_name]}' ({by_name})?"
    near = [c for c in sorted(names.values()) if c[:1] == code[:1].upper()]
    return f"expected two letters, such as {listed(near or ['DE', 'US'])}."


def _days(country: Any, ends: Sequence[date]) -> dict[str, list[date]]:
    """Days of each holiday by name, in the order in which the data meet them."""
    start = max(date.min.toordinal(), ends[0].toordinal() - _AROUND)
    stop = min(date.max.toordinal(), ends[-1].toordinal() + _AROUND)
    first, last = date.fromordinal(start), date.fromordinal(stop)
    for year in range(first.year, last.year + 1):
        country.get(date(year, 1, 1))  # a year is computed when one of its days is asked for
    found: dict[str, list[date]] = {}
    for day in sorted(day for day in country if first <= day <= last):
        for name in country.get_list(day):
            found.setdefault(_DAY_OFF.sub("", name.strip()), []).append(day)
    return found


def _in_weeks(
    days: Mapping[str, Sequence[date]], ends: Sequence[date], lead: int, lag: int
) -> list[_Holiday]:
    """Holidays that touch the data; those that share most of their weeks are one."""
    found = []
    for name, dates in days.items():
        itself = union(touched(ends, day, day) for day in dates)
        around = union(touched(ends, day, day, lead, lag) for day in dates)
        if around.any():
            found.append(_Holiday((name,), int(itself.sum()), around))
    return _joined(found)


def _joined(found: Sequence[_Holiday]) -> list[_Holiday]:
    """Holidays of which no two share too many weeks; the most alike are joined first."""
    groups = list(found)
    while True:
        pairs = [
            (shared(one.values, other.values), -i, -j)
            for j, other in enumerate(groups)
            for i, one in enumerate(groups[:j])
        ]
        most, i, j = max(pairs, default=(0.0, 0, 0))
        if most < SAME_WEEKS:
            return groups
        one, other = groups[-i], groups.pop(-j)
        both = union((one.values, other.values))
        names = (*one.names, *other.names)
        groups[-i] = _Holiday(names, max(one.count, other.count), both)


def _beside(
    found: Iterable[_Holiday], own: Mapping[str, Floats], taken: Mapping[str, str]
) -> tuple[list[_Holiday], list[tuple[_Holiday, str]]]:
    """Holidays that stay, and those left out with the workbook's event that stands for them."""
    kept, left = [], []
    for holiday in found:
        twin = next((n for n, v in own.items() if shared(v, holiday.values) >= SAME_WEEKS), None)
        named = {folded(name) for name in holiday.names}
        same = next((name for name in own if folded(name) in named), None)
        if twin or same:
            left.append((holiday, same or twin or ""))
        else:
            kept.append(holiday)
    return kept, left


def _columns(kept: Sequence[_Holiday]) -> list[_Holiday]:
    """A column a holiday, and one for those that are too rare."""
    columns = [h for h in kept if h.count >= LEAST_HOLIDAY_WEEKS]
    rare = [h for h in kept if h.count < LEAST_HOLIDAY_WEEKS]
    if rare:
        names = tuple(name for h in rare for name in h.names)
        values = union(h.values for h in rare)
        columns.append(_Holiday(names, int(values.sum()), values, OTHERS if columns else ALL))
    return columns


def _note_everywhere(settings: SettingsSheet, log: FindingLog) -> None:
    """Note that with so much lead and lag there is no week without a holiday."""
    key = "holiday_lead" if settings.settings.holiday_lead else "holiday_lag"
    if not getattr(settings.settings, key):
        key = KEY
    words = lead_and_lag(settings.settings.holiday_lead, settings.settings.holiday_lag)
    what = (
        f"with {words or 'these holidays'} a public holiday covers every week of the data, which"
        " tells nothing; write fewer weeks or clear the country."
    )
    settings.note(key, what, log)


def _note(
    settings: SettingsSheet,
    country: Any,
    columns: Sequence[_Holiday],
    left: Sequence[tuple[_Holiday, str]],
    log: FindingLog,
) -> None:
    """Note which holidays became events, and which did not."""
    table, values = settings.table, settings.values
    if table is None or values is None or KEY not in settings.rows:
        return
    row, code = settings.rows[KEY], _code(country)
    if columns:
        weeks = (f"{c.name} ({weeks_of(int(c.values.sum()))})" for c in columns)
        noun = "event" if len(columns) == 1 else "events"
        what = f"public holidays of {code} became {len(columns)} {noun}: {', '.join(weeks)}."
        log.at(HOLIDAYS_ADDED, table, values, row, what)
    elif not left:
        what = f"no public holiday of {code} is known in the weeks of the data."
        log.at(HOLIDAYS_ADDED, table, values, row, what)
    if left:
        pairs = (f"{h.name} for your event '{event}'" for h, event in left)
        what = f"left out because the weeks are mostly the same: {', '.join(pairs)}."
        log.at(HOLIDAYS_LEFT_OUT, table, values, row, what)


def _code(country: Any) -> str:
    return f"{country.country}-{country.subdiv}" if country.subdiv else str(country.country)


def _made(
    holiday: _Holiday,
    country: Any,
    settings: SettingsSheet,
    ends: Sequence[date],
    taken: Mapping[str, str],
) -> MadeEvent:
    """Column of a holiday with its source; a name that something else has is told apart."""
    name = holiday.name if folded(holiday.name) not in taken else f"{holiday.name} (holiday)"
    extra = lead_and_lag(settings.settings.holiday_lead, settings.settings.holiday_lag)
    words = [weeks_in_words(holiday.values, ends), extra]
    words.append(f"public holidays of {_code(country)}: {', '.join(holiday.names)}")
    words.append(f"by holidays {version('holidays')}")
    table, values, row = settings.table, settings.values, settings.rows[KEY]
    if table is None or values is None:
        raise AssertionError("holidays come from a cell")
    source = ColumnSource(
        sheet=table.sheet,
        column=name,
        range=table.address(values, row),
        total=float(holiday.values.sum()),
        unit="flag",
        aggregation=WEEK_RULE,
        transformation="; ".join(word for word in words if word),
    )
    return MadeEvent(holiday.values, source)
