r"""Set mmm_xl up in .venv and start it. Needs any Python from 3.8 and nothing else.

    python3 install/bootstrap.py          set up, then say how to start
    python3 install/bootstrap.py demo     set up, then build the worked example and run it
    python3 install/bootstrap.py test     set up with the test tools, then run the test suite
    python3 install/bootstrap.py lint     set up with the test tools, then run ruff and mypy

On Windows: py install\bootstrap.py demo. Words after demo go to `mmm-xl run`, words after
test go to pytest. A second call is quick: it installs only what has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / ".mmm-xl-stamp"
WARM = VENV / ".mmm-xl-warm"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
VENV_PYTHON = BIN / ("python" + EXE)
LOCKS = {"run": "install/requirements.lock", "test": "install/requirements-test.lock"}

# The Pythons for which every locked package has a wheel, the one we test most first.
VERSIONS = ("3.13", "3.12", "3.14")

# Settings of the caller that would lead the new environment astray, or keep it from storing what
# the Python compiler makes of its packages: without that, every start takes three times as long.
DROPPED = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX",
           "PYTHONDONTWRITEBYTECODE")  # fmt: skip

PROBE = """
import importlib.util, json, platform, sys, sysconfig
machines = {"linux": ("x86_64", "aarch64"), "darwin": ("arm64",)}
fits = (
    sys.implementation.name == "cpython"
    and not sysconfig.get_config_var("Py_GIL_DISABLED")
    and (sysconfig.get_platform() == "win-amd64" if sys.platform == "win32"
         else platform.machine() in machines.get(sys.platform, ()))
)
path = getattr(sys, "_base_executable", None) or sys.executable
venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps(["%d.%d" % sys.version_info[:2], path, fits, venv]))
"""


class SetupError(Exception):
    """Set-up cannot go on; the text is the one sentence for the user."""


class Python(NamedTuple):
    """A Python that starts: version, place, whether the locks fit it, whether it has venv."""

    version: str
    path: str
    fits: bool
    has_venv: bool


def say(text: str) -> None:
    """One line, at once, on any console."""
    print(text, flush=True)


def environment() -> dict[str, str]:
    """Give the caller's variables without those that would lead the new environment astray."""
    return {key: value for key, value in os.environ.items() if key not in DROPPED}


# Finding a Python


def output_of(command: list[str]) -> str | None:
    """Return what a command prints, or None if it does not start, fails or hangs."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def probe(command: list[str]) -> Python | None:
    """Ask the Python behind a command what it is; None if it does not really start."""
    text = output_of([*command, "-c", PROBE])
    try:
        return Python(*json.loads(text or ""))
    except (ValueError, TypeError):
        return None


def find_uv() -> str | None:
    """Path of a uv that starts, on the path or where its installer puts it."""
    homes = [Path.home() / ".local" / "bin", Path.home() / ".cargo" / "bin"]
    for found in (shutil.which("uv"), *(shutil.which("uv", path=str(home)) for home in homes)):
        if found and output_of([found, "--version"]):
            return found
    return None


def on_path(name: str) -> Iterator[str]:
    """Every program of that name on the path, since the first one may not start."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which(name, path=folder) if folder else None
        if found:
            yield found


