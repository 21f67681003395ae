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
    # Taylor series on |r| <= ln(2) / 2, Horner's scheme
    p = 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * _float((_bits(shifted) + np.int64(_BIAS)) << np.int64(_MANTISSA))


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def log(x: float) -> float:
    """Natural logarithm of a positive, normal x."""
    bits = _bits(x)
    exponent = (bits - np.int64(_SQRT_HALF_BITS)) >> np.int64(_MANTISSA)
    mantissa = _float(bits - (exponent << np.int64(_MANTISSA)))
    power = _float(exponent + np.int64(_ROUND_BITS)) - _ROUND
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    # log((1 + s) / (1 - s)) = 2 s (1 + z/3 + z**2/5 + ...)
    p = 2.0 / 21.0
    p = p * z + 2.0 / 19.0
    p = p * z + 2.0 / 17.0
    p = p * z + 2.0 / 15.0
    p = p * z + 2.0 / 13.0
    p = p * z + 2.0 / 11.0
    p = p * z + 2.0 / 9.0
    p = p * z + 2.0 / 7.0
    p = p * z + 2.0 / 5.0
    p = p * z + 2.0 / 3.0
    p = p * z + 2.0
    return power * 0.693147180559945309 + s * p
