"""Which column of a table plays which part, and whether the table has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mmm_xl.data.dataset import Range
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawTable
from mmm_xl.data.rules.importing import IMPORT_OPTION
from mmm_xl.data.wording import amount, closest, folded, listed


@dataclass(frozen=True)
class ImportSpec:
    """Which column of a table plays which part.

    Parameters
    ----------
    spend : tuple of str
        Spend columns; their names become the channels' names.
    events : tuple of str
        Columns of flags or fractions; a text column becomes one flag for each distinct value.
    exposure : mapping of channel to column
        A channel that has no spend column becomes an owned channel.
    value : str or None
        Column of revenue of one unit of the outcome; revenue is outcome times value.
    week_date : {"start", "end"} or None
        Which day of its week a date is; None where dates are on the workbook's week end.
    roi_prior : mapping of channel to (low, high)
        Likely range of the ROI, 90% probability.
    """

    date: str
    outcome: str
    spend: tuple[str, ...]
    controls: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    exposure: Mapping[str, str] = field(default_factory=dict)
    value: str | None = None
    week_date: Literal["start", "end"] | None = None
    roi_prior: Mapping[str, Range] = field(default_factory=dict)

    @property
    def owned(self) -> tuple[str, ...]:
        """Channels that have exposure but no spend."""
        return tuple(channel for channel in self.exposure if channel not in self.spend)

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of all channels, those with spend first."""
        return (*self.spend, *self.owned)

    def roles(self) -> Iterator[tuple[str, str]]:
        """Option and column of each part, as the command line names them."""
        yield from (("--date", self.date), ("--outcome", self.outcome))
        if self.value is not None:
            yield "--value", self.value
        for option, columns in (
            ("--spend", self.spend),
            ("--control", self.controls),
            ("--event", self.events),
            ("--exposure", self.exposure.values()),
        ):
            yield from ((option, column) for column in columns)


def check_spec(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note columns that do not exist or play two parts, and channels that do not exist."""
    headers = [column.header for column in table.columns]
    roles: dict[str, str] = {}
    for option, column in spec.roles():
        if column not in headers:
            hint = _hint(column, headers, "the table has")
            log.sheet(IMPORT_OPTION, table.sheet, f"no column '{column}' for {option}{hint}")
        elif column in roles and option != "--exposure":
            twice = (
                f"twice for {option}"
                if roles[column] == option
                else f"for {roles[column]} and {option}"
            )
            what = f"column '{column}' is given {twice}"
            log.sheet(IMPORT_OPTION, table.sheet, f"{what}; expected one part for each column.")
        roles.setdefault(column, option)
    if not spec.channels:
        log.sheet(
            IMPORT_OPTION,
            table.sheet,
            "no spend column is named; add --spend COLUMN for each channel.",
        )
    for channel, (low, high) in spec.roi_prior.items():
        fault = _prior_fault(channel, low, high, spec)
        if fault:
            log.sheet(
                IMPORT_OPTION, table.sheet, f"--roi-prior {channel}={low:g}:{high:g}: {fault}"
            )
    for channel in spec.owned:
        alike = next((s for s in spec.spend if folded(s) == folded(channel)), None)
        if alike:
            what = f"--exposure {channel} differs from '{alike}' only by capitals or spaces."
            log.sheet(IMPORT_OPTION, table.sheet, what)


def _hint(name: str, names: Sequence[str], introduction: str) -> str:
    like = closest(name, names)
    return f"; did you mean '{like}'?" if like else f"; {introduction} {listed(names, 'and')}."


def _prior_fault(channel: str, low: float, high: float, spec: ImportSpec) -> str:
    if channel not in spec.spend:
        return f"'{channel}' is no spend column{_hint(channel, spec.spend, 'those are')}"
    if not 0 < low < high:
        return f"the range is {amount(low)} to {amount(high)}; expected 0 < low < high."
    return ""
