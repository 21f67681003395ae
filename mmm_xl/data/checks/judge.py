"""The one door: everything that is found in numbers which are right one by one."""

from __future__ import annotations

from mmm_xl.data.checks.breaks import shift, steps
from mmm_xl.data.checks.collinearity import collinearity
from mmm_xl.data.checks.leakage import leakage
from mmm_xl.data.checks.variation import length, variation
from mmm_xl.data.dataset import Dataset
from mmm_xl.errors import Finding

_CHECKS = (length, variation, collinearity, leakage, steps, shift)


def judge(dataset: Dataset) -> tuple[Finding, ...]:
    """Findings about whole columns and their relations; the same data give the same ones.

    Parameters
    ----------
    dataset : Dataset
        Its own findings are ignored.
    """
    return tuple(finding for check in _CHECKS for finding in check(dataset))
