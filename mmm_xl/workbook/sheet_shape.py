"""What a sheet hides, filters away and merges; openpyxl does not tell while it streams cells."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse

from mmm_xl.workbook.package_guard import Package, damaged
from mmm_xl.workbook.sheet_cells import DAMAGE, folded

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TELLING = (b"hidden", b"mergeCell", b'ht="0"', b'width="0"')
_MOST_MERGED = 10_000
"""Merged areas of one sheet that are kept; a table by hand has a few."""


@dataclass
class SheetShape:
    """Rows and columns that are not shown, and merged areas.

    Parameters
    ----------
    rows : set of int
        Hidden rows, from 1; a filter hides rows too.
    columns : list of (int, int)
        First and last column of each hidden run, from 1.
    merged : list of str
        Areas as "B3:D3".
    """

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def hides_column(self, number: int) -> bool:
        """Whether a column, from 1, is hidden."""
        return any(first <= number <= last for first, last in self.columns)


def read_shapes(path: Path, package: Package, titles: Collection[str]) -> dict[str, SheetShape]:
    """Shape of every sheet of some titles, whatever their capitals and spaces.

    Raises
    ------
    UnreadableFile
        The XML of the package is not that of a workbook.
    """
    wanted = {folded(title) for title in titles}
    try:
        with zipfile.ZipFile(BytesIO(package.payload)) as archive:
            return {
                title: _shape(archive.read(part))
                for title, part in _parts(archive)
                if folded(title) in wanted
            }
    except DAMAGE as error:
        raise damaged(path) from error


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and part of each worksheet that the package holds."""
    names = set(archive.namelist())
    if _RELATIONS not in names:
        return
    targets = {
        relation.get("Id"): _path(relation.get("Target", ""))
        for relation in fromstring(archive.read(_RELATIONS))
    }
    for element in fromstring(archive.read(_WORKBOOK)).iter():
        if _tag(element) == "sheet":
            part = targets.get(element.get(_RELATION), "")
            if part in names:
                yield element.get("name", ""), part


def _path(target: str) -> str:
    """Part that a relation of the workbook points to."""
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def _shape(part: bytes) -> SheetShape:
    shape = SheetShape()
    if b"\0" not in part[:200] and not any(word in part for word in _TELLING):
        return shape  # most sheets hide and merge nothing, and need no second parse
    row = 0
    for _, element in iterparse(BytesIO(part), events=("end",)):
        tag = _tag(element)
        if tag == "row":
            row = int(element.get("r", row + 1))
            if _hides(element, "ht"):
                shape.rows.add(row)
            element.clear()
        elif tag == "col" and _hides(element, "width"):
            shape.columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
        elif tag == "mergeCell" and len(shape.merged) < _MOST_MERGED:
            shape.merged.append(element.get("ref", ""))
    return shape


def _hides(element: Any, size: str) -> bool:
    """Whether a row or column is hidden, or has no height or width."""
    return element.get("hidden") in {"1", "true"} or float(element.get(size, 1)) == 0


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
