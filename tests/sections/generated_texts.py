"""Every text that the product can show, each with the place that it comes from."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from mmm_xl.sections.section import Document

Placed = tuple[str, str]
"""Place and text."""

PACKAGE = Path(__file__).resolve().parents[2] / "mmm_xl"
CATALOGUE = "wording_rules.py"
"""Names the banned words, so is no place to look for them."""


def of_document(document: Document) -> Iterator[Placed]:
    """Everything that sections say: words, headers, cells and chart texts."""
    for section in document.sections:
        where = section.key
        for text in (section.title, section.message, *section.paragraphs):
            yield where, text
        for table in section.tables:
            at = f"{where}, table {table.key}"
            yield at, table.title
            yield at, table.note
            yield from ((at, column.header) for column in table.columns)
            rows = (*table.rows, *([table.total] if table.total else []))
            yield from ((at, cell) for row in rows for cell in row if isinstance(cell, str))
        for chart in section.charts:
            at = f"{where}, chart {chart.key}"
            said = (chart.title, chart.alt, chart.x_title, chart.y_title, chart.reference_label)
            yield from ((at, text) for text in said)
    for check in document.checks:
        yield "checks", f"{check.name}; {check.left_label}; {check.right_label}"


def of_modules() -> Iterator[Placed]:
    """Every string of every module but docstrings; sentences, messages and help are among them."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != CATALOGUE:
            name = path.relative_to(PACKAGE.parent)
            yield from ((f"{name}:{line}", text) for line, text in _strings(path))


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside, docs = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(node.value)
        if isinstance(node, ast.JoinedStr):
            inside.update(ast.walk(node))
            inside.discard(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (n.value if isinstance(n, ast.Constant) else "{}" for n in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and node not in docs and node not in inside:
            yield from [(node.lineno, node.value)] if isinstance(node.value, str) else []


def of_package(path: Path) -> Iterator[Placed]:
    """Paragraphs of a Word file, shared strings and drawings of a workbook, alt texts of both."""
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if part.endswith(".xml"):
                yield from ((f"{path.name}!{part}", t) for t in _texts(package.read(part).decode()))


def _texts(xml: str) -> Iterator[str]:
    for block in re.findall(r"<(?:w:p|si|a:p)[ >].*?</(?:w:p|si|a:p)>", xml, re.DOTALL):
        yield unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:t>\s*<w:tab/>", " ", block)))
    yield from (unescape(text) for text in re.findall(r'descr="([^"]*)"', xml))
