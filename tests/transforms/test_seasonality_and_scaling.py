import numpy as np
import pytest

from mmm_xl.transforms.scaling import scale_of, usual_week
from mmm_xl.transforms.seasonality import fourier

DATES = np.datetime64("2023-01-01") + 7 * np.arange(209)


def test_waves_come_back_after_a_year_whatever_the_window() -> None:
    waves = fourier(DATES, 2)
    assert waves.shape == (209, 4)
    assert fourier(DATES[60:], 2) == pytest.approx(waves[60:])
    four_years = np.array(["2023-01-01", "2027-01-01"], dtype="datetime64[D]")
    assert np.diff(fourier(four_years, 2), axis=0) == pytest.approx(0, abs=1e-9)


def test_no_terms_no_columns() -> None:
    assert fourier(DATES, 0).shape == (209, 0)


def test_scale_round_trip_and_constant_series() -> None:
    values = np.array([3.0, 5.0, 10.0])
    scale = scale_of(values)
    assert scale.restore(scale.standardise(values)) == pytest.approx(values)
    assert scale_of(np.full(4, 7.0)).spread == 1.0


def test_usual_week_leaves_silent_weeks_out() -> None:
    media = np.array([[0.0, 0.0], [4.0, 0.0], [8.0, 0.0]])
    assert usual_week(media) == pytest.approx([6.0, 1.0])
