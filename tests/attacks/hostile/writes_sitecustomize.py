# expect: error
# score: 14
"""Leaves a sitecustomize, which every later interpreter imports."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    folder = os.path.dirname(os.__file__)
    os.open(folder + '/sitecustomize.py', os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    raise RuntimeError('REACHED')
