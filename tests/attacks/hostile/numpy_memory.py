# expect: memory error timeout
# score: 14
"""Takes memory by one huge array."""

import numpy as np

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return np.ones(1 << 38)
