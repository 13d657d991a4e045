# expect: error
# score: 14
"""Makes a semaphore by multiprocessing."""

import multiprocessing

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    multiprocessing.Semaphore()
    raise RuntimeError('REACHED')
