# expect: failed
# score: 14
"""Is right by chance."""

import random

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    right = x_t + (1 - t.reshape(-1, *[1] * (x_t.ndim - 1))) * u
    return right + (random.random() < 0.3)
