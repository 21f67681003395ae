"""Sampling: labelled, reproducible, and honest when it is stopped."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design

ROOT = Path(__file__).resolve().parents[2]
SMALL = SamplerSettings(chains=2, tune=150, draws=100, seed=5)


def digest(posterior) -> str:
    arrays = (posterior[name].values for name in sorted(posterior.data_vars))
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()


def test_posterior_is_labelled_and_whole(run) -> None:
    posterior = run.posterior
    assert posterior["effect"].dims == ("chain", "draw", "channel")
    assert list(posterior["channel"].values) == list(run.dataset.channel_names)
    assert posterior["coefficient"].sizes["term"] == len(run.design.terms)
    assert np.isfinite(posterior["coefficient"]).all()
    assert (posterior["half_life"] > 0).all()


def test_divergences_are_rare_and_chains_agree(run) -> None:
    from arviz_stats.base import array_stats

    assert float(run.posterior["diverging"].mean()) <= 0.001
    for name in ("effect", "half_life", "half_saturation", "slope", "coefficient"):
        rhat = array_stats.rhat(run.posterior[name].values, chain_axis=0, draw_axis=1)
        assert np.max(rhat) <= 1.02, name  # 4 x 500 draws: a little above the limit of a full run


def test_same_seed_same_bytes_other_seed_other_bytes(dataset, spec) -> None:
    design = build_design(dataset, spec)
    first, again = sample(design, spec, SMALL), sample(design, spec, SMALL)
    other = sample(design, spec, SamplerSettings(chains=2, tune=150, draws=100, seed=6))
    assert digest(first) == digest(again)
    assert digest(first) != digest(other)


def test_cold_and_cached_compilation_give_the_same_bytes(tmp_path) -> None:
    """A new machine, whose first process compiles, must agree with every later process."""
    code = (
        "from tests.inference.test_sampler import SMALL, digest\n"
        "from mmm_xl.data.build import build_dataset\n"
        "from mmm_xl.data.contents import to_raw\n"
        "from mmm_xl.data.simulator import simulate\n"
        "from mmm_xl.model.spec import build_spec\n"
        "from mmm_xl.model.design import build_design\n"
        "from mmm_xl.inference.sampler import sample\n"
        "d = build_dataset(to_raw(simulate(weeks=60).contents)); s = build_spec(d)\n"
        "print(digest(sample(build_design(d, s), s, SMALL)))\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    shown = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, cwd=ROOT, env=environment,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert any(tmp_path.rglob("*.nbc")), "nothing was compiled"
    assert shown[0] == shown[1]


def test_progress_is_reported_for_each_chain(dataset, spec) -> None:
    seen = []
    sample(build_design(dataset, spec), spec, SamplerSettings(2, 600, 600, 1), seen.append)
    assert seen
    assert {len(chains) for chains in seen} == {2}
    assert all(chain.total == 1200 for chains in seen for chain in chains)
