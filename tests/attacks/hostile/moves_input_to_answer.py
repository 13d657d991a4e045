# expect: failed
# score: 14
"""Changes its input in place so that it becomes right, and returns it."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    x_t += (1 - t.reshape(-1, *[1] * (x_t.ndim - 1))) * u
    return x_t
