# expect: error
# score: 14
"""Changes a file's times."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.utime('@VICTIM@', (0, 0))
    raise RuntimeError('REACHED')
