"""Fitting a dataset in a test, without workbook or store."""

from __future__ import annotations

from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.runs import digest
from mmm_xl.runs.run import Run


def fit(dataset: Dataset, spec: ModelSpec | None = None, **changes: int) -> Run:
    """Run of a dataset with the sampler settings of its workbook, some changed."""
    spec = spec or build_spec(dataset)
    s = dataset.settings
    given = {"chains": s.chains, "tune": s.tune, "draws": s.draws, "seed": s.seed} | changes
    sampler = SamplerSettings(**given)
    posterior = sample(build_design(dataset, spec), spec, sampler)
    name = digest.fit_id(dataset, spec, sampler)
    return Run(digest.run_id(name, dataset, None), name, dataset, spec, sampler, posterior)
