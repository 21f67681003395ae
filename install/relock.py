"""Write install/requirements.lock and install/requirements-test.lock anew with uv.

    python install/relock.py              after a change of the dependencies in pyproject.toml
    python install/relock.py --upgrade    to take every newer release that pyproject.toml allows

The locks hold exact versions with hashes for Linux, macOS and Windows and for every Python that
pyproject.toml allows. uv is looked for on the path, or where the variable UV points.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = "3.12"
HEADER = "# Written by install/relock.py from pyproject.toml: change that file, not this one.\n"


def find_uv() -> str:
    """Path of uv, or an exit with one sentence."""
    found = shutil.which(os.environ.get("UV", "uv"))
    if found is None:
        sys.exit("uv is needed to write the locks: install it and run this again.")
    return found


def build_requirements() -> list[str]:
    """Read from pyproject.toml what the editable install needs at build time."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requires: list[str] = project["build-system"]["requires"]
    return requires


def lock(uv: str, name: str, options: list[str]) -> None:
    """Write one lock; versions already in it stay unless ``--upgrade`` is among the options."""
    target = ROOT / "install" / name
    command = [uv, "pip", "compile", "pyproject.toml", "-", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-header"]
    command += ["--no-annotate", "--no-emit-package", "mmm-xl", "--output-file", str(target)]
    stdin = "\n".join(build_requirements())
    subprocess.run(command + options, cwd=ROOT, input=stdin, text=True, check=True)
    target.write_text(HEADER + target.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def main(options: list[str]) -> int:
    """Write the larger lock first, then the smaller one with the same versions."""
    uv = find_uv()
    lock(uv, "requirements-test.lock", ["--extra", "test", *options])
    same = ["--constraint", "install/requirements-test.lock"]
    lock(uv, "requirements.lock", [*same, *options])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
