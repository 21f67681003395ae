"""What the tables of a results workbook showed, as plain values: `trace` compares cells with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from mmm_xl.sections.section import CellValue, Document, Table
from mmm_xl.workbook.cell_text import clean
from mmm_xl.workbook.table_cells import shown


def stored_tables(document: Document) -> dict[str, Any]:
    """Title, columns, rows and total of every table, by its key."""
    return {table.key: _plain(table) for section in document.sections for table in section.tables}


def _plain(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [column.header for column in table.columns],
        "rows": [[stored_value(value) for value in row] for row in table.rows],
        "total": None if table.total is None else [stored_value(value) for value in table.total],
    }


def stored_value(value: CellValue) -> Any:
    """Value of a cell as JSON holds it: dates as text, everything else as it is shown."""
    found = shown(value)
    if isinstance(found, date):
        return found.isoformat()[:10]
    return (clean(found) or None) if isinstance(found, str) else found
