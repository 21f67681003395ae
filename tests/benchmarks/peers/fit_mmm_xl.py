"""Fit one case in mmm_xl, in a process of its own as the peers do: CASE OUT.npz SEED
MODEL [TABLE]."""

import json
import sys
import time
from pathlib import Path

import numpy as np

from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ModelName
from tests.benchmarks.peer_cases import dataset_of


def main(case, out, seed, model, table=None):
    dataset = dataset_of(case, Path(table) if table else None, ModelName(model))
    spec = build_spec(dataset)
    design = build_design(dataset, spec)
    start = time.perf_counter()
    posterior = sample(design, spec, SamplerSettings(seed=int(seed)))
    sampling = time.perf_counter() - start
    # the effect of a paid channel is its ROI
    paid = [channel.name for channel in dataset.channels if channel.paid]
    np.savez(out, roi=posterior["effect"].sel(channel=paid).values, channels=np.array(paid))
    divergences = int(posterior["diverging"].sum())
    print(json.dumps({"sampling": sampling, "divergences": divergences, "versions": "mmm_xl"}))


main(*sys.argv[1:])
