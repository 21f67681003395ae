"""Text that a cell may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.workbook.cell_text import clean, starts_like_formula, table_headers, unescaped


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b\x1fc", "abc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud800x\uffff", "x"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_clean_drops_what_xml_refuses(raw: str, kept: str) -> None:
    assert clean(raw) == kept


def test_escapes_of_files_are_undone() -> None:
    assert unescaped("Paid_x000D_\nsearch_x0001_") == "Paid\nsearch"
    assert unescaped("_x0041_") == "_x0041_"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx"])
def test_formula_starts(text: str) -> None:
    assert starts_like_formula(text)
    assert not starts_like_formula(f"a{text}")


@given(st.lists(st.text(max_size=300), max_size=8))
def test_table_headers_are_always_accepted(headers: list[str]) -> None:
    made = table_headers(headers)
    assert len({header.lower() for header in made}) == len(headers) == len(made)
    assert all(0 < len(header) <= 255 for header in made)
