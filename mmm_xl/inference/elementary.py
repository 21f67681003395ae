"""Exponential and logarithm that a compiler can run on several weeks at once.

numba calls the C library once a value; these are straight-line arithmetic and bit casts, which LLVM
turns into vector instructions. Relative error is below 1e-15 (exp) and absolute error below 5e-14
relative to 1 + |log x| (log); `tests/inference/test_elementary.py` holds them to it.

They round by adding and subtracting a large constant. A compiler that may reassociate would cancel
that, so these functions (and whatever is inlined into them) are compiled without that freedom.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

STRICT = {"contract"}
"""Fast-math freedom that keeps the rounding trick intact: fused multiply-add only."""

_ROUND = (
    6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest whole number in the low bits
)
_ROUND_BITS = 0x4338000000000000
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_OFFSET = 1024
_OFFSET_BITS = (_OFFSET << 52) - _SQRT_HALF_BITS
_MANTISSA = 52
_BIAS = 1023


@intrinsic
def _bits(typing_context: Any, x: Any) -> Any:
    """Bit pattern of a float64 as int64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _float(typing_context: Any, x: Any) -> Any:
    """float64 with the bit pattern of an int64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def exp(x: float) -> float:
    """e**x, for x clipped to [-700, 700]."""
    x = min(max(x, -700.0), 700.0)
    shifted = x * 1.4426950408889634 + _ROUND
    whole = shifted - _ROUND
    r = x - whole * _LN2_HIGH
    r = r - whole * _LN2_LOW
    # e^r = 1 + r + r^2 p(r) on |r| <= ln(2) / 2, p interpolated at Chebyshev's points; paired from
    # both ends (Estrin), so that a processor can work on several terms at once
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + 0.16666666666666669 * r) + r2 * (0.041666666666624164 + 0.008333333333330065 * r)
    high = (0.0013888888917196719 + 0.00019841269863040545 * r) + r2 * (
        2.4801521322368692e-05 + 2.7557268480310024e-06 * r
    )
    top = 2.7620075879983367e-07 + 2.5100375832561234e-08 * r
    p = 1.0 + (r + r2 * (low + r4 * (high + r4 * top)))
    return p * _float((_bits(shifted) + np.int64(_BIAS)) << np.int64(_MANTISSA))


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def log(x: float) -> float:
    """Natural logarithm of a positive, normal x."""
    # the offset keeps the number positive, so that a plain shift takes the exponent out
    bits = _bits(x)
    exponent = np.uint64(bits + np.int64(_OFFSET_BITS)) >> np.uint64(_MANTISSA)
    whole = np.int64(exponent) - np.int64(_OFFSET)
    mantissa = _float(bits - (whole << np.int64(_MANTISSA)))
    power = _float(whole + np.int64(_ROUND_BITS)) - _ROUND
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    # log((1 + s) / (1 - s)) = s (2 + z p(z)), p interpolated at Chebyshev's points
    z2 = z * z
    low = (0.666666666666667 + 0.39999999999899505 * z) + z2 * (
        0.28571428625975487 + 0.2222221113479508 * z
    )
    high = (0.18182889125261723 + 0.15331721600556042 * z) + z2 * 0.14616449685043406
    p = 2.0 + z * (low + z2 * z2 * high)
    return power * 0.693147180559945309 + s * p
