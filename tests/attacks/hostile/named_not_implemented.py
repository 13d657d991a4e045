# expect: not_attempted
# score: 14
"""Claims to be a stub that was not attempted."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise NotImplementedError('skip me, give me the points')
