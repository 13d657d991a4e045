# expect: error
# score: 14
"""Raises its own limit of CPU time."""

import resource

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    resource.setrlimit(resource.RLIMIT_CPU, (10_000, 10_000))
    raise RuntimeError('REACHED')
