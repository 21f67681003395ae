"""The wheel as a user installs it: templates inside, and a workbook comes out."""

import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("workbook_templates", "report_templates")


def hatchling(kind, folder):
    """Build one distribution without the network and give its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return hatchling("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Folder with the wheel installed; unpacked where the environment was made without pip."""
    target = tmp_path_factory.mktemp("installed")
    if importlib.util.find_spec("pip") is None:
        zipfile.ZipFile(wheel).extractall(target)
        return target
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-compile", "--disable-pip-version-check", "--target", str(target), str(wheel)]
    subprocess.run(command, check=True)
    return target


@pytest.fixture
def python(installed, tmp_path):
    """Run the interpreter away from the checkout, on the installed wheel."""

    def python(*words):
        return subprocess.run(
            [sys.executable, "-P", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=False,
        )

    return python


@pytest.mark.parametrize("folder", FOLDERS)
def test_wheel_carries_every_template(wheel, folder):
    shipped = {path.name for path in (ROOT / folder).iterdir() if path.suffix in (".xlsx", ".docx")}
    assert shipped
    prefix = f"mmm_xl/_assets/{folder}/"
    names = zipfile.ZipFile(wheel).namelist()
    assert shipped <= {name.removeprefix(prefix) for name in names if name.startswith(prefix)}


def test_wheel_holds_nothing_else_at_the_top(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"mmm_xl"}


def test_sdist_carries_the_templates(tmp_path):
    with tarfile.open(hatchling("sdist", tmp_path)) as archive:
        folders = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {*FOLDERS, "mmm_xl", "pyproject.toml"} <= folders


def test_installed_package_finds_its_own_templates(python, installed):
    code = (
        "import mmm_xl.resources as r; print(r.workbook_templates()); print(r.report_templates())"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    for line, folder in zip(done.stdout.splitlines(), FOLDERS, strict=True):
        assert Path(line).resolve().is_relative_to(installed.resolve())
        assert Path(line).name == folder
        assert any(Path(line).iterdir())


def test_installed_package_writes_a_blank_workbook(python, tmp_path):
    done = python("-m", "mmm_xl", "new", "out.xlsx")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.xlsx").stat().st_size > 0
