import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.model import priors


@given(low=st.floats(1e-4, 1e4), factor=st.floats(1.05, 1e4))
def test_five_percent_on_either_side_of_a_stated_range(low, factor) -> None:
    stated = priors.from_range(low, low * factor)
    assert stated.quantile(0.05) == pytest.approx(low, rel=1e-9)
    assert stated.quantile(0.95) == pytest.approx(low * factor, rel=1e-9)


def test_default_roi_is_as_promised() -> None:
    assert priors.ROI.median == pytest.approx(1.0)
    assert (priors.ROI.quantile(0.05), priors.ROI.quantile(0.95)) == pytest.approx((0.2, 5.0))
