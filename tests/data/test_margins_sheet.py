"""Margins by week and channel: what is read, what is refused, and which name it changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from raw_books import WEEKS, faults, good_book, only_fault, rows, weekly, with_table

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import RawInputs
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Sheet
from mmm_xl.runs.digest import fit_id, run_id
from mmm_xl.runs.frozen import dataset_from_json, dataset_to_json
from mmm_xl.runs.frozen import weekly as weekly_frame
from mmm_xl.settings import Settings


def with_margins(settings: Settings | None = None, **columns) -> RawInputs:
    book = good_book(settings or Settings(margin=0.4))
    return with_table(book, Sheet.MARGINS, weekly(Sheet.MARGINS, **columns))


def rising(i: int) -> float:
    return 0.3 + 0.01 * i


def test_a_filled_column_is_the_channels_margin_and_others_take_the_one_on_settings() -> None:
    margins = build_dataset(with_margins(TV=rising, Search=lambda _: None)).margins
    assert margins.shape == (WEEKS, 3)
    assert margins[:, 0] == pytest.approx([rising(i) for i in range(WEEKS)])
    assert (margins[:, 1:] == 0.4).all()


def test_a_percentage_kept_as_text_is_a_fraction() -> None:
    margins = build_dataset(with_margins(TV=lambda _: "35%")).margins
    assert (margins[:, 0] == 0.35).all()


@pytest.mark.parametrize("columns", [{}, {"TV": lambda _: None}])
def test_without_a_filled_column_the_margin_on_settings_holds(columns) -> None:
    assert len(build_dataset(with_margins(**columns)).margins) == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (35, "margin is 35"),
        (-0.1, "margin is negative"),
        (None, "margin is blank; write the percentage in every week, or clear the column"),
        ("high", "margin is the text 'high'"),
    ],
)
def test_a_cell_that_is_no_margin_is_named(value, words) -> None:
    found = only_fault(with_margins(TV=lambda i: value if i == 4 else 0.3))
    assert found.startswith("Margins!B9: ")
    assert words in found


def test_a_column_that_is_no_channel_is_named() -> None:
    assert "did you mean 'Search'?" in only_fault(with_margins(Serch=lambda _: 0.3))


def test_weeks_are_those_of_the_outcome() -> None:
    book = with_margins(TV=rising)
    assert "Margins" in only_fault(rows(book, Sheet.MARGINS, range(WEEKS - 1)))


def test_every_channel_has_a_margin_or_none_has() -> None:
    found = only_fault(with_margins(Settings(margin=None), TV=rising))
    assert "'Search' and 'Email' have no margin here and Settings give none" in found
    given = with_margins(Settings(margin=None), TV=rising, Search=rising, Email=rising)
    assert not faults(given)


def test_margins_name_another_run_of_the_same_fit() -> None:
    one, other = (
        build_dataset(good_book()),
        build_dataset(with_margins(Settings(margin=0.5), TV=rising)),
    )
    one = replace(one, settings=other.settings, findings=(), adjustments=())
    other = replace(other, findings=(), adjustments=())
    sampler = SamplerSettings(chains=2, tune=10, draws=10, seed=1)
    fits = {fit_id(d, build_spec(d), sampler) for d in (one, other)}
    assert len(fits) == 1
    fit = fits.pop()
    assert run_id(fit, one, None) != run_id(fit, other, None)


def test_margins_come_back_from_the_store(tmp_path) -> None:
    dataset = build_dataset(with_margins(TV=rising))
    path = tmp_path / "weekly.arrow"
    weekly_frame(dataset).to_feather(path)
    again = dataset_from_json(dataset_to_json(dataset), path)
    np.testing.assert_array_equal(again.margins, dataset.margins)
