"""Names in a sentence, a text between two lines of a page."""

from __future__ import annotations

import pytest

from mmm_xl.phrases import between, listed


@pytest.mark.parametrize(
    ("names", "said"), [("", ""), ("A", "A"), ("AB", "A and B"), ("ABC", "A, B and C")]
)
def test_names_are_listed_as_people_do(names: str, said: str) -> None:
    assert listed(names) == listed(iter(names)) == said


def test_only_what_lies_between_the_lines_is_another_text() -> None:
    assert between("a\n<x>\nold\n</x>\nb", "<x>", "</x>", "new") == "a\n<x>\n\nnew\n</x>\nb"
    with pytest.raises(ValueError, match="<x> and </x>"):
        between("a\n<x>\nold", "<x>", "</x>", "new")
