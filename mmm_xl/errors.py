"""The one error tree: each message is a sentence that its reader can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mmm_xl.names import Severity


@dataclass(frozen=True)
class Finding:
    """One thing to say about an input, at the cell where the user mends it.

    Parameters
    ----------
    where : str
        ``Sheet!Cell``, or a sheet or file name where no single cell is at fault.
    what : str
        What is wrong, what was found, what was expected.
    rule : str
        Name of the rule that found it.
    advice : str
        What to do about a warning; an error's words say it themselves.
    """

    where: str
    what: str
    rule: str
    severity: Severity = Severity.ERROR
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class MmmError(Exception):
    """Anything the user can mend; exit status 1, never a traceback."""


class InvalidWorkbook(MmmError):
    """The inputs cannot be modelled; carries everything found, not only the first fault.

    Parameters
    ----------
    findings : iterable of Finding
        Errors, of which there is at least one, and whatever else was found beside them.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        self.faults = tuple(f for f in self.findings if f.severity is Severity.ERROR)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnreadableFile(MmmError):
    """A file is missing, locked, encrypted, damaged or of another kind."""


class UnwritableOutput(MmmError):
    """A result cannot be written where it was asked for."""


class UnknownRun(MmmError):
    """No stored run has this id."""


class DamagedRun(MmmError):
    """A stored run does not match its digests."""


class SamplingFailed(MmmError):
    """The sampler could not produce a posterior."""


class ZeroSpend(MmmError):
    """A ratio to spend was asked for where nothing was spent."""


class WindowOutsideData(MmmError):
    """A window of days that is none, or has no day of the data."""


class UnknownName(MmmError):
    """A channel, statistic or sheet name that does not exist here."""


class UnreadableChange(MmmError):
    """A change of spend that is not written as one."""


class NotAvailable(MmmError):
    """Something that this version does not do yet."""
