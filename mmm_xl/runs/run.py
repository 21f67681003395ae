"""One fitted model with everything that its figures are computed from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import Design, build_design
from mmm_xl.model.spec import ModelSpec

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class RunInputs:
    """A stored run without its posterior: what its published figures are labelled with.

    Parameters
    ----------
    as_of : date or None
        Date to print on outputs, where one was asked for.
    """

    run_id: str
    fit_id: str
    dataset: Dataset
    spec: ModelSpec
    sampler: SamplerSettings
    as_of: date | None = None

    def with_posterior(self, posterior: xr.Dataset) -> Run:
        """The whole run; ``posterior`` as `mmm_xl.inference.sampler.sample` returns it."""
        return Run(
            self.run_id, self.fit_id, self.dataset, self.spec, self.sampler, posterior, self.as_of
        )


@dataclass(frozen=True)
class Run:
    """A posterior with its data, specification and names.

    Parameters
    ----------
    posterior : Dataset, dims (chain, draw, channel, term)
        As `mmm_xl.inference.sampler.sample` returns it.
    as_of : date or None
        Date to print on outputs, where one was asked for.
    """

    run_id: str
    fit_id: str
    dataset: Dataset
    spec: ModelSpec
    sampler: SamplerSettings
    posterior: xr.Dataset
    as_of: date | None = None
    design: Design = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "design", build_design(self.dataset, self.spec))
