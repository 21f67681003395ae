"""The same data and model in other products, each in a process of its own, one after the other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from mmm_xl.data.simulator import simulate
from mmm_xl.names import ModelName
from tests.benchmarks.measure import min_bulk_ess
from tests.benchmarks.peer_cases import EXAMPLE, NATIONAL, ROI_PRIOR, dataset_of, plain_numbers
from tests.benchmarks.process import finished
from tests.benchmarks.start_up import ROOT
from tests.benchmarks.tables import Cell, Table

PEERS = Path(__file__).resolve().parent / "peers"
WANTED_ESS = 1000

_TITLES = {
    EXAMPLE: "the worked example (156 weeks, 4 paid and 2 owned channels)",
    NATIONAL: "Meridian's national example (156 weeks, 5 paid and 1 organic channel),"
    f" ROI prior LogNormal{ROI_PRIOR}",
}

_DIFFERENCES = (
    "Same in all: data; trend, yearly waves, controls and events as the same columns with the same"
    " Normal priors; geometric adstock over 13 weeks with the same half-life priors; Hill with the"
    " same half-saturation and slope priors; Normal noise. mmm_xl default is a larger model"
    " (drifting level, AR(1) noise, Weibull adstock, pooled ROI where no prior is stated).",
    "PyMC-Marketing has no prior on ROI: the prior stands on the height of the curve, with the"
    " median that the ROI prior implies at prior medians and the same spread.",
    "Meridian: 1 knot, so its level is constant; its intercept has the same prior but after"
    " centring controls; owned channels are organic media with the prior on their share; media are"
    " a millionth of a usual week instead of 0 where nothing acts (else its gradient is not a"
    " number); revenue is the KPI.",
    "Samplers as each product is used: mmm_xl 4 x (1000 + 1000) at target acceptance 0.9,"
    " PyMC-Marketing 4 x (1000 + 1000) through nutpie at its 0.8, Meridian 4 x (500 + 500 + 1000)"
    " on its default backend at its 0.85.",
    "Start-up is everything but sampling, from process start to ROI draws on disk: imports, data,"
    " compilation. Meridian compiles inside sampling and has no clock for it, so its sampling"
    f" includes compilation, which scaling to ESS favours above {WANTED_ESS:,} and hurts below."
    " Min ESS is the smallest bulk ESS over the ROI of paid channels, by one function for all."
    f" Seconds to ESS {WANTED_ESS:,} = start-up + sampling x {WANTED_ESS:,} / min"
    " ESS.",
)


@dataclass(frozen=True)
class Product:
    """What is compared, and how it is run.

    Parameters
    ----------
    requirements : tuple of str
        What pip installs into an environment of its own; empty for mmm_xl itself.
    """

    name: str
    script: str
    requirements: tuple[str, ...] = ()
    model: ModelName | None = None


PRODUCTS = (
    Product("mmm_xl plain", "fit_mmm_xl.py", model=ModelName.PLAIN),
    Product("mmm_xl default", "fit_mmm_xl.py", model=ModelName.DEFAULT),
    Product(
        "PyMC-Marketing 1.3", "fit_pymc_marketing.py", ("pymc-marketing==1.3.*", "nutpie", "numba")
    ),
    Product("Meridian 2.1", "fit_meridian.py", ("google-meridian==2.1.*",)),
)


@dataclass(frozen=True)
class Options:
    """Where and how often.

    Parameters
    ----------
    environments : Path
        Folder of the peers' environments; delete it at will.
    python : str
        Interpreter that the environments are made with.
    national : Path
        Meridian's national example; left out where the file does not exist.
    """

    environments: Path
    python: str
    national: Path
    repeats: int


@dataclass(frozen=True)
class Outcome:
    """One run of one product.

    Parameters
    ----------
    wall, sampling : float, seconds
    cpu : float, seconds of all threads
    roi : ndarray, shape (chain, draw, channel)
    """

    wall: float
    cpu: float
    sampling: float
    divergences: int
    versions: str
    roi: np.ndarray
    channels: tuple[str, ...]

    @property
    def min_ess(self) -> float:
        return min_bulk_ess(self.roi)

    @property
    def seconds_to_wanted(self) -> float:
        return self.wall - self.sampling + self.sampling * WANTED_ESS / self.min_ess


def peer_tables(options: Options) -> Iterator[Table]:
    pythons = {product.name: _interpreter(product, options) for product in PRODUCTS}
    cases = [EXAMPLE] + ([NATIONAL] if options.national.is_file() else [])
    if NATIONAL not in cases:
        print(f"peers: {options.national} is not at hand; its table is left out", file=sys.stderr)
    for case in cases:
        found = _outcomes(case, pythons, options)
        # the differences hold for every case and are said once
        yield _times(case, found, options, _DIFFERENCES if case == cases[0] else ())
        yield _returns(case, found)


def _interpreter(product: Product, options: Options) -> str:
    """Python that has the product; installed on first use."""
    if not product.requirements:
        return sys.executable
    folder = options.environments / product.script.removeprefix("fit_").removesuffix(".py")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    complete = folder / "complete"
    if not complete.is_file():
        print(f"peers: installing {', '.join(product.requirements)}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([options.python, "-m", "venv", str(folder)], check=True)
        uv = shutil.which("uv")
        pip = [uv, "pip", "install", "--python", str(python)] if uv else _pip(python)
        subprocess.run([*pip, "--quiet", *product.requirements], check=True)
        complete.touch()
    return str(python)


def _pip(python: Path) -> list[str]:
    return [str(python), "-m", "pip", "install", "--no-cache-dir"]


def _outcomes(case: str, pythons: dict[str, str], options: Options) -> dict[str, list[Outcome]]:
    """Outcomes of each product; the first warms its caches, the others are timed, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = Path(folder) / f"{case}.json"
        numbers.write_text(json.dumps(plain_numbers(dataset_of(case, options.national))), "utf-8")
        found: dict[str, list[Outcome]] = {product.name: [] for product in PRODUCTS}
        for turn in range(1 + options.repeats):
            for product in PRODUCTS:
                print(f"peers: {case}, {product.name}, turn {turn}", file=sys.stderr)
                out = Path(folder) / "out.npz"
                table = options.national if case == NATIONAL else None
                command = [pythons[product.name], *_arguments(product, case, numbers, out, turn)]
                command += [str(table)] if table and product.model else []
                found[product.name].append(_run(command, out, Path(folder)))
    return found


