# expect: failed
# score: 14
"""Is a generator."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    yield x_t
