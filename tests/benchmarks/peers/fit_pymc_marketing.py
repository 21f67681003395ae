"""Fit one case in PyMC-Marketing; run by an interpreter that has it, as CASE.json OUT.npz SEED.

Prints one line of JSON: seconds spent sampling, versions, and what differs from the case.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pymc
import pymc_marketing
import xarray as xr
from pymc_extras.prior import Prior
from pymc_marketing.mmm import MMM, GeometricAdstock, HillSaturation


def by_channel(case, name, shift=0.0):
    """LogNormal priors of one parameter, one a channel."""
    pairs = np.array([channel[name] for channel in case["channels"]])
    mu, sigma = labelled(pairs[:, 0] + shift, "channel"), labelled(pairs[:, 1], "channel")
    return Prior("LogNormal", mu=mu, sigma=sigma, dims="channel")


def labelled(values, dimension):
    return xr.DataArray(values, dims=dimension)


def model(case):
    greatest = max(case["outcome"])
    media = np.array([channel["media"] for channel in case["channels"]])
    usual = np.array([channel["usual_week"] for channel in case["channels"]])
    scale = case["outcome_sd"] / greatest
    sds = np.array([column["sd"] for column in case["baseline"]])
    noise = Prior("HalfNormal", sigma=case["noise_sd"] * scale)
    return MMM(
        date_column="date",
        channel_columns=[channel["name"] for channel in case["channels"]],
        control_columns=[column["name"] for column in case["baseline"]],
        adstock=GeometricAdstock(
            l_max=case["carryover_weeks"], priors={"halflife": by_channel(case, "half_life")}
        ),
        saturation=HillSaturation(
            priors={
                "beta": by_channel(case, "coefficient", -np.log(greatest)),
                "kappa": by_channel(case, "half_saturation", np.log(usual / media.max(axis=1))),
                "slope": by_channel(case, "slope"),
            }
        ),
        model_config={
            "intercept": Prior(
                "Normal", mu=case["outcome_mean"] / greatest, sigma=case["intercept_sd"] * scale
            ),
            "gamma_control": Prior(
                "Normal", mu=0, sigma=labelled(sds * scale, "control"), dims="control"
            ),
            "likelihood": Prior("Normal", sigma=noise, dims="date"),
        },
    )


def main(case_file, out, seed):
    case = json.loads(Path(case_file).read_text("utf-8"))
    table = pd.DataFrame({"date": pd.to_datetime(case["dates"])})
    for channel in case["channels"]:
        table[channel["name"]] = channel["media"]
    for column in case["baseline"]:
        table[column["name"]] = column["values"]
    outcome = pd.Series(case["outcome"], name="y")
    mmm = model(case)
    fitted = mmm.fit(table, outcome, chains=4, tune=1000, draws=1000, random_seed=int(seed),
                     nuts_sampler="nutpie", progressbar=False)  # fmt: skip
    paid = [channel for channel in case["channels"] if channel["paid"]]
    spend = xr.DataArray(
        [channel["spend"] for channel in paid],
        coords={"channel": [channel["name"] for channel in paid]},
    )
    total = fitted.posterior["channel_contribution"].sum("date") * max(case["outcome"])
    roi = (total / spend).transpose("chain", "draw", "channel")
    names = [str(name) for name in roi["channel"].to_numpy()]
    np.savez(out, roi=roi.to_numpy(), channels=names)
    print(
        json.dumps(
            {
                "sampling": float(fitted.posterior.attrs["sampling_time"]),
                "divergences": int(fitted.sample_stats["diverging"].sum()),
                "versions": f"PyMC-Marketing {pymc_marketing.__version__}, PyMC {pymc.__version__}",
            }
        )
    )


main(*sys.argv[1:])
