"""Events that have dates instead of flags: the workbook's own calendar and public holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from mmm_xl.data.cells import as_text
from mmm_xl.data.dataset import Floats
from mmm_xl.data.event_calendar import read_calendar
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.made_events import MadeEvent
from mmm_xl.data.public_holidays import read_holidays
from mmm_xl.data.raw import RawInputs
from mmm_xl.data.rules.events import EVENT_TWIN
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.wording import folded
from mmm_xl.names import CalendarColumn, Sheet


def read_dated_events(
    raw: RawInputs,
    settings: SettingsSheet,
    ends: Sequence[date] | None,
    taken: Mapping[str, str],
    flags: Mapping[str, Floats],
    log: FindingLog,
) -> tuple[MadeEvent, ...]:
    """Events of the EventCalendar sheet, then public holidays, one flag a week.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks.
    taken : mapping
        Folded names of channels, controls and events, and in words what has each.
    flags : mapping
        Events of the Events sheet.
    """
    calendar = read_calendar(raw.table(Sheet.EVENT_CALENDAR), ends, taken, log)
    own = {**flags, **{event.name: event.values for event in calendar}}
    _check_twins(raw, own, log)
    names = {folded(event.name): f"an event of {Sheet.EVENT_CALENDAR}" for event in calendar}
    return (*calendar, *read_holidays(settings, ends, {**taken, **names}, own, log))


def _check_twins(raw: RawInputs, events: Mapping[str, Floats], log: FindingLog) -> None:
    """Note an event that is the same as one before it in every week."""
    seen: list[str] = []
    for name, values in events.items():
        if not values.any() or np.ptp(values) == 0:
            continue  # refused on its own account
        twin = next((other for other in seen if np.array_equal(events[other], values)), None)
        if twin:
            _note_twin(raw, name, f"event '{name}' is the same as '{twin}' in every week.", log)
        seen.append(name)


def _note_twin(raw: RawInputs, name: str, what: str, log: FindingLog) -> None:
    """Note it at the event's header on Events, or at its first row on EventCalendar."""
    flags, calendar = raw.table(Sheet.EVENTS), raw.table(Sheet.EVENT_CALENDAR)
    header = flags.column(name) if flags else None
    names = calendar.column(CalendarColumn.NAME) if calendar else None
    if flags and header:
        log.head(EVENT_TWIN, flags, header, what)
    elif calendar and names:
        written = [as_text(value) for value in names.values]
        log.at(EVENT_TWIN, calendar, names, written.index(name), what)
