"""For each rule, what makes it speak and what does not; `cases_*.py` beside this list them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import RawInputs
from mmm_xl.errors import Finding, InvalidWorkbook

Found = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Case:
    """One rule shown working.

    Parameters
    ----------
    rule : str
        Name of the rule.
    fires : callable
        Findings of a planted cause; the rule is among them.
    quiet : callable
        Findings of nearly the same without the cause; the rule is not among them.
    """

    rule: str
    fires: Found
    quiet: Found


def found_in(book: RawInputs) -> tuple[Finding, ...]:
    """Everything that the checks of one workbook find, whether it can be modelled or not."""
    try:
        return build_dataset(book).findings
    except InvalidWorkbook as invalid:
        return invalid.findings
