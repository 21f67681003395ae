"""The frozen modelling table: one row a week, every number checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.errors import Finding
from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.names import Carryover, ChannelKind, ExperimentUse, Saturation
from mmm_xl.settings import Settings

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True)
class Channel:
    """One marketing channel and what the business knows of it.

    Parameters
    ----------
    roi : (low, high) or None, outcome value per unit spent
        Likely range, 90% probability; None keeps the default prior.
    share : (low, high) or None, fraction of the outcome
        Likely range of the channel's contribution, 90% probability; for a paid channel instead of
        ``roi``.
    half_life : (low, high) or None, weeks
        Weeks until half of the effect has passed, 90% probability.
    half_maximum : (low, high) or None, multiple of a usual week with spend
        Where half of the greatest possible effect is reached, 90% probability.
    carryover, saturation : Carryover, Saturation or None
        None keeps the choice of the Settings sheet.
    pool : str or None
        None: learns centre and spread of the return with all that are like it; a name: with the
        channels of the same name; "no": by itself.
    moves_with : str
        Name of the channel that this one falls along with; empty for none. The user's assumption:
        no fit knows of it.
    moves_by : float, fraction
        By how much it falls where that channel is switched off.
    cell : str
        Address of the channel's name, for messages.
    prior_only : bool
        Whether the data did not inform it; its label then ends in `mmm_xl.grades.PRIOR_ONLY`.
    """

    name: str
    label: str
    group: str = ""
    kind: ChannelKind = ChannelKind.PAID
    roi: Range | None = None
    share: Range | None = None
    half_life: Range | None = None
    half_maximum: Range | None = None
    carryover: Carryover | None = None
    saturation: Saturation | None = None
    pool: str | None = None
    moves_with: str = ""
    moves_by: float = 0.0
    cell: str = ""
    prior_only: bool = False

    @property
    def plain(self) -> Channel:
        """The channel as the workbook has it, without the mark."""
        if not self.prior_only:
            return self
        return replace(self, label=self.label.removesuffix(PRIOR_ONLY), prior_only=False)

    @property
    def paid(self) -> bool:
        """Whether money is spent on this channel."""
        return self.kind is ChannelKind.PAID


@dataclass(frozen=True)
class Experiment:
    """One lift test of the register.

    Parameters
    ----------
    channels : tuple of str
        Channels whose spend was changed, all by the same factor.
    start, end : date
        Last days of the first and the last week of changed spend.
    market_share : float, fraction
        Share of the market in which spend was changed.
    factor : float
        Spend in that share as a multiple of what it would have been without the test: 0 is off.
    spend_change : float, currency units (exposure units for owned channels)
        Spent more over the test, negative for less.
    effect : float, outcome units
        Measured incremental outcome of the change; negative where outcome was lost.
    standard_error : float, outcome units
    measured_through : date
        Last day of the last week that was measured; carryover counts until then.
    use : ExperimentUse
    cell : str
        Address of the test's name, for messages.

    Notes
    -----
    The Spend sheet holds what was really spent, the test included. So national spend without the
    test is spend / (1 - share + share * factor) in the test's weeks; where nothing at all was spent
    it is the amount saved, spread evenly over the test's weeks.
    """

    name: str
    channels: tuple[str, ...]
    start: date
    end: date
    market_share: float
    factor: float
    spend_change: float
    effect: float
    standard_error: float
    measured_through: date
    method: str
    owner: str
    use: ExperimentUse
    cell: str = ""

    @property
    def calibrates(self) -> bool:
        """Whether the test enters the likelihood; otherwise it judges the model."""
        return self.use is ExperimentUse.CALIBRATE

    def evidence(self) -> list[object]:
        """All that the likelihood sees of a test: not its name, nor who ran it and how."""
        days = (str(day) for day in (self.start, self.end, self.measured_through))
        size = [self.market_share, self.factor]
        silent = self.market_share * self.factor <= self.market_share - 1.0
        saved = [self.spend_change] if silent else []
        return [list(self.channels), *days, *size, *saved, self.effect, self.standard_error]


@dataclass(frozen=True)
class ColumnSource:
    """Where one modelled column came from, so that a figure traces back to cells.

    Parameters
    ----------
    range : str
        ``Sheet!C5:C160``.
    total : float
        Sum of the numbers that were modelled.
    unit : str
        Of one number.
    aggregation : str
        How several rows of a week became one: "one row a week", "sum", "mean", "last", "maximum".
    transformation : str
        What was done to the numbers before they were modelled, in words; empty for nothing.
    source, caveat : str
        What the user wrote of the column on the Data dictionary sheet.
    """

    sheet: str
    column: str
    range: str
    total: float
    unit: str = ""
    aggregation: str = "one row a week"
    transformation: str = ""
    source: str = ""
    caveat: str = ""


@dataclass(frozen=True)
class Adjustment:
    """One cell whose number is not what the workbook shows, by a rule that the user can see.

    Parameters
    ----------
    where : str
        ``Sheet!Cell``.
    old, new : str
        As people read them.
    rule : str
        Name of the rule that allowed it.
    why : str
        In words.
    change : float, own unit of the column
        New number less the one in the cell; 0 where the cell holds the number or none.
    """

    where: str
    column: str
    old: str
    new: str
    rule: str
    why: str
    change: float = 0.0


@dataclass(frozen=True)
class Dataset:
    """Validated weekly data; arrays are read-only.

    Parameters
    ----------
    dates : datetime64[D], shape (T,)
        Week-ending dates, seven days apart.
    outcome : float, shape (T,), outcome units
    spend : float, shape (T, C), currency units
        Zero for owned channels.
    media : float, shape (T, C), spend or exposure units
        What drives each channel: its exposure where given, else its spend.
    controls : float, shape (T, K)
    events : float, shape (T, E), flags or fractions
    history : float, shape (H, C), spend or exposure units
        Media of the H weeks before the first one, oldest first: they act on the first weeks.
    margins : float, shape (T, C), fraction of net sales
        Contribution margin of each week and channel; shape (0, C) where the one on Settings holds
        throughout. It reaches no fit.
    ledger : tuple of LedgerEntry
    platforms : tuple of PlatformReport
        They reach no fit.
    findings : tuple of Finding
        Warnings and notes of the checks; they reach no figure.
    adjustments : tuple of Adjustment
        Cells whose number was changed.
    """

    name: str
    settings: Settings
    channels: tuple[Channel, ...]
    dates: npt.NDArray[np.datetime64]
    outcome: Floats
    spend: Floats
    media: Floats
    control_names: tuple[str, ...]
    controls: Floats
    event_names: tuple[str, ...]
    events: Floats
    experiments: tuple[Experiment, ...] = ()
    sources: tuple[ColumnSource, ...] = ()
    history: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    margins: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    ledger: tuple[LedgerEntry, ...] = ()
    platforms: tuple[PlatformReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        if self.history.shape[1] != len(self.channels):
            object.__setattr__(self, "history", np.zeros((0, len(self.channels))))
        if self.margins.shape[1] != len(self.channels):
            object.__setattr__(self, "margins", np.zeros((0, len(self.channels))))
        for array in (self.dates, self.margins, *self._arrays()):
            array.flags.writeable = False

    def _arrays(self) -> tuple[Floats, ...]:
        given = (self.outcome, self.spend, self.media, self.controls, self.events)
        return (*given, self.history) if len(self.history) else given

    @property
    def weeks(self) -> int:
        """Number of weeks, T."""
        return len(self.dates)

    @property
    def first(self) -> date:
        """Last day of the first week."""
        return self.dates[0].astype(date)

    @property
    def last(self) -> date:
        """Last day of the last week: the data cut-off."""
        return self.dates[-1].astype(date)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Channel names in sheet order."""
        return tuple(channel.name for channel in self.channels)

    @property
    def has_margin(self) -> bool:
        """Whether a margin is given, on Settings or on the Margins sheet."""
        return self.settings.margin is not None or len(self.margins) > 0

    def marked(self, names: Collection[str]) -> Dataset:
        """The same data; channels of these names, and no others, are marked as prior only."""
        channels = tuple(
            replace(channel.plain, label=channel.plain.label + PRIOR_ONLY, prior_only=True)
            if channel.name in names
            else channel.plain
            for channel in self.channels
        )
        return self if channels == self.channels else replace(self, channels=channels)

    @property
    def links(self) -> dict[str, dict[str, float]]:
        """By leading channel, how much each channel that moves with it falls, in sheet order."""
        found: dict[str, dict[str, float]] = {}
        for leader in self.channel_names:
            follows = {c.name: c.moves_by for c in self.channels if c.moves_with == leader}
            if follows:
                found[leader] = follows
        return found

    def holds(self, test: Experiment) -> bool:
        """Whether a test's channels and weeks, those of measuring included, are in the data."""
        if not set(test.channels) <= set(self.channel_names):
            return False
        days = set(self.dates.astype("datetime64[D]").tolist())
        return {test.start, test.end, test.measured_through} <= days

    @property
    def calibrating(self) -> tuple[Experiment, ...]:
        """Tests that enter the likelihood: to calibrate, and all inside the data."""
        return tuple(test for test in self.experiments if test.calibrates and self.holds(test))

    def digest(self) -> str:
        """SHA-256 over every number and name that a fit sees, hexadecimal."""
        head: dict[str, object] = {
            "channels": [[c.name, str(c.kind)] for c in self.channels],
            "controls": self.control_names,
            "events": self.event_names,
            "dates": [str(day) for day in self.dates],
        }
        if self.calibrating:  # absent where there is none, so that such fits keep their names
            head["tests"] = [test.evidence() for test in self.calibrating]
        sha = hashlib.sha256(json.dumps(head, sort_keys=True).encode())
        for array in self._arrays():
            sha.update(repr(array.shape).encode())
            sha.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
        return sha.hexdigest()
