# expect: failed
# score: 14
"""Names that look like others."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, т):
    return None
