# expect: error
# score: 14
"""Raises its own resource limits."""

import resource

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
    raise RuntimeError('REACHED')
