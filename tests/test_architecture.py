"""The import table of the house: one direction, and every dependency in its one home."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mmm_xl"

LAYERS = {
    "names": 0, "grades": 0, "phrases": 0, "errors": 0.1, "files": 0, "plain_text": 0,
    "office_package": 0.2,
    "resources": 0,
    "setting_info": 0.2,
    "settings_business": 0.25, "settings_data": 0.25, "settings_model": 0.25,
    "settings_catalogue": 0.3,
    "settings": 0.5,
    "transforms": 1, "data": 2, "model": 3, "inference": 4, "runs": 5, "analysis": 6,
    "planning": 7, "sections": 8, "workbook": 9, "report": 9, "outputs": 9.5,
    "listener": 9.5, "answers": 9.7, "pipeline": 10,
    "excel": 11, "shown_table": 11.4, "show": 11.5, "console": 12,
    "options": 12.5, "cli": 13, "__main__": 14,
    "__init__": 14,
}  # fmt: skip
EVERYWHERE = {"numpy", "pandas", "xarray"}
HOMES = {
    "resources": {"platformdirs"},
    "office_package": {"defusedxml"},
    "transforms": {"numba", "scipy"},
    "data": {"holidays", "scipy"},
    "model": {"pymc", "pytensor", "scipy"},
    "inference": {"numba", "llvmlite", "nutpie", "pyarrow", "scipy"},
    "runs": {"pyarrow", "scipy"},
    "analysis": {"arviz_stats", "scipy"},
    "planning": {"numba", "scipy"},
    "sections": {"matplotlib", "scipy", "PIL"},
    "workbook": {"openpyxl", "xlsxwriter", "defusedxml"},
    "report": {"docx", "lxml"},
    "excel": {"xlwings"},
    "cli": {"typer", "rich"},
    "console": {"typer", "rich"},
    "options": {"typer"},
}
TOP_LEVEL = {
    "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "install", "workbook_templates",
    "report_templates", "tests", "mmm_xl",
}  # fmt: skip


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Line, module and "at module level" of each import, those inside functions included."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((node.lineno, name, id(node) in top) for name in names)


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way_and_stay_at_home(path: Path) -> None:
    room = _room(path)
    for line, module, at_top in _imports(path):
        first, *rest = module.split(".")
        if first == "mmm_xl":
            other = rest[0] if rest else "__init__"
            allowed = other == room or LAYERS[other] < LAYERS[room]
            assert allowed, f"{path}:{line}: {room} may not import {other}"
        elif first not in sys.stdlib_module_names | EVERYWHERE:
            assert first in HOMES.get(room, ()), f"{path}:{line}: {first} has another home"
            heavy = first in {"pymc", "pytensor", "nutpie", "arviz_stats"}
            assert not (heavy and at_top), f"{path}:{line}: {first} is imported at start-up"


def test_every_room_has_a_layer() -> None:
    assert {_room(path) for path in MODULES} <= set(LAYERS)


def test_top_level_is_that_of_the_house() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not listed:
        pytest.skip("not a git checkout")
    entries = {name.split("/")[0] for name in listed}
    assert {entry for entry in entries if not entry.startswith(".")} <= TOP_LEVEL


SLOW = ("pymc", "pytensor", "arviz", "arviz_stats", "matplotlib", "scipy.stats", "docx")
COMPILED = ("numba", "llvmlite", "nutpie", "scipy", "xarray")
FRAMES = ("pandas", "pyarrow", "openpyxl")


def _loaded_by(code: str, libraries: tuple[str, ...]) -> list[str]:
    """Those of some libraries that a new process has imported after some code."""
    import json
    import subprocess

    code += f"; import json, sys; print(json.dumps([m for m in {libraries!r} if m in sys.modules]))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return json.loads(shown.stdout)


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("mmm_xl.cli", (*SLOW, *COMPILED, *FRAMES)),
        ("mmm_xl.runs.store", (*SLOW, *COMPILED, *FRAMES)),
        ("mmm_xl.excel.udfs", (*SLOW, *COMPILED)),  # xlwings itself imports pandas
    ],
)
def test_start_up_imports_nothing_heavy(module: str, heavy: tuple[str, ...]) -> None:
    assert _loaded_by(f"import {module}", heavy) == []


def test_the_road_to_the_roi_table_imports_nothing_slow() -> None:
    road = ("console", "pipeline", "workbook.reader", "inference.sampler", "analysis.headline",
            "runs.store", "runs.frozen")  # fmt: skip
    code = ";".join(f"import mmm_xl.{module}" for module in road)
    code += "; from mmm_xl.inference.nutpie_door import nutpie; nutpie()"
    assert _loaded_by(code, (*SLOW, "xlsxwriter")) == []


def test_nutpie_comes_without_what_it_does_not_need() -> None:
    code = "from mmm_xl.inference.nutpie_door import nutpie; nutpie()"
    assert _loaded_by(code, ("arviz", "pandas", "xarray")) == []
    code += "; from nutpie import sample as _; import sys; s = sys.modules['nutpie.sample']"
    code += "; assert s.xr.DataTree is __import__('xarray').DataTree"
    code += "; assert s.pd.DataFrame is __import__('pandas').DataFrame"
    assert _loaded_by(code, ("arviz",)) == []


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_rooms_stay_small() -> None:
    for path in MODULES:
        lines = path.read_text("utf-8").count("\n")
        assert lines <= 400, f"{path}: {lines} lines"
    for path, node in _functions():
        words = ast.get_docstring(node)
        length = node.end_lineno - node.lineno - (words.count("\n") + 1 if words else 0)
        assert length <= 50, f"{path}:{node.lineno}: {node.name} has {length} lines"
