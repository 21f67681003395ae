"""Fit one case in Meridian; run by an interpreter that has it, as CASE.json OUT.npz SEED.

Prints one line of JSON: seconds spent sampling (compilation included: it has no other clock),
divergences and versions.
"""

import json
import sys
import time
from pathlib import Path

import meridian
import numpy as np
import pandas as pd
from meridian import backend
from meridian.data.data_frame_input_data_builder import DataFrameInputDataBuilder
from meridian.model.model import Meridian
from meridian.model.prior_distribution import PriorDistribution
from meridian.model.spec import ModelSpec

TINY = 1e-6
"""Media, in usual weeks, where nothing has acted yet: see `media_of`."""


def media_of(channel, weeks):
    """Weekly media without a week in which nothing acts.

    The gradient of Meridian's Hill curve is not a number where carried-over media are exactly 0
    and the slope is free, and then no chain ever moves.
    """
    media = np.array(channel["media"], dtype=float)
    acting = np.convolve(media > 0, np.ones(weeks))[: len(media)]
    media[acting < 0.5] = TINY * channel["usual_week"]
    return media


def log_normal(channels, name, shift=0.0):
    pairs = np.array([channel[name] for channel in channels])
    return backend.tfd.LogNormal(pairs[:, 0] + shift, pairs[:, 1])


def decay(channels):
    """Decay a week, exp(-ln 2 / half-life): the very prior that the half-life has."""
    pairs = np.array([channel["half_life"] for channel in channels])
    rate = backend.tfd.LogNormal(np.log(np.log(2)) - pairs[:, 0], pairs[:, 1])
    bijectors = backend.bijectors
    turn = bijectors.Chain([bijectors.Exp(), bijectors.Scale(np.float64(-1))])
    return backend.tfd.TransformedDistribution(rate, turn)


def half_saturation(channels, weeks):
    """Meridian measures media in medians of weeks above 0, the case in means of weeks on air."""
    shifts = []
    for channel in channels:
        media = media_of(channel, weeks)
        shifts.append(np.log(channel["usual_week"] / np.median(media[media > 0])))
    return log_normal(channels, "half_saturation", np.array(shifts))


def specification(case):
    weeks = case["carryover_weeks"]
    paid = [channel for channel in case["channels"] if channel["paid"]]
    owned = [channel for channel in case["channels"] if not channel["paid"]]
    # Meridian standardises controls, so each coefficient's prior grows with its column's spread
    sds = np.array([column["sd"] * np.std(column["values"]) for column in case["baseline"]])
    priors = {
        "knot_values": backend.tfd.Normal(np.float64(0), np.float64(case["intercept_sd"])),
        "gamma_c": backend.tfd.Normal(np.zeros(len(sds)), sds),
        "sigma": backend.tfd.HalfNormal(np.float64(case["noise_sd"])),
        "roi_m": log_normal(paid, "effect"),
        "alpha_m": decay(paid),
        "ec_m": half_saturation(paid, weeks),
        "slope_m": log_normal(paid, "slope"),
    }
    if owned:
        priors |= {
            "contribution_om": log_normal(owned, "effect"),
            "alpha_om": decay(owned),
            "ec_om": half_saturation(owned, weeks),
            "slope_om": log_normal(owned, "slope"),
        }
    return ModelSpec(prior=PriorDistribution(**priors), max_lag=weeks - 1, knots=1)


def data(case):
    table = pd.DataFrame({"time": case["dates"], "kpi": case["outcome"]})
    controls = [f"control {i}" for i in range(len(case["baseline"]))]
    for name, column in zip(controls, case["baseline"], strict=True):
        table[name] = column["values"]
    builder = DataFrameInputDataBuilder(kpi_type="revenue", default_kpi_column="kpi")
    for channel in case["channels"]:
        table[channel["name"]] = media_of(channel, case["carryover_weeks"])
        table[f"{channel['name']} spend"] = channel["weekly_spend"]
    paid = [channel["name"] for channel in case["channels"] if channel["paid"]]
    owned = [channel["name"] for channel in case["channels"] if not channel["paid"]]
    builder = builder.with_kpi(table).with_controls(table, control_cols=controls)
    builder = builder.with_media(
        table, media_cols=paid, media_spend_cols=[f"{name} spend" for name in paid],
        media_channels=paid,
    )  # fmt: skip
    if owned:
        builder = builder.with_organic_media(
            table, organic_media_cols=owned, organic_media_channels=owned
        )
    return builder.build()


def main(case_file, out, seed):
    case = json.loads(Path(case_file).read_text("utf-8"))
    mmm = Meridian(data(case), specification(case))
    start = time.perf_counter()
    mmm.sample_posterior(n_chains=4, n_adapt=500, n_burnin=500, n_keep=1000, seed=int(seed))
    sampling = time.perf_counter() - start
    fitted = mmm.inference_data
    # with a prior on ROI, the ROI is itself a parameter
    roi = fitted.posterior["roi_m"].transpose("chain", "draw", "media_channel")
    names = [str(name) for name in roi["media_channel"].to_numpy()]
    np.savez(out, roi=roi.to_numpy(), channels=names)
    print(
        json.dumps(
            {
                "sampling": sampling,
                "divergences": int(fitted.sample_stats["diverging"].sum()),
                "versions": f"Meridian {meridian.__version__},"
                f" {backend.computation_backend().name.lower()}",
            }
        )
    )


main(*sys.argv[1:])
