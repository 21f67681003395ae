"""One rule of the checks, as users read it."""

from __future__ import annotations

from dataclasses import dataclass

from mmm_xl.names import Severity


@dataclass(frozen=True)
class Rule:
    """What is looked for, when it speaks, and what to do then.

    Parameters
    ----------
    name : str
        Small letters with hyphens; stays, because people look it up.
    finds : str
        What the rule finds; continues no sentence, ends without a full stop.
    example : str
        A case in which it speaks, as short as can be.
    advice : str
        What to do, as a sentence. Findings of errors say it themselves, fitted to the cell.
    threshold : str
        The number from `mmm_xl.data.limits` in words; empty where there is none.
    """

    name: str
    severity: Severity
    finds: str
    example: str
    advice: str
    threshold: str = ""