def in_pyenv(version: str) -> list[str]:
    """Pythons of one version that pyenv keeps, newest patch release first."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = [*root.glob(f"versions/{version}.*"), *root.glob(f"pyenv-win/versions/{version}.*")]
    folders.sort(key=lambda folder: [int(n) for n in folder.name.split(".") if n.isdigit()])
    places = [folder / ("python.exe" if os.name == "nt" else "bin/python") for folder in folders]
    return [str(place) for place in reversed(places)]


def candidates(uv: str | None) -> Iterator[list[str]]:
    """Commands that may start a fitting Python, in the order in which they are tried."""
    yield [sys.executable]
    if shutil.which("py"):
        yield from (["py", "-" + version] for version in VERSIONS)
    for version in VERSIONS:
        yield from ([path] for path in on_path("python" + version))
    for version in VERSIONS:
        yield from ([path] for path in in_pyenv(version))
    for version in VERSIONS if uv else ():
        found = output_of([str(uv), "python", "find", "--system", "--no-python-downloads", version])
        if found:
            yield [found]


def downloaded(uv: str) -> Python | None:
    """Let uv download a Python; None if it cannot."""
    say(f"Downloading Python {VERSIONS[0]} with uv")
    output_of([uv, "python", "install", VERSIONS[0]])
    found = output_of([uv, "python", "find", "--system", VERSIONS[0]])
    return probe([found]) if found else None


def find_python(uv: str | None) -> Python:
    """Return the first candidate that starts, fits the locks and can make an environment."""
    lacking = None
    for command in candidates(uv):
        python = probe(command)
        if python is None or not python.fits or python.version not in VERSIONS:
            continue
        if python.has_venv or uv:
            return python
        lacking = python
    python = downloaded(uv) if uv else None
    if python is not None and python.fits:
        return python
    raise SetupError(why_no_python(lacking))


def why_no_python(lacking: Python | None) -> str:
    """Say in one sentence what to install."""
    if lacking is not None:
        package = f"python{lacking.version}-venv"
        return f"{lacking.path} lacks the venv module: install {package} or uv and run this again."
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        return "No fitting Python was found: a Mac needs Apple silicon and Python 3.13 for arm64."
    return (
        f"No 64-bit Python from {min(VERSIONS)} to {max(VERSIONS)} that starts was found: "
        f"install Python {VERSIONS[0]}, or uv, which fetches it, and run this again."
    )


# The environment and its stamp


def digest(kind: str) -> str:
    """SHA-256 of all that decides what the environment holds."""
    total = hashlib.sha256()
    for path in (ROOT / LOCKS[kind], ROOT / "pyproject.toml", VENV / "pyvenv.cfg"):
        total.update(path.read_bytes() if path.is_file() else b"")
        total.update(b"\0")
    return total.hexdigest()


def read_stamp() -> dict[str, str] | None:
    """Read what the last call left: None without a stamp, {} if it did not finish."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def full_stamp(kind: str) -> dict[str, str]:
    """Give the stamp of a finished environment."""
    return {"kind": kind, "digest": digest(kind), "root": str(ROOT)}


