# expect: error
# score: 14
"""Changes a file's mode."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.chmod('@VICTIM@', 0)
    raise RuntimeError('REACHED')
