# expect: error
# score: 14
"""Lowers the grader's resource limits."""

import resource

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    resource.prlimit(@PID@, resource.RLIMIT_NOFILE, (1, 1))
    raise RuntimeError('REACHED')