def python_remains() -> bool:
    """Whether the Python that .venv was made from is still there, told from the files alone."""
    if not VENV_PYTHON.exists():
        return False
    if os.name != "nt":
        return True
    lines = (VENV / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
    homes = [line.split("=", 1)[1].strip() for line in lines if line.startswith("home")]
    return any((Path(home) / "python.exe").exists() for home in homes)


def reusable(stamp: dict[str, str] | None, uv: str | None) -> bool:
    """Whether the packages can go into the .venv that is there.

    Not when an earlier call was cut short, the checkout has moved, or its Python is gone.
    """
    if stamp is not None and stamp.get("root") != str(ROOT):
        return False
    python = probe([str(VENV_PYTHON)]) if python_remains() else None
    if python is None or not python.fits or python.version not in VERSIONS:
        return False
    return uv is not None or output_of([str(VENV_PYTHON), "-m", "pip", "--version"]) is not None


def quietly(command: list[str], sentence: str, settings: dict[str, str] | None = None) -> None:
    """Run a command with further settings and show what it printed only if it fails."""
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        env={**environment(), **(settings or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        say(done.stdout.decode("utf-8", "replace").strip())
        raise SetupError(sentence)


def remove_venv() -> None:
    """Delete .venv, or say who may hold it."""
    try:
        if VENV.exists() or VENV.is_symlink():
            shutil.rmtree(str(VENV))
    except OSError:
        raise SetupError(
            f"{VENV} cannot be removed: close the programs that use it (Excel, terminals), "
            "delete it and run this again."
        ) from None


def make_venv(uv: str | None) -> None:
    """Make .venv anew; until it is complete its stamp says so."""
    python = find_python(uv)
    say(f"Making .venv with Python {python.version} ({python.path})")
    remove_venv()
    VENV.mkdir()
    STAMP.write_text("{}", encoding="utf-8")
    tool = [uv, "venv", "--allow-existing", "--python", python.path] if uv else []
    command = tool or [python.path, "-m", "venv"]
    quietly(
        [*command, str(VENV)],
        f"{python.path} could not make .venv: install another Python {VERSIONS[0]}.",
    )


def install(kind: str, uv: str | None) -> None:
    """Install the locked packages, then mmm_xl itself in editable form without the network."""
    if uv:
        tool = [uv, "pip", "install", "--python", str(VENV_PYTHON), "--no-deps"]
        offline = "--offline"
    else:
        tool = [str(VENV_PYTHON), "-m", "pip", "install", "--no-deps", "--no-input"]
        tool += ["--disable-pip-version-check", "--no-compile"]
        offline = "--no-index"
    say(f"Installing {LOCKS[kind]} (the first time takes a minute or two)")
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", LOCKS[kind]]
    quietly([*tool, *locked], "The packages could not be installed: check the network, try again.")
    say("Installing mmm_xl")
    local = ["--no-build-isolation", offline, "-e", "."]
    quietly([*tool, *local], "mmm_xl could not be installed: the lines above say why.")


def ensure(kind: str) -> None:
    """Bring .venv up to what the lock says; do nothing when nothing changed."""
    stamp = read_stamp()
    if stamp and stamp.get("kind") == "test":
        kind = "test"
    if stamp == full_stamp(kind) and python_remains():
        return
    uv = find_uv()
    if not reusable(stamp, uv):
        make_venv(uv)
    STAMP.write_text("{}", encoding="utf-8")
    install(kind, uv)
    STAMP.write_text(json.dumps(full_stamp(kind)), encoding="utf-8")


# What the first run of all would otherwise have to wait for


def warmth() -> str:
    """SHA-256 of all that decides whether compiled code is still good."""
    total = hashlib.sha256((STAMP.read_bytes() if STAMP.is_file() else b"") + b"\0")
    for room in ("transforms", "inference"):
        for path in sorted((ROOT / "mmm_xl" / room).glob("*.py")):
            total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def warm() -> None:
    """Run the worked example once, out of sight: it compiles the model and all that is imported."""
    state = warmth()
    if WARM.is_file() and WARM.read_text(encoding="utf-8") == state:
        return
    say("Compiling the model for this computer (once, about a minute)")
    sentence = "mmm_xl is installed but cannot run its worked example: the lines above say why."
    with tempfile.TemporaryDirectory() as folder:
        book = str(Path(folder) / "example.xlsx")
        store = {"MMM_XL_HOME": folder}
        quietly([str(ROOT / mmm_xl()), "example", book], sentence, store)
        quietly([str(ROOT / mmm_xl()), "run", book, "-o", folder, "--preview"], sentence, store)
    WARM.write_text(state, encoding="utf-8")


# The jobs


def start(command: list[str]) -> int:
    """Exit status of a command run from the root of the checkout."""
    status = subprocess.call(command, cwd=str(ROOT), env=environment())
    return status if status >= 0 or os.name == "nt" else 128 - status


def mmm_xl() -> str:
    """Give the installed command as typed from the root of the checkout."""
    return str((BIN / ("mmm-xl" + EXE)).relative_to(ROOT))


def make_example(book: Path) -> int:
    """Build the worked example unless it is there; leave no half of it behind."""
    if book.exists():
        say(f"Keeping {book.relative_to(ROOT)} from an earlier demo")
        return 0
    book.parent.mkdir(exist_ok=True)
    status = 1
    try:
        status = start([str(ROOT / mmm_xl()), "example", str(book.relative_to(ROOT))])
    finally:
        if status != 0 and book.exists():
            book.unlink()
    return status


def demo(words: list[str]) -> int:
    """Run the worked example and say where the results are."""
    book = ROOT / "demo" / "example.xlsx"
    status = make_example(book)
    if status == 0:
        inputs = str(book.relative_to(ROOT))
        status = start([str(ROOT / mmm_xl()), "run", inputs, "-o", "demo", *words])
    if status == 0:
        say(f"Results workbook: {book.with_name('example-results.xlsx')}")
        say(f"Word report: {book.with_name('example-report.docx')}")
    return status


def test(words: list[str]) -> int:
    """Run the test suite on two processes."""
    return start([str(VENV_PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *words])


def lint(words: list[str]) -> int:
    """Run both ruff and mypy; the first that objects gives the status."""
    ruff = start([str(VENV_PYTHON), "-m", "ruff", "check", *words])
    mypy = start([str(VENV_PYTHON), "-m", "mypy"])
    return ruff or mypy


JOBS = {"demo": demo, "test": test, "lint": lint}


def main(words: list[str]) -> int:
    """Set up, do the job that the first word names, and return its exit status."""
    if words and words[0] not in JOBS:
        say((__doc__ or "").strip())
        return 0 if words[0] in ("-h", "--help") else 2
    job = words[0] if words else ""
    ensure("test" if job in ("test", "lint") else "run")
    if job != "lint":
        warm()
    if job:
        return JOBS[job](words[1:])
    say(f"Ready. Start with: {mmm_xl()} --help")
    return 0


if __name__ == "__main__":
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        say(str(error))
        sys.exit(1)
    except OSError as error:
        print(f"Cannot go on: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