def _arguments(product: Product, case: str, numbers: Path, out: Path, seed: int) -> list[str]:
    script = str(PEERS / product.script)
    if product.model is None:
        return [script, str(numbers), str(out), str(seed)]
    return [script, case, str(out), str(seed), str(product.model)]


def _run(command: list[str], out: Path, folder: Path) -> Outcome:
    done = finished(command, folder, {"PYTHONPATH": str(ROOT)})
    said = json.loads(done.lines[-1][1])
    with np.load(out) as arrays:
        return Outcome(
            done.wall,
            done.cpu,
            said["sampling"],
            said["divergences"],
            said["versions"],
            arrays["roi"],
            tuple(str(name) for name in arrays["channels"]),
        )


def _times(
    case: str, found: dict[str, list[Outcome]], options: Options, notes: tuple[str, ...]
) -> Table:
    medians = {
        name: median(o.seconds_to_wanted for o in _timed(outcomes))
        for name, outcomes in found.items()
    }
    ours = medians[PRODUCTS[0].name]
    rows: list[tuple[Cell, ...]] = []
    for name, outcomes in found.items():
        timed = _timed(outcomes)
        rows.append(
            (
                name,
                outcomes[0].wall,
                median(o.wall - o.sampling for o in timed),
                median(o.sampling for o in timed),
                median(o.wall for o in timed),
                median(o.cpu for o in timed),
                median(o.min_ess for o in timed),
                median(o.divergences for o in timed),
                medians[name],
                medians[name] / ours,
            )
        )
    how = (
        "the first run of each warms its caches, then medians of"
        f" {options.repeats} with other seeds"
        if options.repeats
        else "one run of each with caches as they were"
    )
    versions = ", ".join(dict.fromkeys(outcomes[0].versions for outcomes in found.values()))
    return Table(
        f"Time to equal effective draws: {_TITLES[case]}",
        (
            "product",
            "first run s",
            "start-up s",
            "sampling s",
            "whole s",
            "processor s",
            "min ESS of ROI",
            "divergences",
            f"s to ESS {WANTED_ESS:,}",
            "times mmm_xl plain",
        ),
        tuple(rows),
        (
            f"{versions}; {how}, products in turn.",
            *notes,
        ),
    )


def _timed(outcomes: list[Outcome]) -> list[Outcome]:
    return outcomes[1:] or outcomes


def _returns(case: str, found: dict[str, list[Outcome]]) -> Table:
    """ROI of each channel by each product."""
    first = {name: outcomes[-1] for name, outcomes in found.items()}
    truth = simulate().roi if case == EXAMPLE else {}
    channels = first[PRODUCTS[0].name].channels
    rows: list[tuple[Cell, ...]] = []
    for channel in channels:
        cells = [_interval(outcome, channel) for outcome in first.values()]
        rows.append((channel, *([truth[channel]] if truth else []), *cells))
    return Table(
        f"ROI side by side: {_TITLES[case]}",
        ("channel", *(["truth"] if truth else []), *first),
        tuple(rows),
        ("Posterior mean (5% to 95%).",),
    )


def _interval(outcome: Outcome, channel: str) -> str:
    draws = outcome.roi[..., outcome.channels.index(channel)]
    low, high = np.quantile(draws, (0.05, 0.95))
    return f"{draws.mean():.2f} ({low:.2f} to {high:.2f})"
