# expect: failed error
# score: 14
"""Warns ten thousand times in each call."""

import warnings

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for number in range(2000):
        warnings.warn(f'{number} passed', stacklevel=1)
    return None
