"""Which column of a table plays which part, and whether the table has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mmm_xl.data.dataset import Range
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.importing import IMPORT_HEADER, IMPORT_OPTION
from mmm_xl.data.wording import amount, closest, folded, listed


@dataclass(frozen=True)
class ImportSpec:
    """Which column of a table plays which part.

    Parameters
    ----------
    outcome : str
        Column of the outcome.
    spend : tuple of str
        Spend columns; their names become the channels' names. With `channel`, the one column of
        amounts.
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
    channel : str or None
        Column that names the channel of each row of a long table.
    channel_exposure : str or None
        The one column of exposure of a long table.
    metric, amount : str or None
        Column that names the metric of each row, and column of its amounts; every other part may
        then be one of those metrics.
    add_up : tuple of str
        Columns, such as regions, that split a week into rows to be added up: spend, outcome and
        exposure as sums, controls as means, events as maxima.
    absent : {"zero", "blank"} or None
        What it means that a channel of a long table has no row in a week; None refuses it.
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
    channel: str | None = None
    channel_exposure: str | None = None
    metric: str | None = None
    amount: str | None = None
    add_up: tuple[str, ...] = ()
    absent: Literal["zero", "blank"] | None = None

    @property
    def owned(self) -> tuple[str, ...]:
        """Channels of a wide table that have exposure but no spend."""
        return tuple(channel for channel in self.exposure if channel not in self.spend)

    @property
    def amounts(self) -> tuple[str, ...]:
        """Columns whose rows are added up: spend and exposure, each once."""
        one = (self.channel_exposure,) if self.channel_exposure else ()
        return tuple(dict.fromkeys((*self.spend, *self.exposure.values(), *one)))

    def key_roles(self) -> Iterator[tuple[str, str]]:
        """Option and column of what tells the rows apart."""
        yield "--date", self.date
        if self.channel is not None:
            yield "--channel", self.channel
        yield from (("--add-up", column) for column in self.add_up if column != self.channel)

    def roles(self) -> Iterator[tuple[str, str]]:
        """Option and column of each part, as the command line names them."""
        yield from self.key_roles()
        yield from self.number_roles()
        yield from (("--event", column) for column in self.events)

    def number_roles(self) -> Iterator[tuple[str, str]]:
        """Option and column of each part that holds numbers only."""
        if self.outcome:
            yield "--outcome", self.outcome
        if self.value is not None:
            yield "--value", self.value
        yield from (("--spend", column) for column in self.spend)
        yield from (("--control", column) for column in self.controls)
        yield from (("--exposure", column) for column in self.exposure.values())
        if self.channel_exposure is not None:
            yield "--exposure", self.channel_exposure


def check_metric(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note columns of metrics and amounts that do not exist or stand alone."""
    if (spec.metric is None) is not (spec.amount is None):
        what = "--metric and --amount belong together; name both columns, or neither."
        log.sheet(IMPORT_OPTION, table.sheet, what)
    for option, column in (("--metric", spec.metric), ("--amount", spec.amount)):
        if column is not None:
            _check_column(table, option, column, log)


def check_spec(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note columns that do not exist or play two parts, and channels that do not exist."""
    roles: dict[str, str] = {}
    for option, column in spec.roles():
        _check_column(table, option, column, log)
        if column in roles and option != "--exposure":
            twice = (
                f"twice for {option}"
                if roles[column] == option
                else f"for {roles[column]} and {option}"
            )
            what = f"column '{column}' is given {twice}"
            log.sheet(IMPORT_OPTION, table.sheet, f"{what}; expected one part for each column.")
        roles.setdefault(column, option)
    _check_left_out(table, spec, log)
    if spec.channel is not None:
        _check_long(table, spec, log)
    else:
        check_priors(table, spec.spend, spec, log)
    for channel in spec.owned:
        alike = next((s for s in spec.spend if folded(s) == folded(channel)), None)
        if alike:
            what = f"--exposure {channel} differs from '{alike}' only by capitals or spaces."
            log.sheet(IMPORT_OPTION, table.sheet, what)


def check_priors(
    table: RawTable, channels: Sequence[str], spec: ImportSpec, log: FindingLog
) -> None:
    """Note ranges that are none, or are of no channel with spend."""
    for channel, (low, high) in spec.roi_prior.items():
        fault = ""
        if channel not in channels:
            where = "column" if spec.channel is None else f"channel in '{spec.channel}'"
            fault = f"'{channel}' is no spend {where}{_hint(channel, channels, 'those are')}"
        elif not 0 < low < high:
            fault = f"the range is {amount(low)} to {amount(high)}; expected 0 < low < high."
        if fault:
            what = f"--roi-prior {channel}={low:g}:{high:g}: {fault}"
            log.sheet(IMPORT_OPTION, table.sheet, what)


def _check_left_out(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note that the outcome or all channels are not named."""
    if not spec.outcome:
        headers = listed([column.header for column in table.columns], "and")
        what = (
            f"no outcome is named; add --outcome COLUMN. The table has {headers}; where it holds"
            " media only, first add the outcome to it as a column."
        )
        log.sheet(IMPORT_OPTION, table.sheet, what)
    if not (spec.spend or spec.exposure or spec.channel_exposure):
        what = "no spend column is named; add --spend COLUMN for each channel."
        log.sheet(IMPORT_OPTION, table.sheet, what)


def _check_long(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note options that do not fit a table with a row a channel."""
    if len(spec.spend) > 1:
        what = (
            f"--channel and {len(spec.spend)} spend columns; expected one --spend COLUMN, which"
            f" holds the amounts of all the channels that '{spec.channel}' names."
        )
        log.sheet(IMPORT_OPTION, table.sheet, what)
    if spec.exposure:
        what = (
            "--channel and --exposure CHANNEL=COLUMN; expected one --exposure COLUMN, which holds"
            f" the exposure of all the channels that '{spec.channel}' names."
        )
        log.sheet(IMPORT_OPTION, table.sheet, what)


def _check_column(table: RawTable, option: str, header: str, log: FindingLog) -> None:
    """Note a column that does not exist, or whose header another column shares."""
    column = table.column(header)
    if column is None:
        hint = _hint(header, [c.header for c in table.columns], "the table has")
        log.sheet(IMPORT_OPTION, table.sheet, f"no column '{header}' for {option}{hint}")
        return
    for other in table.columns:
        if other is not column and _alike(column, other):
            what = (
                f"'{header}' for {option} may be the column in {_cell(table, column)} or"
                f" '{other.header}' in {_cell(table, other)}; rename or delete one of them."
            )
            log.head(IMPORT_HEADER, table, column, what)
            return


def _cell(table: RawTable, column: RawColumn) -> str:
    """Address of a header inside its sheet."""
    return table.header_address(column).rsplit("!", 1)[-1]


def _alike(column: RawColumn, other: RawColumn) -> bool:
    """Whether two headers are the same but for capitals, spaces and the number of a double."""
    first = folded(column.header)
    second = folded(other.header)
    return first == second or (
        second.startswith(f"{first}(") and second.removeprefix(first).strip("()").isdigit()
    )


def _hint(name: str, names: Sequence[str], introduction: str) -> str:
    like = closest(name, names)
    return f"; did you mean '{like}'?" if like else f"; {introduction} {listed(names, 'and')}."
