import numba
import numpy as np

from mmm_xl.inference.elementary import exp, log


@numba.njit
def each(function, values):
    out = np.empty_like(values)
    for i in range(len(values)):
        out[i] = function(values[i])
    return out


def test_exp_is_exact_to_rounding() -> None:
    x = np.linspace(-690, 690, 200_001)
    assert np.max(np.abs(each(exp, x) / np.exp(x) - 1)) < 1e-15


def test_exp_is_clipped_not_infinite() -> None:
    assert np.isfinite(each(exp, np.array([-1e300, 1e300]))).all()


def test_log_is_exact_to_rounding() -> None:
    x = np.exp(np.linspace(-690, 690, 200_001))
    error = np.abs(each(log, x) - np.log(x)) / (1 + np.abs(np.log(x)))
    assert np.max(error) < 5e-14
