"""Which of Excel's two date systems a workbook counts its days in."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from defusedxml.ElementTree import ParseError, fromstring

_PART = "xl/workbook.xml"
_TRUE = frozenset({"1", "true", "on"})


def counts_from_1904(payload: bytes) -> bool:
    """Whether a workbook counts days from 1904, as old ones from a Mac do.

    Notes
    -----
    Cells with a date format come as dates whatever the system; this is for bare day numbers.
    """
    with ZipFile(BytesIO(payload)) as package:
        if _PART not in package.namelist():
            return False
        try:
            root = fromstring(package.read(_PART), forbid_dtd=True)
        except ParseError:
            return False  # reading the cells says what is wrong with it
    found = next((e for e in root.iter() if e.tag.rsplit("}", 1)[-1] == "workbookPr"), None)
    return found is not None and found.get("date1904", "").casefold() in _TRUE
