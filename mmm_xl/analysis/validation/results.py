"""All that a validation found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.validation.candidate_results import Candidates, Recovery
from mmm_xl.analysis.validation.check import CheckResult
from mmm_xl.analysis.validation.fit_results import (
    Correlation,
    Placebo,
    PriorEvidence,
    Ranks,
    Realism,
)
from mmm_xl.analysis.validation.refit_results import Forecast, OutOfSample, Sensitivity
from mmm_xl.grades import Depth

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Validation:
    """All that was looked at; None for what this depth does not look at.

    Parameters
    ----------
    energy : ndarray, shape (chains,)
        E-BFMI of each chain.
    checks : tuple of CheckResult
        A check that was not made has none, or one that says why.
    """

    depth: Depth
    prior: PriorEvidence
    realism: Realism
    energy: Floats
    correlations: tuple[Correlation, ...]
    ranks: tuple[Ranks, ...]
    placebos: tuple[Placebo, ...] | None
    out_of_sample: OutOfSample | None
    sensitivity: Sensitivity | None
    candidates: Candidates | None
    recovery: Recovery | None
    forecast: Forecast
    checks: tuple[CheckResult, ...]
